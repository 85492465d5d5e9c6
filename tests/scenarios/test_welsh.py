"""Siân's organisation is written to in Welsh, and Ben's in English, about the same letter."""

from datetime import UTC, datetime

from sqlalchemy import select

from campaigns.database import hold_to
from campaigns.invitations.actions import send_again
from campaigns.languages.locales import Locale
from campaigns.organisations.models import Contact
from campaigns.organisations.relations import Language
from campaigns.responses.deadline import extend
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signature
from tests import cast
from tests.languages.speaking import welsh
from tests.mail.reading import text_of
from tests.scenarios.scene import Scene
from tests.signatures.story import BEN, SIAN, Window


async def test_sian_signs_in_welsh_from_the_mail_to_the_thanks(scene: Scene) -> None:
    await scene.story.change_organisation(cast.LLAIS, language=Language.CYMRAEG)
    await again(scene, cast.LLAIS, cast.MILL_ROAD)
    mails = {mail["To"]: mail for mail in await scene.deliver()}

    assert (mails[SIAN]["Content-Language"], mails[BEN]["Content-Language"]) == ("cy", "en-GB")
    assert welsh("Read the letter and reply") in text_of(mails[SIAN])
    assert "Warm homes for every family" in mails[SIAN]["Subject"]  # the letter is as it was written
    assert "Read the letter and reply" in text_of(mails[BEN])

    sian = await (await scene.browser()).open(scene.path_in(mails[SIAN], "/r/"))
    assert language_of(sian) == "cy"
    await sign_in_welsh(sian)

    signature = await scene.story.newest()
    assert signature.state is SignatureState.ACCEPTED
    assert signature.locale is Locale.WELSH
    assert language_of(sian) == "cy"
    thanks = {mail["To"]: mail for mail in await scene.deliver()}
    assert thanks[SIAN]["Content-Language"] == "cy"
    assert "Diolch" in text_of(thanks[SIAN])


async def test_what_sian_chooses_is_kept_for_her_mail_and_nobody_elses(scene: Scene) -> None:
    sian = await (await scene.browser()).open(scene.story.path(SIAN))
    assert language_of(sian) == "en-GB"
    await sian.press("Cymraeg", locale="cy")
    assert language_of(sian) == "cy"
    assert sian.path == scene.story.path(SIAN)
    await again(scene, cast.LLAIS, cast.MILL_ROAD)

    mails = {mail["To"]: mail["Content-Language"] for mail in await scene.deliver()}
    assert (mails[SIAN], mails[BEN]) == ("cy", "en-GB")
    # Another browser, such as the phone between meetings, reads the same.
    assert language_of(await (await scene.browser()).open(scene.story.path(SIAN))) == "cy"
    # Nothing else of the contact has changed.
    async with scene.story.sessions() as session:
        hold_to(session, scene.story.company.id)
        chosen = await session.scalars(select(Contact.email).where(Contact.locale.is_not(None)))
        assert set(chosen) == {SIAN}


async def test_ben_reads_english_though_his_browser_would_have_welsh(scene: Scene) -> None:
    await scene.story.change_organisation(cast.MILL_ROAD, language=Language.ENGLISH)
    ben = await scene.browser()
    ben.client.headers["accept-language"] = "cy"
    assert language_of(await ben.open(scene.story.path(BEN))) == "en-GB"
    # Where nothing is known of a reader, the browser is asked.
    assert language_of(await ben.open("/")) == "cy"


async def test_whoever_begins_in_welsh_without_an_invitation_is_written_to_in_welsh(scene: Scene) -> None:
    await scene.story.publish()
    visitor = await scene.browser()
    visitor.client.headers["accept-language"] = "cy-GB,cy;q=0.9"
    await visitor.open(scene.story.start_path)
    assert language_of(visitor) == "cy"
    await visitor.press(welsh("Start now"))
    async with scene.story.sessions() as session:
        hold_to(session, scene.story.company.id)
        assert (await session.scalars(select(Signature.locale))).all() == [Locale.WELSH]


async def test_nia_changes_the_language_of_her_desk_and_nothing_else_with_it(scene: Scene) -> None:
    nia, tom = await scene.secretariat(), await scene.secretariat("Tom")
    await nia.open(f"{scene.letter}/responses?show=signed")
    assert language_of(nia) == "en-GB"
    await nia.press("Cymraeg", locale="cy")
    assert language_of(nia) == "cy"
    assert nia.path == f"{scene.letter}/responses"
    assert nia.heading == welsh("Responses")

    # At another machine it is her language too; Tom's is his own, and the letter's is the letter's.
    again = await (await scene.secretariat()).open(scene.letter)
    assert language_of(again) == "cy"
    assert "Warm homes for every family" in again.heading
    assert language_of(await tom.open(scene.letter)) == "en-GB"
    # What is written back with a form that was refused stays in the language of its page, and has no button.
    await nia.open(f"{scene.letter}/close")
    await nia.press(welsh("Close signing"), reason="x" * 5000)
    assert (nia.status, nia.page.get("lang")) == (422, "cy")
    assert not nia.page.xpath("//form[contains(@action, 'language')]")


async def sign_in_welsh(window: Window) -> None:
    """Siân signs as `tests.signatures.story.sign` has it, by the words on her buttons."""
    await window.press(welsh("Sign for %(organisation)s", organisation=cast.LLAIS))
    await window.press(welsh("Continue"))
    await window.press(welsh("Continue"))
    await window.press(welsh("Continue"), authority="chief_executive")
    await window.press(welsh("Sign the letter for %(organisation)s", organisation=cast.LLAIS))


async def again(scene: Scene, *organisations: str) -> None:
    """Nia has the invitations sent once more."""
    async with scene.story.sessions.begin() as session:
        hold_to(session, scene.story.company.id)
        for name in organisations:
            organisation = scene.story.company.organisations[name].id
            await send_again(session, scene.story.letter_id, organisation, scene.clock.now())


def language_of(window: Window) -> str:
    """What the page says of itself."""
    assert window.status == 200, window.text
    assert window.answer.headers["content-language"] == window.page.get("lang")
    return str(window.page.get("lang"))


async def test_what_sian_agrees_to_is_kept_as_she_read_it_though_another_tab_is_in_english(scene: Scene) -> None:
    sian = await scene.browser()
    sian.client.headers["accept-language"] = "cy"
    await sian.open(scene.story.path(SIAN))
    await sian.press(welsh("Sign for %(organisation)s", organisation=cast.LLAIS))
    await sian.press(welsh("Continue"))
    await sian.press(welsh("Continue"))
    await sian.press(welsh("Continue"), authority="chief_executive")
    other_tab = Window(sian.client)
    await other_tab.open(scene.story.path(SIAN))
    await other_tab.press("English", locale="en-GB")
    assert language_of(other_tab) == "en-GB"
    await sian.press(welsh("Sign the letter for %(organisation)s", organisation=cast.LLAIS))

    signature = await scene.story.newest()
    assert signature.state is SignatureState.ACCEPTED
    assert signature.attested.startswith("Rwy")
    # The page that follows is in the language she chose last, and says which the sentence is in.
    assert language_of(sian) == "en-GB"
    [sentence] = sian.page.xpath("//blockquote")
    assert sentence.get("lang") == "cy"


async def test_every_mail_to_whoever_signed_in_welsh_is_in_welsh(scene: Scene) -> None:
    """Ewa is nobody's contact, so only her signature knows what she reads; the rows that mails are about lead there."""
    await scene.story.publish()
    ewa = await scene.browser()
    ewa.client.headers["accept-language"] = "cy"
    await ewa.open(scene.story.start_path)
    await ewa.press(welsh("Start now"))
    await ewa.press(welsh("Continue"), display_name="Żubr")
    await ewa.press(welsh("Continue"))
    await ewa.press(welsh("Continue"), signer_name="Ewa Lis", signer_title="Prezes", signer_email="ewa@zubr.example")
    await ewa.press(welsh("Continue"), authority="chief_executive")
    await ewa.press(welsh("Sign the letter for %(organisation)s", organisation="Żubr"))
    await ewa.press(welsh("Continue"), code=await scene.story.code())
    await scene.story.accept()
    await ewa.open(ewa.path.rpartition("/")[0] + "/change")
    await ewa.press(welsh("Change the row"), signer_title="Dyrektorka")
    await ewa.open(ewa.path.rpartition("/")[0] + "/change")
    await ewa.press(welsh("Change the row"), display_name="Żubr Polonia")
    nia = await scene.secretariat()
    await nia.open(f"{scene.letter}/names")
    assert "1 row asks for another name in the list." in nia.text
    await nia.follow("Decide these first")
    await nia.press("Keep the name", reason="Not in your statutes.")

    mails = [mail for mail in await scene.deliver() if mail["To"] == "ewa@zubr.example"]
    kinds = {mail["Message-ID"].partition(".")[0].removeprefix("<"): mail["Content-Language"] for mail in mails}
    assert {"signature_accepted", "signature_changed", "name_refused"} <= set(kinds)
    assert set(kinds.values()) == {"cy"}


async def test_a_colleague_to_whom_sian_passed_it_on_reads_the_organisations_language(scene: Scene) -> None:
    await scene.story.change_organisation(cast.LLAIS, language=Language.CYMRAEG)
    sian = await (await scene.browser()).open(f"{scene.story.path(SIAN)}/pass-on")
    names = {"name": "Gwen Rees", "email": "gwen@llais.example"}
    await sian.press(welsh("Pass it on"), names)

    [mail] = [one for one in await scene.deliver() if one["To"] == "gwen@llais.example"]
    assert mail["Content-Language"] == "cy"
    assert language_of(await (await scene.browser()).open(scene.path_in(mail, "/r/"))) == "cy"


async def test_sian_chooses_once_for_every_organisation_that_has_her_address(scene: Scene) -> None:
    async with scene.story.sessions.begin() as session:
        hold_to(session, scene.story.company.id)
        mill_road = scene.story.company.organisations[cast.MILL_ROAD]
        contact = Contact(
            coalition_id=scene.story.company.id, organisation_id=mill_road.id, name="Siân", email=SIAN, email_key=SIAN
        )
        session.add(contact)
    sian = await (await scene.browser()).open(scene.story.path(SIAN))
    await sian.press("Cymraeg", locale="cy")
    await sian.press("English", locale="en-GB")
    async with scene.story.sessions() as session:
        hold_to(session, scene.story.company.id)
        locales = await session.scalars(select(Contact.locale).where(Contact.email_key == SIAN))
        assert set(locales) == {Locale.ENGLISH}


async def test_a_deadline_that_moves_is_told_to_each_in_their_language_with_nias_own_words(scene: Scene) -> None:
    await scene.story.change_organisation(cast.LLAIS, language=Language.CYMRAEG)
    async with scene.story.sessions.begin() as session:
        hold_to(session, scene.story.company.id)
        later, nia = datetime(2026, 6, 6, 16, tzinfo=UTC), scene.story.company.actor("Nia")
        why = "The committee sits later."
        await extend(session, scene.story.letter_id, later, "Europe/London", why, None, nia, scene.clock.now())

    mails = {mail["To"]: " ".join(text_of(mail).split()) for mail in await scene.deliver()}
    assert (
        "From 5pm on Friday 5 June 2026 (BST) to 5pm on Saturday 6 June 2026 (BST). The committee sits later." in mails[BEN]
    )
    assert "5pm ddydd Gwener 5 Mehefin 2026 (BST)" in mails[SIAN]
    assert "5pm ddydd Sadwrn 6 Mehefin 2026 (BST)" in mails[SIAN]
    assert "The committee sits later." in mails[SIAN]
    assert "From" not in mails[SIAN]

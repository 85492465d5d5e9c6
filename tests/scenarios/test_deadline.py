"""Acceptance scenarios of the deadline, each under its number: it holds to the second, and that it moved is told."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser

from campaigns.cascades.actions import give
from campaigns.database import hold_to
from campaigns.individuals.lifecycle import IndividualState
from campaigns.jobs import transaction
from campaigns.letters.actions import close_due
from campaigns.letters.models import Letter
from campaigns.organisations.models import Organisation
from campaigns.organisations.relations import Language
from campaigns.responses.deadline import tell_next_individuals
from campaigns.review.late import LateRow, tray
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.queries import count_accepted
from tests import cast
from tests.cascades.sharing import PAT, QUAY
from tests.individuals.people import ADA, SAM, YouAnswer, accepted, checked, let_in, sent
from tests.mail.reading import links, text_of, words_of_html
from tests.mail.reading import words as words_of_text
from tests.scenarios.scene import Scene, addressed
from tests.signatures.browsing import Browsing
from tests.signatures.story import AMINA, BEN, INFO, JO, SIAN, ready, sign, to_authorise
from tests.standing_authority import giving

#: 17:00:00 in London.
DEADLINE = datetime(2026, 6, 5, 16, tzinfo=UTC)
TENTH = timedelta(milliseconds=100)
TRUSTEE = "trustee@llais.example"


async def close(scene: Scene) -> None:
    async with transaction(scene.story.sessions, scene.bell) as session:
        await close_due(session, scene.clock.now())


async def late_ones(scene: Scene) -> list[LateRow]:
    async with scene.story.sessions() as session:
        hold_to(session, scene.story.company.id)
        return await tray(session, scene.story.letter_id)


async def move(scene: Scene, day: int) -> str:
    """Nia moves the deadline on its page, which says beforehand whom she tells; the worker tells whoever signed alone."""
    nia = await scene.secretariat()
    await nia.open(f"{scene.letter}/extend")
    before = nia.text
    typed = {"deadline_date-day": str(day), "zone": "Europe/London", "reason": "The committee sits later."}
    await nia.press("Move the deadline", typed)
    assert "The deadline has moved." in nia.text
    more = True
    while more:
        async with transaction(scene.story.sessions, scene.bell) as session:
            more = await tell_next_individuals(session, scene.clock.now(), limit=2)
    return before


async def test_scenario_17_the_deadline_to_the_second(scene: Scene) -> None:
    amina = await ready(await scene.browser(), scene.story.path(AMINA))
    ben = await ready(await scene.browser(), scene.story.path(BEN))

    scene.clock.set(DEADLINE - TENTH)
    await amina.press("Sign the letter for")
    scene.clock.set(DEADLINE + TENTH)
    await ben.press("Sign the letter for")
    scene.clock.advance(minutes=10)
    await close(scene)

    assert amina.heading == "Wensum Voluntary Action (WVA) has signed"
    assert ben.heading == "This came too late, so nothing is signed"
    assert "arrived less than a second after that" in ben.text
    [late] = await late_ones(scene)
    assert (late.organisation, late.received_at, late.closed_at) == (cast.MILL_ROAD, DEADLINE + TENTH, DEADLINE)
    kept = [one for one in await scene.story.signatures() if one.state is SignatureState.STARTED]
    assert [(one.display_name, one.signer_email, one.authority) for one in kept] == [
        (cast.MILL_ROAD, BEN, "chief_executive")
    ]
    async with scene.story.sessions() as session:
        hold_to(session, scene.story.company.id)
        assert await count_accepted(session, scene.story.letter_id) == 1
    told = addressed(await scene.deliver())
    assert set(told) == {AMINA, JO, INFO}, "whoever signed in time and their colleagues; nobody of the late one"
    assert "Wensum Voluntary Action (WVA)" in text_of(told[AMINA])


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
async def test_scenario_17_in_a_browser(chromium: Browser, site: str, scene: Scene, *, scripts: bool) -> None:
    context = await chromium.new_context(java_script_enabled=scripts)
    windows = {}
    for email in (AMINA, BEN):
        windows[email] = browsing = Browsing(await context.new_page(), site)
        await browsing.go(scene.story.path(email))
        for button in ("Sign for", "Continue", "Continue"):
            await browsing.press(button)
        await browsing.choose("authority", "chief_executive")
        await browsing.press("Continue")

    for email, at in ((AMINA, DEADLINE - TENTH), (BEN, DEADLINE + TENTH)):
        scene.clock.set(at)
        await windows[email].press("Sign the letter for")

    headings = [await one.page.get_by_role("heading", level=1).inner_text() for one in windows.values()]
    assert headings == ["Wensum Voluntary Action (WVA) has signed", "This came too late, so nothing is signed"]
    assert [late.organisation for late in await late_ones(scene)] == [cast.MILL_ROAD]
    assert set(addressed(await scene.deliver())) == {AMINA, JO, INFO}
    await context.close()


async def test_scenario_19_extension(scene: Scene) -> None:
    await sign(await scene.browser(), scene.story.path(AMINA))
    await scene.deliver()
    scene.clock.set(DEADLINE - timedelta(hours=1))

    before = await move(scene, 6)

    assert "5 people get the mail" in before
    told = addressed(await scene.deliver())
    assert set(told) == {AMINA, JO, INFO, BEN, SIAN}, "everybody who had the old time, once"
    for email, mail in told.items():
        said = " ".join(text_of(mail).split())
        assert "From 5pm on Friday 5 June 2026 (BST) to 5pm on Saturday 6 June 2026 (BST). The committee sits later." in said
        assert scene.path_in(mail, "/r/") == scene.story.path(email), "the old link"
    assert await scene.deliver() == []
    scene.clock.set(DEADLINE + timedelta(hours=1))
    ben = await sign(await scene.browser(), scene.path_in(told[BEN], "/r/"))
    assert ben.heading == "The Mill Road Centre has signed"
    amina = await (await scene.browser()).open(scene.story.path(AMINA))
    assert amina.heading == "Wensum Voluntary Action (WVA) has signed"


async def test_everybody_is_told_in_words_that_fit_them_and_nobody_twice(scene: Scene) -> None:
    """Sam signed alone, as did Ben, who is invited too; a trustee is to authorise; Quay has a link; Nia signed for Amina."""
    story, now = scene.story, scene.clock.now()
    amina = await giving.given(story, scene.clock)
    await giving.use(story, scene.clock, amina)
    sian = await to_authorise(
        await scene.browser(),
        story.path(SIAN),
        {"authoriser_name": "Eira", "authoriser_email": TRUSTEE},
    )
    await sian.press("Send it to")
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        letter, nia = await session.get_one(Letter, story.letter_id), story.company.actor("Nia")
        quay = await cast.organisation(session, story.company, QUAY, [("Pat Low", "Director", PAT)], now)
        quay.is_infrastructure = True
        await session.flush()
        await give(session, letter.id, quay.id, 250, nia, now)
        await let_in(session, letter, nia, now)
        await accepted(session, letter, SAM, nia, now)
        await checked(session, letter, YouAnswer(name="Ben Marsh", title="", affiliation="", email=BEN), now)
        await sent(session, letter, ADA, now)
    await scene.deliver()

    before = await move(scene, 6)

    assert "9 people get the mail" in before
    assert "5 people invited to sign" in before
    assert "1 person asked to authorise" in before
    assert "1 contact of infrastructure bodies" in before
    assert "2 people who signed in a personal capacity" in before
    told = addressed(await scene.deliver())
    assert set(told) == {AMINA, JO, INFO, BEN, SIAN, TRUSTEE, PAT, SAM.email, ADA.email}
    said = {email: " ".join(text_of(mail).split()) for email, mail in told.items()}
    for email, mail in told.items():
        assert words_of_text(text_of(mail)) == words_of_html(mail), email
        assert "to 5pm on Saturday 6 June 2026 (BST)." in said[email]
    assert "You signed in a personal capacity." in said[SAM.email]
    assert "If your organisation has signed" not in said[SAM.email]
    assert scene.path_in(told[SAM.email], "/p/")
    assert "If it was you, and you have not confirmed it yet" in said[ADA.email]
    assert "Ada" not in said[ADA.email], "nothing that was typed goes to an address that nobody has checked"
    assert links(said[ADA.email]) == []
    assert "You signed in a personal capacity." in said[BEN], "one mail, with both"
    assert scene.path_in(told[BEN], "/r/") == story.path(BEN)
    assert f"You are asked to authorise the signature of {cast.LLAIS}." in said[TRUSTEE]
    trustee = await (await scene.browser()).open(scene.path_in(told[TRUSTEE], "/a/"))
    await trustee.press("Send my answer", authorising="trustees_agreed", agreed_on="On 1 June")
    assert f"The link that {QUAY} shares with its members works until the new deadline." in said[PAT]
    pat = await (await scene.browser()).open(scene.path_in(told[PAT], "/b/"))
    assert "5pm on Saturday 6 June 2026 (BST)" in pat.page.text_content()
    assert f"signed for {cast.WENSUM} by your standing authority" in said[AMINA]
    assert scene.path_in(told[AMINA], "/g/")


async def test_whoever_left_withdrew_or_cannot_be_reached_is_not_told(scene: Scene) -> None:
    story, now = scene.story, scene.clock.now()
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        letter, nia = await session.get_one(Letter, story.letter_id), story.company.actor("Nia")
        await let_in(session, letter, nia, now)
        await accepted(session, letter, SAM, nia, now)
        ada = await accepted(session, letter, ADA, nia, now)
        ada.state = IndividualState.WITHDRAWN
        story_of_jo = await session.merge(story.company.contacts[JO])
        story_of_jo.ended_at = now
    scene.mailbox.at_recipient[SAM.email] = "550 5.1.1 no such mailbox"
    await scene.deliver()

    before = await move(scene, 6)

    assert "4 people get the mail" in before
    assert "personal capacity" not in before
    assert set(addressed(await scene.deliver())) == {AMINA, INFO, BEN, SIAN}


async def test_a_deadline_that_moves_twice_is_told_once_in_welsh_to_whoever_reads_it(scene: Scene) -> None:
    story, now = scene.story, scene.clock.now()
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        letter, nia = await session.get_one(Letter, story.letter_id), story.company.actor("Nia")
        quay = await cast.organisation(session, story.company, QUAY, [("Pat Low", "Director", PAT)], now)
        quay.is_infrastructure, quay.language = True, Language.CYMRAEG
        await session.flush()
        await give(session, letter.id, quay.id, 250, nia, now)
        await let_in(session, letter, nia, now)
        await accepted(session, letter, SAM, nia, now)
    await scene.deliver()
    await move(scene, 6)
    scene.clock.advance(minutes=5)
    await move(scene, 7)

    told = addressed(await scene.deliver())

    assert SAM.email in told
    assert all("Sunday 7 June" in text_of(mail) for email, mail in told.items() if email != PAT)
    assert told[PAT]["Content-Language"] == "cy"
    assert "shares with its members" not in text_of(told[PAT])
    assert "7 Mehefin 2026" in text_of(told[PAT])


async def test_one_address_at_two_organisations_gets_one_mail_with_both_links(scene: Scene) -> None:
    story = scene.story
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        llais = await session.get_one(Organisation, story.company.organisations[cast.LLAIS].id)
        sian = await session.merge(story.company.contacts[SIAN])
        sian.email = sian.email_key = BEN
        assert sian.organisation_id == llais.id

    await move(scene, 6)

    told = addressed(await scene.deliver())
    assert set(told) == {AMINA, JO, INFO, BEN}
    text = " ".join(text_of(told[BEN]).split())
    for name, path in ((cast.MILL_ROAD, story.path(BEN)), (cast.LLAIS, story.path(SIAN))):
        assert f"Read the letter and reply for {name}: {scene.settings.public_url}{path}" in text

"""Somebody says that a signature is wrong: it leaves the list at that moment, and the secretariat settles it."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from campaigns.actors import Actor, ActorKind
from campaigns.database import hold_to
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.letters.actions import close_signing
from campaigns.mail.compose import LONGEST_LINK
from campaigns.mail.models import Message
from campaigns.organisations.actions import end_contact
from campaigns.publication.actions import freeze
from campaigns.review.disputes import Removal, RemovalReason, reinstate, remove
from campaigns.settings import Settings
from campaigns.signatures.leaving import suspend, take_back
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import SignatureEvent
from campaigns.signatures.queries import count_accepted
from campaigns.tokens import Purpose
from tests.conftest import Clock
from tests.mail.reading import links, text_of, words, words_of_html
from tests.signatures.story import AMINA, INFO, JO, SITE, Story, Window, sign
from tests.signatures.test_mails import mails


@pytest.fixture
async def window(client: httpx.AsyncClient, story: Story) -> Window:
    """Jo has signed for Wensum; Amina and the shared inbox were told."""
    return await sign(Window(client), story.path(JO))


async def test_amina_says_it_is_wrong_and_it_leaves_the_list_at_once(
    window: Window, story: Story, settings: Settings, clock: Clock
) -> None:
    notices = await mails(story, settings, clock, "signature_notice")
    assert set(notices) == {AMINA, INFO}
    link = settings.public_url + await story.objection_path(AMINA)
    assert link in links(text_of(notices[AMINA]))
    clock.advance(minutes=18)

    await window.open(link.removeprefix(settings.public_url))
    assert window.heading == "Is this signature wrong?"
    assert "Jo Pratt, Policy officer" in window.text
    assert window.value("person_name") == "Amina Cole"
    await window.press("This is wrong", explanation="We never\ndiscussed this.")

    assert window.heading == "The signature is off the list"
    signature = await story.newest()
    assert signature.state is SignatureState.SUSPENDED
    told = await mails(story, settings, clock, "signature_disputed")
    assert set(told) == {"nia@harbour.example", "tom@harbour.example"}
    assert words(text_of(told["nia@harbour.example"])) == words_of_html(told["nia@harbour.example"])
    text = " ".join(text_of(told["nia@harbour.example"]).split())
    assert "Amina Cole (amina@wensum.example) said at 10:18am on Tuesday 2 June 2026 (BST)" in text
    assert "We never discussed this." in text
    [decide] = links(text_of(told["nia@harbour.example"]))
    assert decide.endswith(f"/letters/{story.reference}/review")
    assert len(decide) < LONGEST_LINK

    await window.open(story.path(JO))
    assert "Somebody there says that this is wrong, so it is off the list for now." in window.text
    assert window.heading == "The signature of Wensum Voluntary Action (WVA) is off the list for now"
    assert "Sign for" not in window.text
    await window.open(link.removeprefix(settings.public_url))
    await story.everything()
    assert window.heading == "The signature is off the list", "the same link shows how it stands"


async def test_reading_the_question_settles_nothing(window: Window, story: Story) -> None:
    before = await story.everything()
    path = await story.objection_path(AMINA)
    for method in ("GET", "HEAD") * 5:
        assert (await window.client.request(method, path)).status_code == 200
    assert await story.everything() == before


async def test_an_objection_has_a_name(window: Window, story: Story) -> None:
    await window.open(await story.objection_path(AMINA))
    await window.press("This is wrong", person_name=" ", explanation="Not us.")
    assert window.status == 422
    assert window.errors == ["Enter your name, so that the secretariat can ask for you."]
    assert window.value("explanation") == "Not us."
    assert (await story.newest()).state is SignatureState.ACCEPTED


async def test_who_has_left_objects_no_more_and_no_other_token_opens_the_page(window: Window, story: Story) -> None:
    path = await story.objection_path(AMINA)
    signature = await story.newest()
    for purpose in (Purpose.REPLY, Purpose.ADDRESS_CHECK, Purpose.OBJECTION):
        other = f"/o/{story.keys.token(purpose, signature.id, 0)}"
        assert (await window.client.get(other)).status_code == 404
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        contact = story.company.contacts[AMINA]
        await end_contact(session, contact.id, story.company.actor("Nia"), signature.started_at)
    assert (await window.client.get(path)).status_code == 404
    assert (await window.client.post(path)).status_code in {403, 404}


async def test_pressing_twice_and_withdrawing_first_are_no_faults(window: Window, story: Story) -> None:
    path = await story.objection_path(AMINA)
    amina, info = await Window(window.client).open(path), await Window(window.client).open(path)
    await amina.press("This is wrong")
    await info.press("This is wrong")
    assert info.heading == "The signature is off the list"
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        steps = await session.scalars(select(SignatureEvent.step).order_by(SignatureEvent.id))
        assert list(steps) == ["submit", "suspend"], "the same person, without another word"
        disputed = select(func.count()).select_from(Message).where(Message.kind == "signature_disputed")
        assert await session.scalar(disputed) == 2
    await window.open(f"{story.path(JO)}/withdraw")
    await window.press("Withdraw the signature")
    await amina.open(path)
    assert amina.heading == "The signature was withdrawn"


async def test_the_signer_is_told_that_it_is_off_the_list_but_not_by_whom(
    window: Window, story: Story, settings: Settings, clock: Clock
) -> None:
    await window.open(await story.objection_path(AMINA))
    await window.press("This is wrong", explanation="We never discussed this.")

    told = await mails(story, settings, clock, "signature_suspended")

    assert set(told) == {JO}
    assert words(text_of(told[JO])) == words_of_html(told[JO])
    text = " ".join(text_of(told[JO]).split())
    assert "may be wrong: a contact of the organisation said so at 10am on Tuesday 2 June 2026 (BST)." in text
    assert "Amina" not in text
    assert "never discussed" not in text


async def test_amina_pressed_it_by_mistake_and_takes_it_back(
    window: Window, story: Story, settings: Settings, clock: Clock
) -> None:
    path = await story.objection_path(AMINA)
    await window.open(path)
    await window.press("This is wrong", person_name="A. Cole")
    clock.advance(minutes=1)
    await window.press("It is right: list it again")

    assert (await story.newest()).state is SignatureState.ACCEPTED
    assert window.heading == "Is this signature wrong?"
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        events = (await session.execute(select(SignatureEvent).order_by(SignatureEvent.id))).scalars().all()
        assert [(one.step, one.actor_name) for one in events][1:] == [
            ("suspend", f"A. Cole ({AMINA})"),
            ("take_back", f"A. Cole ({AMINA})"),
        ]
    told = await mails(story, settings, clock, "dispute_taken_back")
    assert set(told) == {"nia@harbour.example", "tom@harbour.example"}
    text = text_of(told["nia@harbour.example"])
    assert words(text) == words_of_html(told["nia@harbour.example"])
    assert "took that back at 10:01am" in " ".join(text.split())
    assert all(len(link) <= LONGEST_LINK for link in links(text))
    again = text_of((await mails(story, settings, clock, "signature_accepted"))[JO])
    assert "It was said to be wrong by mistake. That was taken back, and it is listed again." in " ".join(again.split())
    assert await mails(story, settings, clock, "signature_disputed") == {}, "nobody is asked to ring about it any more"


async def test_nobody_takes_back_what_somebody_else_said(window: Window, story: Story, clock: Clock) -> None:
    """The shared inbox says so too, in its own words; the secretariat is told of each, and nobody's word is lost."""
    amina_path, info_path = await story.objection_path(AMINA), await story.objection_path(INFO)
    amina = await (await Window(window.client).open(amina_path)).press("This is wrong")
    info = await Window(window.client).open(info_path)
    assert "Was that a mistake?" not in info.text, "it was not they who said so"
    clock.advance(minutes=1)
    token = info_path.removeprefix("/o/")
    answer = await window.client.post(
        f"/api/v1/objections/{token}", json={"person_name": "Dee Holt", "explanation": "Nobody asked the trustees."}
    )
    assert (answer.json()["state"], answer.json()["may_take_back"]) == ("suspended", False)
    assert len(await story.mailed("signature_disputed")) == 4

    await amina.press("It is right: list it again")

    assert (await story.newest()).state is SignatureState.SUSPENDED
    assert "Was that a mistake?" not in amina.text
    refused = await window.client.post(f"/api/v1/objections/{amina_path.removeprefix('/o/')}/taken-back")
    assert refused.status_code == 409
    assert "Somebody else says that it is wrong" in refused.text


async def test_what_was_decided_is_not_taken_back_and_a_new_dispute_begins_anew(
    window: Window, story: Story, clock: Clock
) -> None:
    path = await story.objection_path(AMINA)
    signature, nia = await story.newest(), story.company.actor("Nia")
    amina = await (await Window(window.client).open(path)).press("This is wrong")
    clock.advance(minutes=5)
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await reinstate(session, signature.id, "Rang Amina", None, nia, clock.now())
        await suspend(session, signature.id, "Their chair rang", nia, clock.now())
    await amina.press("It is right: list it again")
    assert (await story.newest()).state is SignatureState.SUSPENDED, "now it is Nia who says so"


async def test_a_suspended_signature_keeps_its_place_and_is_in_no_list(window: Window, story: Story, clock: Clock) -> None:
    signature = await story.newest()
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        nia = story.company.actor("Nia")
        await suspend(session, signature.id, "A doubt", nia, clock.now())
        assert await count_accepted(session, story.letter_id) == 0
        await close_signing(session, story.letter_id, None, nia, clock.now())
        with pytest.raises(NotAllowedNow, match="One signature waits"):
            await freeze(session, story.letter_id, None, SITE, nia, clock.now())


async def test_nobody_signs_over_a_dispute(window: Window, story: Story, clock: Clock) -> None:
    signature = await story.newest()
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await suspend(session, signature.id, "", story.company.actor("Nia"), clock.now())
    await window.open(f"{story.path(AMINA)}/name")
    assert "Jo Pratt" in window.text
    assert len(await story.signatures()) == 1


async def test_the_secretariat_lists_it_again_once_it_has_asked(
    window: Window, story: Story, settings: Settings, clock: Clock
) -> None:
    signature = await story.newest()
    nia = story.company.actor("Nia")
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await suspend(session, signature.id, "A doubt", nia, clock.now())
    clock.advance(minutes=5)
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        with pytest.raises(Invalid):
            await reinstate(session, signature.id, " ", None, nia, clock.now())
        with pytest.raises(Conflict):
            await reinstate(session, signature.id, "Rang Amina", signature.row_version, nia, clock.now())
        await reinstate(session, signature.id, "Rang Amina", None, nia, clock.now())
    assert (await story.newest()).state is SignatureState.ACCEPTED
    assert (await story.mailed("signature_notice")).count(AMINA) == 2
    again = (await mails(story, settings, clock, "signature_notice"))[AMINA]
    assert words(text_of(again)) == words_of_html(again)
    assert "The secretariat has checked it with the organisation and listed it again." in " ".join(text_of(again).split())


async def test_what_is_wrong_is_removed_for_a_reason_that_its_people_read(
    window: Window, story: Story, settings: Settings, clock: Clock
) -> None:
    signature = await story.newest()
    nia = story.company.actor("Nia")
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        with pytest.raises(Invalid):
            await remove(session, signature.id, Removal(reason=None), None, nia, clock.now())
        removal = Removal(reason=RemovalReason.NOT_AUTHORISED, details="The trustees had not met.")
        await remove(session, signature.id, removal, None, nia, clock.now())
    found = await mails(story, settings, clock, "signature_removed")
    assert set(found) == {JO, AMINA, INFO}
    assert words(text_of(found[JO])) == words_of_html(found[JO])
    text = " ".join(text_of(found[JO]).split())
    assert "The person could not sign for the organisation. The trustees had not met." in text
    await window.open(story.path(AMINA))
    assert "The secretariat removed the signature that Jo Pratt sent" in window.text
    await sign(window, story.path(AMINA))
    assert window.heading == "Wensum Voluntary Action (WVA) has signed", "the organisation can answer anew"


async def test_a_program_objects_with_the_same_token(window: Window, story: Story) -> None:
    token = (await story.objection_path(AMINA)).removeprefix("/o/")
    seen = (await window.client.get(f"/api/v1/objections/{token}")).json()
    assert (seen["state"], seen["signer_name"]) == ("accepted", "Jo Pratt")
    refused = await window.client.post(f"/api/v1/objections/{token}", json={"person_name": ""})
    assert refused.status_code == 422
    answer = await window.client.post(f"/api/v1/objections/{token}", json={"person_name": "Amina Cole"})
    assert answer.json()["state"] == "suspended"


async def test_no_number_of_objections_hides_a_colleagues(window: Window, story: Story, clock: Clock) -> None:
    amina, info = UUID(int=1), UUID(int=2)
    signature = await story.newest()
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await suspend(session, signature.id, "Nobody asked us.", Actor(ActorKind.LINK, "info", info), clock.now())
        for number in range(60):
            await suspend(session, signature.id, f"Doubt {number}", Actor(ActorKind.LINK, "Amina", amina), clock.now())
        with pytest.raises(NotAllowedNow, match="Somebody else says"):
            await take_back(session, signature.id, Actor(ActorKind.LINK, "Amina", amina), clock.now())

"""What is sent after the deadline: kept with its answers, asked for or not, and decided by the secretariat."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from campaigns.database import hold_to
from campaigns.errors import Conflict, NotAllowedNow
from campaigns.letters.actions import close_due, close_signing
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.organisations.models import SignOff
from campaigns.responses.deadline import extend
from campaigns.review.late import LateRow, Taken, take_late, tray
from campaigns.signatures.expiring import expire_unfinished
from campaigns.signatures.lifecycle import SignatureState
from tests import cast
from tests.conftest import Clock
from tests.signatures.story import AMINA, BEN, JO, Story, Window, ready, sign, to_authorise

#: 17:00:00 in London.
DEADLINE = datetime(2026, 6, 5, 16, tzinfo=UTC)
TENTH = timedelta(milliseconds=100)


async def rows(story: Story) -> list[LateRow]:
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        return await tray(session, story.letter_id)


async def take(story: Story, at: datetime) -> Taken:
    """Nia adds the first of the tray."""
    [first, *_] = await rows(story)
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        return await take_late(session, story.letter_id, first.id, first.row_version, story.company.actor("Nia"), at)


async def move_deadline(story: Story, to: datetime, at: datetime) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        nia = story.company.actor("Nia")
        await extend(session, story.letter_id, to, "Europe/London", "The committee sits later.", None, nia, at)


async def close(story: Story, at: datetime) -> None:
    async with story.sessions.begin() as session:
        await close_due(session, at)


async def ask_late(client: httpx.AsyncClient, story: Story, clock: Clock, email: str = BEN, **signer: str) -> Window:
    """Somebody who began in time, pressed twelve seconds late, and asked to be added."""
    window = await ready(Window(client), story.path(email), **signer)
    clock.set(DEADLINE + timedelta(seconds=12))
    await window.press("Sign the letter for")
    return await window.press("Ask to be added late")


async def test_nothing_is_asked_of_the_secretariat_before_the_signer_says_so(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await ready(Window(client), story.path(BEN))
    clock.set(DEADLINE)
    await window.press("Sign the letter for")

    [late] = await rows(story)
    assert (late.state, late.organisation, late.display_name, late.signer_email) == ("kept", cast.MILL_ROAD, "", "")
    with pytest.raises(NotAllowedNow, match="not sent to the secretariat"):
        await take(story, clock.advance(minutes=1))

    await window.press("Ask to be added late", words="The trustees agreed at half past four.")
    assert window.heading == "You have asked to be added late"
    [late] = await rows(story)
    assert (late.state, late.display_name, late.signer_email) == ("asked", cast.MILL_ROAD, BEN)
    assert late.words == "The trustees agreed at half past four."


async def test_the_tray_says_for_whose_branch_it_was_sent(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    window = await Window(client).open(f"{story.path(AMINA)}/organisation")
    await window.press("Continue", whose="branch", branch_name="Wensum Youth", branch_place="Norwich")
    await window.press("Continue")
    await window.press("Continue")
    await window.press("Continue", authority="chief_executive")
    clock.set(DEADLINE + timedelta(seconds=12))
    await window.press("Sign the letter for")
    assert [(late.branch_of, late.display_name) for late in await rows(story)] == [(cast.WENSUM, "")]
    await window.press("Ask to be added late")

    [late] = await rows(story)
    assert (late.display_name, late.branch_of, late.cascade_of) == ("Wensum Youth (Norwich)", cast.WENSUM, "")


async def test_taken_from_the_own_invitation_it_counts_at_once_and_everybody_is_told(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await ask_late(client, story, clock, AMINA)

    taken = await take(story, clock.advance(minutes=5))

    assert taken.state is SignatureState.ACCEPTED
    assert await story.mailed("late_taken") == [AMINA]
    assert await story.mailed("signature_accepted") == [AMINA]
    assert JO in await story.mailed("signature_notice")
    assert await story.steps() == [("submit", story.company.actor("Nia").name)]
    assert (await window.open(story.path(AMINA))).heading == "Wensum Voluntary Action (WVA) has signed"
    assert await rows(story) == []


async def test_taken_from_an_address_nobody_invited_it_is_checked_first(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await ask_late(client, story, clock, BEN, signer_email="ben.private@post.example")

    taken = await take(story, clock.advance(minutes=5))

    assert taken.state is SignatureState.AWAITING_EMAIL
    assert await story.mailed("address_check") == ["ben.private@post.example"]
    assert await story.mailed("signature_accepted") == []
    # The three days to confirm it count from the moment it was taken.
    async with story.sessions.begin() as session:
        await expire_unfinished(session, clock.advance(hours=71))
    assert (await story.newest()).state is SignatureState.AWAITING_EMAIL


async def test_taken_where_two_people_are_the_rule_it_is_authorised_first(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await story.change_organisation(cast.WENSUM, sign_off=SignOff.TWO_PEOPLE)
    whom = {"authoriser": "other", "authoriser_name": "Kit Board", "authoriser_email": "kit@board.example"}
    window = await to_authorise(Window(client), story.path(AMINA), whom)
    clock.set(DEADLINE)
    await window.press("Send it to")
    await window.press("Ask to be added late")

    taken = await take(story, clock.advance(minutes=5))

    assert taken.state is SignatureState.AWAITING_AUTHORITY
    assert await story.mailed("authority_request") == ["kit@board.example"]


async def test_refused_the_signer_reads_why_by_mail_and_on_the_page(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await ask_late(client, story, clock)
    with pytest.raises(NotAllowedNow, match="Say why"):
        await story.answer_late("  ", clock.now())

    await story.answer_late("The letter has gone to the minister.", clock.advance(minutes=5))

    assert await story.mailed("late_refused") == [BEN]
    await window.open(f"{story.path(BEN)}/late")
    assert window.heading == "The secretariat did not add this signature"
    assert "The letter has gone to the minister." in window.text
    await window.open(f"{story.path(BEN)}/check")
    await window.press("Keep these answers")
    assert (window.status, "has answered your request already" in window.text) == (409, True)
    assert (await story.newest()).state is SignatureState.STARTED


async def test_a_request_is_taken_back_and_asked_again_while_its_answers_change_only_in_between(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await ask_late(client, story, clock)
    await window.open(f"{story.path(BEN)}/name")
    await window.press("Continue", display_name="Another Centre")
    assert window.status == 409
    assert "Take the request back before you change them." in window.text

    await window.open(f"{story.path(BEN)}/late")
    await window.press("Take the request back")
    assert window.heading == "This came too late, so nothing is signed"
    [late] = await rows(story)
    assert (late.state, late.display_name) == ("kept", "")
    await window.open(f"{story.path(BEN)}/signer")
    await window.press("Continue", signer_title="Chair")
    await window.press("Keep these answers")
    await window.press("Ask to be added late")

    [late] = await rows(story)
    assert (late.state, late.signer_title) == ("asked", "Chair")
    # When it came is what it was at first.
    assert late.received_at == DEADLINE + timedelta(seconds=12)


async def test_a_question_that_is_answered_after_the_deadline_is_kept_too(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await Window(client).open(story.path(BEN))
    await window.press("Sign for")
    clock.set(DEADLINE + timedelta(minutes=3))

    await window.press("Continue")
    await window.press("Continue", signer_title="Head of the centre")
    await window.press("Continue", authority="chief_executive")

    assert "Signing has closed, so these answers sign nothing." in window.text
    await window.press("Keep these answers and go on")
    assert window.heading == "This came too late, so nothing is signed"
    assert "arrived 3 minutes after that" in window.text


async def test_whoever_had_not_begun_can_ask_to_be_added_late_from_their_own_link(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    clock.set(DEADLINE + timedelta(hours=2))
    await close(story, clock.now())
    window = await Window(client).open(story.path(BEN))
    assert window.heading == "Signing has closed"
    assert "You can still ask to be added late" in window.text
    assert await story.signatures() == []

    await window.press("Ask to be added late")
    assert "Signing has closed, so these answers sign nothing." in window.text
    await window.press("Continue")
    await window.press("Continue", signer_title="Head of the centre")
    await window.press("Continue", authority="chief_executive")
    await window.press("Keep these answers and go on")
    assert "arrived 2 hours after that" in window.text
    await window.press("Ask to be added late", words="The trustees met tonight.")

    [late] = await rows(story)
    assert (late.state, late.display_name, late.words) == ("asked", cast.MILL_ROAD, "The trustees met tonight.")
    assert (await story.newest()).state is SignatureState.STARTED
    await window.open(story.path(BEN))
    assert "It has not answered yet." in window.text
    assert (await take(story, clock.advance(minutes=5))).state is SignatureState.ACCEPTED


async def test_a_page_that_was_open_since_before_the_deadline_begins_answers_for_the_tray(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await Window(client).open(story.path(BEN))
    clock.set(DEADLINE)

    await window.press("Sign for")

    assert "Signing has closed, so these answers sign nothing." in window.text
    assert await rows(story) == []


async def test_late_is_offered_to_nobody_who_has_signed_or_never_was_late(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await sign(Window(client), story.path(AMINA))
    clock.set(DEADLINE)
    signed = await Window(client).open(story.path(JO))
    assert "added late" not in signed.text
    await story.change_letter(signing=SigningState.NOT_OPEN)
    unopened = await Window(client).open(story.path(BEN))
    assert "added late" not in unopened.text


async def test_whoever_was_refused_does_not_begin_again_once_the_answers_have_expired(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await ask_late(client, story, clock)
    await story.answer_late("The letter has gone to the minister.", clock.advance(minutes=5))
    async with story.sessions.begin() as session:
        await expire_unfinished(session, clock.advance(days=15))
    window = await Window(client).open(story.path(BEN))

    await window.press("Ask to be added late")

    assert (window.status, "has answered your request already" in window.text) == (409, True)
    assert [one.state for one in await story.signatures()] == [SignatureState.EXPIRED]


async def test_once_the_deadline_moves_the_request_ends_and_the_answers_sign_in_the_ordinary_way(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await ask_late(client, story, clock)
    await close(story, clock.advance(minutes=10))

    await move_deadline(story, DEADLINE + timedelta(days=1), clock.advance(minutes=5))

    assert await rows(story) == []
    assert (await story.mailed("deadline_changed")).count(BEN) == 1
    assert await story.mailed("late_refused") == []
    await window.open(f"{story.path(BEN)}/late")
    assert window.heading == "Signing is open again"
    await window.follow("Check your answers and sign")
    await window.press("Sign the letter for")
    assert window.heading == "The Mill Road Centre has signed"


async def test_answers_that_wait_for_the_secretariat_do_not_expire_and_others_do(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await ask_late(client, story, clock)
    clock.set(DEADLINE - timedelta(hours=1))
    window = await ready(Window(client), story.path(AMINA))
    clock.set(DEADLINE + timedelta(hours=1))
    await window.press("Sign the letter for")

    async with story.sessions.begin() as session:
        await expire_unfinished(session, clock.advance(days=15))

    [late] = await rows(story)
    assert (late.state, late.display_name) == ("asked", cast.MILL_ROAD)
    states = {one.display_name: one.state for one in await story.signatures()}
    assert states == {cast.MILL_ROAD: SignatureState.STARTED, cast.WENSUM: SignatureState.EXPIRED}
    assert (await take(story, clock.now())).state is SignatureState.ACCEPTED


async def test_a_text_that_was_revised_meanwhile_is_not_signed_by_taking_it(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await ask_late(client, story, clock)
    async with story.sessions.begin() as session:
        await session.execute(
            text(
                "INSERT INTO version SELECT (jsonb_populate_record(version, jsonb_build_object("
                "'id', uuidv7(), 'number', 2, 'locked_at', null, 'content_hash', null))).* "
                "FROM version WHERE letter_id = :id"
            ),
            {"id": story.letter_id},
        )
    await story.change_letter(signing=SigningState.CLOSED, version_number=2)

    with pytest.raises(NotAllowedNow, match="The text has been revised"):
        await take(story, clock.advance(minutes=5))


async def test_a_frozen_list_takes_nobody_and_a_published_one_only_what_counts_at_once(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await ask_late(client, story, clock)
    await story.change_letter(signing=SigningState.FROZEN)
    with pytest.raises(NotAllowedNow, match="The list is frozen"):
        await take(story, clock.advance(minutes=5))

    await story.publish()
    assert (await take(story, clock.advance(minutes=5))).state is SignatureState.ACCEPTED


async def test_after_publication_what_would_still_be_checked_is_not_taken(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await ask_late(client, story, clock, BEN, signer_email="ben.private@post.example")
    await story.change_letter(signing=SigningState.FROZEN, release=ReleaseState.PUBLISHED)

    with pytest.raises(NotAllowedNow, match="Only one that counts at once can join"):
        await take(story, clock.advance(minutes=5))


async def test_a_second_request_of_an_organisation_and_one_that_has_signed_are_told_so(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    jo = await ready(Window(client), story.path(JO))
    await ask_late(client, story, clock, AMINA)
    await jo.press("Sign the letter for")
    await jo.press("Ask to be added late")
    assert (jo.status, "A colleague has asked for your organisation already." in jo.text) == (409, True)

    await take(story, clock.advance(minutes=5))

    await jo.open(f"{story.path(JO)}/late")
    await jo.press("Ask to be added late")
    assert (jo.status, "has signed this letter already" in jo.text) == (409, True)


async def test_the_secretariat_that_looks_at_an_old_page_is_told(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await ask_late(client, story, clock)
    [seen] = await rows(story)
    await window.press("Take the request back")
    await window.press("Ask to be added late")

    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        with pytest.raises(Conflict, match="changed while you were on this page"):
            await take_late(session, story.letter_id, seen.id, seen.row_version, story.company.actor("Nia"), clock.now())


async def test_what_never_had_a_deadline_or_is_not_open_is_not_late(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await ready(Window(client), story.path(BEN))
    await story.change_letter(rolling=True, deadline_at=None)
    clock.set(DEADLINE + timedelta(days=3))
    await window.press("Sign the letter for")
    assert window.heading == "The Mill Road Centre has signed"
    amina = await ready(Window(client), story.path(AMINA))
    await story.change_letter(signing=SigningState.NOT_OPEN, rolling=False, deadline_at=DEADLINE + timedelta(days=9))
    await amina.press("Sign the letter for")
    assert (amina.status, amina.heading) == (409, "Nothing was changed just now")
    assert await rows(story) == []


async def test_signing_closed_by_hand_before_the_deadline_is_what_it_was_late_for(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await ready(Window(client), story.path(BEN))
    closed = DEADLINE - timedelta(hours=2)
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await close_signing(session, story.letter_id, None, story.company.actor("Nia"), closed)
    clock.set(closed + timedelta(minutes=1))

    await window.press("Sign the letter for")

    [late] = await rows(story)
    assert (late.closed_at, late.late_by) == (closed, "1 minute")


async def test_what_came_late_is_never_rewritten(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await ask_late(client, story, clock)
    for statement in (
        "UPDATE late_request SET received_at = received_at - interval '1 minute'",
        "DELETE FROM late_request",
        "UPDATE late_request_event SET reason = 'x'",
    ):
        async with story.sessions() as session:
            with pytest.raises((IntegrityError, StatementError)):
                await session.execute(text(statement))
    await story.answer_late("It has gone.", clock.now())
    async with story.sessions() as session:
        with pytest.raises((IntegrityError, StatementError)):
            await session.execute(text("UPDATE late_request SET state = 'asked'"))


async def test_the_same_by_json(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    token = story.tokens[BEN]
    read = (await client.get(f"/api/v1/invitations/{token}")).json()
    clock.set(DEADLINE + timedelta(seconds=1))
    body = {
        "version": read["letter"]["version"],
        "display_name": cast.MILL_ROAD,
        "signer_name": "Ben Okri",
        "signer_title": "Manager",
        "signer_email": BEN,
        "authority": "chief_executive",
    }

    sent = await client.post(f"/api/v1/invitations/{token}/signature", json=body)
    assert (sent.status_code, sent.json()["late"]["state"], sent.json()["signature"]) == (202, "kept", None)
    asked = await client.post(f"/api/v1/invitations/{token}/late-request", json={"words": "The line was bad."})
    assert asked.json()["late"]["state"] == "asked"
    twice = await client.post(f"/api/v1/invitations/{token}/signature", json=body)
    assert twice.status_code == 409
    back = await client.post(f"/api/v1/invitations/{token}/late-request/withdrawal")
    assert back.json()["late"]["state"] == "kept"
    await client.post(f"/api/v1/invitations/{token}/late-request", json={})

    assert (await take(story, clock.now())).state is SignatureState.ACCEPTED
    taken = (await client.get(f"/api/v1/invitations/{token}")).json()
    assert (taken["stand"], taken["late"]) == ("signed", None)

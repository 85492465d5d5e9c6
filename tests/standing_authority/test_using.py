"""Nia signs for Wensum by the standing authority that Amina gave: within its scope, in its time, and told each time."""

import asyncio
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from campaigns.database import hold_to
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.invitations.access import open_link
from campaigns.invitations.answering import Decline, MoreTime, ask_for_more_time, decline
from campaigns.invitations.reasons import Reason
from campaigns.letters.actions import close_signing
from campaigns.letters.models import LetterKind
from campaigns.letters.queries import letter_of_id
from campaigns.mail.compose import LONGEST_LINK
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message
from campaigns.organisations.actions import end_contact
from campaigns.organisations.models import SignOff
from campaigns.publication.actions import freeze
from campaigns.settings import Settings
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority, Route, Signature
from campaigns.signatures.queries import count_accepted
from campaigns.standing_authority import telling
from campaigns.standing_authority.lifecycle import AuthorityState
from campaigns.standing_authority.models import StandingAuthority, StandingAuthorityUse
from campaigns.standing_authority.queries import candidates
from tests import cast
from tests.conftest import Clock
from tests.mail.reading import html_of, links, text_of, words, words_of_html
from tests.signatures.story import AMINA, BEN, INFO, JO, SITE, Story, Window, ready
from tests.standing_authority.giving import WHY, authority, deliver, end, given, path_in, switch_on, use
from tests.standing_authority.reading import mails


async def test_it_counts_at_once_under_the_organisations_own_name_and_says_truly_what_happened(
    story: Story, clock: Clock
) -> None:
    wensum = await given(story, clock)

    [signature] = await use(story, clock, wensum)

    assert (signature.state, signature.route, signature.display_name) == (
        SignatureState.ACCEPTED,
        Route.STANDING,
        cast.WENSUM,
    )
    assert (signature.signer_name, signature.authority) == ("Amina Cole", Authority.CHIEF_EXECUTIVE)
    assert signature.attested == (
        "Nia Rees of the secretariat signed “Warm homes for every family” (version 1) for Wensum Voluntary Action (WVA) at "
        "10am on Tuesday 2 June 2026 (BST), by the standing authority that Amina Cole (Chief executive) gave on 2 June 2026."
        " Why it is covered: It asks a minister to insulate rented homes."
    )
    assert await story.steps() == [("use_standing_authority", "Nia Rees")]
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        assert await count_accepted(session, story.letter_id) == 1
        kept = (await session.scalars(select(StandingAuthorityUse))).one()
        assert (kept.why, kept.number, kept.used_by) == (WHY, 1, "Nia Rees")
    assert (await authority(story, wensum)).state is AuthorityState.IN_FORCE


async def test_everybody_there_is_told_at_once_with_the_whole_text(story: Story, clock: Clock, settings: Settings) -> None:
    await use(story, clock, await given(story, clock))

    told = await mails(story, settings, clock, telling.USED)

    assert set(told) == {AMINA, JO, INFO}
    for email, mail in told.items():
        text = " ".join(text_of(mail).split())
        before = words(text_of(mail).partition("The whole text:")[0])
        assert words_of_html(mail)[: len(before)] == before
        assert mail["Subject"] == f"Signed by standing authority for {cast.WENSUM}: “Warm homes for every family”"
        assert "Nia Rees of the secretariat of Fair Futures Alliance signed “Warm homes for every family”" in text
        assert f"Why it is covered: {WHY}" in text
        assert "One family in five was cold last winter." in text
        path = await path_in(story, telling.USED, email)
        assert {f"{SITE}{path}", f"{SITE}{path}/uses/1"} <= set(links(html_of(mail)))
        assert max(map(len, links(html_of(mail)))) <= LONGEST_LINK
    assert "that you gave until 1 December 2026" in " ".join(text_of(told[AMINA]).split())
    assert "that Amina Cole (Chief executive) gave" in " ".join(text_of(told[JO]).split())


async def test_a_colleague_who_signs_too_is_told_that_nobody_there_signed(
    story: Story, clock: Clock, client: httpx.AsyncClient
) -> None:
    wensum = await given(story, clock)
    window = await ready(Window(client), story.path(JO))
    await use(story, clock, wensum)

    await window.press("Sign the letter for")

    assert "by the standing authority that Amina Cole gave" in window.text
    assert "Amina Cole signed" not in window.text


async def test_several_are_signed_for_together_and_each_has_a_number_of_its_own(story: Story, clock: Clock) -> None:
    both = [await given(story, clock), await given(story, clock, BEN, cast.MILL_ROAD)]
    made = await use(story, clock, *both)
    assert sorted(one.number or 0 for one in made) == [1, 2]
    assert {one.display_name for one in made} == {cast.WENSUM, cast.MILL_ROAD}


async def _decline(story: Story, clock: Clock) -> None:
    async with story.sessions.begin() as session:
        opened = await open_link(session, story.keys, story.tokens[JO])
        no = Decline(person_name="Jo Pratt", reasons=[Reason.PREFER_NOT_TO_SAY])
        await decline(session, opened, no, clock.now())


async def _more_time(story: Story, clock: Clock) -> None:
    async with story.sessions.begin() as session:
        opened = await open_link(session, story.keys, story.tokens[JO])
        later = MoreTime(person_name="Jo Pratt", needed_by=date(2026, 6, 4))
        await ask_for_more_time(session, opened, later, clock.now())


@pytest.mark.parametrize("answers", [_decline, _more_time])
async def test_who_has_answered_answers_for_themselves(story: Story, clock: Clock, answers: Any) -> None:
    wensum = await given(story, clock)
    await answers(story, clock)

    with pytest.raises(Conflict, match="has answered this letter itself"):
        await use(story, clock, wensum)
    assert await offered(story, clock) == []
    assert await story.signatures() == []


async def test_nobody_is_signed_for_twice_nor_after_saying_not_this_one(
    story: Story, clock: Clock, client: httpx.AsyncClient
) -> None:
    wensum = await given(story, clock)
    assert await offered(story, clock) == [cast.WENSUM]
    await use(story, clock, wensum)
    with pytest.raises(Conflict, match="has answered this letter itself"):
        await use(story, clock, wensum)

    window = await Window(client).open(f"{await path_in(story, telling.USED, JO)}/uses/1")
    assert window.heading == "Not this one?"
    assert (await story.newest()).state is SignatureState.ACCEPTED, "opening the page takes nothing off"
    await window.press("Not this one: take it off the list")

    assert window.heading == "It is off the list"
    assert (await story.newest()).state is SignatureState.WITHDRAWN
    assert await story.steps() == [
        ("use_standing_authority", "Nia Rees"),
        ("withdraw", "Jo Pratt (jo@wensum.example)"),
    ]
    assert set(await story.mailed("signature_withdrawn")) == {AMINA, JO, INFO}
    assert (await authority(story, wensum)).state is AuthorityState.IN_FORCE, "it stays for other letters"
    assert await offered(story, clock) == []
    with pytest.raises(Conflict, match="has answered this letter itself"):
        await use(story, clock, wensum)
    assert "Sign for Wensum" in (await window.open(story.path(JO))).text, "they can still sign it themselves"


async def offered(story: Story, clock: Clock) -> list[str]:
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        letter = await letter_of_id(session, story.letter_id)
        return [one.row for one in await candidates(session, letter, clock.now())]


async def _closed(story: Story, clock: Clock, _: UUID) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await close_signing(session, story.letter_id, None, story.company.actor("Nia"), clock.now())


async def _past_the_deadline(story: Story, clock: Clock, _: UUID) -> None:
    clock.advance(days=3, hours=7)


async def _over(story: Story, clock: Clock, _: UUID) -> None:
    await story.change_letter(deadline_at=None, rolling=True)
    clock.advance(days=190)


async def _ended(story: Story, clock: Clock, authority_id: UUID) -> None:
    await end(story, clock, authority_id)


async def _switched_off(story: Story, clock: Clock, _: UUID) -> None:
    await switch_on(story, on=False)


async def _two_people(story: Story, clock: Clock, _: UUID) -> None:
    await story.change_organisation(cast.WENSUM, sign_off=SignOff.TWO_PEOPLE)


async def _amina_has_left(story: Story, clock: Clock, _: UUID) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await end_contact(session, story.company.contacts[AMINA].id, story.company.actor("Nia"), clock.now())


async def _a_statement(story: Story, clock: Clock, _: UUID) -> None:
    await story.change_letter(kind=LetterKind.STATEMENT)


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        (_closed, "Signing has closed"),
        (_past_the_deadline, "Signing has closed"),
        (_over, "Its time is over"),
        (_ended, "The standing authority is ended"),
        (_switched_off, "switched off"),
        (_two_people, "two people have to agree"),
        (_amina_has_left, "no longer a contact"),
        (_a_statement, "does not cover letters of this kind"),
    ],
)
async def test_nothing_is_signed_outside_its_scope_its_time_or_the_letters(
    story: Story, clock: Clock, happens: Any, says: str
) -> None:
    wensum = await given(story, clock)
    ben = await given(story, clock, BEN, cast.MILL_ROAD, kinds=[LetterKind.OPEN_LETTER, LetterKind.STATEMENT])
    await happens(story, clock, wensum)

    with pytest.raises(NotAllowedNow, match=says):
        await use(story, clock, ben, wensum)

    assert await story.signatures() == [], "for all of them, or for none"
    assert await story.mailed(telling.USED) == []


@pytest.mark.parametrize("why", ["", " \n "])
async def test_each_use_needs_a_reason(story: Story, clock: Clock, why: str) -> None:
    wensum = await given(story, clock)
    with pytest.raises(Invalid) as refused:
        await use(story, clock, wensum, why=why)
    assert set(refused.value.problems) == {f"why-{wensum}"}


async def test_what_is_signed_is_the_text_that_was_looked_at(story: Story, clock: Clock) -> None:
    wensum = await given(story, clock)
    with pytest.raises(Conflict, match="text has changed"):
        await use(story, clock, wensum, version=2)


async def test_the_list_is_frozen_only_when_everybody_was_told_an_hour_ago(story: Story, clock: Clock) -> None:
    [signature] = await use(story, clock, await given(story, clock))
    await _closed(story, clock, signature.id)

    assert await frozen(story, clock) == (
        f"Signed by standing authority, and not told for an hour yet: {cast.WENSUM}. The list can be frozen an hour after"
        " every mail about it has gone out. Where no mail arrives, remove the signature."
    )
    async with story.sessions.begin() as session:
        await deliver(session, clock, minutes=59)
    assert "not told for an hour yet" in await frozen(story, clock)
    async with story.sessions.begin() as session:
        await deliver(session, clock, minutes=60)
        await session.execute(update(Message).where(Message.recipient_email == JO).values(state=MessageState.QUEUED))
    assert "not told for an hour yet" in await frozen(story, clock), "one mail has still to go out"
    async with story.sessions.begin() as session:
        await session.execute(update(Message).where(Message.kind == telling.USED).values(state=MessageState.BOUNCED))
    assert "not told for an hour yet" in await frozen(story, clock), "none arrived anywhere"
    async with story.sessions.begin() as session:
        await deliver(session, clock, minutes=60)
    assert await frozen(story, clock) == ""


async def frozen(story: Story, clock: Clock) -> str:
    """Why the list cannot be frozen; empty where it is now."""
    try:
        async with story.sessions.begin() as session:
            hold_to(session, story.company.id)
            await freeze(session, story.letter_id, None, SITE, story.company.actor("Nia"), clock.now())
    except NotAllowedNow as refusal:
        return str(refusal)
    return ""


async def test_uses_history_and_scope_are_never_changed(story: Story, clock: Clock) -> None:
    wensum = await given(story, clock)
    await use(story, clock, wensum)
    for statement in (
        update(StandingAuthorityUse).values(why="Because."),
        delete(StandingAuthorityUse),
        update(StandingAuthority).values(topics="Everything"),
        update(StandingAuthority).values(until=date(2030, 1, 1)),
        delete(StandingAuthority),
    ):
        async with story.sessions.begin() as session:
            hold_to(session, story.company.id)
            with pytest.raises(DBAPIError, match="never changed"):
                await session.execute(statement)
            await session.rollback()


async def test_ended_and_used_at_the_same_instant_the_use_came_first_or_is_refused(own_story: Story, clock: Clock) -> None:
    wensum = await given(own_story, clock)

    async def used() -> str:
        try:
            await use(own_story, clock, wensum)
        except (Conflict, NotAllowedNow) as refusal:
            return str(refusal)
        return "used"

    outcomes = await asyncio.gather(*(end(own_story, clock, wensum), used()) * 4, return_exceptions=False)

    said = [one for one in outcomes if one is not None]
    assert (await authority(own_story, wensum)).state is AuthorityState.ENDED
    assert len(await own_story.signatures()) == said.count("used") <= 1
    assert all("has answered" in one or "ended" in one for one in said if one != "used"), said
    async with own_story.sessions() as session:
        hold_to(session, own_story.company.id)
        live = list(await session.scalars(select(Signature.state)))
    assert live in ([], [SignatureState.ACCEPTED])


async def test_used_and_signed_by_amina_herself_at_once_is_one_signature(
    own_story: Story, own_client: httpx.AsyncClient, clock: Clock
) -> None:
    wensum = await given(own_story, clock)
    path, data = (await ready(Window(own_client), own_story.path(AMINA))).form("Sign the letter for", {})

    async def used() -> None:
        with suppress(Conflict):
            await use(own_story, clock, wensum)

    await asyncio.gather(used(), own_client.post(path, data=data), used(), own_client.post(path, data=data))

    states = [one.state for one in await own_story.signatures()]
    assert states.count(SignatureState.ACCEPTED) == 1


async def test_used_and_declined_at_once_is_never_both(
    own_story: Story, own_client: httpx.AsyncClient, clock: Clock
) -> None:
    wensum = await given(own_story, clock)
    window = await Window(own_client).open(f"{own_story.path(JO)}/decline")
    path, data = window.form("Send this answer", {"reasons": ["prefer_not_to_say"]})
    refused: list[str] = []

    async def used() -> None:
        try:
            await use(own_story, clock, wensum)
        except Conflict as refusal:
            refused.append(str(refusal))

    answer, _ = await asyncio.gather(own_client.post(path, data=data), used())

    declined = answer.status_code == 303
    assert declined == bool(refused), (answer.status_code, refused)
    assert len([one for one in await own_story.signatures() if one.state is SignatureState.ACCEPTED]) == (not declined)

"""Every step from every state, in any order, by several people who do not know of each other: what always holds.

An example is a list of moves. Each is tried whatever has happened before, by somebody who may have looked at the page long
ago; it succeeds, or it is refused in words and nothing has changed. After each one the invariants of a signature are asked
of the database. A second test makes two moves at the same instant, on connections of their own.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker

from campaigns.cascades import actions as cascades
from campaigns.database import hold_to
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound, TooMany
from campaigns.invitations.actions import invite
from campaigns.letters.actions import begin_letter, lock
from campaigns.organisations.models import Organisation
from campaigns.signatures.late.lifecycle import LIFECYCLE as LATE_LIFECYCLE
from campaigns.signatures.lifecycle import LIFECYCLE
from campaigns.standing_authority import actions as standing_authority
from campaigns.tokens import Keys
from tests import cast
from tests.conftest import Clock
from tests.mail.conftest import own_engine, own_sessions
from tests.signatures.machine.invariants import holds
from tests.signatures.machine.moves import (
    BODY,
    MOVES,
    PAT,
    Move,
    Play,
    Sessions,
    ask_another,
    ask_late,
    authorise_it,
    begin,
    change_row,
    close,
    confirm,
    correct_address,
    correct_row,
    decide,
    decide_in_place,
    decide_late,
    decide_name,
    erase_somebody,
    freeze_list,
    hide,
    link_got_out,
    list_again,
    move_deadline,
    refuse_it,
    say_not_ours,
    say_right,
    say_wrong,
    send_what_was_begun,
    sign,
    sign_by_cascade,
    sign_by_standing_authority,
    sign_from_outside,
    take_down,
    take_off,
    time_passes,
    turn_down,
    turn_link,
    undo_correction,
    vouch_for_all,
    want_authority,
    want_name_no_more,
    write_down,
)

__all__ = ["own_engine", "own_sessions"]


async def try_one(play: Play, move: Move, which: int) -> bool:
    """Make a move. It is done whole, or refused in words, and then its transaction is undone."""
    try:
        await move(play, which)
    except NotFound:
        return False
    except (Conflict, Invalid, NotAllowedNow, TooMany) as refusal:
        if not str(refusal).strip():
            raise
        return False
    return True


async def new_play(sessions: Sessions, keys: Keys, clock: Clock, company: cast.Company) -> Play:
    async with sessions.begin() as session:
        hold_to(session, company.id)
        nia = company.actor("Nia")
        letter = await begin_letter(session, company.id, cast.letter(), nia, clock.now())
        await lock(session, letter.id, None, nia, clock.now())
        members = [one.id for name, one in company.organisations.items() if name != BODY]
        await invite(session, letter.id, members, None, nia, clock.now())
        link = await cascades.give(session, letter.id, company.organisations[BODY].id, 250, nia, clock.now())
    return Play(sessions, keys, clock, company, letter.id, link.id)


async def new_company(sessions: Sessions, clock: Clock) -> cast.Company:
    async with sessions.begin() as session:
        company = await cast.fair_futures(session, clock.now())
        hold_to(session, company.id)
        wensum = await session.get_one(Organisation, company.organisations[cast.WENSUM].id)
        wensum.mail_domains = "wensum.example"
        body = await cast.organisation(session, company, BODY, [("Pat Reid", "Manager", PAT)], clock.now())
        body.is_infrastructure = True
        await standing_authority.switch(session, company.id, on=True)
    return company


A_MOVE = st.tuples(st.sampled_from(MOVES), st.sampled_from(range(420)))
#: The same in every run, so that what is reached can be asked for.
SETTINGS = hypothesis_settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[__import__("hypothesis").Phase.explicit, __import__("hypothesis").Phase.generate],
)
#: Every step of the table has been taken when the examples are over, or they would prove less than they say.
EVERY_STEP = {(state.value, step.value) for state, step in LIFECYCLE.rules}
EVERY_STEP |= {(f"late {state.value}", step.value) for state, step in LATE_LIFECYCLE.rules}
#: From Amina's invitation: accepted at once, sent from another address at her organisation's domain, and a joint row.
AT_ONCE, OWN_DOMAIN, JOINTLY = (sign, 12), (sign, 4), (sign, 84)
#: The same with Jo named to authorise it, from the address that was invited and from another one.
ASKED, ASKED_FROM_OWN_DOMAIN, JOINTLY_ASKED = (sign, 324), (sign, 328), (sign, 336)
#: Amina has begun, and signing is closed by hand before she presses the last button.
TOO_LATE: list[tuple[Move, int]] = [(begin, 0), (close, 0), AT_ONCE]
#: By the cascade link: a new name alone, one with a partner, and one that a known person at Wensum has to authorise.
SHARED, SHARED_JOINTLY, SHARED_ASKED = (sign_by_cascade, 5), (sign_by_cascade, 70), (sign_by_cascade, 325)
#: Nobody's invitation, under a name of its own.
FROM_OUTSIDE = (sign_from_outside, 2)
#: Ten minutes, after which an address may be written to again.
LATER = (time_passes, 1)


@pytest.fixture
async def whole(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection whose every change is undone at the end."""
    async with engine.connect() as connection:
        transaction = await connection.begin()
        yield connection
        await transaction.rollback()


@pytest.fixture
async def play(whole: AsyncConnection, keys: Keys, clock: Clock) -> Play:
    sessions = async_sessionmaker(whole, expire_on_commit=False, join_transaction_mode="create_savepoint")
    return await new_play(sessions, keys, clock, await new_company(sessions, clock))


@pytest.fixture
async def own_company(own_sessions: Sessions, clock: Clock) -> cast.Company:
    return await new_company(own_sessions, clock)


@pytest.fixture
def reached() -> Iterator[set[tuple[str, str]]]:
    """The steps that were taken in any example; all of them have to be there when the last is over."""
    taken: set[tuple[str, str]] = set()
    yield taken
    assert EVERY_STEP - taken == set()


@hypothesis_settings(SETTINGS, max_examples=25)
@given(moves=st.lists(A_MOVE, min_size=16, max_size=40))
@example(moves=[AT_ONCE, (say_wrong, 0), (take_down, 2), AT_ONCE, (say_wrong, 0), (take_off, 0)])
@example(moves=[AT_ONCE, (say_wrong, 0), (say_right, 0), (say_wrong, 3), (say_wrong, 1), (say_right, 0), (list_again, 0)])
@example(moves=[OWN_DOMAIN, (confirm, 0), OWN_DOMAIN, (take_off, 0), OWN_DOMAIN, (take_off, 0)])
@example(moves=[JOINTLY, (decide, 8), (take_off, 0), JOINTLY, (turn_down, 2)])
@example(moves=[ASKED, (authorise_it, 2), (take_off, 0), LATER, ASKED, LATER, (ask_another, 2)])
@example(moves=[JOINTLY_ASKED, (authorise_it, 2), LATER, (want_authority, 2)])
@example(moves=[ASKED, (refuse_it, 2), ASKED, (take_off, 0), ASKED, *[(time_passes, 4)] * 10])
@example(moves=[ASKED_FROM_OWN_DOMAIN, (confirm, 0), (authorise_it, 2)])
@example(
    moves=[AT_ONCE, (say_wrong, 0), (list_again, 2), (take_off, 0), JOINTLY, (take_off, 0), OWN_DOMAIN, (time_passes, 4)]
)
@example(moves=[AT_ONCE, (change_row, 4), (change_row, 8), (decide_name, 1), (change_row, 8), (decide_name, 4)])
@example(moves=[AT_ONCE, (correct_row, 4), (undo_correction, 0), (change_row, 8), (want_name_no_more, 0)])
@example(moves=[JOINTLY, (decide, 8), (correct_row, 10), (undo_correction, 0), (correct_row, 6), (freeze_list, 0)])
@example(moves=[AT_ONCE, (hide, 0), (change_row, 16), (say_wrong, 0), (hide, 0)])
@example(moves=[AT_ONCE, (take_off, 0), (hide, 0), AT_ONCE, (say_wrong, 0), (take_down, 2), (hide, 2)])
@example(moves=[AT_ONCE, (take_down, 2)])
@example(moves=[FROM_OUTSIDE, (confirm, 0), AT_ONCE, (decide_in_place, 4), (hide, 0), (hide, 2)])
@example(moves=[AT_ONCE, (link_got_out, 0), (say_wrong, 0), (link_got_out, 0)])
@example(moves=[JOINTLY, (link_got_out, 0)])
@example(moves=[ASKED, (link_got_out, 0)])
@example(moves=[OWN_DOMAIN, LATER, (link_got_out, 0)])
@example(moves=[SHARED, (confirm, 0), (say_not_ours, 2), (vouch_for_all, 1), (say_wrong, 0), (say_right, 0)])
@example(moves=[SHARED_JOINTLY, (confirm, 0), (vouch_for_all, 1), (turn_link, 2), SHARED, (turn_link, 1), SHARED])
@example(moves=[SHARED_ASKED, (confirm, 0), (authorise_it, 2), (turn_link, 5), SHARED, (vouch_for_all, 1), (decide, 4)])
@example(moves=[(sign_by_standing_authority, 0), (say_wrong, 0), (list_again, 2), (take_off, 0)])
@example(moves=[OWN_DOMAIN, LATER, (correct_address, 4)])
@example(moves=[(begin, 0), *[(time_passes, 4)] * 5, (send_what_was_begun, 0)])
@example(moves=[*TOO_LATE, (ask_late, 1), (ask_late, 0), (ask_late, 1), (decide_late, 0)])
@example(moves=[*TOO_LATE, (ask_late, 2), (decide_late, 1), AT_ONCE, (move_deadline, 0), AT_ONCE])
@example(moves=[*TOO_LATE, (move_deadline, 0), (close, 0), AT_ONCE, (ask_late, 1), (move_deadline, 1), AT_ONCE])
@example(moves=[(write_down, 0), (erase_somebody, 10)])
@example(moves=[AT_ONCE, (erase_somebody, 10), (change_row, 4), (correct_row, 4), (freeze_list, 0)])
@example(moves=[ASKED, (erase_somebody, 6), LATER, (ask_another, 2), (authorise_it, 2), (erase_somebody, 10)])
@example(moves=[OWN_DOMAIN, (correct_row, 4), (erase_somebody, 5), (undo_correction, 0), OWN_DOMAIN, (erase_somebody, 0)])
async def test_any_moves_in_any_order_keep_what_always_holds(
    whole: AsyncConnection, play: Play, now: datetime, reached: set[tuple[str, str]], moves: list[tuple[Move, int]]
) -> None:
    kept = await whole.begin_nested()
    play.clock.set(now)
    one = replace(play, looks={}, said={}, read_first={}, taken=reached, erased=set(), erased_authorisers=set())
    try:
        for move, which in moves:
            if await try_one(one, move, which):
                await holds(one)
    finally:
        await kept.rollback()


@hypothesis_settings(SETTINGS, max_examples=8)
@given(pairs=st.lists(st.tuples(A_MOVE, A_MOVE), min_size=8, max_size=14))
async def test_two_at_the_same_instant_keep_it_too(
    own_sessions: Sessions,
    own_company: cast.Company,
    keys: Keys,
    clock: Clock,
    now: datetime,
    pairs: list[tuple[tuple[Move, int], tuple[Move, int]]],
) -> None:
    """On connections of their own, each with a commit of its own: whoever is second waits, and is refused or succeeds."""
    clock.set(now)
    play = await new_play(own_sessions, keys, clock, own_company)
    for pair in pairs:
        await asyncio.gather(*(try_one(play, move, which) for move, which in pair))
        await holds(play)

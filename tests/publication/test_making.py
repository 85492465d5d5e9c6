"""Files are made for one coalition after the other: one edition or one worker in trouble holds up no other."""

import asyncio

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from campaigns.actors import job
from campaigns.database import hold_to, unscoped
from campaigns.jobs import Job
from campaigns.letters.actions import begin_letter, lock
from campaigns.letters.models import Attribution, Letter
from campaigns.publication import actions, making
from campaigns.publication.content import EditionContent
from campaigns.publication.documents.files import BuiltFiles
from campaigns.publication.documents.pdf import TypesettingError
from campaigns.publication.models import Edition, EditionFile
from tests import cast
from tests.conftest import Clock, RecordingBell
from tests.letters.desk import Open, Writing, app, company, desk, words, writing
from tests.mail.conftest import own_engine, own_sessions
from tests.publication.stage import SITE, quick_files
from tests.publication.test_secretariat import EDITION, LETTER, closed

__all__ = ["app", "closed", "company", "desk", "own_engine", "own_sessions", "writing"]

Sessions = async_sessionmaker[AsyncSession]
ALL = unscoped("the test looks at every coalition")


async def propose(session: AsyncSession, company: cast.Company, clock: Clock) -> Edition:
    """A statement in the coalition's name whose files wait to be made."""
    session.info.clear()
    hold_to(session, company.id)
    by, now = company.actor(next(iter(company.people))), clock.now()
    fields = cast.statement(attribution=Attribution.COALITION, attestation="", rolling=False)
    letter = await begin_letter(session, company.id, fields, by, now)
    await lock(session, letter.id, None, by, now)
    return await actions.propose_edition(session, letter.id, None, SITE, by, now)


@pytest.fixture
async def editions(own_sessions: Sessions, clock: Clock) -> list[Edition]:
    """One of Clean Rivers Network, and a younger one of Fair Futures Alliance."""
    async with own_sessions.begin() as session:
        rivers = await propose(session, await cast.clean_rivers(session, clock.now()), clock)
        fair = await propose(session, await cast.fair_futures(session, clock.now()), clock)
    return [rivers, fair]


def fails_for_rivers(content: EditionContent) -> BuiltFiles:
    if content.publisher.slug == "clean-rivers":
        raise TypesettingError("The PDF could not be made: Traceback\ntypst.TypstError: URL is too long")
    return quick_files(content)


async def built(sessions: Sessions) -> list[tuple[bool, int, str]]:
    """Of each edition, the oldest first: whether it has files, how often that was tried, what went wrong."""
    async with sessions() as session:
        found = await session.scalars(select(Edition).order_by(Edition.id).execution_options(**ALL))
        return [(one.files_built_at is not None, one.build_attempts, one.build_problem) for one in found]


async def test_what_cannot_be_made_waits_its_turn_and_the_other_coalition_has_its_files(
    own_sessions: Sessions, editions: list[Edition], bell: RecordingBell, clock: Clock
) -> None:
    async def one_round() -> int:
        made = 0
        while await making.make_next_files(own_sessions, bell, fails_for_rivers, clock.now):
            made += 1
        return made

    assert await one_round() == 2
    assert await built(own_sessions) == [(False, 1, "URL is too long"), (True, 1, "")]
    assert Job.PUBLISH_DUE_LETTERS in bell.jobs

    clock.advance(seconds=59)
    assert await one_round() == 0
    clock.advance(seconds=1)
    assert await one_round() == 1
    clock.advance(seconds=119)
    assert await one_round() == 0, "twice as long as the first time"
    clock.advance(seconds=1)

    assert await making.make_next_files(own_sessions, bell, quick_files, clock.now) is not None
    assert await built(own_sessions) == [(True, 3, ""), (True, 1, "")]


async def test_no_connection_is_held_while_files_are_made(
    own_engine: AsyncEngine, own_sessions: Sessions, editions: list[Edition], bell: RecordingBell, clock: Clock
) -> None:
    held: list[int] = []

    def looks_at_the_pool(content: EditionContent) -> BuiltFiles:
        held.append(own_engine.pool.checkedout())  # type: ignore[attr-defined]
        return quick_files(content)

    await making.make_next_files(own_sessions, bell, looks_at_the_pool, clock.now)

    assert held == [0]
    assert (await built(own_sessions))[0] == (True, 1, "")


async def test_two_workers_make_two_editions(
    own_sessions: Sessions, editions: list[Edition], bell: RecordingBell, clock: Clock
) -> None:
    claims = await asyncio.gather(
        *(making.make_next_files(own_sessions, bell, quick_files, clock.now) for _ in range(4)), return_exceptions=True
    )

    assert {claim.edition_id for claim in claims if isinstance(claim, making.Claim)} == {one.id for one in editions}
    assert [claim for claim in claims if not isinstance(claim, making.Claim)] == [None, None]
    assert await built(own_sessions) == [(True, 1, ""), (True, 1, "")]


async def test_a_worker_that_died_is_taken_over_and_one_that_comes_late_stores_nothing(
    own_sessions: Sessions, editions: list[Edition], bell: RecordingBell, clock: Clock
) -> None:
    async with own_sessions.begin() as session:
        dead = await making.claim_next(session, clock.now())
    assert dead is not None
    assert dead.edition_id == editions[0].id

    fair = await making.make_next_files(own_sessions, bell, quick_files, clock.now)
    assert fair is not None
    assert fair.edition_id == editions[1].id
    clock.advance(seconds=making.LEASE.total_seconds() - 1)
    assert await making.make_next_files(own_sessions, bell, quick_files, clock.now) is None
    clock.advance(seconds=1)
    async with own_sessions.begin() as session:
        taken_over = await making.claim_next(session, clock.now())
    assert taken_over is not None
    assert (taken_over.edition_id, taken_over.attempt) == (dead.edition_id, 2)

    async def stores(claim: making.Claim) -> None:
        async with own_sessions.begin() as session:
            content = await making.claimed_content(session, claim)
            await making.store(session, claim, quick_files(content), clock.now())

    await stores(dead)
    async with own_sessions.begin() as session:
        await making.put_off(session, dead, TypesettingError("Too slow"), clock.now())
    assert (await built(own_sessions))[0] == (False, 2, ""), "the work is the other worker's now"
    await stores(taken_over)
    await stores(dead)

    assert (await built(own_sessions))[0] == (True, 2, "")


async def test_files_of_an_edition_that_was_discarded_meanwhile_are_thrown_away(
    own_sessions: Sessions,
    editions: list[Edition],
    bell: RecordingBell,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    rivers = editions[0]

    async def build_again() -> None:
        async with own_sessions.begin() as session:
            hold_to(session, rivers.coalition_id)
            await actions.propose_edition(session, rivers.letter_id, None, SITE, job("a colleague"), clock.now())

    loop = asyncio.get_running_loop()

    def overtaken(content: EditionContent) -> BuiltFiles:
        asyncio.run_coroutine_threadsafe(build_again(), loop).result(30)
        return quick_files(content)

    claim = await making.make_next_files(own_sessions, bell, overtaken, clock.now)

    assert claim is not None
    assert claim.edition_id == rivers.id
    async with own_sessions() as session:
        assert list(await session.scalars(select(EditionFile.id).execution_options(**ALL))) == []
    assert [one[0] for one in await built(own_sessions)] == [False, False, False]
    assert "could not be made" not in caplog.text, "nothing went wrong"


async def test_the_secretariat_reads_what_failed_and_when_it_is_tried_again(
    desk: Open, writing: Writing, closed: Letter, bell: RecordingBell, clock: Clock
) -> None:
    def fails(_: EditionContent) -> BuiltFiles:
        raise TypesettingError("The PDF could not be made: Traceback\ntypst.TypstError: URL is too long")

    nia = await desk("Nia")
    await nia.post(f"{LETTER}/freeze")
    await making.make_next_files(writing.sessions, bell, fails, clock.now)

    page = await nia.get(EDITION)
    said = words(page)
    assert "The files of edition 1 could not be made at 10am on Tuesday 2 June 2026 (BST), so it is not published." in said
    assert "The next try is at 10:01am on Tuesday 2 June 2026 (BST), by itself. The typesetter says: URL is too long" in said
    assert "Traceback" not in page.text
    assert "refresh" not in page.headers
    assert "Files could not be made" in words(await nia.get(LETTER))
    again = await nia.follow(await nia.send(page, f"{EDITION}/build"))
    assert "The files of edition 1 are being made" in words(again), "a new build does not wait for the old one's turn"
    assert await making.make_next_files(writing.sessions, bell, quick_files, clock.now) is not None
    assert "Publish edition 1 now" in words(await nia.get(EDITION))


async def test_a_fault_of_ours_is_logged_and_not_shown(
    own_sessions: Sessions,
    editions: list[Edition],
    bell: RecordingBell,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def breaks(_: EditionContent) -> BuiltFiles:
        raise ValueError("SELECT secret")

    await making.make_next_files(own_sessions, bell, breaks, clock.now)

    assert (await built(own_sessions))[0] == (False, 1, "")
    assert f"The files of edition {editions[0].id} could not be made at attempt 1." in caplog.text
    assert "SELECT secret" in caplog.text

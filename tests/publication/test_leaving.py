"""Who withdraws leaves the list at once, also where it is frozen and its publication set."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.actors import Actor, ActorKind
from campaigns.database import hold_to
from campaigns.errors import NotAllowedNow
from campaigns.jobs import Job
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.models import Letter
from campaigns.publication import actions
from campaigns.publication.building import whole_content
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.models import Edition, EditionEntry
from campaigns.signatures.leaving import withdraw
from campaigns.signatures.models import Signature
from campaigns.tokens import Keys
from tests import cast
from tests.letters.desk import Open, Writing, app, company, desk, words, writing
from tests.mail.conftest import own_engine, own_sessions
from tests.publication.stage import SITE, Stage
from tests.publication.test_secretariat import EDITION, LETTER, closed, make_files

__all__ = ["app", "closed", "company", "desk", "own_engine", "own_sessions", "writing"]

BEN_MARSH = Actor(ActorKind.LINK, "Ben Marsh")


async def leaves(session: AsyncSession, name: str, at: datetime) -> None:
    """The organisation that signed under this name takes its signature back."""
    signature = (await session.scalars(select(Signature).where(Signature.display_name == name))).one()
    await withdraw(session, signature.id, "Our trustees met.", BEN_MARSH, at)


async def editions_of(session: AsyncSession, letter: Letter) -> list[Edition]:
    found = await session.scalars(select(Edition).where(Edition.letter_id == letter.id).order_by(Edition.id))
    return list(found)


async def names_in(session: AsyncSession, edition: Edition) -> list[str]:
    return [entry.display_name for entry in (await whole_content(session, edition)).entries]


async def test_a_set_publication_happens_without_who_left_as_soon_as_the_new_files_are_made(stage: Stage) -> None:
    letter = await stage.frozen(signed_by=[cast.WENSUM, cast.MILL_ROAD, cast.LLAIS])
    publish_at = stage.now + timedelta(days=3)
    await actions.schedule(stage.session, letter.id, publish_at, None, stage.by, stage.now)
    await leaves(stage.session, cast.MILL_ROAD, stage.now + timedelta(days=1))

    assert await actions.publish_next_due(stage.session, publish_at) == letter.id
    assert letter.published_at is None, "it waits for its new files"
    assert await actions.publish_next_due(stage.session, publish_at) is None
    assert Job.BUILD_EDITIONS in {job for job, _ in stage.session.info["bells"]}
    await stage.make_files()
    assert await actions.publish_next_due(stage.session, publish_at + timedelta(seconds=5)) == letter.id

    assert letter.release is ReleaseState.PUBLISHED
    old, new = await editions_of(stage.session, letter)
    assert (old.state, old.number, old.organisation_count) == (EditionState.DISCARDED, 1, 3)
    assert await names_in(stage.session, old) == [cast.LLAIS, cast.MILL_ROAD, cast.WENSUM], "what was built is kept"
    assert (new.state, new.number, new.organisation_count, new.row_count) == (EditionState.CURRENT, 1, 2, 2)
    assert await names_in(stage.session, new) == [cast.LLAIS, cast.WENSUM]
    content = await whole_content(stage.session, new)
    assert (content.organisation_count, content.as_at, content.sha256) == (2, publish_at, old.content["sha256"])


async def test_publishing_by_hand_leaves_them_out_too(stage: Stage) -> None:
    letter = await stage.frozen(signed_by=[cast.WENSUM, cast.MILL_ROAD])
    await leaves(stage.session, cast.MILL_ROAD, stage.now)

    await actions.publish_now(stage.session, letter.id, None, stage.by, stage.now)
    assert letter.release is ReleaseState.SCHEDULED
    await stage.make_files()
    assert await actions.publish_next_due(stage.session, stage.now) == letter.id

    current = (await editions_of(stage.session, letter))[-1]
    assert (current.state, await names_in(stage.session, current)) == (EditionState.CURRENT, [cast.WENSUM])


async def test_the_next_edition_of_a_public_statement_is_built_again_by_somebody_who_looks(stage: Stage) -> None:
    letter = await stage.open(cast.statement())
    await stage.sign(letter, cast.WENSUM)
    await stage.edition(letter)
    await stage.sign(letter, cast.MILL_ROAD)
    await actions.propose_edition(stage.session, letter.id, None, SITE, stage.by, stage.now)
    await stage.make_files()
    await leaves(stage.session, cast.MILL_ROAD, stage.now)

    with pytest.raises(NotAllowedNow, match="Somebody has left the list since this edition was built"):
        await actions.publish_now(stage.session, letter.id, None, stage.by, stage.now)
    await stage.edition(letter)

    current = (await editions_of(stage.session, letter))[-1]
    assert (current.number, await names_in(stage.session, current)) == (2, [cast.WENSUM])


async def test_nobody_joins_when_an_edition_is_built_again_for_who_left(stage: Stage) -> None:
    letter = await stage.open(cast.statement())
    await stage.sign(letter, cast.WENSUM)
    await stage.sign(letter, cast.MILL_ROAD)
    await actions.propose_edition(stage.session, letter.id, None, SITE, stage.by, stage.now)
    await stage.make_files()
    await stage.sign(letter, cast.LLAIS)
    await leaves(stage.session, cast.MILL_ROAD, stage.now)

    await actions.publish_now(stage.session, letter.id, None, stage.by, stage.now)

    candidate = (await editions_of(stage.session, letter))[-1]
    assert await names_in(stage.session, candidate) == [cast.WENSUM], "Llais is not on the list that Nia looked at"


async def test_publishing_waits_for_a_withdrawal_that_is_on_its_way(
    own_sessions: async_sessionmaker[AsyncSession], keys: Keys, now: datetime
) -> None:
    async with own_sessions.begin() as session:
        stage = Stage(session, await cast.fair_futures(session, now), keys, now)
        letter = await stage.frozen(signed_by=[cast.WENSUM, cast.MILL_ROAD])
        nia = stage.by

    async def publish() -> None:
        async with own_sessions.begin() as session:
            hold_to(session, stage.company.id)
            await actions.publish_now(session, letter.id, None, nia, now)

    async with own_sessions() as looking, own_sessions.begin() as withdrawing:
        hold_to(withdrawing, stage.company.id)
        await leaves(withdrawing, cast.MILL_ROAD, now)
        publishing = asyncio.create_task(publish())
        waits = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        async with asyncio.timeout(8):
            while not await looking.scalar(waits):
                await looking.rollback()
    await publishing

    async with own_sessions() as session:
        hold_to(session, stage.company.id)
        states = [one.state for one in await editions_of(session, letter)]
        assert states == [EditionState.DISCARDED, EditionState.CANDIDATE]
        listed = select(EditionEntry.display_name).join(Edition).where(Edition.state == EditionState.CANDIDATE)
        assert list(await session.scalars(listed)) == [cast.WENSUM]


async def test_the_secretariat_reads_who_left_and_builds_again(desk: Open, writing: Writing, closed: Letter) -> None:
    nia = await desk("Nia")
    await nia.post(f"{LETTER}/freeze")
    await make_files(writing)
    assert "build" not in words(await nia.get(EDITION)).lower().split("files")[0], "a frozen list is not built twice"
    async with writing.held() as session:
        await leaves(session, cast.MILL_ROAD, writing.clock.now())

    page = await nia.get(EDITION)
    assert "1 row has left since this edition was built, and it is not published with it. Build it again" in words(page)
    assert (await nia.api("GET", EDITION))["left"] == {"names": [cast.MILL_ROAD], "count": 1}
    page = await nia.follow(await nia.send(page, f"{EDITION}/build"))

    assert "The build before this one had 1 row that has left since: The Mill Road Centre" in words(page)
    await make_files(writing)
    said = words(await nia.get(EDITION))
    assert "1 organisation, edition 1" in said
    assert "since this edition was built" not in said

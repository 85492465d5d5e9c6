"""Nia closes, freezes and publishes; what is published never changes."""

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.database import hold_to
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.invitations.actions import invite
from campaigns.letters.actions import begin_letter, close_due, close_signing, lock
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Attribution, Letter, LetterKind
from campaigns.organisations.members.actions import Move, move_member, set_host
from campaigns.publication import actions
from campaigns.publication.building import whole_content
from campaigns.publication.content import EditionContent
from campaigns.publication.documents.files import BuiltFile, BuiltFiles
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.models import Edition, EditionFile
from campaigns.tokens import Keys
from tests import cast
from tests.signatures.test_signing import DEADLINE, company, letter_id, opened_by, sign

__all__ = ["company", "letter_id"]
SITE = "http://letters.example"


def only_text(content: EditionContent) -> BuiltFiles:
    names = "\n".join(entry.display_name for entry in content.entries).encode()
    file = BuiltFile(
        file_name="names.txt", label="Names", media_type="text/plain", content=names, sha256=sha256(names).hexdigest()
    )
    return BuiltFiles(files=[file], warnings=[])


async def test_from_the_deadline_to_a_published_edition(
    session: AsyncSession, keys: Keys, company: cast.Company, letter_id: UUID, now: datetime
) -> None:
    nia = company.actor("Nia")
    for email in ("sian@llais.example", "ben@millroad.example", "amina@wensum.example"):
        await sign(session, await opened_by(session, keys, company, email), now)
    letter = await session.get_one(Letter, letter_id)

    assert await close_due(session, DEADLINE - timedelta(seconds=1)) == []
    assert await close_due(session, DEADLINE) == [letter_id]
    assert await close_due(session, DEADLINE) == []
    edition = await actions.freeze(session, letter_id, letter.row_version, SITE, nia, DEADLINE)
    with pytest.raises(NotAllowedNow, match="the list is frozen"):
        await actions.freeze(session, letter_id, None, SITE, nia, DEADLINE)
    assert (edition.number, edition.organisation_count, edition.row_count) == (1, 3, 3)
    content = await whole_content(session, edition)
    assert [entry.sort_name for entry in content.entries] == [
        "Llais Ynys Môn",
        "Mill Road Centre, The",
        "Wensum Voluntary Action (WVA)",
    ]
    assert all(entry.person_name == "" for entry in content.entries)

    publish_at = DEADLINE + timedelta(hours=8)
    await actions.schedule(session, letter_id, publish_at, None, nia, DEADLINE)
    assert await actions.publish_next_due(session, publish_at) is None, "its files are not made yet"
    assert await actions.build_next_files(session, only_text, DEADLINE) == edition.id
    assert await actions.build_next_files(session, only_text, DEADLINE) is None
    assert await actions.publish_next_due(session, publish_at - timedelta(microseconds=1)) is None
    assert await actions.publish_next_due(session, publish_at) == letter_id
    assert await actions.publish_next_due(session, publish_at) is None
    assert (letter.release, letter.published_at) == (ReleaseState.PUBLISHED, publish_at)
    assert edition.state is EditionState.CURRENT


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE edition SET organisation_count = 99",
        "UPDATE edition_entry SET display_name = 'Somebody else'",
        "DELETE FROM edition_entry",
        "UPDATE edition_file SET content = ''",
        "DELETE FROM edition",
        "UPDATE version SET body = 'Other words'",
        "DELETE FROM version",
        "UPDATE letter_event SET actor_name = 'Nobody'",
        "DELETE FROM signature_event",
    ],
)
async def test_the_database_refuses_to_change_what_was_signed_or_published(
    session: AsyncSession, keys: Keys, company: cast.Company, letter_id: UUID, now: datetime, change: str
) -> None:
    nia = company.actor("Nia")
    await sign(session, await opened_by(session, keys, company, "amina@wensum.example"), now)
    await close_signing(session, letter_id, None, nia, now)
    await actions.freeze(session, letter_id, None, SITE, nia, now)
    await actions.build_next_files(session, only_text, now)
    await session.flush()

    with pytest.raises(IntegrityError, match="never changed"):
        await session.execute(text(change))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE edition SET state = 'candidate'",
        "UPDATE edition SET state = 'discarded'",
        "UPDATE edition SET released_at = NULL",
        "UPDATE edition SET released_at = released_at + interval '1 day'",
        "UPDATE edition SET files_built_at = NULL",
        "UPDATE edition SET file_warnings = '[\"Later\"]'",
        "UPDATE edition SET coalition_id = uuidv7()",
        "TRUNCATE edition CASCADE",
        "TRUNCATE edition_entry",
        "TRUNCATE edition_file",
        "TRUNCATE edition_event",
        "TRUNCATE letter_event",
        "TRUNCATE signature_event CASCADE",
        "TRUNCATE version CASCADE",
    ],
)
async def test_the_database_refuses_to_take_back_what_was_released(
    session: AsyncSession, keys: Keys, company: cast.Company, letter_id: UUID, now: datetime, change: str
) -> None:
    await _released(session, keys, company, letter_id, now)

    with pytest.raises(IntegrityError, match="never changed"):
        await session.execute(text(change))


@pytest.mark.parametrize(
    ("table", "another"), [("edition_entry", {"position": "77"}), ("edition_file", {"file_name": "'later.txt'"})]
)
async def test_the_database_refuses_to_add_to_what_was_released(
    session: AsyncSession,
    keys: Keys,
    company: cast.Company,
    letter_id: UUID,
    now: datetime,
    table: str,
    another: dict[str, str],
) -> None:
    await _released(session, keys, company, letter_id, now)
    columns = [column.name for column in Edition.metadata.tables[table].columns]
    values = [{"id": "uuidv7()", **another}.get(name, name) for name in columns]
    added = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} LIMIT 1"  # noqa: S608

    with pytest.raises(IntegrityError, match="nothing is added"):
        await session.execute(text(added))


async def _released(session: AsyncSession, keys: Keys, company: cast.Company, letter_id: UUID, now: datetime) -> None:
    nia = company.actor("Nia")
    await sign(session, await opened_by(session, keys, company, "amina@wensum.example"), now)
    await close_signing(session, letter_id, None, nia, now)
    await actions.freeze(session, letter_id, None, SITE, nia, now)
    await actions.build_next_files(session, only_text, now)
    await actions.publish_now(session, letter_id, None, nia, now)


async def test_unfreezing_discards_the_edition_and_its_number_is_free(
    session: AsyncSession, keys: Keys, company: cast.Company, letter_id: UUID, now: datetime
) -> None:
    nia = company.actor("Nia")
    await close_signing(session, letter_id, None, nia, now)
    first = await actions.freeze(session, letter_id, None, SITE, nia, now)
    await actions.unfreeze(session, letter_id, None, nia, now)
    second = await actions.freeze(session, letter_id, None, SITE, nia, now)

    assert (first.state, first.number) == (EditionState.DISCARDED, 1)
    assert (second.state, second.number) == (EditionState.CANDIDATE, 1)


async def test_a_page_that_shows_the_old_list_cannot_publish_the_new_one(
    session: AsyncSession, company: cast.Company, letter_id: UUID, now: datetime
) -> None:
    nia, tom = company.actor("Nia"), company.actor("Tom")
    letter = await close_signing(session, letter_id, None, nia, now)
    toms_page = letter.row_version
    await actions.freeze(session, letter_id, None, SITE, nia, now)

    with pytest.raises(Conflict, match="Nia Rees changed this letter"):
        await actions.publish_now(session, letter_id, toms_page, tom, now)


async def test_a_held_letter_is_not_published(
    session: AsyncSession, company: cast.Company, letter_id: UUID, now: datetime
) -> None:
    nia = company.actor("Nia")
    await close_signing(session, letter_id, None, nia, now)
    with pytest.raises(NotAllowedNow, match="Freeze the list"):
        await actions.schedule(session, letter_id, now, None, nia, now)
    await actions.freeze(session, letter_id, None, SITE, nia, now)
    with pytest.raises(Invalid, match="has passed"):
        await actions.schedule(session, letter_id, now - timedelta(seconds=1), None, nia, now)
    await actions.build_next_files(session, only_text, now)
    await actions.schedule(session, letter_id, now + timedelta(hours=1), None, nia, now)
    with pytest.raises(NotAllowedNow, match="Hold the publication"):
        await actions.unfreeze(session, letter_id, None, nia, now)

    await actions.hold(session, letter_id, None, nia, now)

    assert await actions.publish_next_due(session, now + timedelta(hours=2)) is None


async def test_a_rolling_statement_stays_open_and_each_release_is_a_new_edition(
    session: AsyncSession, keys: Keys, company: cast.Company, now: datetime
) -> None:
    nia = company.actor("Nia")
    statement = await begin_letter(session, company.id, cast.statement(), nia, now)
    await lock(session, statement.id, None, nia, now)
    await invite(session, statement.id, [one.id for one in company.organisations.values()], None, nia, now)
    await sign(session, await opened_by(session, keys, company, "amina@wensum.example"), now)
    first = await actions.propose_edition(session, statement.id, None, SITE, nia, now)
    await actions.publish_now(session, statement.id, None, nia, now)
    assert statement.release is ReleaseState.SCHEDULED, "it waits for its files"
    await actions.build_next_files(session, only_text, now)
    await actions.publish_next_due(session, now)
    assert (statement.release, statement.signing) == (ReleaseState.PUBLISHED, SigningState.OPEN)

    await sign(session, await opened_by(session, keys, company, "ben@millroad.example"), now)
    second = await actions.propose_edition(session, statement.id, None, SITE, nia, now)
    with pytest.raises(NotAllowedNow, match="still being made"):
        await actions.publish_now(session, statement.id, None, nia, now)
    await session.refresh(statement)
    await actions.build_next_files(session, only_text, now)
    await actions.publish_now(session, statement.id, None, nia, now)

    assert [first.state, second.state] == [EditionState.SUPERSEDED, EditionState.CURRENT]
    content = await whole_content(session, second)
    assert [(entry.display_name, entry.signed_in_edition) for entry in content.entries] == [
        (cast.MILL_ROAD, 2),
        (cast.WENSUM, 1),
    ]
    files = await session.scalars(select(EditionFile.edition_id))
    assert set(files) == {first.id, second.id}
    assert content.rolling, "others can still sign"

    await close_signing(session, statement.id, None, nia, now)
    last = await actions.propose_edition(session, statement.id, None, SITE, nia, now)
    assert not (await whole_content(session, last)).rolling, "nobody is asked to sign what takes no more signatures"


async def test_a_statement_in_the_coalitions_name_lists_its_members_and_takes_no_signatures(
    session: AsyncSession, company: cast.Company, now: datetime
) -> None:
    nia = company.actor("Nia")
    fields = cast.statement(attribution=Attribution.COALITION, kind=LetterKind.STATEMENT, attestation="", rolling=False)
    letter = await begin_letter(session, company.id, fields, nia, now)
    await lock(session, letter.id, None, nia, now)
    await set_host(session, company.id, company.organisations[cast.WENSUM].id, nia, now)
    await move_member(session, company.id, company.organisations[cast.MILL_ROAD].id, Move.PLACE, nia, now)
    with pytest.raises(NotAllowedNow, match="no signatures"):
        await invite(session, letter.id, [company.organisations[cast.WENSUM].id], None, nia, now)

    edition = await actions.propose_edition(session, letter.id, None, SITE, nia, now)

    content = await whole_content(session, edition)
    assert content.attribution == "coalition"
    assert [entry.display_name for entry in content.entries] == [cast.WENSUM, cast.MILL_ROAD, cast.LLAIS]


async def test_an_edition_of_another_coalition_is_not_seen(
    session: AsyncSession, company: cast.Company, letter_id: UUID, now: datetime
) -> None:
    nia = company.actor("Nia")
    await close_signing(session, letter_id, None, nia, now)
    await actions.freeze(session, letter_id, None, SITE, nia, now)
    rivers = await cast.clean_rivers(session, now)
    session.info.clear()
    hold_to(session, rivers.id)

    assert list(await session.scalars(select(Edition))) == []
    assert list(await session.scalars(select(Letter.reference))) == []

"""Six thousand organisations: how many statements each page of the directory needs, and how many blocks it reads."""

from uuid import UUID

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from campaigns.duplicates.models import Likeness, Pair
from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.models import Category, InCategory, Organisation, OrganisationIdentifier, OrganisationName
from campaigns.organisations.relations import NameKind
from tests.letters.desk import Desk, Open, Writing, app, company, desk, writing
from tests.mail.conftest import own_engine, own_sessions
from tests.responses.test_board_at_scale import MANY, organisations
from tests.signatures.rows import blocks_read, counted

__all__ = ["app", "company", "desk", "own_engine", "own_sessions", "writing"]

#: Blocks that a statement may look at for each organisation; an index look-up is two or three.
BLOCKS_FOR_EACH = 10
#: Blocks for a statement about one organisation, or about those of one page.
BLOCKS_FOR_A_PAGE = 2000
#: Statements that find out who is asking and where.
ASKING = 3


@pytest.fixture
def sessions(own_sessions: async_sessionmaker[AsyncSession]) -> async_sessionmaker[AsyncSession]:
    """A database of this test's own, where everything really commits."""
    return own_sessions


async def test_six_thousand_organisations_stay_quick(desk: Open, writing: Writing, own_engine: AsyncEngine) -> None:
    async with writing.held() as session:
        ids, _ = await organisations(session, writing)
        category = await on_record(session, writing, ids)
    nia = await desk("Nia")
    list_ = "/organisations"
    #: Each page with the most statements beside those that find out who is asking, and whether it may look at every row.
    pages = [
        (list_, 4, True),
        (f"{list_}?after={ids[3000]}", 4, True),
        (f"{list_}?search=quay", 4, True),
        (f"{list_}?search=of+old+4321", 4, True),
        (f"{list_}?search=GB-CHC-1003000", 4, True),
        (f"{list_}?show=infrastructure&category={category}&no_contact=yes", 4, True),
        (f"{list_}?branch_of={ids[0]}", 5, True),
        (f"{list_}/{ids[0]}", 14, False),
        (f"{list_}/{ids[0]}/change", 4, False),
        (f"{list_}/{ids[0]}/details", 12, True),
        (f"{list_}/{ids[0]}/changes", 4, False),
        (f"{list_}/members", 5, True),
        (f"{list_}/duplicates", 5, True),
        (f"{list_}.csv", 8 * (MANY // 500 + 2), True),
    ]
    # In the first minute PostgreSQL knows nothing of the new rows; afterwards it does.
    await look(nia, own_engine, pages)
    async with own_engine.begin() as connection:
        await connection.execute(text("ANALYZE"))
    await look(nia, own_engine, pages)


async def look(nia: Desk, engine: AsyncEngine, pages: list[tuple[str, int, bool]]) -> None:
    for path, most, whole in pages:
        with counted(engine) as statements:
            await nia.get(path)
        assert len(statements) <= ASKING + most, (path, len(statements), *(one.text[:200] for one in statements))
        # A download reads the whole directory, by parts that are all alike.
        for one in statements[: ASKING + 8]:
            if one.text.lstrip().startswith("SELECT"):
                async with engine.connect() as connection:
                    read = await blocks_read(connection, one)
                assert read <= (BLOCKS_FOR_EACH * MANY if whole else BLOCKS_FOR_A_PAGE), (path, read, one.text)


async def on_record(session: AsyncSession, writing: Writing, ids: list[UUID]) -> UUID:
    """A former name and a charity number for each, the first as parent of two thousand, a category on every third."""
    ours = {"coalition_id": writing.company.id}
    await session.execute(
        insert(OrganisationName),
        [
            {
                **ours,
                "organisation_id": id_,
                "kind": NameKind.FORMER,
                "name": f"Group of Old {number}",
                "name_key": f"group of old {number}",
            }
            for number, id_ in enumerate(ids)
        ],
    )
    await session.execute(
        insert(OrganisationIdentifier),
        [
            {**ours, "organisation_id": id_, "scheme": Scheme.ENGLAND_AND_WALES, "number": str(1_000_000 + number)}
            for number, id_ in enumerate(ids)
        ],
    )
    halves = zip(sorted(ids)[::2], sorted(ids)[1::2], strict=True)
    now = writing.clock.now()
    await session.execute(
        insert(Pair),
        [{**ours, "one_id": one, "other_id": other, "likeness": Likeness.NAME, "found_at": now} for one, other in halves],
    )
    category = Category(**ours, label="Housing", label_key="housing")
    session.add(category)
    await session.flush()
    await session.execute(
        insert(InCategory), [{**ours, "organisation_id": id_, "category_id": category.id} for id_ in ids[::3]]
    )
    await session.execute(
        update(Organisation).where(Organisation.id.in_(ids[1:2001])).values(branch_of_id=ids[0], row_version=2)
    )
    await session.execute(
        update(Organisation).where(Organisation.id.in_(ids[::2])).values(is_infrastructure=True, row_version=2)
    )
    return category.id

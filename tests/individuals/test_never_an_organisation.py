"""No order of what organisations, individuals and the secretariat do brings an individual among the organisations."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import ForeignKeyConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.errors import Refusal
from campaigns.individuals.actions import confirm, withdraw
from campaigns.individuals.deciding import accept, admit, reject, remove
from campaigns.individuals.lifecycle import IndividualState
from campaigns.individuals.models import IndividualSignature
from campaigns.letters.actions import close_signing
from campaigns.letters.models import Letter
from campaigns.letters.queries import letter_of_id
from campaigns.publication import actions
from campaigns.publication.building import whole_content
from campaigns.publication.documents.wording import check
from campaigns.publication.models import Edition, EditionEntry, EditionIndividual
from campaigns.publication.secretariat_queries import list_preview
from campaigns.signatures.queries import count_accepted
from campaigns.tables import METADATA
from campaigns.tokens import Keys
from tests import cast
from tests.conftest import NINE_O_CLOCK
from tests.individuals.people import YouAnswer, sent
from tests.publication.stage import SITE, Stage

#: Some bear the name of an organisation, give it as their affiliation, or have an address there.
PEOPLE = [
    YouAnswer(name=cast.WENSUM, title="", affiliation="", email="amina@wensum.example"),
    YouAnswer(name="Sam Ode", title="Chief executive", affiliation=cast.MILL_ROAD, email="ben@millroad.example"),
    YouAnswer(name="Ada Quill", title="", affiliation="", email="ada@quill.example"),
    YouAnswer(name="Ada Quill", title="", affiliation="", email="ADA@quill.example"),
]
ORGANISATIONS = [cast.WENSUM, cast.MILL_ROAD, cast.LLAIS]
SOMEBODY = Actor(ActorKind.LINK, "somebody")

Step = tuple[str, int]
steps = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "send",
                "confirm",
                "accept",
                "reject",
                "remove",
                "withdraw",
                "sign",
                "admit",
                "shut",
                "close",
                "freeze",
                "edition",
            ]
        ),
        st.integers(0, 3),
    ),
    max_size=25,
)


#: Somebody under the name of an organisation is accepted, and the organisation itself signs.
WELL = ("send", "confirm", "accept", "sign")


class Play:
    """One letter, what is done with it one step after the other, and what holds after each."""

    def __init__(self, session: AsyncSession, stage: Stage, letter: Letter) -> None:
        self.session, self.stage, self.letter = session, stage, letter
        self.signed: set[str] = set()

    async def do(self, what: str, which: int) -> None:
        by, now, session, letter_id = self.stage.by, self.stage.now, self.session, self.letter.id
        begun = list(await session.scalars(select(IndividualSignature.id).order_by(IndividualSignature.id)))
        one = begun[which % len(begun)] if begun else None

        async def sign() -> None:
            name = ORGANISATIONS[which % 3]
            await self.stage.sign(self.letter, name)
            self.signed.add(name)

        ways: dict[str, Callable[[], Awaitable[object]]] = {
            "send": lambda: sent(session, self.letter, PEOPLE[which], now),
            "sign": sign,
            "admit": lambda: admit(session, letter_id, None, by, now, admitted=True),
            "shut": lambda: admit(session, letter_id, None, by, now, admitted=False),
            "close": lambda: close_signing(session, letter_id, None, by, now),
            "freeze": lambda: actions.freeze(session, letter_id, None, SITE, by, now),
            "edition": lambda: actions.propose_edition(session, letter_id, None, SITE, by, now),
        }
        if one is not None:
            ways |= {
                "confirm": lambda: confirm(session, one, SOMEBODY, now),
                "accept": lambda: accept(session, one, "Known to us.", None, by, now),
                "reject": lambda: reject(session, one, "Unknown to us.", None, by, now),
                "remove": lambda: remove(session, one, "An error.", None, by, now),
                "withdraw": lambda: withdraw(session, one, "", SOMEBODY, now),
            }
        if what in ways:
            with contextlib.suppress(Refusal):
                async with session.begin_nested():
                    await ways[what]()
        await self.holds()

    async def holds(self) -> None:
        session, letter = self.session, await letter_of_id(self.session, self.letter.id)
        assert await count_accepted(session, letter.id) == len(self.signed)
        preview = await list_preview(session, letter)
        assert {row.display_name for row in preview.rows} == self.signed
        assert preview.organisation_count == preview.row_count == len(self.signed)
        accepted = await session.scalar(select(func.count()).where(IndividualSignature.state == IndividualState.ACCEPTED))
        assert preview.individual_count == len(preview.individuals) == accepted
        for edition in await session.scalars(select(Edition)):
            content = await whole_content(session, edition)
            check(content)
            rows = await session.scalar(select(func.count()).where(EditionEntry.edition_id == edition.id))
            people = await session.scalar(select(func.count()).where(EditionIndividual.edition_id == edition.id))
            assert (edition.organisation_count, edition.row_count, edition.individual_count) == (rows, rows, people)
            assert {entry.display_name for entry in content.entries} <= self.signed


async def test_no_order_of_steps_makes_an_individual_an_organisation(engine: AsyncEngine, keys: Keys) -> None:
    async with engine.connect() as connection:
        outer = await connection.begin()
        loop = asyncio.get_running_loop()

        @given(steps=steps, rolling=st.booleans())
        @example(steps=[(what, 0) for what in (*WELL, "close", "freeze", "withdraw")], rolling=False)
        @example(steps=[(what, 0) for what in (*WELL, "edition", "remove", "edition")], rolling=True)
        @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
        def whatever_happens(steps: list[Step], rolling: bool) -> None:
            asyncio.run_coroutine_threadsafe(_play(connection, keys, steps, rolling=rolling), loop).result()

        await asyncio.to_thread(whatever_happens)
        await outer.rollback()


async def _play(connection: AsyncConnection, keys: Keys, steps: list[Step], *, rolling: bool) -> None:
    inner = await connection.begin_nested()
    session = AsyncSession(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
    try:
        stage = Stage(session, await cast.fair_futures(session, NINE_O_CLOCK), keys, NINE_O_CLOCK)
        letter = await stage.open(cast.statement() if rolling else cast.letter())
        play = Play(session, stage, letter)
        await play.do("admit", 0)
        for what, which in steps:
            await play.do(what, which)
    finally:
        await session.close()
        await inner.rollback()


def test_no_row_of_the_one_list_can_refer_to_the_other() -> None:
    """By the schema itself: what the two lists are made of meets in the letter, its versions and its editions alone."""
    individuals = {"individual_signature", "individual_signature_event", "edition_individual"}
    shared = {"letter", "version", "coalition", "edition"}
    for table in METADATA.tables.values():
        refers = {
            element.column.table.name
            for constraint in table.constraints
            if isinstance(constraint, ForeignKeyConstraint)
            for element in constraint.elements
        }
        if table.name in individuals:
            assert refers <= individuals | shared, table.name
        else:
            assert not refers & individuals, table.name

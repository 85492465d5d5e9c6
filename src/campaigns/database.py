"""The declarative base, the engine, and the one place where a query is held to its coalition."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Enum, ForeignKey, MetaData, Text, delete, event, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria

E_ = TypeVar("E_", bound=StrEnum)

#: Set with `hold_to`; read by `_hold_to_coalition` for every ORM statement.
_COALITION = "coalition_id"
#: Execution option that lets one statement see every coalition. Its value says why.
UNSCOPED = "unscoped"


class Base(DeclarativeBase):
    """Every table. Constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: DateTime(timezone=True),
        str: Text,
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("uuidv7()"))


class CoalitionOwned:
    """Mixin for rows that belong to one coalition. Such rows are seen only by a session held to that coalition."""

    coalition_id: Mapped[UUID] = mapped_column(ForeignKey("coalition.id"), index=True)


class HistoryRow:
    """Mixin for a step of a lifecycle: written once with the step it records, never changed (a trigger refuses)."""

    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    request_id: Mapped[str] = mapped_column(default="")
    step: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    version_hash: Mapped[str] = mapped_column(default="")


def one_of(states: type[E_], name: str) -> Enum:
    """A text column that the database holds to the values of `states`, by a CHECK constraint called `name`."""
    return Enum(
        states,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=name,
        values_callable=lambda members: [member.value for member in members],
    )


def any_of(column: str, states: Iterable[StrEnum]) -> str:
    """SQL that is true where `column` is one of `states`; for partial indexes and CHECK constraints."""
    values = ", ".join(f"'{state.value}'" for state in states)
    return f"{column} IN ({values})"


def hold_to(session: AsyncSession, coalition_id: UUID) -> None:
    """From here on this session sees and touches rows of this coalition only. Raises if held to another already."""
    held = session.info.setdefault(_COALITION, coalition_id)
    if held != coalition_id:
        raise RuntimeError("This session is already held to another coalition.")


def unscoped(why: str) -> dict[str, Any]:
    """Execution options for a statement that must look across coalitions, with the reason for the reader."""
    return {UNSCOPED: why}


class Unscoped(RuntimeError):
    """A statement touched rows of a coalition from a session that is held to none: a mistake of ours."""


@event.listens_for(Session, "do_orm_execute")
def _hold_to_coalition(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_column_load or state.is_relationship_load or state.execution_options.get(UNSCOPED):
        return
    owned = [mapper.class_ for mapper in state.all_mappers if issubclass(mapper.class_, CoalitionOwned)]
    coalition_id = state.session.info.get(_COALITION)
    if coalition_id is None:
        if owned:
            raise Unscoped(f"{owned[0].__name__} is read by a session held to no coalition.")
        return
    state.statement = state.statement.options(
        with_loader_criteria(
            CoalitionOwned,
            lambda cls: cls.coalition_id == coalition_id,
            include_aliases=True,
        )
    )


async def delete_some(session: AsyncSession, table: type[Base], which: ColumnElement[bool], most: int) -> int:
    """Delete at most so many of these rows, by one statement, and say how many that were; those that are locked are left."""
    rows = select(table.id).where(which).limit(most).with_for_update(skip_locked=True)
    deleted = await session.scalars(
        delete(table).where(table.id.in_(rows)).returning(table.id).execution_options(synchronize_session=False)
    )
    return len(deleted.all())


def make_engine(url: str, pool_size: int = 8) -> AsyncEngine:
    """An engine for asyncpg whose every wait has an end; `url` may leave the driver out."""
    url = url.replace("postgresql://", "postgresql+asyncpg://", 1)
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=2,
        pool_timeout=10,
        pool_pre_ping=True,
        connect_args={
            "timeout": 10,
            "command_timeout": 30,
            "server_settings": {
                "application_name": "campaigns",
                "statement_timeout": "30000",
                "lock_timeout": "10000",
                "idle_in_transaction_session_timeout": "60000",
            },
        },
    )


def make_sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions whose rows stay readable after the commit, since nothing is loaded lazily under asyncio."""
    return async_sessionmaker(engine, expire_on_commit=False)

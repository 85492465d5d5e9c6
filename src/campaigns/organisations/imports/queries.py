"""Imported lists as pages and answers show them. The session is held to the coalition by the caller."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, column, func, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import NotFound
from campaigns.organisations.imports.lifecycle import ImportState
from campaigns.organisations.imports.rows import Row, Summary
from campaigns.organisations.models import OrganisationImport
from campaigns.people.models import Person

PAGE = 50
#: More than any list has rows, and few enough to count with.
LAST_PAGE = 1_000_000


class Show(StrEnum):
    """Which rows of a list are shown."""

    ALL = "all"
    PROBLEMS = "problems"
    WARNINGS = "warnings"


class ImportDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One list. Instants are in UTC; `problem` says why it is unreadable; `uploaded_by` is a name."""

    id: UUID
    file_name: str
    state: ImportState
    problem: str
    rows_total: int
    rows_read: int
    summary: Summary
    created_at: datetime
    uploaded_by: str
    ended_at: datetime | None


class ImportedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it is shown, in the language that is being read: see `campaigns.organisations.imports.rows.Row`."""

    line: int
    organisation: str
    acronym: str
    sort_name: str
    contact_name: str
    role_title: str
    email: str
    effect: str
    problems: list[str]
    warnings: list[str]


class RowsPage(msgspec.Struct, frozen=True, kw_only=True):
    """Part of a list's rows, in the order of the file. Pages count from 1; `total` counts the rows of all pages."""

    rows: list[ImportedRow]
    total: int
    page: int
    pages: int


async def import_detail(session: AsyncSession, import_id: UUID) -> ImportDetail:
    """One list. Raises `NotFound`."""
    found = await _details(session, OrganisationImport.id == import_id, 1)
    if not found:
        raise NotFound
    return found[0]


async def unfinished_imports(session: AsyncSession, limit: int = 5) -> Sequence[ImportDetail]:
    """The newest lists that wait to be looked at."""
    waiting = [ImportState.WAITING, ImportState.READ, ImportState.UNREADABLE]
    return await _details(session, OrganisationImport.state.in_(waiting), limit)


async def rows_page(session: AsyncSession, import_id: UUID, show: Show = Show.ALL, page: int = 1) -> RowsPage:
    """Fifty rows of a list; a page beyond the last is empty. The rest of the list stays in the database."""
    element = (
        func.jsonb_array_elements(OrganisationImport.rows)
        .table_valued(column("value", JSONB), with_ordinality="place", name="element")
        .render_derived()
    )
    counted = func.jsonb_array_length(func.coalesce(element.c.value[str(show)], func.jsonb_build_array()))
    query = (
        select(element.c.value, func.count().over().label("total"))
        .select_from(OrganisationImport)
        .join(element, true())
        .where(OrganisationImport.id == import_id, true() if show is Show.ALL else counted > 0)
        .order_by(element.c.place)
        .offset((min(max(page, 1), LAST_PAGE) - 1) * PAGE)
        .limit(PAGE)
    )
    found = (await session.execute(query)).all()
    total = found[0].total if found else 0
    page = max(page, 1)
    rows = msgspec.convert([row.value for row in found], list[Row])
    return RowsPage(
        rows=[_as_shown(row) for row in rows],
        total=total,
        page=page,
        pages=-(-total // PAGE),
    )


def _as_shown(row: Row) -> ImportedRow:
    told = row.told()
    said = {"problems": told.problems, "warnings": told.warnings}
    return ImportedRow(**{name: getattr(row, name) for name in ImportedRow.__struct_fields__} | said)


async def _details(session: AsyncSession, which: ColumnElement[bool], limit: int) -> list[ImportDetail]:
    found = await session.execute(
        select(OrganisationImport, Person.name, Person.email)
        .join(Person, Person.id == OrganisationImport.created_by)
        .where(which)
        .order_by(OrganisationImport.created_at.desc(), OrganisationImport.id.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [
        ImportDetail(
            id=one.id,
            file_name=one.file_name,
            state=one.state,
            problem=one.problem,
            rows_total=one.rows_total,
            rows_read=one.rows_read,
            summary=msgspec.convert(one.summary, Summary),
            created_at=one.created_at,
            uploaded_by=name or email,
            ended_at=one.ended_at,
        )
        for one, name, email in found
    ]

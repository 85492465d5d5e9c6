"""Reading what was uploaded, for the worker: each file apart, its rows judged in steps that the page shows.

Reading twice, even at the same time, comes to the same: only the first outcome is kept.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns import clock
from campaigns.actors import job
from campaigns.coalitions.models import Coalition
from campaigns.database import hold_to, unscoped
from campaigns.instants import wall_clock
from campaigns.jobs import Bell, transaction
from campaigns.organisations.identifiers import org_id
from campaigns.organisations.imports import actions
from campaigns.organisations.imports.apart import read_apart
from campaigns.organisations.imports.checking import Checker, Known, Listed
from campaigns.organisations.imports.lifecycle import IMPORT, ImportFacts, ImportState, ImportStep
from campaigns.organisations.imports.rows import Row, Summary
from campaigns.organisations.imports.table import Table, Unreadable
from campaigns.organisations.models import (
    Category,
    Contact,
    Organisation,
    OrganisationIdentifier,
    OrganisationImport,
    OrganisationName,
)

log = logging.getLogger(__name__)

ROWS_AT_A_TIME = 250
#: A list that nobody applied holds names and addresses that nobody needs.
KEPT_UNUSED = timedelta(days=30)

Sessions = async_sessionmaker[AsyncSession]
_State = ImportState


async def read_waiting(sessions: Sessions, bell: Bell) -> int:
    """Read every upload that waits, the oldest first, and say how many there were. One that fails stays waiting."""
    async with transaction(sessions, bell) as session:
        found = await session.execute(
            select(OrganisationImport.id, OrganisationImport.coalition_id)
            .where(OrganisationImport.state == _State.WAITING)
            .order_by(OrganisationImport.created_at)
            .execution_options(**unscoped("the worker reads the uploads of every coalition"))
        )
        waiting = found.all()
    for import_id, coalition_id in waiting:
        try:
            await _read(_Work(sessions, bell, import_id, coalition_id))
        except Exception:
            log.exception("import %s could not be read; it will be tried again", import_id)
    return len(waiting)


async def forget_unused(sessions: Sessions, bell: Bell, now: datetime) -> int:
    """Discard lists that were uploaded 30 days ago and never applied, and say how many."""
    async with transaction(sessions, bell) as session:
        found = await session.execute(
            select(OrganisationImport.id, OrganisationImport.coalition_id)
            .where(
                OrganisationImport.state.in_([_State.READ, _State.UNREADABLE]),
                OrganisationImport.created_at < now - KEPT_UNUSED,
            )
            .execution_options(**unscoped("unused lists are forgotten in every coalition"))
        )
        unused = found.all()
    for import_id, coalition_id in unused:
        async with transaction(sessions, bell) as session:
            hold_to(session, coalition_id)
            await actions.discard(session, import_id, job("forgetting unused lists"), now)
    return len(unused)


class _Work:
    """One upload being read. Each `save` is a transaction of its own, so that the page sees how far it is."""

    def __init__(self, sessions: Sessions, bell: Bell, import_id: UUID, coalition_id: UUID) -> None:
        self.sessions, self.bell, self.import_id, self.coalition_id = sessions, bell, import_id, coalition_id

    async def load(self) -> tuple[bytes | None, Callable[[Table], Checker]]:
        async with transaction(self.sessions, self.bell) as session:
            hold_to(session, self.coalition_id)
            content = await session.scalar(
                select(OrganisationImport.content).where(
                    OrganisationImport.id == self.import_id, OrganisationImport.state == _State.WAITING
                )
            )
            zone = (await session.get_one(Coalition, self.coalition_id)).zone
            known, numbers = await _known(session), await _numbers(session)
            held = await session.execute(select(Category.kind, Category.label_key))
            labels = {(row.kind, row.label_key) for row in held}
            today = wall_clock(clock.now(), zone).date()
        return content, lambda table: Checker(known, numbers, labels, Listed.of(table.lines), today)

    async def save(self, **values: Any) -> None:
        async with transaction(self.sessions, self.bell) as session:
            hold_to(session, self.coalition_id)
            await session.execute(
                update(OrganisationImport)
                .where(OrganisationImport.id == self.import_id, OrganisationImport.state == _State.WAITING)
                .values(**values)
            )


async def _read(work: _Work) -> None:
    content, checker_for = await work.load()
    if content is None:
        return
    try:
        table = await read_apart(content)
    except Unreadable as unreadable:
        state = IMPORT.after(_State.WAITING, ImportStep.GIVE_UP, ImportFacts())
        await work.save(state=state, problem=str(unreadable), content=b"")
        return
    rows, summary = await _check(work, table, checker_for(table))
    await work.save(
        state=IMPORT.after(_State.WAITING, ImportStep.READ, ImportFacts()),
        rows_read=len(rows),
        rows=msgspec.to_builtins(rows),
        summary=msgspec.to_builtins(summary),
        content=b"",
    )


async def _check(work: _Work, table: Table, checker: Checker) -> tuple[list[Row], Summary]:
    rows: list[Row] = []
    summary = Summary(notes=table.notes)
    await work.save(rows_total=len(table.lines))
    for start in range(0, len(table.lines), ROWS_AT_A_TIME):
        for line in table.lines[start : start + ROWS_AT_A_TIME]:
            rows.append(checker.check(line))
            summary.count(rows[-1])
        # Two readers at once are not in step, and what a page has said was read stays read.
        await work.save(rows_read=func.greatest(OrganisationImport.rows_read, len(rows)))
    return rows, summary


async def _known(session: AsyncSession) -> dict[str, Known]:
    """Every name of every organisation, by its key; a name that two have is the one's that has it in lists."""
    found = await session.execute(
        select(
            Organisation.name_key,
            Organisation.display_name,
            Organisation.branch_of_id,
            Contact.email_key,
            Contact.ended_at,
        ).outerjoin(Contact, Contact.organisation_id == Organisation.id)
    )
    known: dict[str, Known] = {}
    for name_key, display_name, branch_of_id, email_key, ended_at in found:
        organisation = known.setdefault(
            name_key, Known(key=name_key, display_name=display_name, is_branch=branch_of_id is not None)
        )
        if email_key is not None:
            organisation.contacts[email_key] = ended_at is not None
    others = await session.execute(
        select(OrganisationName.name_key, Organisation.name_key.label("own_key")).join(
            Organisation, Organisation.id == OrganisationName.organisation_id
        )
    )
    for key, own_key in others:
        known.setdefault(key, known[own_key])
    return known


async def _numbers(session: AsyncSession) -> dict[str, str]:
    """Every number in a register, with its register's code, and whose it is."""
    found = await session.execute(
        select(OrganisationIdentifier.scheme, OrganisationIdentifier.number, Organisation.display_name).join(
            Organisation, Organisation.id == OrganisationIdentifier.organisation_id
        )
    )
    return {org_id(scheme, number): name for scheme, number, name in found}

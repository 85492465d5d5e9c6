"""What people do with an imported list: upload it, apply it whole or not at all, discard it."""

import logging
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from campaigns.actors import Actor
from campaigns.errors import Invalid, NotFound, TooLarge
from campaigns.jobs import Job, after_commit
from campaigns.languages.catalogues import gettext
from campaigns.names.tidy import tidy
from campaigns.organisations.imports.adding import add_contacts, add_organisations
from campaigns.organisations.imports.lifecycle import IMPORT, ImportFacts, ImportState, ImportStep
from campaigns.organisations.imports.rows import Row, Summary
from campaigns.organisations.imports.table import LARGEST_FILE
from campaigns.organisations.models import Organisation, OrganisationImport, OrganisationName

log = logging.getLogger(__name__)

LONGEST_FILE_NAME = 120


async def upload(
    session: AsyncSession, coalition_id: UUID, file_name: str, content: bytes, actor: Actor, now: datetime
) -> OrganisationImport:
    """Keep an uploaded file and have it read. Raises `Invalid` for an empty one, `TooLarge` beyond 2 MiB."""
    if not content:
        raise Invalid({"file": gettext("The file is empty. Choose the file that holds the list.")})
    if len(content) > LARGEST_FILE:
        told = gettext("The file is larger than 2 MB. Save the list alone, without pictures and other sheets, as CSV.")
        raise TooLarge(told)
    waiting = OrganisationImport(
        coalition_id=coalition_id,
        file_name=tidy(file_name)[-LONGEST_FILE_NAME:] or "list",
        content=content,
        state=ImportState.WAITING,
        rows=[],
        created_at=now,
        created_by=actor.id,
    )
    session.add(waiting)
    await session.flush()
    after_commit(session, Job.READ_IMPORTS)
    return waiting


async def apply(session: AsyncSession, import_id: UUID, *, leave_out: bool, actor: Actor, now: datetime) -> Summary:
    """Add what the list has, and say how much that was. Applying a list again adds nothing and says the same.

    `leave_out` says that rows with problems are to be left out. Raises `NotFound`, and `NotAllowedNow` in every state but
    read and while rows have problems that nobody settled. What is known by now is left alone, even if it was added after
    the list was read.
    """
    found = await _locked(session, import_id)
    if found.state is ImportState.APPLIED:
        return msgspec.convert(found.summary, Summary)
    rows = await _by_every_name(session, msgspec.convert(found.rows, list[Row]))
    good = [row for row in rows if not row.problems]
    facts = ImportFacts(rows_with_problems=len(rows) - len(good), leave_out=leave_out, rows_to_apply=len(good))
    found.state = IMPORT.after(found.state, ImportStep.APPLY, facts)
    summary = msgspec.convert(found.summary, Summary)
    summary.organisations = await add_organisations(session, found.coalition_id, good, actor, now)
    summary.contacts = await add_contacts(session, found.coalition_id, good)
    _forget(found, summary, now)
    await session.flush()
    log.info("import %s applied by %s %s", import_id, actor.kind, actor.id)
    return summary


async def discard(session: AsyncSession, import_id: UUID, actor: Actor, now: datetime) -> None:
    """Forget a list that was not applied; again changes nothing. Raises `NotFound`, and `NotAllowedNow` once applied."""
    found = await _locked(session, import_id)
    if found.state is ImportState.DISCARDED:
        return
    found.state = IMPORT.after(found.state, ImportStep.DISCARD, ImportFacts())
    _forget(found, Summary(), now)
    await session.flush()
    log.info("import %s discarded by %s %s", import_id, actor.kind, actor.id)


def _forget(ended: OrganisationImport, summary: Summary, now: datetime) -> None:
    ended.content, ended.rows, ended.summary, ended.ended_at = b"", [], msgspec.to_builtins(summary), now


async def _locked(session: AsyncSession, import_id: UUID) -> OrganisationImport:
    found = await session.scalar(
        select(OrganisationImport)
        .where(OrganisationImport.id == import_id)
        .options(undefer(OrganisationImport.rows))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


async def _by_every_name(session: AsyncSession, rows: list[Row]) -> list[Row]:
    """The rows, with another name of an organisation, given to it after the list was read, taken for its own."""
    keys = {row.name_key for row in rows}
    others = await session.execute(
        select(OrganisationName.name_key, Organisation.name_key.label("own_key"))
        .join(Organisation, Organisation.id == OrganisationName.organisation_id)
        .where(OrganisationName.name_key.in_(keys))
    )
    own = {row.name_key: row.own_key for row in others}
    if not own:
        return rows
    taken = set(await session.scalars(select(Organisation.name_key).where(Organisation.name_key.in_(own))))
    renamed = {key: own_key for key, own_key in own.items() if key not in taken}
    return [msgspec.structs.replace(row, name_key=renamed.get(row.name_key, row.name_key)) for row in rows]

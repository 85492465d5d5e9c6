"""What people do with an imported list: upload it, apply it whole or not at all, discard it."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from campaigns.actors import Actor
from campaigns.errors import Invalid, NotFound, TooLarge
from campaigns.jobs import Job, after_commit
from campaigns.names.tidy import tidy
from campaigns.organisations.imports.lifecycle import IMPORT, ImportFacts, ImportState, ImportStep
from campaigns.organisations.imports.rows import Row, Summary
from campaigns.organisations.imports.table import LARGEST_FILE
from campaigns.organisations.models import Contact, Organisation, OrganisationImport, SignOff

log = logging.getLogger(__name__)

LONGEST_FILE_NAME = 120


async def upload(
    session: AsyncSession, coalition_id: UUID, file_name: str, content: bytes, actor: Actor, now: datetime
) -> OrganisationImport:
    """Keep an uploaded file and have it read. Raises `Invalid` for an empty one, `TooLarge` beyond 2 MiB."""
    if not content:
        raise Invalid({"file": "The file is empty. Choose the file that holds the list."})
    if len(content) > LARGEST_FILE:
        raise TooLarge("The file is larger than 2 MB. Save the list alone, without pictures and other sheets, as CSV.")
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
    rows = msgspec.convert(found.rows, list[Row])
    good = [row for row in rows if not row.problems]
    facts = ImportFacts(rows_with_problems=len(rows) - len(good), leave_out=leave_out, rows_to_apply=len(good))
    found.state = IMPORT.after(found.state, ImportStep.APPLY, facts)
    summary = msgspec.convert(found.summary, Summary)
    summary.organisations = await _add_organisations(session, found.coalition_id, good, now)
    summary.contacts = await _add_contacts(session, found.coalition_id, good)
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


async def _add_organisations(session: AsyncSession, coalition_id: UUID, rows: list[Row], now: datetime) -> int:
    """Add the first row of each name that is not known. In one order, so that two lists at once wait and do not deadlock."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.name_key, row)
    values = [
        {
            "coalition_id": coalition_id,
            "display_name": row.organisation,
            "name_key": row.name_key,
            "acronym": row.acronym,
            "sort_name": row.sort_name,
            "sort_key": row.sort_key,
            "is_member": True,
            "website": "",
            "mail_domains": "",
            "sign_off": SignOff.ONE_PERSON,
            "created_at": now,
            "row_version": 1,
        }
        for _, row in sorted(first.items())
    ]
    return await _insert(session, Organisation, values)


async def _add_contacts(session: AsyncSession, coalition_id: UUID, rows: list[Row]) -> int:
    keys = sorted({row.name_key for row in rows})
    found = await session.execute(select(Organisation.name_key, Organisation.id).where(Organisation.name_key.in_(keys)))
    id_of = {row.name_key: row.id for row in found}
    first: dict[tuple[UUID, str], Row] = {}
    for row in rows:
        if row.email_key:
            first.setdefault((id_of[row.name_key], row.email_key), row)
    values = [
        {
            "coalition_id": coalition_id,
            "organisation_id": organisation_id,
            "name": row.contact_name,
            "role_title": row.role_title,
            "email": row.email,
            "email_key": email_key,
            "gets_invitations": True,
            "gets_notices": True,
        }
        for (organisation_id, email_key), row in sorted(first.items())
    ]
    return await _insert(session, Contact, values)


async def _insert(session: AsyncSession, table: type[Organisation | Contact], values: list[dict[str, Any]]) -> int:
    """How many of the rows were new. A row that is there already, whoever added it when, is left alone."""
    if not values:
        return 0
    added = await session.scalars(insert(table).on_conflict_do_nothing().returning(table.id), values)
    return len(added.all())

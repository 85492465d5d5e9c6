"""Writing the rows of a list, thousands by one statement. What is there already, whoever added it, is left alone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.names.matching import matching_key
from campaigns.organisations.imports.rows import Row
from campaigns.organisations.models import (
    Category,
    Contact,
    InCategory,
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    SignOff,
)
from campaigns.organisations.record.categories import label_key
from campaigns.organisations.record.models import Boilerplate
from campaigns.organisations.relations import CategoryKind, Relation

_Owned = type[Boilerplate | Category | Contact | InCategory | Organisation | OrganisationIdentifier | OrganisationName]


async def add_organisations(session: AsyncSession, coalition_id: UUID, rows: list[Row], actor: Actor, now: datetime) -> int:
    """Add the first row of each name that is not known, in one order, so that two lists do not deadlock. Says how many."""
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
            "website": row.record.website,
            "mail_domains": row.record.mail_domains,
            "sign_off": SignOff.TWO_PEOPLE if row.record.two_people else SignOff.ONE_PERSON,
            "signs_as_group": row.record.signs_as_group,
            "locality": row.record.locality,
            "language": row.record.language,
            "is_member": row.record.relation is Relation.MEMBER,
            "is_partner": row.record.relation is Relation.PARTNER,
            "is_infrastructure": row.record.is_infrastructure,
            "is_lead_partner": row.record.is_lead_partner,
            "member_from": row.record.member_from,
            "member_until": row.record.member_until,
            "created_at": now,
            "row_version": 1,
        }
        for _, row in sorted(first.items())
    ]
    if not values:
        return 0
    added = await session.execute(
        insert(Organisation).on_conflict_do_nothing().returning(Organisation.id, Organisation.name_key), values
    )
    new = [(row.id, first[row.name_key]) for row in added]
    await _add_names(session, coalition_id, new)
    await _add_numbers(session, coalition_id, new)
    for kind in CategoryKind:
        await _add_labels(session, coalition_id, kind, new)
    await _add_parents(session, new)
    await _add_boilerplates(session, coalition_id, new, actor, now)
    return len(new)


async def add_contacts(session: AsyncSession, coalition_id: UUID, rows: list[Row]) -> int:
    """Add the contacts that are not known, and say how many."""
    id_of = await _ids(session, {row.name_key for row in rows})
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
            "gets_invitations": row.gets_invitations,
            "gets_notices": row.gets_notices,
        }
        for (organisation_id, email_key), row in sorted(first.items())
    ]
    return await _insert(session, Contact, values)


async def _add_names(session: AsyncSession, coalition_id: UUID, new: list[tuple[UUID, Row]]) -> None:
    keyed = [(id_, row, kind, name, matching_key(name)) for id_, row in new for kind, name in row.record.names]
    # A name that somebody gave to another organisation while the list was looked at is that one's.
    taken = await _ids(session, {key for *_, key in keyed})
    values = {
        key: {"coalition_id": coalition_id, "organisation_id": id_, "kind": kind, "name": name, "name_key": key}
        for id_, _, kind, name, key in keyed
        if taken.get(key, id_) == id_
    }
    await _insert(session, OrganisationName, [value for _, value in sorted(values.items())])


async def _add_numbers(session: AsyncSession, coalition_id: UUID, new: list[tuple[UUID, Row]]) -> None:
    values = [
        {"coalition_id": coalition_id, "organisation_id": id_, "scheme": scheme, "number": number}
        for id_, row in new
        for scheme, number in row.record.numbers
    ]
    await _insert(session, OrganisationIdentifier, sorted(values, key=lambda one: (one["scheme"].value, one["number"])))


async def _add_labels(session: AsyncSession, coalition_id: UUID, kind: CategoryKind, new: list[tuple[UUID, Row]]) -> None:
    said = [(id_, row.record.categories if kind is CategoryKind.CATEGORY else row.record.interests) for id_, row in new]
    labels = {label_key(label): label for _, written in reversed(said) for label in written}
    values = [
        {"coalition_id": coalition_id, "kind": kind, "label": label, "label_key": key}
        for key, label in sorted(labels.items())
    ]
    await _insert(session, Category, values)
    found = await session.execute(
        select(Category.label_key, Category.id).where(Category.kind == kind, Category.label_key.in_(labels))
    )
    id_of = {row.label_key: row.id for row in found}
    inside = [
        {"coalition_id": coalition_id, "organisation_id": id_, "category_id": category}
        for id_, written in said
        for category in {id_of[label_key(label)] for label in written}
    ]
    await _insert(session, InCategory, inside)


async def _add_parents(session: AsyncSession, new: list[tuple[UUID, Row]]) -> None:
    wanted = [(id_, matching_key(row.record.branch_of)) for id_, row in new if row.record.branch_of]
    if not wanted:
        return
    keys = {key for _, key in wanted}
    others = await session.execute(
        select(OrganisationName.name_key, OrganisationName.organisation_id).where(OrganisationName.name_key.in_(keys))
    )
    parent_of = {row.name_key: row.organisation_id for row in others} | await _ids(session, keys)
    # One that became a branch itself while the list was looked at is no parent any more.
    branches = set(
        await session.scalars(
            select(Organisation.id).where(Organisation.id.in_(parent_of.values()), Organisation.branch_of_id.is_not(None))
        )
    )
    await session.execute(
        update(Organisation),
        [
            {"id": id_, "branch_of_id": parent_of[key], "row_version": 1}
            for id_, key in wanted
            if key in parent_of and parent_of[key] not in branches
        ],
    )


async def _add_boilerplates(
    session: AsyncSession, coalition_id: UUID, new: list[tuple[UUID, Row]], actor: Actor, now: datetime
) -> None:
    values = [
        {
            "coalition_id": coalition_id,
            "organisation_id": id_,
            "text": row.record.boilerplate,
            "at": now,
            "actor_kind": actor.kind.value,
            "actor_id": actor.id,
            "actor_name": actor.name,
        }
        for id_, row in new
        if row.record.boilerplate
    ]
    await _insert(session, Boilerplate, values)


async def _ids(session: AsyncSession, keys: Iterable[str]) -> dict[str, UUID]:
    """The organisations whose names in lists have these keys."""
    found = await session.execute(
        select(Organisation.name_key, Organisation.id).where(Organisation.name_key.in_(sorted(keys)))
    )
    return {row.name_key: row.id for row in found}


async def _insert(session: AsyncSession, table: _Owned, values: list[dict[str, Any]]) -> int:
    """How many of the rows were new."""
    if not values:
        return 0
    added = await session.scalars(insert(table).on_conflict_do_nothing().returning(table.id), values)
    return len(added.all())

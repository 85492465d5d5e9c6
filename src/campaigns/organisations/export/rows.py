"""The directory as rows of texts: one for each contact, and one for an organisation that has none."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.organisations.imports.columns import BETWEEN, NAMES, NO, NUMBERS, YES
from campaigns.organisations.known_by import OtherName, other_names
from campaigns.organisations.models import Category, Contact, InCategory, Organisation, OrganisationIdentifier, SignOff
from campaigns.organisations.record.boilerplate import boilerplates
from campaigns.organisations.relations import LANGUAGES, WORDS, CategoryKind, relation_of
from campaigns.text.spreadsheet import guarded

HEADINGS = (
    *("Organisation", "Acronym", "Sort name", "Legal name", "Former names", "Also known as"),
    *("Charity number", "Scottish charity number", "Northern Ireland charity number", "Company number"),
    *("Website", "Mail domains", "Boilerplate", "Locality", "Language", "Branch of"),
    *("Categories", "Interests"),
    *("Relation", "Member from", "Member until", "Lead partner", "Infrastructure body"),
    *("Signs for its members", "Two people agree"),
    *("Contact name", "Role", "Email", "Gets invitations", "Gets notices"),
)
#: Organisations that are held at a time; eight statements for each batch.
AT_ONCE = 500


async def directory(session: AsyncSession) -> AsyncIterator[list[list[str]]]:
    """Every organisation in filing order with the contacts that have not ended, some hundred at a time.

    A cell that a spreadsheet could run begins with an apostrophe, which `text.spreadsheet.unguarded` takes away again.
    """
    last: Organisation | None = None
    while True:
        query = select(Organisation).order_by(Organisation.sort_key, Organisation.id).limit(AT_ONCE)
        if last is not None:
            query = query.where(tuple_(Organisation.sort_key, Organisation.id) > tuple_(last.sort_key, last.id))
        organisations = (await session.scalars(query)).all()
        if not organisations:
            return
        yield await _rows(session, organisations)
        last = organisations[-1]
        for organisation in organisations:
            session.expunge(organisation)


async def _rows(session: AsyncSession, organisations: Sequence[Organisation]) -> list[list[str]]:
    ids = [organisation.id for organisation in organisations]
    names, numbers = await other_names(session, ids), await _numbers(session, ids)
    labels, parents, contacts = await _labels(session, ids), await _parents(session, ids), await _contacts(session, ids)
    words = await boilerplates(session, ids)
    rows = []
    for one in organisations:
        told = (parents.get(one.id, ""), words.get(one.id, ""))
        record = _record(one, names.get(one.id, []), numbers[one.id], labels[one.id], *told)
        rows += [[guarded(cell) for cell in (*record, *contact)] for contact in contacts[one.id] or [[""] * 5]]
    return rows


def _record(
    one: Organisation,
    names: list[OtherName],
    numbers: dict[str, list[str]],
    labels: dict[CategoryKind, list[str]],
    parent: str,
    words: str,
) -> list[str]:
    relation = relation_of(is_member=one.is_member, is_partner=one.is_partner, member_until=one.member_until)
    return [
        *(one.display_name, one.acronym, one.sort_name),
        *(BETWEEN.join(other.name for other in names if other.kind is kind) for kind in NAMES),
        *(BETWEEN.join(numbers.get(scheme.value, [])) for scheme in NUMBERS),
        *(one.website, one.mail_domains, words, one.locality, LANGUAGES[one.language] if one.language else ""),
        *(parent, *(BETWEEN.join(labels[kind]) for kind in CategoryKind), WORDS[relation]),
        *(day.isoformat() if day else "" for day in (one.member_from, one.member_until)),
        *(YES if flag else NO for flag in (one.is_lead_partner, one.is_infrastructure, one.signs_as_group)),
        YES if one.sign_off is SignOff.TWO_PEOPLE else NO,
    ]


async def _numbers(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, dict[str, list[str]]]:
    numbers: dict[UUID, dict[str, list[str]]] = defaultdict(dict)
    for one in await session.scalars(
        select(OrganisationIdentifier)
        .where(OrganisationIdentifier.organisation_id.in_(ids))
        .order_by(OrganisationIdentifier.number)
    ):
        numbers[one.organisation_id].setdefault(one.scheme.value, []).append(one.number)
    return numbers


async def _labels(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, dict[CategoryKind, list[str]]]:
    labels: dict[UUID, dict[CategoryKind, list[str]]] = {id_: {kind: [] for kind in CategoryKind} for id_ in ids}
    found = await session.execute(
        select(InCategory.organisation_id, Category.kind, Category.label)
        .join(Category, Category.id == InCategory.category_id)
        .where(InCategory.organisation_id.in_(ids))
        .order_by(Category.label_key)
    )
    for organisation_id, kind, label in found:
        labels[organisation_id][kind].append(label)
    return labels


async def _parents(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    parent = aliased(Organisation)
    found = await session.execute(
        select(Organisation.id, parent.display_name)
        .join(parent, parent.id == Organisation.branch_of_id)
        .where(Organisation.id.in_(ids))
    )
    return {row.id: row.display_name for row in found}


async def _contacts(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[list[str]]]:
    contacts: dict[UUID, list[list[str]]] = defaultdict(list)
    found = await session.execute(
        select(
            Contact.organisation_id,
            Contact.name,
            Contact.role_title,
            Contact.email,
            Contact.gets_invitations,
            Contact.gets_notices,
        )
        .where(Contact.organisation_id.in_(ids), Contact.ended_at.is_(None))
        .order_by(Contact.name, Contact.email)
    )
    for organisation_id, name, role, email, invitations, notices in found:
        flags = [YES if flag else NO for flag in (invitations, notices)]
        contacts[organisation_id].append([name, role, email, *flags])
    return contacts

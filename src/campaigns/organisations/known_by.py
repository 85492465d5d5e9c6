"""Finding an organisation by any of its names: the one in lists, the legal one, former ones, and what else it is called."""

from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.names.matching import matching_key
from campaigns.names.tidy import tidy
from campaigns.organisations.models import Organisation, OrganisationName
from campaigns.organisations.relations import NameKind


class OtherName(msgspec.Struct, frozen=True, kw_only=True):
    """A name of an organisation beside the one in lists. `key` is what two spellings of it share."""

    organisation_id: UUID
    kind: NameKind
    name: str
    key: str


def goes_by(keys: Collection[str]) -> ColumnElement[bool]:
    """Whether an organisation has a name, of whatever kind, with one of these matching keys."""
    other = select(OrganisationName.organisation_id).where(OrganisationName.name_key.in_(keys))
    return or_(Organisation.name_key.in_(keys), Organisation.id.in_(other))


def name_has(search: str) -> ColumnElement[bool]:
    """Whether a name or the acronym of an organisation has `search` in it, however it is written."""
    words = tidy(search)
    key = matching_key(words)
    other = select(OrganisationName.organisation_id).where(OrganisationName.name_key.contains(key, autoescape=True))
    return or_(
        Organisation.name_key.contains(key, autoescape=True),
        Organisation.display_name.icontains(words, autoescape=True),
        Organisation.acronym.icontains(words, autoescape=True),
        Organisation.id.in_(other),
    )


async def other_names(session: AsyncSession, organisation_ids: Sequence[UUID]) -> dict[UUID, list[OtherName]]:
    """The other names of each of these organisations: the legal one, former ones, aliases, each in alphabetical order."""
    found = await session.execute(
        select(OrganisationName.organisation_id, OrganisationName.kind, OrganisationName.name, OrganisationName.name_key)
        .where(OrganisationName.organisation_id.in_(organisation_ids))
        .order_by(OrganisationName.kind.desc(), OrganisationName.name_key)
    )
    names: dict[UUID, list[OtherName]] = {}
    for organisation_id, kind, name, key in found:
        names.setdefault(organisation_id, []).append(
            OtherName(organisation_id=organisation_id, kind=kind, name=name, key=key)
        )
    return names


async def refuse_taken(session: AsyncSession, name: str, field: str, but: UUID | None = None) -> None:
    """Raise `Invalid` under `field` where another organisation than `but` has this name already, of whatever kind."""
    key = matching_key(name)
    query = (
        select(Organisation.display_name, OrganisationName.kind, OrganisationName.name)
        .outerjoin(
            OrganisationName, (OrganisationName.organisation_id == Organisation.id) & (OrganisationName.name_key == key)
        )
        .where(goes_by([key]))
        .order_by(OrganisationName.kind)
        .limit(1)
    )
    if but is not None:
        query = query.where(Organisation.id != but)
    taken = (await session.execute(query)).one_or_none()
    if taken is None:
        return
    if taken.kind is None:
        told = gettext("“{name}” is in the list already. Change that one instead.", name=taken.display_name)
        raise Invalid({field: told})
    raise Invalid({field: gettext(_TAKEN[taken.kind], name=taken.name, organisation=taken.display_name)})


_TAKEN = {
    NameKind.LEGAL: gettext_noop(
        "“{name}” is the legal name of {organisation}. Change that one instead, or take the name away there if it is another"
        " organisation’s."
    ),
    NameKind.FORMER: gettext_noop(
        "“{name}” is a former name of {organisation}. Change that one instead, or take the name away there if it is another"
        " organisation’s."
    ),
    NameKind.ALIAS: gettext_noop(
        "“{name}” is another name of {organisation}. Change that one instead, or take the name away there if it is another"
        " organisation’s."
    ),
}


async def found_by_name(session: AsyncSession, typed: str, field: str) -> UUID:
    """The one organisation that a typed name or acronym means. Raises `Invalid` under `field` for none or several."""
    words = tidy(typed)
    found = (
        await session.execute(
            select(Organisation.id, Organisation.display_name)
            .where(or_(goes_by([matching_key(words)]), func.lower(Organisation.acronym) == words.lower()))
            .order_by(Organisation.sort_key)
            .limit(4)
        )
    ).all()
    if not found:
        told = gettext(
            "No organisation called “{typed}” is known. Add it first, or type its name in lists.", typed=words[:80]
        )
        raise Invalid({field: told})
    if len(found) > 1:
        names = ", ".join(f"“{one.display_name}”" for one in found)
        told = gettext("“{typed}” may be several: {names}. Type the name in lists.", typed=words[:80], names=names)
        raise Invalid({field: told})
    identity: UUID = found[0].id
    return identity


def kind_in_words(kind: NameKind) -> str:
    """`legal name`, `former name`, `other name`: a kind of name within a sentence, in English."""
    return _KINDS[kind]


_KINDS = {
    NameKind.LEGAL: gettext_noop("legal name"),
    NameKind.FORMER: gettext_noop("former name"),
    NameKind.ALIAS: gettext_noop("other name"),
}

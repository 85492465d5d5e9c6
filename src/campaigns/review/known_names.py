"""Which known organisation a typed name may be, and whether the signer's address speaks for it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.mail.addresses import domain_of, is_free_mail
from campaigns.names.matching import acronym_of, matching_key
from campaigns.names.tidy import tidy
from campaigns.organisations.models import Contact, Organisation
from campaigns.signatures.lifecycle import LIVE
from campaigns.signatures.models import Signatory, Signature

MOST = 12
_FAR = 5
#: A known name shorter than this lies in too many others to mean anything.
_SHORTEST_PART = 4


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A known organisation that a name may be. `signed_by` is who signed this letter for it already, or empty.

    `domains` are those of its contacts' addresses, each once; `same_domain` counts contacts at the signer's.
    """

    id: UUID
    name: str
    acronym: str
    is_member: bool
    domains: list[str]
    same_domain: int
    signed_by: str


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A name to look for; `search` is what the reviewer typed to find it, `known_id` whose invitation was used."""

    name: str
    search: str = ""
    known_id: UUID | None = None


async def near(session: AsyncSession, letter_id: UUID, wanted: Sequence[Wanted], email: str) -> list[list[Known]]:
    """For each name the known organisations that it may be, the likeliest first and at most twelve.

    Three statements, however many names and organisations there are.
    """
    found = (
        await session.scalars(
            select(Organisation)
            .where(or_(*(condition for one in wanted for condition in _like(one))))
            .order_by(Organisation.name_key.in_([matching_key(one.name) for one in wanted]).desc(), Organisation.sort_key)
            .limit(2 * MOST * len(wanted))
        )
    ).all()
    ids = [organisation.id for organisation in found]
    domains, signed = await _domains(session, ids), await _signed(session, letter_id, ids)
    own = domain_of(email)
    nearest = [sorted(found, key=partial(_rank, one)) for one in wanted]
    return [
        [
            _known(organisation, domains[organisation.id], own, signed.get(organisation.id, ""))
            for organisation in organisations[:MOST]
            if _rank(one, organisation) < _FAR
        ]
        for one, organisations in zip(wanted, nearest, strict=True)
    ]


def _known(organisation: Organisation, domains: Sequence[str], own: str, signed_by: str) -> Known:
    return Known(
        id=organisation.id,
        name=organisation.display_name,
        acronym=organisation.acronym,
        is_member=organisation.is_member,
        domains=sorted(set(domains)),
        same_domain=domains.count(own),
        signed_by=signed_by,
    )


def address_told(email: str, known: Known) -> str:
    """What the signer's address says about an organisation, in a sentence for the reviewer."""
    own = domain_of(email)
    if is_free_mail(email):
        return f"Anybody can have an address at {own}, so it says nothing about {known.name}."
    if known.same_domain:
        contacts = "a known contact" if known.same_domain == 1 else f"{known.same_domain} known contacts"
        return f"The address is at {own}, like {contacts} of {known.name}."
    if not known.domains:
        return f"No contact of {known.name} is known, so there is no address to compare {own} with."
    return f"The address is at {own}. The known contacts of {known.name} are at {_listed(known.domains)}."


def _listed(domains: Sequence[str]) -> str:
    return domains[0] if len(domains) == 1 else f"{', '.join(domains[:-1])} and {domains[-1]}"


def _like(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    key, search = matching_key(wanted.name), tidy(wanted.search)
    yield Organisation.name_key == key
    for acronym in _acronyms(wanted.name):
        yield func.lower(Organisation.acronym) == acronym
        yield Organisation.display_name.icontains(f"({acronym})", autoescape=True)
    # A known name that is part of the one typed, and the other way round.
    yield (func.length(Organisation.name_key) >= _SHORTEST_PART) & (func.strpos(key, Organisation.name_key) > 0)
    if len(key) >= _SHORTEST_PART:
        yield Organisation.name_key.contains(key, autoescape=True)
    if search:
        yield Organisation.name_key.contains(matching_key(search), autoescape=True)
        yield Organisation.acronym.icontains(search, autoescape=True)
    if wanted.known_id is not None:
        yield Organisation.id == wanted.known_id


def _rank(wanted: Wanted, organisation: Organisation) -> int:
    """How near an organisation is to a name: from 0, the one whose link was used, to `_FAR`, not at all."""
    key, search = matching_key(wanted.name), tidy(wanted.search)
    long_enough = min(len(key), len(organisation.name_key)) >= _SHORTEST_PART
    searched = search and (
        matching_key(search) in organisation.name_key or search.casefold() in organisation.acronym.casefold()
    )
    near_enough = (
        organisation.id == wanted.known_id,
        organisation.name_key == key,
        bool(searched),
        not _acronyms(wanted.name).isdisjoint({organisation.acronym.casefold(), *_acronyms(organisation.display_name)}),
        long_enough and (organisation.name_key in key or key in organisation.name_key),
    )
    return near_enough.index(True) if any(near_enough) else _FAR


def _acronyms(name: str) -> set[str]:
    return {acronym.casefold() for acronym in (acronym_of(name), tidy(name)) if acronym}


async def _domains(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    domains: dict[UUID, list[str]] = defaultdict(list)
    found = await session.execute(
        select(Contact.organisation_id, Contact.email).where(Contact.organisation_id.in_(ids), Contact.ended_at.is_(None))
    )
    for organisation_id, email in found:
        domains[organisation_id].append(domain_of(email))
    return domains


async def _signed(session: AsyncSession, letter_id: UUID, ids: Sequence[UUID]) -> dict[UUID, str]:
    found = await session.execute(
        select(Signatory.organisation_id, Signature.signer_name)
        .join(Signature, Signature.id == Signatory.signature_id)
        .where(Signatory.letter_id == letter_id, Signatory.organisation_id.in_(ids), Signatory.state.in_(LIVE))
    )
    return {organisation_id: signer for organisation_id, signer in found if organisation_id is not None}

"""Which known organisation a typed name may be, and whether the signer's address speaks for it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from campaigns.languages.catalogues import gettext, gettext_noop, ngettext
from campaigns.mail.addresses import domain_of, is_free_mail
from campaigns.names.domains import looks_like
from campaigns.names.likeness import may_be_one
from campaigns.names.matching import acronym_of, matching_key
from campaigns.names.tidy import tidy
from campaigns.organisations.known_by import OtherName, goes_by, name_has, other_names
from campaigns.organisations.models import Contact, Organisation, OrganisationName
from campaigns.organisations.relations import NameKind
from campaigns.signatures.superseding import StandingRow, live_rows, standing_row

MOST = 12
_FAR = 6
#: A known name shorter than this lies in too many others to mean anything.
_SHORTEST_PART = 4


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A known organisation that a name may be. `signed_by` is who signed this letter for it already, or empty.

    `stands` is that signature, where there is one.
    `domains` are those of its contacts' addresses, each once; `same_domain` counts contacts at the signer's. `known_as`
    says by which of its other names it was found, in words such as “formerly called Wensum Council”, empty for its own.
    """

    id: UUID
    name: str
    acronym: str
    is_member: bool
    domains: list[str]
    same_domain: int
    signed_by: str
    stands: StandingRow | None = None
    known_as: str = ""
    #: A domain of its contacts, or one recorded as its own, that the signer's looks like and is not; empty for none.
    looks_like: str = ""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A name to look for; `search` is what the reviewer typed to find it, `known_id` whose invitation was used."""

    name: str
    search: str = ""
    known_id: UUID | None = None


async def near(
    session: AsyncSession, letter_id: UUID, version_id: UUID, wanted: Sequence[Wanted], email: str, now: datetime
) -> list[list[Known]]:
    """For each name the known organisations that it may be, the likeliest first and at most twelve.

    `version_id` is the version that the signature under review is on.

    Four statements, however many names and organisations there are.
    """
    found = (
        await session.scalars(
            select(Organisation)
            .where(or_(*(condition for one in wanted for condition in _like(one))))
            .order_by(
                goes_by([matching_key(one.name) for one in wanted]).desc(),
                func.greatest(
                    *(func.word_similarity(matching_key(one.name), Organisation.name_key) for one in wanted)
                ).desc(),
                Organisation.sort_key,
            )
            .limit(2 * MOST * len(wanted))
        )
    ).all()
    ids = [organisation.id for organisation in found]
    domains, others = await _domains(session, ids), await other_names(session, ids)
    signed = {owner: standing_row(owner, held, version_id, now) for owner, held in await live_rows(session, ids, letter_id)}
    candidates = [_Candidate(organisation, others.get(organisation.id, [])) for organisation in found]
    nearest = [sorted(candidates, key=partial(_rank, one)) for one in wanted]
    return [
        [
            _known(candidate, one, domains[candidate.organisation.id], email, signed.get(candidate.organisation.id))
            for candidate in likeliest[:MOST]
            if _rank(one, candidate) < _FAR
        ]
        for one, likeliest in zip(wanted, nearest, strict=True)
    ]


class _Candidate(NamedTuple):
    """A known organisation with its other names."""

    organisation: Organisation
    others: list[OtherName]

    @property
    def keys(self) -> list[str]:
        return [self.organisation.name_key, *(other.key for other in self.others)]


_CALLED = {
    NameKind.LEGAL: gettext_noop("registered as {name}"),
    NameKind.FORMER: gettext_noop("formerly called {name}"),
    NameKind.ALIAS: gettext_noop("also called {name}"),
}


def _known(candidate: _Candidate, wanted: Wanted, domains: Sequence[str], email: str, stands: StandingRow | None) -> Known:
    own = domain_of(email)
    organisation, keys = candidate.organisation, {matching_key(wanted.name), matching_key(tidy(wanted.search))}
    fits = [other for other in candidate.others if other.key in keys and other.key != organisation.name_key]
    return Known(
        known_as=gettext(_CALLED[fits[0].kind], name=fits[0].name) if fits else "",
        id=organisation.id,
        name=organisation.display_name,
        acronym=organisation.acronym,
        is_member=organisation.is_member,
        domains=sorted(set(domains)),
        same_domain=domains.count(own),
        looks_like="" if is_free_mail(email) else like_one_of(own, {*domains, *organisation.mail_domains.split()}),
        signed_by=stands.signer_name if stands else "",
        stands=stands,
    )


def address_told(email: str, known: Known) -> str:
    """What the signer's address says about an organisation, in a sentence for the reviewer."""
    own = domain_of(email)
    if is_free_mail(email):
        return gettext("Anybody can have an address at {own}, so it says nothing about {name}.", own=own, name=known.name)
    if known.looks_like:
        return gettext(
            "Look twice: the address is at {own}. That looks like {known}, which is on record for {name}, and is another"
            " domain.",
            own=own,
            known=known.looks_like,
            name=known.name,
        )
    if known.same_domain:
        return ngettext(
            "The address is at {own}, like a known contact of {name}.",
            "The address is at {own}, like {number} known contacts of {name}.",
            known.same_domain,
            own=own,
            name=known.name,
        )
    if not known.domains:
        return gettext(
            "No contact of {name} is known, so there is no address to compare {own} with.", name=known.name, own=own
        )
    return gettext(
        "The address is at {own}. The known contacts of {name} are at {domains}.",
        own=own,
        name=known.name,
        domains=_listed(known.domains),
    )


def like_one_of(own: str, domains: Iterable[str]) -> str:
    """Which of the domains on record one looks like, without being any of them; empty for none."""
    on_record = set(domains)
    return "" if own in on_record else next((one for one in sorted(on_record) if looks_like(own, one)), "")


def _listed(domains: Sequence[str]) -> str:
    if len(domains) == 1:
        return domains[0]
    return gettext("{domains} and {last}", domains=", ".join(domains[:-1]), last=domains[-1])


def _like(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    key, search = matching_key(wanted.name), tidy(wanted.search)
    yield goes_by([key])
    for acronym in _acronyms(wanted.name):
        yield func.lower(Organisation.acronym) == acronym
        yield Organisation.display_name.icontains(f"({acronym})", autoescape=True)
    # A known name that is part of the one typed, and the other way round.
    for part in (Organisation.name_key, OrganisationName.name_key):
        yield _has(part, or_(part.op("%")(key), part.op("%>")(key)))
        inside = (func.length(part) >= _SHORTEST_PART) & (func.strpos(key, part) > 0)
        yield _has(part, or_(inside, part.contains(key, autoescape=True)) if len(key) >= _SHORTEST_PART else inside)
    if search:
        yield name_has(search)
    if wanted.known_id is not None:
        yield Organisation.id == wanted.known_id


def _has(part: InstrumentedAttribute[str], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the organisation's own name, or one of its other names, fulfils the condition."""
    if part.class_ is Organisation:
        return condition
    return Organisation.id.in_(select(OrganisationName.organisation_id).where(condition))


def _rank(wanted: Wanted, candidate: _Candidate) -> int:
    """How near an organisation is to a name: from 0, the one whose link was used, to `_FAR`, not at all."""
    key, search = matching_key(wanted.name), tidy(wanted.search)
    organisation, keys = candidate.organisation, candidate.keys
    searched = search and (
        any(matching_key(search) in one for one in keys) or search.casefold() in organisation.acronym.casefold()
    )
    near_enough = (
        organisation.id == wanted.known_id,
        key in keys,
        bool(searched),
        not _acronyms(wanted.name).isdisjoint({organisation.acronym.casefold(), *_acronyms(organisation.display_name)}),
        any(min(len(key), len(one)) >= _SHORTEST_PART and (one in key or key in one) for one in keys),
        any(may_be_one(key, one) for one in keys),
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

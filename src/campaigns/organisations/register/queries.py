"""Looking an organisation up in the extract of a register, by its number or by its name."""

from datetime import date, datetime

import msgspec
from sqlalchemy import func, literal, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.names.matching import matching_key
from campaigns.names.tidy import tidy
from campaigns.organisations.identifiers import Scheme, org_id, problem, tidied
from campaigns.organisations.models import Organisation, OrganisationIdentifier
from campaigns.organisations.register.models import RegisterEntry, RegisterLoad

MOST = 10
_SHORTEST = 3
#: A part of a name in the register is so like what was typed that it is shown.
_LIKE = 0.7


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that may be meant. `known_as` is the coalition's organisation that has the number already, or empty."""

    scheme: Scheme
    number: str
    org_id: str
    name: str
    is_registered: bool
    website: str
    company_number: str
    known_as: str


class LookUp(msgspec.Struct, frozen=True, kw_only=True):
    """Suggestions, the likeliest first, ten at most. Without an extract `entries` is 0 and `loaded_at` is None."""

    search: str
    suggestions: list[Suggestion]
    entries: int
    extracted_on: date | None
    loaded_at: datetime | None


async def look_up(session: AsyncSession, search: str) -> LookUp:
    """What the extract has for a number or a name; for less than three letters, nothing."""
    words = tidy(search)[:200]
    load = await session.scalar(select(RegisterLoad).where(RegisterLoad.scheme == Scheme.ENGLAND_AND_WALES))
    found = await _found(session, words) if load and words else []
    known = await _known(session, [one.number for one in found])
    return LookUp(
        search=words,
        suggestions=[
            Suggestion(
                scheme=one.scheme,
                number=one.number,
                org_id=org_id(one.scheme, one.number),
                name=one.name,
                is_registered=one.is_registered,
                website=one.website,
                company_number=one.company_number,
                known_as=known.get(one.number, ""),
            )
            for one in found
        ],
        entries=load.entries if load else 0,
        extracted_on=load.extracted_on if load else None,
        loaded_at=load.loaded_at if load else None,
    )


async def _found(session: AsyncSession, words: str) -> list[RegisterEntry]:
    number = tidied(Scheme.ENGLAND_AND_WALES, words)
    if not problem(Scheme.ENGLAND_AND_WALES, number):
        whole = number.partition("-")[0]
        same = or_(RegisterEntry.number == number, RegisterEntry.number == whole)
        by_number = await session.scalars(
            select(RegisterEntry).where(same).order_by((RegisterEntry.number == number).desc()).limit(MOST)
        )
        return list(by_number)
    key = matching_key(words)
    if len(key) < _SHORTEST:
        return []
    await session.execute(text(f"SET LOCAL pg_trgm.word_similarity_threshold = {_LIKE}"))
    by_name = await session.scalars(
        select(RegisterEntry)
        .where(literal(key).op("<%")(RegisterEntry.name_key))
        .order_by(
            (RegisterEntry.name_key == key).desc(),
            RegisterEntry.is_registered.desc(),
            func.similarity(RegisterEntry.name_key, key).desc(),
            RegisterEntry.number,
        )
        .limit(MOST)
    )
    return list(by_name)


async def _known(session: AsyncSession, numbers: list[str]) -> dict[str, str]:
    found = await session.execute(
        select(OrganisationIdentifier.number, Organisation.display_name)
        .join(Organisation, Organisation.id == OrganisationIdentifier.organisation_id)
        .where(OrganisationIdentifier.scheme == Scheme.ENGLAND_AND_WALES, OrganisationIdentifier.number.in_(numbers))
    )
    return {row.number: row.display_name for row in found}

"""Whether a row stands under the name by which the secretariat knows the organisation that was invited.

The holder of one organisation's invitation speaks for that organisation only. So a row under its own name counts at once, in
whatever capitals, with or without a leading article, `Ltd` or the acronym; under any other name it is looked at first.
"""

import re
import unicodedata
from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.names.matching import acronym_of, matching_key
from campaigns.organisations.known_by import goes_by
from campaigns.organisations.models import Organisation

_COMPANY = re.compile(r"(?: (?:ltd|limited|plc|cic|cio|cyf|cyfyngedig))+\Z")


class KnownAs(msgspec.Struct, frozen=True):
    """An organisation as the secretariat knows it; `acronym` may be empty."""

    id: UUID
    name: str
    acronym: str

    @property
    def acronyms(self) -> set[str]:
        """Its known acronyms, in small letters: the one kept beside the name, and the one in brackets within it."""
        return {acronym.casefold() for acronym in (self.acronym, acronym_of(self.name)) if acronym}


async def is_own_form(session: AsyncSession, name: str, known: KnownAs) -> bool:
    """Whether a typed name is the organisation's own, and by no reading another's that the coalition knows."""
    if not _same_words(name, known):
        return False
    other = select(Organisation.id).where(Organisation.id != known.id, or_(*_goes_by(name, known))).limit(1)
    return await session.scalar(other) is None


async def is_form_of(session: AsyncSession, name: str, known: Sequence[KnownAs]) -> bool:
    """Whether a name is a form of one of these names of one organisation, and by no reading another organisation's."""
    fitting = next((one for one in known if _same_words(name, one)), None)
    return fitting is not None and await is_own_form(session, name, fitting)


def _same_words(name: str, known: KnownAs) -> bool:
    typed, own = _without_company(name), _without_company(known.name)
    added = acronym_of(name).casefold()
    if added and known.acronyms and added not in known.acronyms:
        return False
    # The keys leave symbols out, but a flag or a star in the list is something that the organisation says.
    if _symbols(name) - _symbols(known.name):
        return False
    return typed in {own, *(f"{own} {matching_key(acronym)}" for acronym in known.acronyms)}


def _goes_by(name: str, known: KnownAs) -> list[ColumnElement[bool]]:
    """What makes another organisation go by this name: `Quay Group Ltd` may be known beside `Quay Group`."""
    conditions = [goes_by([matching_key(name)])]
    added = acronym_of(name)
    if added and added.casefold() not in known.acronyms:
        conditions += [
            func.lower(Organisation.acronym) == added.casefold(),
            goes_by([matching_key(added)]),
            Organisation.display_name.icontains(f"({added})", autoescape=True),
        ]
    return conditions


def _without_company(name: str) -> str:
    return _COMPANY.sub("", matching_key(name))


def _symbols(name: str) -> set[str]:
    return {character for character in name if unicodedata.category(character)[0] == "S"}

"""An edition's second list: who signed in a personal capacity. No table, count or query is shared with the first.

Whoever withdraws or is removed leaves every page at that moment, whichever edition it shows; files stay to the byte, and the
next edition has none of it.
"""

from uuid import UUID

import msgspec
from sqlalchemy import Select, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.individuals.lifecycle import IndividualState
from campaigns.individuals.models import IndividualSignature
from campaigns.letters.models import Attribution, Letter, Version
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.models import Edition, EditionIndividual

_LISTED = IndividualSignature.state == IndividualState.ACCEPTED
_STILL_LISTED = exists().where(IndividualSignature.id == EditionIndividual.individual_signature_id, _LISTED)


class ListedIndividual(msgspec.Struct, frozen=True, kw_only=True):
    """A row that an edition would have, before it has a place."""

    individual_signature_id: UUID
    name: str
    title: str
    affiliation: str
    signed_in_edition: int


class IndividualRow(msgspec.Struct, frozen=True, kw_only=True):
    """One person of the list, in their place from 1. Title and affiliation are for identification only, and may be empty."""

    position: int
    name: str
    title: str
    affiliation: str
    signed_in_edition: int


async def listed_individuals(session: AsyncSession, letter: Letter, version: Version, number: int) -> list[ListedIndividual]:
    """Who would be listed in an edition of this number, in order: those accepted on this version."""
    if letter.attribution is Attribution.COALITION:
        return []
    first_listed = (
        select(
            EditionIndividual.individual_signature_id,
            func.min(EditionIndividual.signed_in_edition).label("number"),
        )
        .join(Edition, Edition.id == EditionIndividual.edition_id)
        .where(Edition.letter_id == letter.id, Edition.state.in_([EditionState.CURRENT, EditionState.SUPERSEDED]))
        .group_by(EditionIndividual.individual_signature_id)
        .subquery()
    )
    found = await session.execute(
        select(IndividualSignature, func.coalesce(first_listed.c.number, number))
        .outerjoin(first_listed, first_listed.c.individual_signature_id == IndividualSignature.id)
        .where(IndividualSignature.letter_id == letter.id, _LISTED, IndividualSignature.version_id == version.id)
        .order_by(IndividualSignature.sort_key, IndividualSignature.id)
    )
    return [
        ListedIndividual(
            individual_signature_id=signature.id,
            name=signature.name,
            title=signature.title,
            affiliation=signature.affiliation,
            signed_in_edition=first,
        )
        for signature, first in found
    ]


async def still_listed(session: AsyncSession, edition_id: UUID) -> list[ListedIndividual]:
    """The rows of an edition whose signer has neither withdrawn nor been removed, in order."""
    rows = await session.scalars(
        select(EditionIndividual)
        .where(EditionIndividual.edition_id == edition_id, _STILL_LISTED)
        .order_by(EditionIndividual.position)
    )
    return [ListedIndividual(**{name: getattr(row, name) for name in ListedIndividual.__struct_fields__}) for row in rows]


async def write_individuals(session: AsyncSession, edition: Edition, listed: list[ListedIndividual]) -> None:
    """Write the list of an edition that is being built, which is in order."""
    if not listed:
        return
    own = {"coalition_id": edition.coalition_id, "edition_id": edition.id}
    rows = [{**own, "position": position, **msgspec.structs.asdict(row)} for position, row in enumerate(listed, start=1)]
    await session.execute(insert(EditionIndividual), rows)


async def individual_rows(session: AsyncSession, edition_id: UUID, after: int = 0, limit: int = 100) -> list[IndividualRow]:
    """Rows behind the place `after`, in order, without whoever has left since the edition was built."""
    columns = [getattr(EditionIndividual, name) for name in IndividualRow.__struct_fields__]
    found = await session.execute(
        select(*columns)
        .where(EditionIndividual.edition_id == edition_id, EditionIndividual.position > after, _STILL_LISTED)
        .order_by(EditionIndividual.position)
        .limit(limit)
    )
    return [IndividualRow(**row) for row in found.mappings()]


async def count_left(session: AsyncSession, edition_id: UUID) -> int:
    """How many of an edition's list have left since it was built."""
    counted = await session.scalar(select(func.count()).where(EditionIndividual.edition_id == edition_id, ~_STILL_LISTED))
    return counted or 0


def individuals_that_left(edition_id: UUID) -> Select[str, int]:
    """The names of an edition's individuals that have left, in order, each with the number of all of them."""
    return (
        select(EditionIndividual.name, func.count().over())
        .where(EditionIndividual.edition_id == edition_id, ~_STILL_LISTED)
        .order_by(EditionIndividual.position)
    )

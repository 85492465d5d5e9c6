"""What differs between one list and another: an edition's and the next one's, and what is left of it by now."""

from uuid import UUID

import msgspec
from sqlalchemy import Select, String, cast, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.individuals.lifecycle import IndividualState
from campaigns.individuals.models import IndividualSignature
from campaigns.letters.models import Attribution
from campaigns.letters.queries import LetterDetail
from campaigns.organisations.models import Organisation
from campaigns.publication.individuals import individuals_that_left
from campaigns.publication.leaving import rows_that_left
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.lists import who
from campaigns.publication.models import Edition, EditionEntry, EditionIndividual
from campaigns.publication.secretariat_queries import SHOWN, EditionDetail
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signature


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that one list has and the other has not: the first fifty names, and how many there are."""

    names: list[str]
    count: int


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What differs from the edition that is public now, in each of the two lists."""

    added: Change
    left: Change
    individuals_added: Change
    individuals_left: Change

    @property
    def none(self) -> bool:
        return not any(one.count for one in (self.added, self.left, self.individuals_added, self.individuals_left))


async def changes_between(session: AsyncSession, new: UUID, old: UUID) -> Changes:
    """What the edition `new` has that `old` has not, and the other way round."""
    return Changes(
        added=await _only_in(session, new, old),
        left=await _only_in(session, old, new),
        individuals_added=await _individuals_only_in(session, new, old),
        individuals_left=await _individuals_only_in(session, old, new),
    )


async def left_since_built(session: AsyncSession, candidate: UUID) -> Change:
    """Rows of an edition that waits whose signature counts no more. It is not published with them."""
    return await _change(session, rows_that_left(candidate).limit(SHOWN))


async def individuals_left_since_built(session: AsyncSession, candidate: UUID) -> Change:
    """Individuals of an edition that waits who have left. It is not published with them."""
    return await _change(session, individuals_that_left(candidate).limit(SHOWN))


async def left_before(session: AsyncSession, letter_id: UUID, candidate: EditionDetail) -> Change:
    """Rows that the build before this one had, under the same number, and this one has no more."""
    earlier = await session.scalar(
        select(Edition.id)
        .where(Edition.letter_id == letter_id, Edition.number == candidate.number, Edition.state == EditionState.DISCARDED)
        .order_by(Edition.id.desc())
        .limit(1)
    )
    return await _only_in(session, earlier, candidate.id) if earlier else Change(names=[], count=0)


async def changes_since(session: AsyncSession, letter: LetterDetail, current: UUID) -> Changes:
    """What an edition built now would have that the public one has not, and the other way round."""
    if letter.attribution is Attribution.COALITION:
        now_listed: Select[str, str, bytes] = select(
            Organisation.display_name.label("who"), Organisation.display_name.label("name"), Organisation.sort_key
        ).where(Organisation.is_member)
    else:
        now_listed = select(
            cast(Signature.id, String).label("who"), Signature.display_name.label("name"), Signature.sort_key
        ).where(
            Signature.letter_id == letter.id,
            Signature.state == SignatureState.ACCEPTED,
            Signature.version_id == letter.version_id,
        )
    listed = now_listed.subquery()
    entry = aliased(EditionEntry)
    added = select(listed.c.name, func.count().over()).where(
        ~exists().where(entry.edition_id == current, who(entry) == listed.c.who)
    )
    left = select(entry.display_name, func.count().over()).where(
        entry.edition_id == current, ~exists().where(listed.c.who == who(entry))
    )
    person = aliased(EditionIndividual)
    joined = select(IndividualSignature.name, func.count().over()).where(
        IndividualSignature.letter_id == letter.id,
        IndividualSignature.state == IndividualState.ACCEPTED,
        IndividualSignature.version_id == letter.version_id,
        ~exists().where(person.edition_id == current, person.individual_signature_id == IndividualSignature.id),
    )
    return Changes(
        added=await _change(session, added.order_by(listed.c.sort_key).limit(SHOWN)),
        left=await _change(session, left.order_by(entry.position).limit(SHOWN)),
        individuals_added=await _change(session, joined.order_by(IndividualSignature.sort_key).limit(SHOWN)),
        individuals_left=await individuals_left_since_built(session, current),
    )


async def _only_in(session: AsyncSession, one: UUID, other: UUID) -> Change:
    entry, there = aliased(EditionEntry), aliased(EditionEntry)
    return await _change(
        session,
        select(entry.display_name, func.count().over())
        .where(entry.edition_id == one, ~exists().where(there.edition_id == other, who(there) == who(entry)))
        .order_by(entry.position)
        .limit(SHOWN),
    )


async def _individuals_only_in(session: AsyncSession, one: UUID, other: UUID) -> Change:
    person, there = aliased(EditionIndividual), aliased(EditionIndividual)
    same = there.individual_signature_id == person.individual_signature_id
    return await _change(
        session,
        select(person.name, func.count().over())
        .where(person.edition_id == one, ~exists().where(there.edition_id == other, same))
        .order_by(person.position)
        .limit(SHOWN),
    )


async def _change(session: AsyncSession, query: Select[str, int]) -> Change:
    rows = (await session.execute(query)).all()
    return Change(names=[name for name, _ in rows], count=rows[0][1] if rows else 0)

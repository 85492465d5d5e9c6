"""The names of a letter's list, as they stand beside the directory: what deserves a look before the list is frozen."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.duplicates.models import Pair
from campaigns.languages.catalogues import gettext
from campaigns.names.matching import matching_key
from campaigns.organisations.known_by import other_names
from campaigns.organisations.models import Organisation
from campaigns.organisations.relations import NameKind
from campaigns.review.name_flags import Filed, Flag, FlagKind, flags_of, suggested
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signatory, Signature

#: So many rows are looked at for one page; of them those are shown in which there is something to see.
PAGE = 100
_MOST_PAIRS = 500


class NameRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the list with what deserves a look. `registered_as` is the legal name on record, if it is known.

    `suggestion` is how the organisation's own name might read instead; it may be empty, and nothing is changed by it.
    """

    signature_id: UUID
    display_name: str
    sort_name: str
    known_as: str
    registered_as: str
    flags: list[Flag]
    suggestion: str


class NamesPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page: `rows` are those of the `looked_at` rows in which there is something to see, in the list's order.

    `first` and `last` are the rows where it begins and ends. Ask on with `more` as `after`; it is None at the end.
    """

    rows: list[NameRow]
    looked_at: int
    first: str
    last: str
    more: UUID | None


async def names_to_look_at(
    session: AsyncSession, letter_id: UUID, after: UUID | None = None, limit: int = PAGE
) -> NamesPage:
    """The accepted rows of a letter behind the one named by `after`, a hundred at a time. Six statements at most."""
    listed = await _listed(session, letter_id, after, limit)
    ids = [signature.id for signature, _ in listed]
    partners = await _names(session, ids)
    others = await other_names(session, [organisation.id for _, organisation in listed])
    twins = await _twins(session, letter_id, [organisation.id for _, organisation in listed])
    same = defaultdict(list)
    for signature, _ in listed:
        same[matching_key(signature.display_name)].append(signature)
    rows = []
    for signature, organisation in listed:
        filed = Filed(
            display_name=signature.display_name,
            sort_name=signature.sort_name,
            names=partners[signature.id],
            known_as=organisation.display_name,
            acronym=organisation.acronym,
            filed_as=organisation.sort_name,
        )
        like = {other.id: other.display_name for other in same[matching_key(signature.display_name)]}
        like |= twins.get(organisation.id, {})
        like.pop(signature.id, None)
        legal = next((one.name for one in others.get(organisation.id, []) if one.kind is NameKind.LEGAL), "")
        flags = [*(_duplicate(id_, name) for id_, name in like.items()), *flags_of(filed)]
        if flags:
            rows.append(
                NameRow(
                    signature_id=signature.id,
                    display_name=signature.display_name,
                    sort_name=signature.sort_name,
                    known_as=organisation.display_name,
                    registered_as=legal,
                    flags=flags,
                    suggestion=suggested(filed),
                )
            )
    return NamesPage(
        rows=rows,
        looked_at=len(listed),
        first=listed[0][0].display_name if listed else "",
        last=listed[-1][0].display_name if listed else "",
        more=ids[-1] if len(ids) == limit else None,
    )


def _duplicate(signature_id: UUID, name: str) -> Flag:
    sentence = gettext("It may be the same organisation as “{name}”, which stands in the list too.", name=name)
    return Flag(kind=FlagKind.DUPLICATE, sentence=sentence, other_id=str(signature_id))


async def _listed(
    session: AsyncSession, letter_id: UUID, after: UUID | None, limit: int
) -> list[tuple[Signature, Organisation]]:
    query = (
        select(Signature, Organisation)
        .join(Signatory, (Signatory.signature_id == Signature.id) & (Signatory.position == 0))
        .join(Organisation, Organisation.id == Signatory.organisation_id)
        .where(Signature.letter_id == letter_id, Signature.state == SignatureState.ACCEPTED)
        .order_by(Signature.sort_key, Signature.id)
        .limit(limit)
    )
    if after is not None:
        other = aliased(Signature)
        place = select(other.sort_key, other.id).where(other.id == after).scalar_subquery()
        query = query.where(tuple_(Signature.sort_key, Signature.id) > place)
    return [(signature, organisation) for signature, organisation in await session.execute(query)]


async def _names(session: AsyncSession, signature_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    names: dict[UUID, list[str]] = defaultdict(list)
    found = await session.execute(
        select(Signatory.signature_id, Signatory.name)
        .where(Signatory.signature_id.in_(signature_ids))
        .order_by(Signatory.position)
    )
    for signature_id, name in found:
        names[signature_id].append(name)
    return names


async def _twins(session: AsyncSession, letter_id: UUID, organisation_ids: Sequence[UUID]) -> dict[UUID, dict[UUID, str]]:
    """For each organisation those rows whose organisation may be the same, as far as nobody has decided it yet."""
    pairs = await session.execute(
        select(Pair.one_id, Pair.other_id)
        .where(Pair.decision.is_(None), or_(Pair.one_id.in_(organisation_ids), Pair.other_id.in_(organisation_ids)))
        .order_by(Pair.id)
        .limit(_MOST_PAIRS)
    )
    twins: dict[UUID, list[UUID]] = defaultdict(list)
    for one_id, other_id in pairs:
        twins[one_id].append(other_id)
        twins[other_id].append(one_id)
    found = await session.execute(
        select(Signatory.organisation_id, Signature.id, Signature.display_name)
        .join(Signature, Signature.id == Signatory.signature_id)
        .where(
            Signatory.letter_id == letter_id,
            Signatory.organisation_id.in_(list(twins)),
            Signatory.state == SignatureState.ACCEPTED,
        )
    )
    rows = {organisation_id: (signature_id, name) for organisation_id, signature_id, name in found}
    return {own: dict(rows[other] for other in others if other in rows) for own, others in twins.items()}

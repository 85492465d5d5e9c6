"""Pairs as pages and answers show them. The session is held to the coalition by the caller."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.duplicates.both_signed import BothSigned, both_signed
from campaigns.duplicates.models import Decision, Likeness, Pair
from campaigns.errors import NotFound
from campaigns.invitations.models import Invitation
from campaigns.organisations.identifiers import org_id
from campaigns.organisations.known_by import other_names
from campaigns.organisations.models import Contact, Organisation, OrganisationIdentifier
from campaigns.organisations.relations import Relation, relation_of
from campaigns.signatures.lifecycle import LIVE
from campaigns.signatures.models import Signatory

PAGE = 20


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation of a pair, with what tells two apart. `signed` counts the letters it has a live signature on."""

    id: UUID
    display_name: str
    acronym: str
    other_names: list[str]
    numbers: list[str]
    locality: str
    website: str
    mail_domains: str
    relation: Relation
    contacts: list[str]
    invited: int
    signed: int


class PairDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A pair; `decision` is None while it waits for one.

    `both_signed` is told of one pair by itself, and null in a list.
    """

    id: UUID
    one: Side
    other: Side
    likeness: Likeness
    found_at: datetime
    decision: Decision | None
    decided_at: datetime | None
    decided_by: str
    both_signed: list[BothSigned] | None = None


class PairsPage(msgspec.Struct, frozen=True, kw_only=True):
    """Pairs that wait, the oldest first; ask on with `later` as `after`. It is None at the end. `total` counts them all."""

    pairs: list[PairDetail]
    total: int
    later: UUID | None


async def open_pairs(session: AsyncSession, after: UUID | None = None, limit: int = PAGE) -> PairsPage:
    """Twenty of the pairs that wait for a decision."""
    known = select(Organisation.id)
    waiting = and_(Pair.decision.is_(None), Pair.one_id.in_(known), Pair.other_id.in_(known))
    total = select(func.count()).select_from(Pair).where(waiting).scalar_subquery()
    query = select(Pair, total.label("total")).where(waiting).order_by(Pair.id).limit(limit + 1)
    if after is not None:
        query = query.where(Pair.id > after)
    found = (await session.execute(query)).all()
    pairs = [row[0] for row in found[:limit]]
    return PairsPage(
        pairs=await _details(session, pairs),
        total=found[0].total if found else 0,
        later=pairs[-1].id if len(found) > limit else None,
    )


async def pair_detail(session: AsyncSession, pair_id: UUID, now: datetime) -> PairDetail:
    """One pair. Raises `NotFound`, also where one of the two was merged into the other."""
    pair = await session.scalar(select(Pair).where(Pair.id == pair_id))
    found = await _details(session, [pair]) if pair else []
    if not found:
        raise NotFound
    [detail] = found
    return msgspec.structs.replace(detail, both_signed=await both_signed(session, detail.one.id, detail.other.id, now))


async def _details(session: AsyncSession, pairs: Sequence[Pair]) -> list[PairDetail]:
    sides = await _sides(session, [id_ for pair in pairs for id_ in (pair.one_id, pair.other_id)])
    return [
        PairDetail(
            id=pair.id,
            one=sides[pair.one_id],
            other=sides[pair.other_id],
            likeness=pair.likeness,
            found_at=pair.found_at,
            decision=pair.decision,
            decided_at=pair.decided_at,
            decided_by=pair.decided_by,
        )
        for pair in pairs
        if pair.one_id in sides and pair.other_id in sides
    ]


async def _sides(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Side]:
    names = await other_names(session, ids)
    numbers: dict[UUID, list[str]] = {}
    for one in await session.scalars(select(OrganisationIdentifier).where(OrganisationIdentifier.organisation_id.in_(ids))):
        numbers.setdefault(one.organisation_id, []).append(org_id(one.scheme, one.number))
    contacts: dict[UUID, list[str]] = {}
    for contact in await session.scalars(
        select(Contact).where(Contact.organisation_id.in_(ids), Contact.ended_at.is_(None)).order_by(Contact.email)
    ):
        contacts.setdefault(contact.organisation_id, []).append(contact.email)
    invited = select(func.count()).where(Invitation.organisation_id == Organisation.id).correlate(Organisation)
    signed = (
        select(func.count())
        .where(Signatory.organisation_id == Organisation.id, Signatory.state.in_(LIVE))
        .correlate(Organisation)
    )
    found = await session.execute(
        select(Organisation, invited.scalar_subquery().label("invited"), signed.scalar_subquery().label("signed")).where(
            Organisation.id.in_(ids)
        )
    )
    return {
        one.id: Side(
            id=one.id,
            display_name=one.display_name,
            acronym=one.acronym,
            other_names=[name.name for name in names.get(one.id, [])],
            numbers=sorted(numbers.get(one.id, [])),
            locality=one.locality,
            website=one.website,
            mail_domains=one.mail_domains,
            relation=relation_of(is_member=one.is_member, is_partner=one.is_partner, member_until=one.member_until),
            contacts=contacts.get(one.id, []),
            invited=count_invited,
            signed=count_signed,
        )
        for one, count_invited, count_signed in found
    }

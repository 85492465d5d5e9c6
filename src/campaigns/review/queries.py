"""What waits for the secretariat's review, and everything that is known for one decision."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.actors import REMOVED
from campaigns.errors import NotFound
from campaigns.mail.addresses import domain_of, is_free_mail
from campaigns.names.domains import alike
from campaigns.organisations.models import Contact, Organisation, SignOff
from campaigns.review.kinds import TO_DECIDE
from campaigns.signatures.lifecycle import LIVE, PENDING, SignatureState, SignatureStep
from campaigns.signatures.models import (
    BodyAnswer,
    CascadeLink,
    Evidence,
    EvidenceKind,
    Route,
    Signatory,
    Signature,
    SignatureEvent,
)
from campaigns.signatures.queries import SignatureDetail, detail_of
from campaigns.signatures.superseding import Successor, successor_of_state

PAGE = 50
#: How many other rows of one person are named.
MOST_ALSO = 10
#: More than any coalition's contacts have.
MOST_DOMAINS = 20_000
#: What is said and decided about a signature that may be wrong, or in whose place another stands.
DISPUTE_STEPS = (
    SignatureStep.SUSPEND,
    SignatureStep.REINSTATE,
    SignatureStep.TAKE_BACK,
    SignatureStep.REMOVE,
    SignatureStep.SUPERSEDE,
)


class QueueRow(msgspec.Struct, frozen=True, kw_only=True):
    """A signature that waits. `submitted_at` is in UTC; `organisations` counts those named in the row.

    `suspended` is one that somebody says is wrong; the others were never accepted. `via` is the infrastructure organisation
    by whose cascade link it came, or empty, and `body_answer` what that organisation said of it. `branch_of` is the invited
    organisation of which it is said to be a branch or project, empty for any other.

    `looks_like` is a mail domain on record that the signer's looks like and is not, or empty. `also_for` are other rows of
    the letter that the same person seems to have signed: the same address, or the same name.
    """

    id: UUID
    suspended: bool
    display_name: str
    signer_name: str
    signer_title: str
    domain: str
    route: Route
    submitted_at: datetime
    organisations: int
    via: str
    body_answer: BodyAnswer | None
    group: bool
    branch_of: str
    looks_like: str = ""
    also_for: list[str] = []


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation behind a signature, as it was named; the other two where it is known which one it is.

    `known_as` is the name by which the secretariat knows it, which need not be the one that was typed; `two_people` is its
    rule that a second person authorises what somebody signs, `signs_as_group` that it is known to sign for its members.
    """

    position: int
    name: str
    organisation_id: UUID | None
    known_as: str
    two_people: bool
    signs_as_group: bool


class SignatureStepTold(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a signature's history."""

    at: datetime
    step: str
    to_state: SignatureState
    by: str
    reason: str


class DisputeStep(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was said or decided about a signature that may be wrong. `at` is in UTC."""

    signature_id: UUID
    display_name: str
    at: datetime
    step: str
    by: str
    reason: str


class EvidenceTold(msgspec.Struct, frozen=True, kw_only=True):
    """What shows that a recorded signature was agreed to; instants are in UTC."""

    kind: EvidenceKind
    words: str
    second_name: str
    second_words: str
    agreed_at: datetime
    recorded_at: datetime


class Replaced(msgspec.Struct, frozen=True, kw_only=True):
    """A signature in whose place another stands. `number` is the one in its reference."""

    id: UUID
    number: int
    display_name: str
    signer_name: str


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A signature with the organisations it names, its history, newest step first, and the evidence of a recorded one.

    `via` is the infrastructure organisation by whose cascade link it came, or empty, and `body_answer` what that said of it.
    `branch_of` is the invited organisation of which the signer said that theirs is a branch or project, or empty. `also_for`
    are other rows of the letter that the same person seems to have signed: the same address, or the same name.
    `successor` is the signature that took its place, and `in_place_of` are those whose place it took.
    """

    signature: SignatureDetail
    successor: Successor | None
    in_place_of: list[Replaced]
    via: str
    body_answer: BodyAnswer | None
    branch_of: str
    also_for: list[str]
    named: list[Named]
    history: list[SignatureStepTold]
    evidence: EvidenceTold | None


async def queue_rows(session: AsyncSession, letter_id: UUID, signature_ids: Sequence[UUID]) -> dict[UUID, QueueRow]:
    """What the queue says of each of these signatures of a letter."""
    if not signature_ids:
        return {}
    organisations = select(func.count()).where(Signatory.signature_id == Signature.id).correlate(Signature).scalar_subquery()
    parent = aliased(Organisation)
    query = (
        select(
            Signature,
            organisations,
            func.coalesce(Organisation.display_name, ""),
            func.coalesce(parent.display_name, ""),
        )
        .outerjoin(CascadeLink, CascadeLink.id == Signature.cascade_link_id)
        .outerjoin(Organisation, Organisation.id == CascadeLink.organisation_id)
        .outerjoin(parent, parent.id == Signature.branch_of_id)
        .where(Signature.id.in_(signature_ids))
    )
    found = (await session.execute(query)).all()
    also = await also_signed(session, letter_id, [signature.id for signature, *_ in found])
    own = {domain_of(one.signer_email) for one, *_ in found if not is_free_mail(one.signer_email)}
    alike = await look_alikes(session, own)
    return {
        signature.id: QueueRow(
            id=signature.id,
            suspended=signature.state is SignatureState.SUSPENDED,
            display_name=signature.display_name,
            signer_name=signature.signer_name,
            signer_title=signature.signer_title,
            domain=domain_of(signature.signer_email),
            route=signature.route,
            submitted_at=signature.submitted_at,
            organisations=count,
            via=via,
            body_answer=signature.body_answer,
            group=signature.as_group,
            branch_of=branch_of,
            looks_like=alike.get(domain_of(signature.signer_email), ""),
            also_for=also.get(signature.id, []),
        )
        for signature, count, via, branch_of in found
    }


async def also_signed(session: AsyncSession, letter_id: UUID, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """For each signature the other rows of its letter, standing or under review, that seem to be by the same person.

    One statement, however many signatures there are. The same name need not be the same person: it is for a person to see.
    """
    other = aliased(Signature)
    same = (other.signer_email_key == Signature.signer_email_key) | (
        func.lower(other.signer_name) == func.lower(Signature.signer_name)
    )
    found = await session.execute(
        select(Signature.id, other.display_name)
        .join(other, (other.letter_id == Signature.letter_id) & (other.id != Signature.id))
        .where(
            Signature.id.in_(ids),
            other.letter_id == letter_id,
            # What waits for its address may be typed by anybody.
            other.state.in_((LIVE | PENDING) - {SignatureState.AWAITING_EMAIL}),
            Signature.signer_name.not_in(["", REMOVED]),
            same,
        )
        .order_by(other.number)
        .limit(MOST_ALSO * max(1, len(ids)))
    )
    also: dict[UUID, list[str]] = {}
    for signature_id, name in found:
        rows = also.setdefault(signature_id, [])
        if len(rows) < MOST_ALSO:
            rows.append(name)
    return also


async def look_alikes(session: AsyncSession, own: AbstractSet[str]) -> dict[str, str]:
    """For each of these mail domains one on record that it looks like and is not. Two statements, however many there are."""
    if not own:
        return {}
    domains = set(
        await session.scalars(
            select(func.lower(func.split_part(Contact.email, "@", 2)))
            .where(Contact.ended_at.is_(None))
            .distinct()
            .limit(MOST_DOMAINS)
        )
    )
    recorded = await session.scalars(
        select(Organisation.mail_domains).where(Organisation.mail_domains != "").limit(MOST_DOMAINS)
    )
    domains.update(domain for listed in recorded for domain in listed.split())
    return alike(own, domains)


class Waiting(msgspec.Struct, frozen=True):
    """How many signatures of a letter wait: for the secretariat, for their signer's address, for somebody to authorise."""

    review: int
    unchecked: int
    unauthorised: int


async def count_waiting(session: AsyncSession, letter_id: UUID) -> Waiting:
    """How many signatures of a letter wait, and for whom."""
    waiting = Signature.state.in_(TO_DECIDE)
    unchecked = Signature.state == SignatureState.AWAITING_EMAIL
    unauthorised = Signature.state == SignatureState.AWAITING_AUTHORITY
    counted = await session.execute(
        select(func.count().filter(waiting), func.count().filter(unchecked), func.count().filter(unauthorised)).where(
            Signature.letter_id == letter_id, or_(waiting, unchecked, unauthorised)
        )
    )
    review, email, authority = counted.one()
    return Waiting(review, email, authority)


async def item(session: AsyncSession, letter_id: UUID, signature_id: UUID) -> Item:
    """One signature of a letter that was sent, whatever became of it. Raises `NotFound`."""
    signature = await session.scalar(
        select(Signature).where(
            Signature.id == signature_id, Signature.letter_id == letter_id, Signature.number.is_not(None)
        )
    )
    if signature is None:
        raise NotFound
    return Item(
        signature=detail_of(signature),
        successor=await successor_of_state(session, signature_id, signature.state),
        in_place_of=await _replaced(session, signature_id),
        via=await _via(session, signature),
        body_answer=signature.body_answer,
        branch_of=await _parent(session, signature),
        also_for=(await also_signed(session, letter_id, [signature.id])).get(signature.id, []),
        named=await _named(session, signature_id),
        history=await _history(session, signature_id),
        evidence=await _evidence(session, signature),
    )


async def disputes_of(session: AsyncSession, letter_id: UUID, limit: int = PAGE) -> list[DisputeStep]:
    """What was said and decided about signatures of a letter that may be wrong or were replaced, the newest first."""
    found = await session.execute(
        select(SignatureEvent, Signature.display_name)
        .join(Signature, Signature.id == SignatureEvent.signature_id)
        .where(Signature.letter_id == letter_id, SignatureEvent.step.in_(DISPUTE_STEPS))
        .order_by(SignatureEvent.id.desc())
        .limit(limit)
    )
    return [
        DisputeStep(
            signature_id=event.signature_id,
            display_name=display_name,
            at=event.at,
            step=event.step,
            by=event.actor_name,
            reason=event.reason,
        )
        for event, display_name in found
    ]


async def _replaced(session: AsyncSession, signature_id: UUID, limit: int = PAGE) -> list[Replaced]:
    found = await session.scalars(
        select(Signature).where(Signature.superseded_by_id == signature_id).order_by(Signature.id).limit(limit)
    )
    return [msgspec.convert(one, Replaced, from_attributes=True) for one in found]


async def _parent(session: AsyncSession, signature: Signature) -> str:
    named = await session.scalar(select(Organisation.display_name).where(Organisation.id == signature.branch_of_id))
    return named or ""


async def _named(session: AsyncSession, signature_id: UUID) -> list[Named]:
    found = await session.execute(
        select(
            Signatory.position,
            Signatory.name,
            Signatory.organisation_id,
            Organisation.display_name,
            Organisation.sign_off,
            Organisation.signs_as_group,
        )
        .outerjoin(Organisation, Organisation.id == Signatory.organisation_id)
        .where(Signatory.signature_id == signature_id)
        .order_by(Signatory.position)
    )
    return [
        Named(
            position=position,
            name=name,
            organisation_id=organisation_id,
            known_as=known_as or "",
            two_people=sign_off is SignOff.TWO_PEOPLE,
            signs_as_group=bool(signs_as_group),
        )
        for position, name, organisation_id, known_as, sign_off, signs_as_group in found
    ]


async def _via(session: AsyncSession, signature: Signature) -> str:
    if signature.cascade_link_id is None:
        return ""
    found = await session.scalar(
        select(Organisation.display_name)
        .join(CascadeLink, CascadeLink.organisation_id == Organisation.id)
        .where(CascadeLink.id == signature.cascade_link_id)
    )
    return found or ""


async def _evidence(session: AsyncSession, signature: Signature) -> EvidenceTold | None:
    if signature.route is not Route.RECORDED:
        return None
    found = await session.scalar(select(Evidence).where(Evidence.signature_id == signature.id))
    return msgspec.convert(found, EvidenceTold, from_attributes=True) if found else None


async def _history(session: AsyncSession, signature_id: UUID, limit: int = 50) -> list[SignatureStepTold]:
    found = await session.scalars(
        select(SignatureEvent)
        .where(SignatureEvent.signature_id == signature_id)
        .order_by(SignatureEvent.id.desc())
        .limit(limit)
    )
    return [
        SignatureStepTold(
            at=event.at,
            step=event.step,
            to_state=SignatureState(event.to_state),
            by=event.actor_name,
            reason=event.reason,
        )
        for event in found
    ]

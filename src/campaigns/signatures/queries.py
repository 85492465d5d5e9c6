"""Signatures as their signers, the secretariat and the edition see them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.moments import in_words
from campaigns.signatures.lifecycle import LIVE, PENDING, SignatureState, SignatureStep
from campaigns.signatures.models import Authority, Route, Signatory, Signature, SignatureEvent


class SignatureDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One signature with everything that was said; for its signer and the secretariat only. Instants are in UTC."""

    id: UUID
    letter_id: UUID
    version_id: UUID
    invitation_link_id: UUID | None
    branch_of_id: UUID | None
    route: Route
    state: SignatureState
    number: int | None
    display_name: str
    sort_name: str
    sort_key: bytes
    joint_names: list[str]
    as_group: bool
    signer_name: str
    signer_title: str
    signer_email: str
    signer_phone: str
    show_person: bool
    authority: Authority | None
    authority_note: str
    authoriser_name: str
    authoriser_title: str
    authoriser_email: str
    authority_asked_at: datetime | None
    authority_answered_at: datetime | None
    authoriser_basis: Authority | None
    authoriser_note: str
    authoriser_attested: str
    attested: str
    started_at: datetime
    submitted_at: datetime | None
    accepted_at: datetime | None
    superseded_by_id: UUID | None
    review_note: str
    rotation: int
    row_version: int

    @property
    def authorised(self) -> bool:
        """Whether a second person has authorised it."""
        return self.authority_answered_at is not None and self.authoriser_basis is not None

    @property
    def refused(self) -> bool:
        """Whether the person who was asked has refused to authorise it."""
        return self.authority_answered_at is not None and self.authoriser_basis is None

    def reference(self, letter_reference: str) -> str:
        """The reference of this signature, such as FFA-2026-07-0018; empty until it was sent."""
        return f"{letter_reference}-{self.number:04}" if self.number is not None else ""


class Taken(msgspec.Struct, frozen=True):
    """Who signed for an organisation already, told to its own people only."""

    signature_id: UUID
    signer_name: str
    accepted_at: datetime
    by_standing_authority: bool

    def sentence(self, zone: str) -> str:
        """What the second signer is told."""
        when = in_words(self.accepted_at, zone)
        told = _SIGNED_BY_STANDING_AUTHORITY if self.by_standing_authority else _SIGNED
        return gettext(told, signer=self.signer_name, when=when)


_SIGNED = gettext_noop("Your organisation has signed this letter already: {signer} signed at {when}.")
_SIGNED_BY_STANDING_AUTHORITY = gettext_noop(
    "Your organisation has signed this letter already: the secretariat, by the standing authority that {signer} gave, signed"
    " at {when}."
)


async def live_signature_of(session: AsyncSession, letter_id: UUID, organisation_id: UUID) -> Taken | None:
    """The one live signature of an organisation on a letter, if there is one."""
    found = await session.execute(
        select(Signature.id, Signature.signer_name, Signature.accepted_at, Signature.route)
        .join(Signatory, Signatory.signature_id == Signature.id)
        .where(
            Signatory.letter_id == letter_id,
            Signatory.organisation_id == organisation_id,
            Signatory.state.in_(LIVE),
        )
    )
    row = found.first()
    return Taken(row.id, row.signer_name, row.accepted_at, row.route is Route.STANDING) if row else None


async def signature_of_organisation(session: AsyncSession, letter_id: UUID, organisation_id: UUID) -> SignatureDetail | None:
    """The signature that an organisation's people are shown: the live one, else one that waits, else the newest.

    One that another took the place of comes last: what became of the other is the organisation's last word.
    """
    found = await session.scalar(
        select(Signature)
        .join(Signatory, Signatory.signature_id == Signature.id)
        .where(Signatory.letter_id == letter_id, Signatory.organisation_id == organisation_id)
        .order_by(
            Signature.state.in_(LIVE).desc(),
            Signature.state.in_(PENDING).desc(),
            Signature.superseded_by_id.is_(None).desc(),
            Signature.number.desc(),
        )
        .limit(1)
    )
    return detail_of(found) if found else None


async def sent_for_branches(session: AsyncSession, link_id: UUID, limit: int = 20) -> list[SignatureDetail]:
    """What was sent for branches and projects from one link of an invitation, the newest first."""
    found = await session.scalars(
        select(Signature)
        .where(
            Signature.invitation_link_id == link_id,
            Signature.branch_of_id.is_not(None),
            Signature.submitted_at.is_not(None),
        )
        .order_by(Signature.submitted_at.desc(), Signature.id.desc())
        .limit(limit)
    )
    return [detail_of(one) for one in found]


async def accepted_neighbours(
    session: AsyncSession, letter_id: UUID, key: bytes, around: int = 1
) -> tuple[list[str], list[str]]:
    """The accepted rows just before and just after a place in the list."""
    listed = select(Signature.display_name).where(
        Signature.letter_id == letter_id, Signature.state == SignatureState.ACCEPTED
    )
    before = await session.scalars(listed.where(Signature.sort_key < key).order_by(Signature.sort_key.desc()).limit(around))
    after = await session.scalars(listed.where(Signature.sort_key > key).order_by(Signature.sort_key).limit(around))
    return list(reversed(before.all())), list(after)


async def count_accepted(session: AsyncSession, letter_id: UUID) -> int:
    """How many organisations stand behind the accepted signatures of a letter."""
    counted = await session.scalar(
        select(func.count())
        .select_from(Signatory)
        .where(Signatory.letter_id == letter_id, Signatory.state == SignatureState.ACCEPTED)
    )
    return counted or 0


async def objections_to(session: AsyncSession, signature_id: UUID, limit: int = 50) -> Sequence[SignatureEvent]:
    """The newest times that somebody said a signature is wrong since it was listed last, the newest first."""
    found = await session.scalars(
        select(SignatureEvent).where(_said_wrong(signature_id)).order_by(SignatureEvent.id.desc()).limit(limit)
    )
    return found.all()


async def only_one_who_objected(session: AsyncSession, signature_id: UUID) -> UUID | None:
    """The id of the one actor who said that a signature is wrong since it was listed last; None for nobody or several."""
    found = await session.scalars(select(SignatureEvent.actor_id).where(_said_wrong(signature_id)).distinct().limit(2))
    actors = found.all()
    return actors[0] if len(actors) == 1 else None


def _said_wrong(signature_id: UUID) -> ColumnElement[bool]:
    listed = (
        select(SignatureEvent.id)
        .where(SignatureEvent.signature_id == signature_id, SignatureEvent.to_state == SignatureState.ACCEPTED)
        .order_by(SignatureEvent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return and_(
        SignatureEvent.signature_id == signature_id,
        SignatureEvent.step == SignatureStep.SUSPEND,
        SignatureEvent.id > listed,
    )


def detail_of(signature: Signature) -> SignatureDetail:
    """A signature's row as a struct."""
    return SignatureDetail(
        **{field: getattr(signature, field) for field in SignatureDetail.__struct_fields__},
    )

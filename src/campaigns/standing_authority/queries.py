"""Standing authorities as the secretariat and the organisation see them, and for whom one letter may be signed."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, exists, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.errors import NotFound
from campaigns.invitations.models import Answer, Invitation
from campaigns.letters.models import Letter, LetterKind, Version
from campaigns.letters.queries import LetterDetail
from campaigns.organisations.models import Contact, Organisation, Signer, SignOff
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority, Signatory, Signature
from campaigns.standing_authority.lifecycle import OPEN, AuthorityState
from campaigns.standing_authority.models import StandingAuthority, StandingAuthorityEvent, StandingAuthorityUse

PAGE = 50
#: The newest authorities of one organisation that are told.
_NEWEST = 20


class AuthorityDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A standing authority, for the secretariat and the organisation only. Instants are in UTC; `until` is the last day."""

    id: UUID
    organisation_id: UUID
    organisation: str
    state: AuthorityState
    kinds: list[LetterKind]
    topics: str
    addressees: str
    until: date
    expires_at: datetime
    asked_at: datetime
    asked_by: str
    person_name: str
    person_title: str
    email: str
    answered_at: datetime | None
    basis: Authority | None
    basis_note: str
    granted_words: str
    ended_at: datetime | None


class StepTold(msgspec.Struct, frozen=True, kw_only=True):
    """One step of an authority's history. `at` is in UTC."""

    at: datetime
    step: str
    by: str
    reason: str


class UseTold(msgspec.Struct, frozen=True, kw_only=True):
    """One signature made by an authority: on which letter, why, by whom and when (UTC), and what became of it."""

    number: int
    signature_id: UUID
    signature_reference: str
    row: str
    state: SignatureState
    reference: str
    title: str
    version: int
    zone: str
    why: str
    used_at: datetime
    used_by: str


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An authority with its history and its uses, each the newest first and fifty at most."""

    authority: AuthorityDetail
    steps: list[StepTold]
    uses: list[UseTold]


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that a letter may be signed for. `row` is the name that would stand in the list."""

    authority_id: UUID
    organisation_id: UUID
    row: str
    person_name: str
    person_title: str
    topics: str
    addressees: str
    until: date


class Askable(msgspec.Struct, frozen=True, kw_only=True):
    """A contact who can be asked. `may_sign` is whether the record says that this person may sign today."""

    contact_id: UUID
    name: str
    role_title: str
    email: str
    may_sign: bool


async def authority_of(session: AsyncSession, authority_id: UUID) -> Told:
    """One authority with what happened to it. Raises `NotFound`."""
    found = await session.execute(
        select(StandingAuthority, Organisation.display_name)
        .join(Organisation, Organisation.id == StandingAuthority.organisation_id)
        .where(StandingAuthority.id == authority_id)
    )
    row = found.first()
    if row is None:
        raise NotFound
    return Told(
        authority=detail_of(*row),
        steps=await _steps(session, authority_id),
        uses=await _uses(session, StandingAuthorityUse.authority_id == authority_id),
    )


async def of_organisation(session: AsyncSession, organisation_id: UUID) -> list[AuthorityDetail]:
    """The authorities of one organisation that are in force or asked for, then the newest that are over."""
    found = await session.execute(
        select(StandingAuthority, Organisation.display_name)
        .join(Organisation, Organisation.id == StandingAuthority.organisation_id)
        .where(StandingAuthority.organisation_id == organisation_id)
        .order_by(StandingAuthority.state.in_(OPEN).desc(), StandingAuthority.id.desc())
        .limit(_NEWEST)
    )
    return [detail_of(*row) for row in found]


async def listed(session: AsyncSession, after: UUID | None = None) -> list[AuthorityDetail]:
    """Fifty authorities that are in force or asked for, by the organisation's name; ask on with the last id as `after`."""
    query = (
        select(StandingAuthority, Organisation.display_name)
        .join(Organisation, Organisation.id == StandingAuthority.organisation_id)
        .where(StandingAuthority.state.in_(OPEN))
        .order_by(Organisation.sort_key, StandingAuthority.id)
        .limit(PAGE)
    )
    if after is not None:
        query = query.where(_behind(after))
    return [detail_of(*row) for row in await session.execute(query)]


async def candidates(
    session: AsyncSession,
    letter: Letter | LetterDetail,
    now: datetime,
    *,
    chosen: Sequence[UUID] = (),
    after: UUID | None = None,
) -> list[Candidate]:
    """Fifty organisations that a letter may be signed for now, in the order of its list; or those of `chosen` authorities.

    An organisation that has answered in any way answers for itself: it signed, withdrew, declined or asked for more time.
    """
    query = (
        select(StandingAuthority, Organisation.display_name)
        .join(Organisation, Organisation.id == StandingAuthority.organisation_id)
        .where(
            StandingAuthority.state == AuthorityState.IN_FORCE,
            StandingAuthority.expires_at > now,
            StandingAuthority.kinds.contains([letter.kind.value]),
            Organisation.sign_off == SignOff.ONE_PERSON,
            person_present(),
            ~has_answered(letter.id),
        )
        .order_by(Organisation.sort_key, StandingAuthority.id)
        .limit(PAGE)
    )
    if chosen:
        query = query.where(StandingAuthority.id.in_(chosen))
    if after is not None:
        query = query.where(_behind(after))
    return [
        Candidate(
            authority_id=one.id,
            organisation_id=one.organisation_id,
            row=name,
            person_name=one.person_name,
            person_title=one.person_title,
            topics=one.topics,
            addressees=one.addressees,
            until=one.until,
        )
        for one, name in await session.execute(query)
    ]


async def askable(session: AsyncSession, organisation_id: UUID, today: date) -> list[Askable]:
    """Fifty contacts of an organisation who can be asked, those first who may sign by its record on `today`."""
    signs = exists().where(
        Signer.contact_id == Contact.id,
        Signer.signs_from.is_(None) | (Signer.signs_from <= today),
        Signer.signs_until.is_(None) | (Signer.signs_until >= today),
    )
    found = await session.execute(
        select(Contact, signs.label("may_sign"))
        # A shared inbox is nobody, and gives no authority.
        .where(Contact.organisation_id == organisation_id, Contact.ended_at.is_(None), Contact.name != "")
        .order_by(signs.desc(), Contact.id)
        .limit(PAGE)
    )
    return [
        Askable(
            contact_id=contact.id,
            name=contact.name,
            role_title=contact.role_title,
            email=contact.email,
            may_sign=may_sign,
        )
        for contact, may_sign in found
    ]


def has_answered(letter_id: UUID) -> ColumnElement[bool]:
    """SQL: whether the organisation of a row of `StandingAuthority` has answered a letter in any way."""
    signed = exists().where(
        Signatory.letter_id == letter_id,
        Signatory.organisation_id == StandingAuthority.organisation_id,
        Signatory.state != SignatureState.STARTED,
    )
    answered = exists().where(
        Answer.invitation_id == Invitation.id,
        Invitation.letter_id == letter_id,
        Invitation.organisation_id == StandingAuthority.organisation_id,
    )
    return signed | answered


def person_present() -> ColumnElement[bool]:
    """SQL: whether the person of a row of `StandingAuthority` is a contact of its organisation now."""
    return exists().where(
        Contact.organisation_id == StandingAuthority.organisation_id,
        Contact.email_key == StandingAuthority.email_key,
        Contact.ended_at.is_(None),
    )


def detail_of(authority: StandingAuthority, organisation: str) -> AuthorityDetail:
    """An authority's row with the organisation's name."""
    values = {name: getattr(authority, name) for name in AuthorityDetail.__struct_fields__ if name != "organisation"}
    return AuthorityDetail(**{**values, "kinds": [LetterKind(kind) for kind in authority.kinds]}, organisation=organisation)


async def use_of(session: AsyncSession, authority_id: UUID, number: int) -> UseTold:
    """One use of an authority, by its number. Raises `NotFound`."""
    found = await _uses(
        session, (StandingAuthorityUse.authority_id == authority_id) & (StandingAuthorityUse.number == number)
    )
    if not found:
        raise NotFound
    return found[0]


async def use_of_signature(session: AsyncSession, signature_id: UUID) -> tuple[UseTold, AuthorityDetail] | None:
    """How a signature was made by standing authority, and by which; None for one that was not."""
    found = await _uses(session, StandingAuthorityUse.signature_id == signature_id)
    if not found:
        return None
    row = (
        await session.execute(
            select(StandingAuthority, Organisation.display_name)
            .join(Organisation, Organisation.id == StandingAuthority.organisation_id)
            .join(StandingAuthorityUse, StandingAuthorityUse.authority_id == StandingAuthority.id)
            .where(StandingAuthorityUse.signature_id == signature_id)
        )
    ).one()
    return found[0], detail_of(*row)


async def _steps(session: AsyncSession, authority_id: UUID) -> list[StepTold]:
    found = await session.scalars(
        select(StandingAuthorityEvent)
        .where(StandingAuthorityEvent.authority_id == authority_id)
        .order_by(StandingAuthorityEvent.id.desc())
        .limit(PAGE)
    )
    return [StepTold(at=one.at, step=one.step, by=one.actor_name, reason=one.reason) for one in found]


async def _uses(session: AsyncSession, which: ColumnElement[bool]) -> list[UseTold]:
    found = await session.execute(
        select(StandingAuthorityUse, Signature, Letter, Version)
        .join(Signature, Signature.id == StandingAuthorityUse.signature_id)
        .join(Letter, Letter.id == StandingAuthorityUse.letter_id)
        .join(Version, Version.id == Signature.version_id)
        .where(which)
        .order_by(StandingAuthorityUse.id.desc())
        .limit(PAGE)
    )
    return [
        UseTold(
            number=use.number,
            signature_id=signature.id,
            signature_reference=f"{letter.reference}-{signature.number:04}",
            row=signature.display_name,
            state=signature.state,
            reference=letter.reference,
            title=version.title,
            version=version.number,
            zone=letter.zone,
            why=use.why,
            used_at=use.used_at,
            used_by=use.used_by,
        )
        for use, signature, letter, version in found
    ]


def _behind(after: UUID) -> ColumnElement[bool]:
    other, its = aliased(StandingAuthority), aliased(Organisation)
    place = select(its.sort_key, other.id).join(other, other.organisation_id == its.id).where(other.id == after)
    return tuple_(Organisation.sort_key, StandingAuthority.id) > place.scalar_subquery()

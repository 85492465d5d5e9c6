"""What one organisation's people see of it: letters that wait, what was signed and answered, and who its contacts are."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.queries import CoalitionLook, coalition_of
from campaigns.database import hold_to, unscoped
from campaigns.errors import NotFound
from campaigns.invitations.models import Answer, AnswerKind, Invitation, InvitationLink
from campaigns.invitations.window import accepts
from campaigns.languages.catalogues import gettext
from campaigns.languages.locales import prefer
from campaigns.letters.models import Letter, Version
from campaigns.letters.queries import detail_of
from campaigns.my_organisation.corrections.lifecycle import CorrectionState
from campaigns.my_organisation.corrections.models import Correction, What
from campaigns.my_organisation.corrections.wording import before_and_after, has_picture
from campaigns.my_organisation.models import PageLink
from campaigns.organisations.locales import locale_of_contact
from campaigns.organisations.models import Contact, Organisation, Signer, SignOff
from campaigns.organisations.record.queries import IdentifierDetail, organisation_record
from campaigns.organisations.relations import Language, NameKind
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.models import Edition, EditionEntry
from campaigns.signatures.lifecycle import LIVE, PENDING, SignatureState
from campaigns.signatures.models import Signatory, Signature
from campaigns.tokens import Keys, Purpose, row_of

#: The newest of each kind that the page shows.
MOST = 50


@dataclass(frozen=True, kw_only=True)
class Door:
    """What a mailed link leads to. The session is held to the coalition."""

    link_id: UUID
    coalition: CoalitionLook
    organisation_name: str
    contact: Contact
    organisation: Organisation
    expires_at: datetime
    opened: bool
    over: bool


class WaitingLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that the organisation can still answer. `reply` is the path of this contact's own link, or empty.

    `language` is the letter's, here and below.
    """

    title: str
    language: str
    reference: str
    deadline_at: datetime | None
    zone: str
    reply: str
    #: The text that waits to be signed.
    version_id: UUID
    version: int


class SignedLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A signature with the exact text it is on. `edition` is the newest public edition that lists it, if there is one."""

    title: str
    language: str
    reference: str
    row: str
    state: SignatureState
    signer_name: str
    submitted_at: datetime
    zone: str
    version_id: UUID
    version: int
    fingerprint: str
    edition: int | None
    edition_path: str
    reply: str


class GivenAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The newest answer to a letter that is no signature, without its reasons. `at` is in UTC."""

    title: str
    language: str
    reference: str
    kind: AnswerKind
    person_name: str
    at: datetime
    zone: str
    reply: str


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """A present contact. Only one's own address is written out."""

    id: UUID
    name: str
    role_title: str
    address: str
    own: bool
    gets_invitations: bool
    gets_notices: bool


class MaySign(msgspec.Struct, frozen=True, kw_only=True):
    """A person on record as one who may sign, from a day to a day; None where it is not known."""

    id: UUID
    name: str
    role_title: str
    signs_from: date | None
    signs_until: date | None


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A correction that the organisation's people proposed. `at` is in UTC; `reason` is the secretariat's, if it refused."""

    id: UUID
    what: What
    before: str
    after: str
    proposer: str
    at: datetime
    state: CorrectionState
    reason: str
    #: Whether a picture waits with it, which the organisation's people can look at.
    has_picture: bool


class OwnLogo(msgspec.Struct, frozen=True, kw_only=True):
    """The logo on record, by its hash, with what it shows."""

    sha256: str
    alt: str


class OwnPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on an organisation's own page, for one of its contacts; each list has fifty at most, the newest first.

    What is not on record is empty. `branches` are the names of the first twenty; `branch_count` counts them all.
    """

    coalition: str
    organisation: str
    acronym: str
    sort_name: str
    legal_name: str
    identifiers: list[IdentifierDetail]
    branch_of: str
    branches: list[str]
    branch_count: int
    locality: str
    categories: list[str]
    interests: list[str]
    website: str
    mail_domains: str
    language: Language | None
    boilerplate: str
    logo: OwnLogo | None
    two_people: bool
    waiting: list[WaitingLetter]
    signed: list[SignedLetter]
    answered: list[GivenAnswer]
    contacts: list[Colleague]
    signers: list[MaySign]
    proposals: list[Proposal]


async def open_door(session: AsyncSession, keys: Keys, token: str, now: datetime) -> Door:
    """What a token leads to. Reading changes nothing. Raises `NotFound`, also for a contact that was ended."""
    found = await session.execute(
        select(PageLink, Contact, Organisation)
        .join(Contact, Contact.id == PageLink.contact_id)
        .join(Organisation, Organisation.id == Contact.organisation_id)
        .where(PageLink.id == row_of(token), Contact.ended_at.is_(None))
        .execution_options(**unscoped("the token decides which coalition the session is held to"))
    )
    row = found.first()
    if row is None or not keys.holds(token, Purpose.MY_ORGANISATION, row[0].id):
        raise NotFound
    link, contact, organisation = row
    hold_to(session, contact.coalition_id)
    prefer(locale_of_contact(contact, organisation))
    return Door(
        link_id=link.id,
        coalition=await coalition_of(session, contact.coalition_id),
        organisation_name=organisation.display_name,
        contact=contact,
        organisation=organisation,
        expires_at=link.expires_at,
        opened=link.opened_at is not None,
        over=link.expires_at <= now,
    )


async def own_page(session: AsyncSession, keys: Keys, door: Door, now: datetime) -> OwnPage:
    """The whole page. Raises `NotFound` for a door that is not open."""
    if not door.opened or door.over:
        raise NotFound
    links = await _own_links(session, keys, door.contact.id)
    record = await organisation_record(session, door.organisation.id)
    signed = await _signed(session, door, links)
    answered = await _answered(session, door, links)
    return OwnPage(
        coalition=door.coalition.name,
        organisation=door.organisation_name,
        acronym=door.organisation.acronym,
        sort_name=door.organisation.sort_name,
        legal_name=next((one.name for one in record.names if one.kind is NameKind.LEGAL), ""),
        identifiers=record.identifiers,
        branch_of=record.branch_of.name if record.branch_of else "",
        branches=[one.name for one in record.branches],
        branch_count=record.branch_count,
        locality=record.locality,
        categories=[one.name for one in record.categories],
        interests=[one.name for one in record.interests],
        website=door.organisation.website,
        mail_domains=door.organisation.mail_domains,
        language=door.organisation.language,
        boilerplate=record.boilerplate,
        logo=OwnLogo(sha256=record.logo.sha256, alt=record.logo.alt) if record.logo else None,
        two_people=door.organisation.sign_off is SignOff.TWO_PEOPLE,
        waiting=await _waiting(session, door, links, now),
        signed=signed,
        answered=answered,
        contacts=await _contacts(session, door),
        signers=await _signers(session, door),
        proposals=await _proposals(session, door),
    )


def masked(address: str) -> str:
    """An address of which a colleague recognises whose it is, and nobody else learns it: `a…@wensum.example`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


async def _own_links(session: AsyncSession, keys: Keys, contact_id: UUID) -> dict[UUID, str]:
    """By letter, the path of this contact's own reply."""
    found = await session.execute(
        select(InvitationLink, Invitation.letter_id)
        .join(Invitation, Invitation.id == InvitationLink.invitation_id)
        .where(InvitationLink.contact_id == contact_id, InvitationLink.ended_at.is_(None))
        .order_by(Invitation.id.desc())
        .limit(4 * MOST)
    )
    return {letter_id: f"/r/{keys.token(Purpose.INVITATION, link.id, link.rotation)}" for link, letter_id in found}


async def _waiting(session: AsyncSession, door: Door, links: dict[UUID, str], now: datetime) -> list[WaitingLetter]:
    signs = (
        select(Signatory.id)
        .where(
            Signatory.letter_id == Letter.id,
            Signatory.organisation_id == door.organisation.id,
            Signatory.state.in_(LIVE | PENDING),
        )
        .exists()
    )
    found = await session.execute(
        select(Letter, Version)
        .join(Invitation, Invitation.letter_id == Letter.id)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .where(Invitation.organisation_id == door.organisation.id, Letter.signing == "open", ~signs)
        .order_by(Letter.deadline_at.asc().nulls_last(), Letter.id)
        .limit(MOST)
    )
    details = [(letter.id, detail_of(letter, version)) for letter, version in found]
    return [
        WaitingLetter(
            title=detail.words.title,
            language=detail.words.language,
            reference=detail.reference,
            deadline_at=detail.deadline_at,
            zone=detail.zone,
            reply=links.get(letter_id, ""),
            version_id=detail.version_id,
            version=detail.version,
        )
        for letter_id, detail in details
        if accepts(detail, now)
    ]


async def _signed(session: AsyncSession, door: Door, links: dict[UUID, str]) -> list[SignedLetter]:
    edition = (
        select(func.max(Edition.number))
        .join(EditionEntry, EditionEntry.edition_id == Edition.id)
        .where(
            EditionEntry.signature_id == Signature.id,
            Edition.state.in_([EditionState.CURRENT, EditionState.SUPERSEDED]),
        )
        .correlate(Signature)
        .scalar_subquery()
    )
    found = await session.execute(
        select(Signature, Letter, Version, edition)
        .join(Signatory, Signatory.signature_id == Signature.id)
        .join(Letter, Letter.id == Signature.letter_id)
        .join(Version, Version.id == Signature.version_id)
        .where(Signatory.organisation_id == door.organisation.id, Signature.number.is_not(None))
        .order_by(Signature.submitted_at.desc(), Signature.id.desc())
        .limit(MOST)
    )
    return [
        SignedLetter(
            title=version.title,
            language=version.language,
            reference=f"{letter.reference}-{signature.number:04}",
            row=signature.display_name,
            state=signature.state,
            signer_name=signature.signer_name,
            submitted_at=signature.submitted_at,
            zone=letter.zone,
            version_id=version.id,
            version=version.number,
            fingerprint=version.content_hash or "",
            edition=number,
            edition_path=f"/letters/{door.coalition.slug}/{letter.slug}/editions/{number}" if number else "",
            reply=links.get(letter.id, ""),
        )
        for signature, letter, version, number in found
    ]


async def _answered(session: AsyncSession, door: Door, links: dict[UUID, str]) -> list[GivenAnswer]:
    newest = (
        select(Answer.id)
        .join(Invitation, Invitation.id == Answer.invitation_id)
        .where(Invitation.organisation_id == door.organisation.id)
        .ext(distinct_on(Answer.invitation_id))
        .order_by(Answer.invitation_id, Answer.id.desc())
    )
    found = await session.execute(
        select(Answer, Letter, Version)
        .join(Invitation, Invitation.id == Answer.invitation_id)
        .join(Letter, Letter.id == Invitation.letter_id)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .where(Answer.id.in_(newest))
        .order_by(Answer.id.desc())
        .limit(MOST)
    )
    return [
        GivenAnswer(
            title=version.title,
            language=version.language,
            reference=letter.reference,
            kind=answer.kind,
            person_name=answer.person_name,
            at=answer.at,
            zone=letter.zone,
            reply=links.get(letter.id, ""),
        )
        for answer, letter, version in found
    ]


async def _contacts(session: AsyncSession, door: Door) -> list[Colleague]:
    found = await session.scalars(
        select(Contact)
        .where(Contact.organisation_id == door.organisation.id, Contact.ended_at.is_(None))
        .order_by(Contact.id)
        .limit(MOST)
    )
    return [
        Colleague(
            id=one.id,
            name=one.name,
            role_title=one.role_title,
            address=one.email if one.id == door.contact.id else masked(one.email),
            own=one.id == door.contact.id,
            gets_invitations=one.gets_invitations,
            gets_notices=one.gets_notices,
        )
        for one in found
    ]


async def _signers(session: AsyncSession, door: Door) -> list[MaySign]:
    found = await session.scalars(
        select(Signer)
        .where(Signer.organisation_id == door.organisation.id)
        .order_by(Signer.signs_until.desc().nulls_first(), Signer.name, Signer.id)
        .limit(MOST)
    )
    return [msgspec.convert(one, MaySign, from_attributes=True) for one in found]


async def _proposals(session: AsyncSession, door: Door) -> list[Proposal]:
    """Those that wait, and the newest that were decided."""
    found = await session.scalars(
        select(Correction)
        .where(Correction.organisation_id == door.organisation.id, Correction.state != CorrectionState.WITHDRAWN)
        .order_by((Correction.state == CorrectionState.WAITING).desc(), Correction.id.desc())
        .limit(MOST)
    )
    return [_proposal(one, door) for one in found]


def _proposal(one: Correction, door: Door) -> Proposal:
    whole = one.what not in {What.ADD_CONTACT, What.END_CONTACT} or one.proposed_by == door.contact.id
    hidden = gettext("An address that only the proposer sees here")
    before, after = before_and_after(one)
    return Proposal(
        id=one.id,
        what=one.what,
        before=before if whole else hidden if before else "",
        after=after if whole else hidden if after else "",
        proposer=one.proposer,
        at=one.at,
        state=one.state,
        reason=one.reason,
        has_picture=has_picture(one),
    )

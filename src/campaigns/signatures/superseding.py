"""One signature of an organisation in the place of another: both are kept, and one of them counts."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import NotAllowedNow
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.moments import in_words
from campaigns.letters.models import Letter, Version
from campaigns.signatures.lifecycle import LIFECYCLE, LIVE, SignatureState, SignatureStep
from campaigns.signatures.models import Authority, Route, Signatory, Signature, SignatureEvent
from campaigns.signatures.notices import tell_superseded
from campaigns.signatures.reasons import in_its_place
from campaigns.signatures.steps import Held, take
from campaigns.signatures.times import said


class Successor(msgspec.Struct, frozen=True, kw_only=True):
    """The signature in whose favour another left the list. Instants are in UTC.

    `number` is the one in its reference, `stands` that it is on the list or suspended, and `superseded_at` when it took the
    other's place. Of one made by standing authority, the signer is who gave that.
    """

    signature_id: UUID
    number: int
    display_name: str
    signer_name: str
    signer_title: str
    submitted_at: datetime
    by_standing_authority: bool
    stands: bool
    superseded_at: datetime
    superseded_by: str

    def reference(self, letter_reference: str) -> str:
        """Its reference, such as FFA-2026-07-0018."""
        return f"{letter_reference}-{self.number:04}"

    def sentence(self, letter_reference: str, zone: str, now: datetime) -> str:
        """What the people of the signature that left the list are told."""
        told = gettext(
            _BY_STANDING_AUTHORITY if self.by_standing_authority else _SENT,
            at=in_words(self.superseded_at, zone),
            reference=self.reference(letter_reference),
            signer=self.signer_name,
            when=said(self.submitted_at, now, zone),
        )
        return told if self.stands else f"{told} {gettext(_LEFT)}"


#: Live signatures that are looked at together: far more than two organisations have, or the candidates for one row.
MOST = 2000
_AS_THEY_ARE = (
    "display_name",
    "signer_name",
    "signer_title",
    "submitted_at",
    "accepted_at",
    "authority",
    "authority_note",
    "route",
    "show_person",
)
_SENT = gettext_noop(
    "At {at} another signature of the organisation took the place of this one: {reference}, which {signer} sent {when}."
)
_BY_STANDING_AUTHORITY = gettext_noop(
    "At {at} another signature of the organisation took the place of this one: {reference}, which the secretariat made"
    " {when} by the standing authority that {signer} gave."
)
_LEFT = gettext_noop("That one has left the list since.")


class StandingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A live signature as whoever decides sees it whether another takes its place. Instants are in UTC.

    `organisation_id` is the one of its organisations that was asked about. `why_not` says in a sentence why no other can
    take its place now, and is empty where one can.
    """

    signature_id: UUID
    organisation_id: UUID
    reference: str
    display_name: str
    signer_name: str
    signer_title: str
    submitted_at: datetime
    accepted_at: datetime
    authority: Authority | None
    authority_note: str
    route: Route
    show_person: bool
    why_not: str


async def live_rows(
    session: AsyncSession, organisation_ids: Collection[UUID], letter_id: UUID | None = None, limit: int = MOST
) -> list[tuple[UUID, Held]]:
    """The live signatures of organisations, each with one of these; on one letter, or on any. Nothing is locked."""
    query = (
        select(Signatory.organisation_id, Signature, Letter, Version)
        .join(Signature, Signature.id == Signatory.signature_id)
        .join(Letter, Letter.id == Signature.letter_id)
        .join(Version, Version.id == Signature.version_id)
        .where(Signatory.organisation_id.in_(organisation_ids), Signatory.state.in_(LIVE))
        .order_by(Letter.id, Signature.accepted_at, Signature.id, Signatory.position)
        .limit(limit)
    )
    if letter_id is not None:
        query = query.where(Signatory.letter_id == letter_id)
    found = await session.execute(query)
    return [
        (owner, Held(signature, letter, version))
        for owner, signature, letter, version in found
        if owner is not None  # which the database refuses of what is live
    ]


def standing_row(organisation_id: UUID, held: Held, version_id: UUID, now: datetime) -> StandingRow:
    """A live signature, in whose place one on the version `version_id` would stand."""
    signature = held.signature
    return StandingRow(
        organisation_id=organisation_id,
        signature_id=signature.id,
        reference=f"{held.letter.reference}-{signature.number:04}",
        why_not=why_not(held, version_id, now),
        **{name: getattr(signature, name) for name in _AS_THEY_ARE},
    )


def why_not(old: Held, version_id: UUID, now: datetime) -> str:
    """Why no signature on the version `version_id` can take the place of another now, in a sentence; empty where it can."""
    if old.signature.state is SignatureState.SUSPENDED:
        return gettext("The signature is suspended. Settle first whether it is right.")
    try:
        facts = old.facts(now, on_same_version=version_id == old.signature.version_id)
        LIFECYCLE.after(old.signature.state, SignatureStep.SUPERSEDE, facts)
    except NotAllowedNow as refusal:
        return str(refusal)
    return ""


async def supersede(session: AsyncSession, old: Held, new: Held, why: str, by: Actor, now: datetime) -> None:
    """Take an accepted signature off the list because another of its organisation, on the same letter, stands in its place.

    Its place is free when this returns, so that the other can be accepted after it and never before. What it had
    superseded itself names the new one from now on. Its signer and the organisation's other contacts are told. `why` is
    kept with the step. Raises `NotAllowedNow`.
    """
    reference = f"{old.letter.reference}-{new.signature.number:04}"
    same = new.signature.version_id == old.signature.version_id and new.signature.letter_id == old.signature.letter_id
    facts = old.facts(now, on_same_version=same)
    reason = in_its_place(reference, new.signature.signer_name, why).strip()
    take(session, old, SignatureStep.SUPERSEDE, facts, by, reason=reason)
    old.signature.superseded_by_id = new.signature.id
    await session.flush()
    await session.execute(
        update(Signature)
        .where(Signature.superseded_by_id == old.signature.id)
        .values(superseded_by_id=new.signature.id)
        .execution_options(synchronize_session=False)
    )
    await tell_superseded(session, old.signature, now)


async def successor_of(session: AsyncSession, signature_id: UUID) -> Successor | None:
    """The signature that took the place of another; None for one in whose place none stands."""
    superseded = select(Signature.superseded_by_id).where(Signature.id == signature_id).scalar_subquery()
    found = await session.execute(
        select(Signature, SignatureEvent)
        .join(SignatureEvent, SignatureEvent.signature_id == signature_id)
        .where(Signature.id == superseded, SignatureEvent.step == SignatureStep.SUPERSEDE)
        .limit(1)
    )
    row = found.first()
    if row is None:
        return None
    signature, event = row
    number, submitted_at = signature.number, signature.submitted_at
    if number is None or submitted_at is None:  # which the database refuses of what was sent
        return None
    return Successor(
        signature_id=signature.id,
        number=number,
        display_name=signature.display_name,
        signer_name=signature.signer_name,
        signer_title=signature.signer_title,
        submitted_at=submitted_at,
        by_standing_authority=signature.route is Route.STANDING,
        stands=signature.state in LIVE,
        superseded_at=event.at,
        superseded_by=event.actor_name,
    )


async def successor_of_state(session: AsyncSession, signature_id: UUID, state: SignatureState) -> Successor | None:
    """The same, without asking where the state says already that there is none."""
    return await successor_of(session, signature_id) if state is SignatureState.SUPERSEDED else None

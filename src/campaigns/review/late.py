"""The late tray: what came after the deadline, taken or refused by the secretariat, one by one."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, case, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from campaigns.actors import Actor
from campaigns.errors import NotAllowedNow, NotFound
from campaigns.invitations.models import Invitation, InvitationLink
from campaigns.languages.catalogues import gettext
from campaigns.languages.locales import Locale, reading
from campaigns.languages.moments import in_words
from campaigns.letters.models import Version
from campaigns.organisations.models import Organisation
from campaigns.signatures.late.lifecycle import WAITING, LateState, LateStep
from campaigns.signatures.late.models import LateRequest
from campaigns.signatures.late.queries import late_by_in_words
from campaigns.signatures.late.steps import HeldRequest, hold_request, take_step
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.models import Authority, CascadeLink, Route, Signature
from campaigns.signatures.notices import LATE_REFUSED, LATE_TAKEN, tell_late
from campaigns.signatures.queries import live_signature_of
from campaigns.signatures.signing import invited_organisation, sending_of, submit
from campaigns.text.characters import clean

PAGE = 50


class LateRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the tray; instants are in UTC. `organisation` is the name that the secretariat knows, where it does.

    What the signer answered is there only once they asked (`state` is "asked"): until then those fields are empty.
    `version` is the version that they read. `cascade_of` is the body whose link the signer came by, `branch_of` the
    organisation whose branch or project it was sent for; both are empty where there is none.
    """

    id: UUID
    state: LateState
    organisation: str
    cascade_of: str
    branch_of: str
    as_group: bool
    received_at: datetime
    closed_at: datetime
    asked_at: datetime | None
    late_by: str
    words: str
    route: Route
    display_name: str
    signer_name: str
    signer_title: str
    signer_email: str
    authority: Authority | None
    authority_note: str
    authoriser_name: str
    version: int
    row_version: int


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What taking a request came to: the signature, and the state that it is in now."""

    signature_id: UUID
    state: SignatureState


async def tray(session: AsyncSession, letter_id: UUID, after: UUID | None = None, limit: int = PAGE) -> list[LateRow]:
    """What came late on a letter and was not decided: first what is asked for, each the earliest first; behind `after`."""
    place = _place(LateRequest)
    body, parent = aliased(Organisation), aliased(Organisation)
    query = (
        select(
            LateRequest,
            Signature,
            Version.number,
            func.coalesce(Organisation.display_name, ""),
            func.coalesce(body.display_name, ""),
            func.coalesce(parent.display_name, ""),
        )
        .join(Signature, Signature.id == LateRequest.signature_id)
        .join(Version, Version.id == Signature.version_id)
        .outerjoin(InvitationLink, InvitationLink.id == Signature.invitation_link_id)
        .outerjoin(Invitation, Invitation.id == InvitationLink.invitation_id)
        .outerjoin(Organisation, Organisation.id == Invitation.organisation_id)
        .outerjoin(CascadeLink, CascadeLink.id == Signature.cascade_link_id)
        .outerjoin(body, body.id == CascadeLink.organisation_id)
        .outerjoin(parent, parent.id == Signature.branch_of_id)
        .where(LateRequest.letter_id == letter_id, LateRequest.state.in_(WAITING))
        .order_by(*place)
        .limit(limit)
    )
    if after is not None:
        other = aliased(LateRequest)
        query = query.where(tuple_(*place) > select(*_place(other)).where(other.id == after).scalar_subquery())
    return [_row(*row) for row in await session.execute(query)]


def _place(request: type[LateRequest]) -> tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]:
    return case((request.state == LateState.ASKED, 0), else_=1), request.received_at, request.id


def _row(
    request: LateRequest, signature: Signature, version: int, organisation: str, cascade_of: str, branch_of: str
) -> LateRow:
    asked = request.state is LateState.ASKED
    answers = signature if asked else Signature(display_name="", signer_name="", signer_title="", signer_email="")
    return LateRow(
        id=request.id,
        state=request.state,
        organisation=organisation,
        cascade_of=cascade_of,
        branch_of=branch_of,
        as_group=signature.as_group if asked else False,
        received_at=request.received_at,
        closed_at=request.closed_at,
        asked_at=request.asked_at,
        late_by=late_by_in_words(request.late_by),
        words=request.words if asked else "",
        route=signature.route,
        display_name=answers.display_name,
        signer_name=answers.signer_name,
        signer_title=answers.signer_title,
        signer_email=answers.signer_email,
        authority=answers.authority,
        authority_note=answers.authority_note or "",
        authoriser_name=answers.authoriser_name or "",
        version=version,
        row_version=request.row_version,
    )


async def take_late(
    session: AsyncSession, letter_id: UUID, request_id: UUID, row_version: int | None, by: Actor, now: datetime
) -> Taken:
    """Send the signature by the same rules as if it had come in time, and tell its signer.

    It counts at once only by the organisation's own invitation, with an address that this went to; else its address is
    checked, somebody is asked to authorise it, or it is reviewed. Raises `NotFound`, `Conflict` where the organisation has
    signed meanwhile, and `NotAllowedNow` where the text was revised or the list is frozen.
    """
    one = await _held(session, letter_id, request_id, row_version)
    signature = one.held.signature
    organisation = await invited_organisation(session, signature)
    if organisation and (signed := await live_signature_of(session, letter_id, organisation.id)) is not None:
        raise NotAllowedNow(
            gettext(
                "{organisation} has signed meanwhile: {signer} at {when}.",
                organisation=organisation.display_name,
                signer=signed.signer_name,
                when=in_words(signed.accepted_at, one.held.letter.zone),
            )
        )
    sending = await sending_of(session, signature)
    at_once = sending.step is SignatureStep.SUBMIT
    with reading(Locale.ENGLISH):  # it is kept
        told = f"Taken late: it was received {late_by_in_words(one.request.late_by)} after signing had closed."
    take_step(session, one.request, LateStep.TAKE, one.facts(now, counts_at_once=at_once), by, now, told)
    await session.flush()
    signature = await submit(session, signature.id, None, by, now, taken_late=told)
    await tell_late(session, LATE_TAKEN, signature, one.request.id, now)
    return Taken(signature_id=signature.id, state=signature.state)


async def refuse_late(
    session: AsyncSession,
    letter_id: UUID,
    request_id: UUID,
    reason: str,
    row_version: int | None,
    by: Actor,
    now: datetime,
) -> None:
    """Leave it out; the signer reads the reason. Raises `NotFound`, `Conflict`, `NotAllowedNow`, also without a reason."""
    reason = clean(reason).strip()
    one = await _held(session, letter_id, request_id, row_version)
    take_step(session, one.request, LateStep.REFUSE, one.facts(now, explained=bool(reason)), by, now, reason)
    await session.flush()
    await tell_late(session, LATE_REFUSED, one.held.signature, one.request.id, now)


async def _held(session: AsyncSession, letter_id: UUID, request_id: UUID, row_version: int | None) -> HeldRequest:
    one = await hold_request(session, request_id, row_version)
    if one.request.letter_id != letter_id:
        raise NotFound
    return one

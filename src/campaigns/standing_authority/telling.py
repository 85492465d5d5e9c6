"""Which mails a standing authority sends and to whom, and whether those whom it was used for have had their hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.queries import holders
from campaigns.coalitions.roles import Role
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Stream
from campaigns.mail.outbox import Outgoing, Recipient, send, send_many
from campaigns.organisations.models import Contact
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signature
from campaigns.standing_authority.models import StandingAuthority, StandingAuthorityUse

REQUEST = "standing_authority_request"
GRANTED = "standing_authority_granted"
ENDED = "standing_authority_ended"
ANSWER = "standing_authority_answer"
USED = "standing_authority_used"
#: Those in which an organisation's people find their own link; each is about an authority, but for `USED`.
WITH_A_LINK = frozenset({REQUEST, GRANTED, ENDED, USED})

#: How long those who are told of a use have before the list may be frozen.
TIME_TO_OBJECT = timedelta(hours=1)
_NAMED = 5


async def ask_person(session: AsyncSession, authority: StandingAuthority, now: datetime) -> None:
    """Ask the person whether they give it; the mail's link leads to the page where they answer."""
    await send(
        session,
        REQUEST,
        authority.id,
        to=Recipient(authority.person_name, authority.email),
        stream=Stream.NOTICE,
        now=now,
        coalition_id=authority.coalition_id,
    )


async def tell_granted(session: AsyncSession, authority: StandingAuthority, now: datetime) -> None:
    """Tell the person and the organisation's other notice contacts that it is in force, and the secretariat."""
    await _tell_organisations(session, GRANTED, [authority], now)
    await tell_secretariat(session, [authority], now)


async def tell_ended(session: AsyncSession, authorities: Sequence[StandingAuthority], now: datetime) -> None:
    """Tell the same people that authorities of one coalition, which were in force, are no longer."""
    await _tell_organisations(session, ENDED, authorities, now)
    await tell_secretariat(session, authorities, now)


async def tell_secretariat(session: AsyncSession, authorities: Sequence[StandingAuthority], now: datetime) -> None:
    """Tell everybody of the secretariat how authorities of one coalition stand now."""
    people = {one.email: one for one in await holders(session) if one.role is Role.SECRETARIAT}
    outgoing = [
        Outgoing(ANSWER, authority.id, Recipient(one.name, one.email), Stream.NOTICE, authority.state)
        for authority in authorities
        for one in people.values()
    ]
    await send_many(session, outgoing, now=now, coalition_id=authorities[0].coalition_id if authorities else None)


async def tell_used(session: AsyncSession, made: Sequence[tuple[StandingAuthority, Signature]], now: datetime) -> None:
    """Tell of signatures on one letter: whoever gave the authority (E5) and every other notice contact (E5b)."""
    signatures = {authority.organisation_id: signature for authority, signature in made}
    outgoing = [
        Outgoing(USED, signature.id, Recipient(authority.person_name, authority.email), Stream.NOTICE)
        for authority, signature in made
    ]
    outgoing += [
        Outgoing(USED, signatures[one.organisation_id].id, Recipient(one.name, one.email), Stream.NOTICE)
        for one in await _notice_contacts(session, [authority for authority, _ in made])
    ]
    await send_many(session, outgoing, now=now, coalition_id=made[0][0].coalition_id if made else None)


async def not_told_in_time(session: AsyncSession, letter_id: UUID, now: datetime) -> tuple[str, ...]:
    """The rows of a letter made by standing authority whose people have not had their hour yet, five at most.

    They have had it once every mail about the use has gone out, at least one was not returned, and the last went out an hour
    ago: so a use is known before the list is frozen, or it is not frozen.
    """
    waits = Message.state.in_([MessageState.QUEUED, MessageState.SENDING])
    reached = Message.state == MessageState.SENT
    found = await session.scalars(
        select(Signature.display_name)
        .join(StandingAuthorityUse, StandingAuthorityUse.signature_id == Signature.id)
        .outerjoin(Message, (Message.subject_id == Signature.id) & (Message.kind == USED))
        .where(StandingAuthorityUse.letter_id == letter_id, Signature.state == SignatureState.ACCEPTED)
        .group_by(Signature.id)
        .having(
            or_(
                func.count(Message.id).filter(waits) > 0,
                func.count(Message.id).filter(reached) == 0,
                func.max(Message.sent_at) > now - TIME_TO_OBJECT,
            )
        )
        .order_by(Signature.sort_key, Signature.id)
        .limit(_NAMED)
    )
    return tuple(found)


async def _tell_organisations(
    session: AsyncSession, kind: str, authorities: Sequence[StandingAuthority], now: datetime
) -> None:
    of_organisation = {authority.organisation_id: authority for authority in authorities}
    outgoing = [
        Outgoing(kind, authority.id, Recipient(authority.person_name, authority.email), Stream.NOTICE)
        for authority in authorities
    ]
    outgoing += [
        Outgoing(kind, of_organisation[one.organisation_id].id, Recipient(one.name, one.email), Stream.NOTICE)
        for one in await _notice_contacts(session, authorities)
    ]
    await send_many(session, outgoing, now=now, coalition_id=authorities[0].coalition_id if authorities else None)


async def _notice_contacts(session: AsyncSession, authorities: Sequence[StandingAuthority]) -> list[Contact]:
    """Everybody beside the person of each authority whom its organisation has us tell."""
    persons = {authority.organisation_id: authority.email_key for authority in authorities}
    found = await session.scalars(
        select(Contact)
        .where(Contact.organisation_id.in_(persons), Contact.ended_at.is_(None), Contact.gets_notices)
        .order_by(Contact.id)
    )
    return [one for one in found if one.email_key != persons[one.organisation_id]]

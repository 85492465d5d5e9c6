"""Asking to join, proving the address, and deciding. The session is held to the coalition by the caller."""

import logging
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.coalitions.models import Coalition
from campaigns.database import unscoped
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound
from campaigns.joining.fields import EnquiryFields, checked_words
from campaigns.joining.lifecycle import CONFIRM_WITHIN, ENQUIRY, UNDOES, WAITING, EnquiryState, EnquiryStep
from campaigns.joining.models import Enquiry, EnquiryEvent
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.mail.addresses import match_key
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Stream, Suppression
from campaigns.mail.outbox import Recipient, send
from campaigns.names.matching import matching_key
from campaigns.organisations.actions import add_contact, add_organisation
from campaigns.organisations.fields import ContactFields, OrganisationFields, checked_reason
from campaigns.organisations.locking import locked
from campaigns.organisations.members import steps
from campaigns.organisations.models import Contact, Organisation, OrganisationChange
from campaigns.organisations.record.log import ASKED_TO_JOIN
from campaigns.tokens import Keys

log = logging.getLogger(__name__)

#: The kinds of mail: to whoever asked, and to the secretariat.
CHECK, RECEIVED, WELCOME, TURNED_DOWN = "join_check", "join_received", "join_welcome", "join_turned_down"
#: How often one address is written to for one coalition; beyond that the same is answered and nothing is sent.
PER_ADDRESS = (3, timedelta(days=1))
#: How long after a refusal what the person wrote of themselves is kept.
KEPT_AFTER_REFUSAL = timedelta(days=365)
#: Who asked, in the history, where nobody's name may stand.
ENQUIRER = gettext_noop("Whoever asked")


async def ask_to_join(session: AsyncSession, keys: Keys, coalition_id: UUID, fields: EnquiryFields, now: datetime) -> None:
    """Keep an enquiry and mail a link to the address, to prove that it is the asker's. Nobody is told of it before.

    An address that asked for the same organisation before is told so in the mail, and nowhere else. Raises `Invalid`.
    """
    checked = fields.checked()
    email_key, name_key = match_key(checked.email), matching_key(checked.name)
    # One enquiry of an address at a time, or twenty at once would all find room.
    lock = keys.hashed("ask to join", f"{coalition_id} {email_key}")
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(lock, 0))))
    most, window = PER_ADDRESS
    asked = await session.scalar(
        select(func.count()).select_from(Enquiry).where(Enquiry.email_key == email_key, Enquiry.asked_at > now - window)
    )
    known = await session.scalar(
        select(Enquiry).where(
            Enquiry.email_key == email_key,
            Enquiry.name_key == name_key,
            Enquiry.confirmed_at.is_not(None),
            Enquiry.state.in_(WAITING),
        )
    )
    if not known and (asked or 0) >= most:
        return
    enquiry = known or Enquiry(
        coalition_id=coalition_id,
        name=checked.name,
        name_key=name_key,
        about=checked.about,
        website=checked.website,
        contact_name=checked.contact_name,
        contact_role=checked.contact_role,
        email=checked.email,
        email_key=email_key,
        why=checked.why,
        state=EnquiryState.ENQUIRY,
        asked_at=now,
    )
    session.add(enquiry)
    await session.flush()
    await send(
        session,
        CHECK,
        enquiry.id,
        # Whoever typed this address may not be who reads it there: nothing that they typed is in the mail.
        to=Recipient("", checked.email),
        stream=Stream.NOTICE,
        now=now,
        coalition_id=coalition_id,
        # Who asks again for what waits already is told so once a day.
        key=f"{now:%Y-%m-%d}" if known else "",
    )


async def confirm(session: AsyncSession, enquiry_id: UUID, now: datetime) -> Enquiry:
    """Prove the address: the secretariat sees the enquiry and is told. Doing it again changes nothing.

    Raises `NotFound`, and `NotAllowedNow` for one that is too old.
    """
    enquiry = await _locked(session, enquiry_id)
    if enquiry.confirmed_at is not None:
        return enquiry
    if enquiry.asked_at + CONFIRM_WITHIN <= now:
        raise NotAllowedNow(gettext("This link is too old. Fill in the form again."))
    try:
        async with session.begin_nested():
            enquiry.confirmed_at = now
            await session.flush()
    except IntegrityError:
        raise NotAllowedNow(
            gettext("This address has asked for the same organisation already. One enquiry is enough.")
        ) from None
    _note(session, enquiry, EnquiryState.ENQUIRY, "confirm", Actor(ActorKind.LINK, ENQUIRER, enquiry.id), now, "")
    coalition = await session.get_one(Coalition, enquiry.coalition_id)
    await send(
        session,
        RECEIVED,
        enquiry.id,
        to=Recipient(coalition.contact_name, coalition.contact_email),
        stream=Stream.NOTICE,
        now=now,
        coalition_id=coalition.id,
    )
    return enquiry


async def consider(
    session: AsyncSession, enquiry_id: UUID, reason: str, row_version: int | None, actor: Actor, now: datetime
) -> Enquiry:
    """Say that somebody is looking at it. Raises `Invalid`, `NotFound`, `Conflict`, `NotAllowedNow`."""
    reason = checked_reason(reason)
    enquiry = await _seen(session, enquiry_id, row_version)
    _step(session, enquiry, EnquiryStep.CONSIDER, actor, now, reason)
    await session.flush()
    return enquiry


async def accept(
    session: AsyncSession,
    enquiry_id: UUID,
    *,
    organisation_id: UUID | None,
    since: date | None,
    words: str,
    reason: str,
    row_version: int | None,
    actor: Actor,
    now: datetime,
    today: date,
) -> Enquiry:
    """Make the organisation a member and whoever asked its contact, and welcome them by mail.

    Without an `organisation_id` the organisation is added. One that is a member already stays it from the day it is.
    Raises `Invalid` (fields `organisation`, `member_from`, `words`, `reason`), `NotFound`, `Conflict`, `NotAllowedNow`.
    """
    words, reason = checked_words("words", words), checked_reason(reason)
    enquiry = await _seen(session, enquiry_id, row_version)
    ENQUIRY.after(enquiry.state, EnquiryStep.ACCEPT, None)
    organisation = await _organisation_of(session, enquiry, organisation_id, actor, now)
    if not organisation.is_member:
        admitted = reason or ASKED_TO_JOIN
        organisation = await steps.admit(session, organisation.id, since, admitted, actor, now, today)
    await _have_contact(session, organisation, enquiry, actor, now)
    _step(session, enquiry, EnquiryStep.ACCEPT, actor, now, reason)
    enquiry.organisation_id, enquiry.words, enquiry.decided_at = organisation.id, words, now
    await session.flush()
    await _tell(session, WELCOME, enquiry, now)
    log.info("enquiry %s accepted by %s %s", enquiry.id, actor.kind, actor.id)
    return enquiry


async def turn_down(
    session: AsyncSession,
    enquiry_id: UUID,
    *,
    words: str,
    reason: str,
    row_version: int | None,
    actor: Actor,
    now: datetime,
) -> Enquiry:
    """Do not accept the organisation. `words` go to whoever asked; `reason` is for the secretariat alone.

    Raises `Invalid` (fields `words`, `reason`), `NotFound`, `Conflict`, `NotAllowedNow`.
    """
    words, reason = checked_words("words", words), checked_reason(reason)
    if not words:
        raise Invalid({"words": gettext("Say why, in words for whoever asked. They are sent by mail.")})
    enquiry = await _seen(session, enquiry_id, row_version)
    _step(session, enquiry, EnquiryStep.TURN_DOWN, actor, now, reason)
    enquiry.words, enquiry.decided_at = words, now
    await session.flush()
    await _tell(session, TURNED_DOWN, enquiry, now)
    return enquiry


async def undo(
    session: AsyncSession, enquiry_id: UUID, reason: str, row_version: int | None, actor: Actor, now: datetime
) -> Enquiry:
    """Take the newest step back, because it was a mistake. An organisation that was admitted by it is no member any more.

    A mail that has not been sent yet is not sent.
    Raises `Invalid` (field `reason`), `NotFound`, `Conflict`, `NotAllowedNow`.
    """
    reason = checked_reason(reason)
    if not reason:
        raise Invalid({"reason": gettext("Say what the mistake was. It is kept with the enquiry.")})
    enquiry = await _seen(session, enquiry_id, row_version)
    step = UNDOES.get(enquiry.state)
    if step is None:
        raise NotAllowedNow(gettext("Nothing has been decided yet, so there is nothing to undo."))
    if step is EnquiryStep.TAKE_BACK and enquiry.organisation_id is not None:
        await _take_back_admission(session, enquiry, reason, actor, now)
    _step(session, enquiry, step, actor, now, reason)
    enquiry.decided_at, enquiry.organisation_id, enquiry.words = None, None, ""
    await session.flush()
    return enquiry


async def forget_unconfirmed(session: AsyncSession, now: datetime, most: int = 1000) -> int:
    """Delete enquiries whose address was not confirmed in time, at most so many, and say how many; safe to run twice."""
    old = (Enquiry.confirmed_at.is_(None)) & (Enquiry.asked_at < now - CONFIRM_WITHIN)
    gone = select(Enquiry.id).where(old).order_by(Enquiry.id).limit(most)
    everywhere = unscoped("a job forgets in every coalition")
    ids = (await session.scalars(gone.execution_options(**everywhere))).all()
    if not ids:
        return 0
    # The address stands in the outbox too, and is nobody's business any more; but one that does not exist is remembered.
    came_back = select(Suppression.id).where(Suppression.message_id == Message.id).exists()
    await session.execute(
        delete(Message)
        .where(Message.kind == CHECK, Message.subject_id.in_(ids), Message.state != MessageState.SENDING, ~came_back)
        .execution_options(synchronize_session=False, **everywhere)
    )
    deleted = await session.scalars(
        delete(Enquiry)
        .where(Enquiry.id.in_(ids), Enquiry.confirmed_at.is_(None))
        .returning(Enquiry.id)
        .execution_options(synchronize_session=False, **everywhere)
    )
    return len(deleted.all())


async def forget_people(session: AsyncSession, now: datetime, most: int = 1000) -> int:
    """Empty what people wrote of themselves in enquiries that were not accepted a year ago, and say how many."""
    old = (
        select(Enquiry.id)
        .where(
            Enquiry.state == EnquiryState.NOT_ACCEPTED,
            Enquiry.decided_at < now - KEPT_AFTER_REFUSAL,
            Enquiry.email_key != "",
        )
        .limit(most)
    )
    everywhere = unscoped("a job forgets in every coalition")
    emptied = await session.scalars(
        update(Enquiry)
        .where(Enquiry.id.in_(old))
        .values(contact_name="", contact_role="", email="", email_key="", why="", words="")
        .returning(Enquiry.id)
        .execution_options(synchronize_session=False, **everywhere)
    )
    return len(emptied.all())


async def _organisation_of(
    session: AsyncSession, enquiry: Enquiry, organisation_id: UUID | None, actor: Actor, now: datetime
) -> Organisation:
    if organisation_id is not None:
        try:
            return await locked(session, organisation_id)
        except NotFound:
            told = gettext("This organisation is not on the list any more. Choose again.")
            raise Invalid({"organisation": told}) from None
    fields = OrganisationFields(display_name=enquiry.name, website=enquiry.website, is_member=False)
    try:
        return await add_organisation(session, enquiry.coalition_id, fields, actor, now)
    except Invalid as invalid:
        raise Invalid({"organisation": " ".join(invalid.problems.values())}) from None


async def _have_contact(
    session: AsyncSession, organisation: Organisation, enquiry: Enquiry, actor: Actor, now: datetime
) -> None:
    present = await session.scalar(
        select(Contact.id).where(
            Contact.organisation_id == organisation.id, Contact.email_key == enquiry.email_key, Contact.ended_at.is_(None)
        )
    )
    if present is None:
        fields = ContactFields(email=enquiry.email, name=enquiry.contact_name, role_title=enquiry.contact_role)
        contact = await add_contact(session, organisation.id, fields, actor, now)
        contact.locale = enquiry.locale


async def _take_back_admission(session: AsyncSession, enquiry: Enquiry, reason: str, actor: Actor, now: datetime) -> None:
    organisation = await session.get(Organisation, enquiry.organisation_id) or await _merged_into(session, enquiry)
    if organisation is None or not organisation.is_member:
        return
    # One that was a member before the enquiry was accepted has another newest step, and stays a member.
    await steps.take_back(session, organisation.id, enquiry.decided_at, reason, actor, now)


async def _merged_into(session: AsyncSession, enquiry: Enquiry) -> Organisation | None:
    """The organisation that the admitted one was merged into, also by way of others."""
    return await session.scalar(
        select(Organisation)
        .join(OrganisationChange, OrganisationChange.organisation_id == Organisation.id)
        .where(OrganisationChange.other_id == enquiry.organisation_id)
        .limit(1)
    )


async def _tell(session: AsyncSession, kind: str, enquiry: Enquiry, now: datetime) -> None:
    await send(
        session,
        kind,
        enquiry.id,
        to=Recipient(enquiry.contact_name, enquiry.email),
        stream=Stream.NOTICE,
        now=now,
        coalition_id=enquiry.coalition_id,
        # A decision that is made again after it was undone is told again.
        key=str(enquiry.row_version),
    )


def _step(session: AsyncSession, enquiry: Enquiry, step: EnquiryStep, actor: Actor, now: datetime, reason: str) -> None:
    before = enquiry.state
    enquiry.state = ENQUIRY.after(before, step, None)
    _note(session, enquiry, before, step, actor, now, reason)


def _note(
    session: AsyncSession, enquiry: Enquiry, before: EnquiryState, step: str, actor: Actor, now: datetime, reason: str
) -> None:
    session.add(
        EnquiryEvent(
            coalition_id=enquiry.coalition_id,
            enquiry_id=enquiry.id,
            at=now,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            actor_name=actor.name,
            request_id=actor.request_id,
            step=step,
            from_state=before,
            to_state=enquiry.state,
            reason=reason,
            version_hash="",
        )
    )


async def _seen(session: AsyncSession, enquiry_id: UUID, row_version: int | None) -> Enquiry:
    """An enquiry that the secretariat may see, locked. Raises `NotFound`, or `Conflict` where `row_version` is older."""
    enquiry = await _locked(session, enquiry_id)
    if enquiry.confirmed_at is None:
        raise NotFound
    if row_version is not None and row_version != enquiry.row_version:
        told = gettext("Somebody else acted on this enquiry after you opened the page. Look at it as it is now.")
        raise Conflict(told)
    return enquiry


async def _locked(session: AsyncSession, enquiry_id: UUID) -> Enquiry:
    enquiry = await session.scalar(
        select(Enquiry).where(Enquiry.id == enquiry_id).with_for_update().execution_options(populate_existing=True)
    )
    if enquiry is None:
        raise NotFound
    return enquiry

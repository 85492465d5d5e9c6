"""What somebody behind a mailed link proposes for their organisation, and what they change of themselves at once.

The name, the mail domains, the contacts and the signers decide what counts at once and who is told, so nobody changes them
alone.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.coalitions.models import Coalition
from campaigns.errors import Invalid, NotAllowedNow, NotFound
from campaigns.languages.catalogues import gettext
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Outgoing, Recipient, send_many
from campaigns.my_organisation.corrections.details import DetailsFields, checked_details, checked_note, details_of
from campaigns.my_organisation.corrections.lifecycle import CORRECTION, CorrectionState, CorrectionStep
from campaigns.my_organisation.corrections.models import DETAILS, Correction, ProposedLogo, What
from campaigns.my_organisation.corrections.pictures import forget_pictures
from campaigns.my_organisation.corrections.wording import NEWER, in_words
from campaigns.my_organisation.queries import Door
from campaigns.names.order import sort_name_of
from campaigns.organisations.actions import change_contact, end_contact
from campaigns.organisations.fields import ContactFields
from campaigns.organisations.locking import locked
from campaigns.organisations.models import (
    Contact,
    Signer,
)
from campaigns.organisations.record.fields import SignerFields
from campaigns.organisations.record.log import BY_A_CONTACT
from campaigns.organisations.record.logo import drawn_logo, logo_of

#: The kinds of mail: to the secretariat, and to the person whose address gets no more mail and the secretariat.
PROPOSED, CONTACT_LEFT = "correction_proposed", "contact_left"
#: Proposals of one organisation that may wait at a time.
MOST_WAITING = 30
#: And that it may make in a day, with those that were taken back: each is a row for ever, and a mail.
MOST_A_DAY = 60


async def propose_details(session: AsyncSession, door: Door, fields: DetailsFields, now: datetime) -> list[Correction]:
    """Propose each detail that differs; one that waits already is replaced. Raises `Invalid`, also where nothing differs."""
    checked = checked_details(fields)
    organisation = await locked(session, door.organisation.id)
    stands = await details_of(session, organisation)
    if checked.sign_off is None:
        checked = msgspec.structs.replace(checked, sign_off=stands.sign_off)
    if checked.sort_name == sort_name_of(checked.name) and stands.sort_name == sort_name_of(stands.name):
        # Worked out from the name before and after: it goes with the name and is no proposal of its own.
        checked = msgspec.structs.replace(checked, sort_name=stands.sort_name)
    proposed = []
    for what in DETAILS:
        before, after = getattr(stands, what.value), getattr(checked, what.value)
        if before == after:
            continue
        words = [in_words(value) for value in (before, after)]
        proposed.append(_correction(door, what, words[0], words[1], {what.value: after}, checked.note, now))
    if not proposed:
        raise Invalid({"": gettext("Nothing is different from what is on record, so there is nothing to propose.")})
    await _replace(session, organisation.id, [one.what for one in proposed], now)
    return await _keep(session, door, proposed, now)


async def propose_logo(
    session: AsyncSession, door: Door, picture: bytes | None, alt: str, *, rights: bool, note: str, now: datetime
) -> list[Correction]:
    """Propose another logo, drawn anew from what was uploaded; without a picture, other words for the one that is there.

    Whoever proposes a picture says that the coalition may use it. Raises `Invalid` (`logo`, `logo_alt`, `rights`, `note`).
    """
    problems: dict[str, str] = {}
    try:
        note = checked_note(note)
    except Invalid as invalid:
        problems |= invalid.problems
    png, alt = await drawn_logo(picture, alt, rights=rights, problems=problems)
    organisation = await locked(session, door.organisation.id)
    stands = await logo_of(session, organisation.id)
    if picture is None and not problems:
        if stands is None:
            problems["logo"] = gettext("Choose a picture.")
        elif stands.alt == alt:
            problems[""] = gettext("Nothing is different from what is on record, so there is nothing to propose.")
    if problems:
        raise Invalid(problems)
    await _replace(session, organisation.id, [What.LOGO], now)
    values = {"alt": alt, "picture": png is not None}
    one = _correction(door, What.LOGO, stands.alt if stands else "", alt, values, note, now)
    kept = await _keep(session, door, [one], now)
    if png is not None:
        session.add(
            ProposedLogo(coalition_id=one.coalition_id, correction_id=one.id, png=png, sha256=sha256(png).hexdigest())
        )
        await session.flush()
    return kept


async def propose_contact(
    session: AsyncSession, door: Door, fields: ContactFields, note: str, now: datetime
) -> list[Correction]:
    """Propose a new contact. Raises `Invalid`, also for one that there is."""
    checked, note = fields.checked(), checked_note(note)
    organisation = await locked(session, door.organisation.id)
    known = await session.scalar(
        select(Contact.id).where(
            Contact.organisation_id == organisation.id,
            func.lower(Contact.email) == checked.email.lower(),
            Contact.ended_at.is_(None),
        )
    )
    if known is not None:
        already = gettext(
            "{email} is a contact of {organisation} already.", email=checked.email, organisation=organisation.display_name
        )
        raise Invalid({"email": already})
    told = ", ".join(part for part in (checked.name, checked.role_title, checked.email) if part)
    values = msgspec.to_builtins(checked)
    return await _keep(session, door, [_correction(door, What.ADD_CONTACT, "", told, values, note, now)], now)


async def propose_contact_left(
    session: AsyncSession, door: Door, contact_id: UUID, note: str, now: datetime
) -> list[Correction]:
    """Propose that a colleague gets no more mail. One's own contact is ended at once, by `leave`. Raises `NotFound`."""
    note = checked_note(note)
    await locked(session, door.organisation.id)
    contact = await session.get(Contact, contact_id)
    if contact is None or contact.organisation_id != door.organisation.id or contact.ended_at is not None:
        raise NotFound
    told = ", ".join(part for part in (contact.name, contact.role_title, contact.email) if part)
    values = {"contact_id": str(contact_id)}
    return await _keep(session, door, [_correction(door, What.END_CONTACT, told, "", values, note, now)], now)


async def propose_signer(
    session: AsyncSession, door: Door, fields: SignerFields, note: str, now: datetime
) -> list[Correction]:
    """Propose a person who may sign. Raises `Invalid`."""
    checked, note = fields.checked(), checked_note(note)
    await locked(session, door.organisation.id)
    told = ", ".join(part for part in (checked.name, checked.role_title) if part)
    values = msgspec.to_builtins(checked)
    return await _keep(session, door, [_correction(door, What.ADD_SIGNER, "", told, values, note, now)], now)


async def propose_signer_left(
    session: AsyncSession, door: Door, signer_id: UUID, until: date, note: str, now: datetime
) -> list[Correction]:
    """Propose that a person may sign no more after a day. Raises `NotFound`."""
    note = checked_note(note)
    await locked(session, door.organisation.id)
    signer = await session.get(Signer, signer_id)
    if signer is None or signer.organisation_id != door.organisation.id:
        raise NotFound
    told = ", ".join(part for part in (signer.name, signer.role_title) if part)
    values = {"signer_id": str(signer_id), "signs_until": until.isoformat()}
    return await _keep(
        session, door, [_correction(door, What.END_SIGNER, told, f"until {until.isoformat()}", values, note, now)], now
    )


async def withdraw(session: AsyncSession, door: Door, correction_id: UUID, now: datetime) -> None:
    """Take a proposal of one's own organisation back. Raises `NotFound`, and `NotAllowedNow` for one that is decided."""
    await locked(session, door.organisation.id)
    correction = await session.get(Correction, correction_id, with_for_update=True, populate_existing=True)
    if correction is None or correction.organisation_id != door.organisation.id:
        raise NotFound
    correction.state = CORRECTION.after(correction.state, CorrectionStep.WITHDRAW, None)
    correction.decided_at, correction.decided_by = now, _called(door.contact)
    await forget_pictures(session, [correction.id])
    await session.flush()


async def set_own_mail(session: AsyncSession, door: Door, *, invitations: bool, notices: bool, now: datetime) -> Contact:
    """Switch one's own invitations and notices, at once."""
    contact = door.contact
    fields = ContactFields(
        email=contact.email,
        name=contact.name,
        role_title=contact.role_title,
        gets_invitations=invitations,
        gets_notices=notices,
    )
    return await change_contact(session, contact.id, fields, _actor(door), now)


async def leave(session: AsyncSession, door: Door, now: datetime) -> None:
    """End one's own contact, at once. The secretariat and the address are told, since a link can be forwarded."""
    await end_contact(session, door.contact.id, _actor(door), now)
    coalition = await session.get_one(Coalition, door.contact.coalition_id)
    contact = door.contact
    to = [Recipient(coalition.contact_name, coalition.contact_email), Recipient(contact.name, contact.email)]
    messages = [Outgoing(CONTACT_LEFT, contact.id, one, Stream.NOTICE, key=now.isoformat()) for one in to]
    await send_many(session, messages, now=now, coalition_id=coalition.id)


def _correction(
    door: Door, what: What, before: str, after: str, values: dict[str, Any], note: str, now: datetime
) -> Correction:
    return Correction(
        coalition_id=door.contact.coalition_id,
        organisation_id=door.organisation.id,
        proposed_by=door.contact.id,
        proposer=_called(door.contact),
        at=now,
        what=what,
        before=before,
        after=after,
        fields=msgspec.to_builtins(values),
        note=note,
        state=CorrectionState.WAITING,
    )


async def _replace(session: AsyncSession, organisation_id: UUID, whats: Sequence[What], now: datetime) -> None:
    found = await session.scalars(
        select(Correction).where(
            Correction.organisation_id == organisation_id,
            Correction.what.in_(whats),
            Correction.state == CorrectionState.WAITING,
        )
    )
    older = found.all()
    for one in older:
        one.state = CORRECTION.after(one.state, CorrectionStep.WITHDRAW, None)
        one.decided_at, one.decided_by, one.reason = now, one.proposer, NEWER
    await forget_pictures(session, [one.id for one in older])
    await session.flush()


async def _keep(session: AsyncSession, door: Door, proposed: list[Correction], now: datetime) -> list[Correction]:
    waiting = await session.scalar(
        select(func.count())
        .select_from(Correction)
        .where(Correction.organisation_id == door.organisation.id, Correction.state == CorrectionState.WAITING)
    )
    if (waiting or 0) + len(proposed) > MOST_WAITING:
        raise NotAllowedNow(
            gettext(
                "{number} proposals of your organisation wait already. Ask the secretariat to look at them.",
                number=MOST_WAITING,
            )
        )
    today = await session.scalar(
        select(func.count())
        .select_from(Correction)
        .where(Correction.organisation_id == door.organisation.id, Correction.at > now - timedelta(days=1))
    )
    if (today or 0) + len(proposed) > MOST_A_DAY:
        raise NotAllowedNow(
            gettext("Your organisation has proposed a lot today. Write to the secretariat, or go on tomorrow.")
        )
    session.add_all(proposed)
    await session.flush()
    coalition = await session.get_one(Coalition, door.contact.coalition_id)
    to = Recipient(coalition.contact_name, coalition.contact_email)
    message = Outgoing(PROPOSED, proposed[0].id, to, Stream.NOTICE)
    await send_many(session, [message], now=now, coalition_id=coalition.id)
    return proposed


def _called(contact: Contact) -> str:
    return ", ".join(part for part in (contact.name, contact.role_title) if part) or contact.email


def _actor(door: Door) -> Actor:
    # Kept for ever in the log, so without a name.
    return Actor(ActorKind.LINK, BY_A_CONTACT, door.contact.id)

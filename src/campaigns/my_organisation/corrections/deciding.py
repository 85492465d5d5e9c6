"""The secretariat's answer to a proposal. What is accepted is written by the actions of its own changes."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid, NotAllowedNow, NotFound
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Outgoing, Recipient, send_many
from campaigns.my_organisation.corrections.lifecycle import CORRECTION, CorrectionStep
from campaigns.my_organisation.corrections.models import Correction, What
from campaigns.names.matching import acronym_of
from campaigns.names.order import sort_name_of
from campaigns.organisations import actions
from campaigns.organisations.fields import ContactFields, OrganisationFields, checked_reason
from campaigns.organisations.models import Contact, InCategory, Organisation, Signer
from campaigns.organisations.record.boilerplate import set_boilerplate
from campaigns.organisations.record.details import set_details
from campaigns.organisations.record.fields import DetailFields, SignerFields
from campaigns.organisations.record.signers import add_signer, change_signer
from campaigns.organisations.relations import Language

#: The kind of mail to whoever proposed it and to everybody whom it concerns.
DECIDED = "correction_decided"
#: The present contacts of an organisation that are told of an accepted correction.
MOST_TOLD = 50
#: Kept with the change, where no name may stand.
PROPOSED_BY = "proposed by a contact of the organisation"


async def accept(
    session: AsyncSession, correction_id: UUID, *, keep_former: bool, actor: Actor, now: datetime
) -> Correction:
    """Write what was proposed to the record, and tell the organisation's contacts.

    `keep_former` keeps an old name as a former name. Raises `NotFound`, `NotAllowedNow` for one that is decided, and
    `Invalid` (field `decision`) where it cannot be written any more, such as a name that another organisation has by now.
    """
    correction = await _locked(session, correction_id)
    correction.state = CORRECTION.after(correction.state, CorrectionStep.ACCEPT, None)
    concerned = await _concerned(session, correction)
    try:
        await _write(session, correction, actor, now, keep_former=keep_former)
    except Invalid as invalid:
        raise Invalid({"decision": " ".join(invalid.problems.values())}) from None
    except NotFound:
        raise NotAllowedNow("What this is about is not on record any more. Refuse it, and say so.") from None
    _decide(correction, actor, now, "")
    await session.flush()
    contacts = await session.scalars(
        select(Contact)
        .where(
            Contact.organisation_id == correction.organisation_id,
            Contact.ended_at.is_(None),
            Contact.gets_notices | (Contact.id == correction.proposed_by),
        )
        .order_by(Contact.id)
        .limit(MOST_TOLD)
    )
    told = {one.email_key: Recipient(one.name, one.email) for one in contacts} | concerned
    await _tell(session, correction, list(told.values()), now)
    return correction


async def refuse(session: AsyncSession, correction_id: UUID, reason: str, actor: Actor, now: datetime) -> Correction:
    """Leave the record as it is and tell whoever proposed it why. Raises `Invalid` (field `reason`), `NotFound`."""
    reason = checked_reason(reason)
    if not reason:
        raise Invalid({"reason": "Say why. Whoever proposed it reads it."})
    correction = await _locked(session, correction_id)
    correction.state = CORRECTION.after(correction.state, CorrectionStep.REFUSE, None)
    _decide(correction, actor, now, reason)
    await session.flush()
    proposer = await session.get(Contact, correction.proposed_by)
    if proposer is not None and proposer.ended_at is None:
        await _tell(session, correction, [Recipient(proposer.name, proposer.email)], now)
    return correction


def _decide(correction: Correction, actor: Actor, now: datetime, reason: str) -> None:
    correction.decided_at, correction.decided_by, correction.reason = now, actor.name, reason


async def _write(session: AsyncSession, correction: Correction, actor: Actor, now: datetime, *, keep_former: bool) -> None:
    values, organisation_id = correction.fields, correction.organisation_id
    match correction.what:
        case What.NAME | What.ACRONYM | What.WEBSITE | What.MAIL_DOMAINS:
            await _change(session, correction, actor, now, keep_former=keep_former)
        case What.LANGUAGE:
            await _set_language(session, correction, actor, now)
        case What.BOILERPLATE:
            await set_boilerplate(session, organisation_id, values["boilerplate"], actor, now, reason=PROPOSED_BY)
        case What.ADD_CONTACT:
            await actions.add_contact(session, organisation_id, msgspec.convert(values, ContactFields), actor, now)
        case What.END_CONTACT:
            await actions.end_contact(session, UUID(values["contact_id"]), actor, now)
        case What.ADD_SIGNER:
            await add_signer(session, organisation_id, msgspec.convert(values, SignerFields), actor, now)
        case What.END_SIGNER:
            await _end_signer(session, correction, actor, now)


async def _change(session: AsyncSession, correction: Correction, actor: Actor, now: datetime, *, keep_former: bool) -> None:
    one = await _organisation(session, correction.organisation_id)
    column = {"name": "display_name"}.get(correction.what.value, correction.what.value)
    values = {name: getattr(one, name) for name in OrganisationFields.__struct_fields__}
    values[column] = correction.fields[correction.what.value]
    if correction.what is What.NAME:
        # What was worked out from the old name is worked out from the new one; what was set by hand stays.
        if one.sort_name == sort_name_of(one.display_name):
            values["sort_name"] = ""
        if one.acronym == acronym_of(one.display_name):
            values["acronym"] = ""
    await actions.change_organisation(
        session,
        one.id,
        OrganisationFields(**values),
        one.row_version,
        actor,
        now,
        reason=PROPOSED_BY,
        keep_former=keep_former and correction.what is What.NAME,
    )


async def _set_language(session: AsyncSession, correction: Correction, actor: Actor, now: datetime) -> None:
    one = await _organisation(session, correction.organisation_id)
    labels = await session.scalars(select(InCategory.category_id).where(InCategory.organisation_id == one.id))
    chosen = correction.fields["language"]
    fields = DetailFields(
        locality=one.locality,
        language=Language(chosen) if chosen else None,
        branch_of_id=one.branch_of_id,
        categories=list(labels),
    )
    await set_details(session, one.id, fields, one.row_version, actor, now)


async def _end_signer(session: AsyncSession, correction: Correction, actor: Actor, now: datetime) -> None:
    signer = await session.get(Signer, UUID(correction.fields["signer_id"]))
    if signer is None:
        raise NotFound
    fields = SignerFields(
        contact_id=signer.contact_id,
        name=signer.name,
        role_title=signer.role_title,
        signs_from=signer.signs_from,
        signs_until=date.fromisoformat(correction.fields["signs_until"]),
    )
    await change_signer(session, correction.organisation_id, signer.id, fields, actor, now)


async def _organisation(session: AsyncSession, organisation_id: UUID) -> Organisation:
    found = await session.get(Organisation, organisation_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


async def _concerned(session: AsyncSession, correction: Correction) -> dict[str, Recipient]:
    """The contact that a proposal is about, where it ends one; by the address's key."""
    if correction.what is not What.END_CONTACT:
        return {}
    contact = await session.get(Contact, UUID(correction.fields["contact_id"]))
    return {contact.email_key: Recipient(contact.name, contact.email)} if contact else {}


async def _tell(session: AsyncSession, correction: Correction, to: list[Recipient], now: datetime) -> None:
    messages = [Outgoing(DECIDED, correction.id, one, Stream.NOTICE) for one in to]
    await send_many(session, messages, now=now, coalition_id=correction.coalition_id)


async def _locked(session: AsyncSession, correction_id: UUID) -> Correction:
    """The organisation is locked first, as everywhere, and then the proposal."""
    organisation_id = await session.scalar(select(Correction.organisation_id).where(Correction.id == correction_id))
    if organisation_id is None:
        raise NotFound
    await session.scalar(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())
    return await session.get_one(Correction, correction_id, with_for_update=True, populate_existing=True)

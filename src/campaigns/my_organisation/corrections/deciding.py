"""The secretariat's answer to a proposal. What is accepted is written by the actions of its own changes."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid, NotAllowedNow, NotFound
from campaigns.languages.catalogues import gettext
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Outgoing, Recipient, send_many
from campaigns.my_organisation.corrections.lifecycle import CORRECTION, CorrectionStep
from campaigns.my_organisation.corrections.models import Correction, What
from campaigns.my_organisation.corrections.pictures import forget_pictures, proposed_picture
from campaigns.names.matching import acronym_of, matching_key
from campaigns.names.order import sort_name_of
from campaigns.organisations import actions
from campaigns.organisations.fields import ContactFields, OrganisationFields, checked_reason
from campaigns.organisations.identifiers import Scheme, org_id
from campaigns.organisations.known_by import goes_by
from campaigns.organisations.models import (
    Contact,
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    Signer,
    SignOff,
)
from campaigns.organisations.record.boilerplate import set_boilerplate
from campaigns.organisations.record.details import set_details
from campaigns.organisations.record.fields import DetailFields, IdentifierFields, OtherNameFields, SignerFields
from campaigns.organisations.record.log import PROPOSED
from campaigns.organisations.record.logo import set_logo
from campaigns.organisations.record.names import add_identifier, add_name, remove_identifier, remove_name
from campaigns.organisations.record.queries import organisation_record
from campaigns.organisations.record.signers import add_signer, change_signer
from campaigns.organisations.relations import Language, NameKind

#: The kind of mail to whoever proposed it and to everybody whom it concerns.
DECIDED = "correction_decided"
#: The present contacts of an organisation that are told of an accepted correction.
MOST_TOLD = 50


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
        raise NotAllowedNow(gettext("What this is about is not on record any more. Refuse it, and say so.")) from None
    await _decide(session, correction, actor, now, "")
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
        raise Invalid({"reason": gettext("Say why. Whoever proposed it reads it.")})
    correction = await _locked(session, correction_id)
    correction.state = CORRECTION.after(correction.state, CorrectionStep.REFUSE, None)
    await _decide(session, correction, actor, now, reason)
    await session.flush()
    proposer = await session.get(Contact, correction.proposed_by)
    if proposer is not None and proposer.ended_at is None:
        await _tell(session, correction, [Recipient(proposer.name, proposer.email)], now)
    return correction


async def _decide(session: AsyncSession, correction: Correction, actor: Actor, now: datetime, reason: str) -> None:
    correction.decided_at, correction.decided_by, correction.reason = now, actor.name, reason
    await forget_pictures(session, [correction.id])


async def _write(session: AsyncSession, correction: Correction, actor: Actor, now: datetime, *, keep_former: bool) -> None:
    values, organisation_id = correction.fields, correction.organisation_id
    match correction.what:
        case What.NAME | What.ACRONYM | What.SORT_NAME | What.SIGN_OFF | What.WEBSITE | What.MAIL_DOMAINS:
            await _change(session, correction, actor, now, keep_former=keep_former)
        case what if what in _WRITERS:
            await _WRITERS[what](session, correction, actor, now)
        case What.BOILERPLATE:
            await set_boilerplate(session, organisation_id, values["boilerplate"], actor, now, reason=PROPOSED)
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
    if correction.what is What.SIGN_OFF:
        values[column] = SignOff(values[column])
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
        reason=PROPOSED,
        keep_former=keep_former and correction.what is What.NAME,
    )


async def _set_details(session: AsyncSession, correction: Correction, actor: Actor, now: datetime) -> None:
    one = await _organisation(session, correction.organisation_id)
    record = await organisation_record(session, one.id)
    fields = DetailFields(
        locality=one.locality,
        language=one.language,
        branch_of_id=one.branch_of_id,
        categories=[label.id for label in record.categories],
        interests=[label.id for label in record.interests],
    )
    chosen = correction.fields[correction.what.value]
    match correction.what:
        case What.LANGUAGE:
            fields = msgspec.structs.replace(fields, language=Language(chosen) if chosen else None)
        case What.LOCALITY:
            fields = msgspec.structs.replace(fields, locality=chosen)
        case What.BRANCH_OF:
            fields = msgspec.structs.replace(fields, branch_of_id=await _known_as(session, chosen) if chosen else None)
    await set_details(session, one.id, fields, one.row_version, actor, now)


async def _known_as(session: AsyncSession, name: str) -> UUID:
    """The one organisation of this name. Only now is it looked up: a proposal must not tell whom the coalition knows."""
    found = (await session.scalars(select(Organisation.id).where(goes_by([matching_key(name)])).limit(2))).all()
    if len(found) != 1:
        why = gettext("No organisation called “{name}” is on record. Add it first, or leave the record as it is.", name=name)
        raise Invalid({"branch_of": why})
    return found[0]


async def _set_legal_name(session: AsyncSession, correction: Correction, actor: Actor, now: datetime) -> None:
    organisation_id, name = correction.organisation_id, correction.fields["legal_name"]
    if name:
        await add_name(session, organisation_id, OtherNameFields(kind=NameKind.LEGAL, name=name), actor, now)
        return
    known = await session.scalar(
        select(OrganisationName.id).where(
            OrganisationName.organisation_id == organisation_id, OrganisationName.kind == NameKind.LEGAL
        )
    )
    if known is not None:
        await remove_name(session, organisation_id, known, actor, now)


async def _set_identifiers(session: AsyncSession, correction: Correction, actor: Actor, now: datetime) -> None:
    """Take away and add what is different; each by the same action, and ten at most."""
    organisation_id = correction.organisation_id
    wanted = {one for one in correction.fields["identifiers"].split(", ") if one}
    known = (
        await session.scalars(
            select(OrganisationIdentifier).where(OrganisationIdentifier.organisation_id == organisation_id)
        )
    ).all()
    held = {org_id(one.scheme, one.number): one.id for one in known}
    for told in sorted(held.keys() - wanted):
        await remove_identifier(session, organisation_id, held[told], actor, now)
    for told in sorted(wanted - held.keys()):
        scheme = next(one for one in Scheme if told.startswith(f"{one.value}-"))
        fields = IdentifierFields(scheme=scheme, number=told.removeprefix(f"{scheme.value}-"))
        await add_identifier(session, organisation_id, fields, actor, now)


async def _set_logo(session: AsyncSession, correction: Correction, actor: Actor, now: datetime) -> None:
    picture = await proposed_picture(session, correction.id) if correction.fields["picture"] else None
    await set_logo(
        session,
        correction.organisation_id,
        picture,
        correction.fields["alt"],
        rights=True,
        actor=actor,
        now=now,
        said_by=correction.proposer,
    )


_WRITERS: dict[What, Callable[[AsyncSession, Correction, Actor, datetime], Awaitable[None]]] = {
    What.LANGUAGE: _set_details,
    What.LOCALITY: _set_details,
    What.BRANCH_OF: _set_details,
    What.LEGAL_NAME: _set_legal_name,
    What.IDENTIFIERS: _set_identifiers,
    What.LOGO: _set_logo,
}


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

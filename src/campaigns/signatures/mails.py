"""What the mails about a signature say, written at the moment each is sent."""

from uuid import UUID

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import ActorKind
from campaigns.coalitions.models import Coalition
from campaigns.invitations.models import InvitationLink
from campaigns.languages.catalogues import gettext
from campaigns.languages.moments import in_words
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.mails import letter_mail
from campaigns.letters.models import Letter, Version
from campaigns.letters.texts import text_of
from campaigns.mail.addresses import match_key
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.organisations.models import Contact
from campaigns.signatures import notices
from campaigns.signatures.answers import (
    AUTHORITY_WORDS,
    BY_STANDING_AUTHORITY,
    authorisation,
    authority_told,
    stands_for,
)
from campaigns.signatures.authorising import refusal_told
from campaigns.signatures.authority_requests import AUTHORITY_LIFE, asked_by_secretariat
from campaigns.signatures.lifecycle import ABOUT_THE_ROW, SignatureState, SignatureStep
from campaigns.signatures.models import Route, Signature, SignatureEvent
from campaigns.signatures.superseding import successor_of
from campaigns.text.plain_letter import plain_words
from campaigns.text.view import letter_view
from campaigns.tokens import Purpose


async def address_check(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Ask the holder of a typed address to confirm it (E6b). Its templates show nothing that the signer typed.

    Not sent once nothing waits for it, nor to an address that was changed for another in the meantime.
    """
    mail = await signature_mail(session, message, composing)
    if mail is None or mail.context["state"] != SignatureState.AWAITING_EMAIL or not mail.context["to_signer"]:
        return None
    signature_id, rotation = message.subject_id, mail.context["rotation"]
    mail.context["asks"] = mail.context["authoriser"] != ""
    mail.context["check_link"] = composing.link(Purpose.ADDRESS_CHECK, signature_id, rotation, "/v/{token}")
    mail.context["digits"] = composing.code(Purpose.ADDRESS_CHECK, signature_id, rotation)
    return mail


async def authority_request(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Ask whoever was named to authorise a signature (E6). Not sent once nothing waits for it, or somebody else is asked."""
    mail = await signature_mail(session, message, composing)
    if mail is None or mail.context["state"] != SignatureState.AWAITING_AUTHORITY or not mail.context["to_authoriser"]:
        return None
    return mail


async def authority_expired(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell the signer that nobody authorised it in time (E8)."""
    mail = await signature_mail(session, message, composing)
    return mail if mail is not None and mail.context["state"] == SignatureState.EXPIRED else None


async def about_signature(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell the signer or a colleague what was recorded: accepted (E5, E5b), withdrawn, rejected or removed (E8)."""
    return await signature_mail(session, message, composing)


async def disputed(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell the secretariat (E23) or the signer that somebody says a signature is wrong. Not sent once it was decided."""
    mail = await signature_mail(session, message, composing)
    return mail if mail is not None and mail.context["state"] == SignatureState.SUSPENDED else None


async def taken_back(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell the secretariat that an objection was taken back. Not sent once that is no longer how it stands."""
    mail = await signature_mail(session, message, composing)
    return mail if mail is not None and mail.context["taken_back_by"] else None


async def superseded(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Tell the people of a signature which other one of the organisation stands in its place."""
    mail = await signature_mail(session, message, composing)
    successor = await successor_of(session, message.subject_id)
    if mail is None or successor is None:
        return None
    zone = mail.context["zone"]
    told = {
        "successor": successor,
        "successor_reference": successor.reference(mail.context["reference"]),
        "successor_sent": in_words(successor.submitted_at, zone),
        "superseded_at": in_words(successor.superseded_at, zone),
    }
    return msgspec.structs.replace(mail, context={**mail.context, **told})


async def signature_mail(
    session: AsyncSession, message: Message, composing: Composing, signature_id: UUID | None = None
) -> Mail | None:
    """The mail about the message's signature, or about `signature_id` where the message is about one thing of it."""
    found = await session.execute(
        select(Signature, Letter, Version, Coalition)
        .join(Letter, Letter.id == Signature.letter_id)
        .join(Version, Version.id == Signature.version_id)
        .join(Coalition, Coalition.id == Signature.coalition_id)
        .where(Signature.id == (signature_id or message.subject_id))
    )
    row = found.first()
    if row is None:
        return None
    signature, letter, version, coalition = row
    withdrawn = await _step_to(session, signature, SignatureState.WITHDRAWN)
    suspended = await _step_to(session, signature, SignatureState.SUSPENDED)
    accepted = await _step_to(session, signature, SignatureState.ACCEPTED)
    return letter_mail(
        coalition,
        letter,
        version,
        recipient=message.recipient_name,
        to_signer=match_key(message.recipient_email) == signature.signer_email_key,
        to_authoriser=match_key(message.recipient_email) == signature.authoriser_email_key,
        authorised=signature.authority_answered_at is not None and signature.authoriser_basis is not None,
        authoriser=signature.authoriser_name,
        authoriser_title=signature.authoriser_title,
        authoriser_basis=gettext(AUTHORITY_WORDS[signature.authoriser_basis]) if signature.authoriser_basis else "",
        authoriser_note=refusal_told(signature.authoriser_note),
        authoriser_attested=signature.authoriser_attested,
        to_be_attested=authorisation(
            stands_for(signature),
            version.title,
            version.number,
            signature.signer_name,
            several=bool(signature.joint_names),
        ),
        by_secretariat=await asked_by_secretariat(session, signature.id),
        answer_until=_until(signature, letter),
        authority_link=composing.link(Purpose.AUTHORITY, signature.id, signature.authoriser_rotation, "/a/{token}"),
        state=signature.state,
        zone=letter.zone,
        row=signature.display_name,
        has="have" if signature.joint_names else "has",
        signature_reference=f"{letter.reference}-{signature.number:04}" if signature.number is not None else "",
        signer=signature.signer_name,
        signer_title=signature.signer_title,
        shown=signature.show_person,
        authority=_authority(signature),
        authority_told=authority_told(signature),
        attested=signature.attested,
        submitted=in_words(signature.submitted_at, letter.zone) if signature.submitted_at else "",
        review_note=signature.review_note,
        withdrawn_by=withdrawn.actor_name if withdrawn else "",
        withdrawn_at=in_words(withdrawn.at, letter.zone) if withdrawn else "",
        disputed_by=suspended.actor_name if suspended else "",
        disputed_at=in_words(suspended.at, letter.zone) if suspended else "",
        reinstated=accepted is not None and accepted.step == SignatureStep.REINSTATE,
        taken_back_by=accepted.actor_name if accepted and accepted.step == SignatureStep.TAKE_BACK else "",
        taken_back_at=in_words(accepted.at, letter.zone) if accepted else "",
        suspended_by_secretariat=suspended is not None and suspended.actor_kind == ActorKind.PERSON,
        objection=suspended.reason if suspended else "",
        signer_email=signature.signer_email,
        signer_phone=signature.signer_phone,
        desk=composing.address(f"/secretariat/{coalition.slug}/letters/{letter.reference}/review"),
        recorded=signature.route is Route.RECORDED,
        standing=signature.route is Route.STANDING,
        board=composing.address(f"/secretariat/{coalition.slug}/letters/{letter.reference}/responses"),
        objection_link=composing.link(Purpose.OBJECTION, message.id, 0, "/o/{token}"),
        private=letter.release is not ReleaseState.PUBLISHED,
        publication=in_words(letter.publish_at, letter.zone) if letter.publish_at else "",
        rotation=signature.rotation,
        words=plain_words(text_of(version)),
        view=letter_view(text_of(version), title_level=2),
        link=await _own_link(session, message, signature, composing),
    )


def _authority(signature: Signature) -> str:
    if signature.route is Route.STANDING:
        return gettext(BY_STANDING_AUTHORITY)
    return gettext(AUTHORITY_WORDS[signature.authority]) if signature.authority else ""


def _until(signature: Signature, letter: Letter) -> str:
    """Until when the request to authorise it can be answered, unless the list is frozen sooner."""
    if signature.authority_asked_at is None:
        return ""
    return in_words(signature.authority_asked_at + AUTHORITY_LIFE, letter.zone)


async def _step_to(session: AsyncSession, signature: Signature, state: SignatureState) -> SignatureEvent | None:
    """The step that brought a signature to the state it is in, so that who reads of it knows whom to ask."""
    if signature.state is not state:
        return None
    return await session.scalar(
        select(SignatureEvent)
        .where(
            SignatureEvent.signature_id == signature.id,
            SignatureEvent.to_state == state,
            SignatureEvent.step.not_in(ABOUT_THE_ROW),
        )
        .order_by(SignatureEvent.id.desc())
        .limit(1)
    )


async def _own_link(session: AsyncSession, message: Message, signature: Signature, composing: Composing) -> str:
    """The recipient's own way back: their invitation's link where they have one, else the signature's reply page.

    A colleague who was never invited gets none, because a link that can withdraw is only for those who can sign. Nor does
    anybody get one that opens nothing, because its contact has ended.
    """
    key = match_key(message.recipient_email)
    own = select(InvitationLink.invitation_id).where(InvitationLink.id == signature.invitation_link_id)
    links = await session.execute(
        select(InvitationLink, Contact)
        .join(Contact, Contact.id == InvitationLink.contact_id)
        .where(
            InvitationLink.invitation_id == own.scalar_subquery(),
            or_(Contact.email_key == key, InvitationLink.id == signature.invitation_link_id),
        )
    )
    used_has_ended = False
    for link, contact in links:
        ended = link.ended_at is not None or contact.ended_at is not None
        # A branch's signature came by its parent's invitation, whose link answers for the parent and for nobody else.
        if contact.email_key == key and not ended and signature.branch_of_id is None:
            return composing.link(Purpose.INVITATION, link.id, link.rotation, "/r/{token}")
        used_has_ended |= ended and link.id == signature.invitation_link_id
    if key == signature.authoriser_email_key and signature.authority_asked_at is not None:
        return composing.link(Purpose.AUTHORITY, signature.id, signature.authoriser_rotation, "/a/{token}")
    if key == signature.signer_email_key and not (used_has_ended and signature.route is Route.INVITATION):
        return composing.link(Purpose.REPLY, signature.id, signature.rotation, "/s/{token}")
    return ""


COMPOSERS: dict[str, Composer] = {
    notices.ADDRESS_CHECK: address_check,
    notices.AUTHORITY_REQUEST: authority_request,
    notices.AUTHORITY_REFUSED: about_signature,
    notices.AUTHORITY_EXPIRED: authority_expired,
    notices.ACCEPTED: about_signature,
    notices.ACCEPTED_NOTICE: about_signature,
    notices.WITHDRAWN: about_signature,
    notices.REJECTED: about_signature,
    notices.REMOVED: about_signature,
    notices.SUPERSEDED: superseded,
    notices.OWN_LINK: about_signature,
    notices.DISPUTED: disputed,
    notices.SUSPENDED: disputed,
    notices.TAKEN_BACK: taken_back,
}

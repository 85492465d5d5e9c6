"""In which language a mail is written: the one its recipient reads, as far as anybody has said."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy import false, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.individuals.models import IndividualSignature
from campaigns.invitations.models import Answer, Invitation, InvitationLink
from campaigns.joining.models import Enquiry
from campaigns.languages.locales import Locale, reading
from campaigns.mail.addresses import match_key
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.organisations.locales import locales_at
from campaigns.organisations.models import Organisation
from campaigns.organisations.relations import locale_of_language
from campaigns.people.models import Person, SignInRequest
from campaigns.signatures.late.models import LateRequest
from campaigns.signatures.models import NameProposal, Route, Signature, SignatureChange

LocaleOf = Callable[[AsyncSession, Message], Awaitable[Locale]]


def in_their_language(composer: Composer, locale_of: LocaleOf) -> Composer:
    """The composer, writing in the language of each message's recipient."""

    async def compose(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
        with reading(await locale_of(session, message)):
            return await composer(session, message, composing)

    return compose


async def locale_of_person(session: AsyncSession, message: Message) -> Locale:
    """What the recipient chose who signs in with the address; of whoever has not chosen, where they ask to sign in.

    A box that several people read is nobody's, so its mail is in English.
    """
    key = match_key(message.recipient_email)
    chosen = await session.scalar(select(Person.locale).where(Person.email_key == key))
    asked = select(SignInRequest.locale).where(SignInRequest.id == message.subject_id)
    return chosen or await session.scalar(asked) or Locale.ENGLISH


async def locale_of(session: AsyncSession, message: Message) -> Locale:
    """The language of a message's recipient, for a session that is held to the message's coalition. Three queries at most.

    It is the one that the page behind the mail's link is in: what the recipient chose as a contact; the language in which
    they began what the mail is about, which comes first for whoever signs without an invitation; then the language of the
    organisation. Whoever is none of these reads English.
    """
    if message.coalition_id is None:
        return Locale.ENGLISH
    key = match_key(message.recipient_email)
    chosen, of_organisation = await locales_at(session, key)
    begun, invited = await _begun(session, message.subject_id, key)
    wanted = (chosen, begun, of_organisation) if invited else (begun, chosen, of_organisation)
    return next((one for one in wanted if one), None) or await _of_invited(session, message.subject_id) or Locale.ENGLISH


async def _begun(session: AsyncSession, subject_id: UUID, key: str) -> tuple[Locale | None, bool]:
    """The language in which the holder of an address began what a message is about, and whether by an invitation."""
    signatures = union_all(
        select(literal(subject_id)),
        select(SignatureChange.signature_id).where(SignatureChange.id == subject_id),
        select(NameProposal.signature_id).where(NameProposal.id == subject_id),
        select(LateRequest.signature_id).where(LateRequest.id == subject_id),
    )
    found = await session.execute(
        union_all(
            select(Signature.locale, Signature.route == Route.INVITATION).where(
                Signature.id.in_(signatures), (Signature.signer_email_key == key) | (Signature.authoriser_email_key == key)
            ),
            select(IndividualSignature.locale, false()).where(
                IndividualSignature.id == subject_id, IndividualSignature.email_key == key
            ),
            select(Enquiry.locale, false()).where(Enquiry.id == subject_id, Enquiry.email_key == key),
        )
    )
    locale, invited = found.first() or (None, True)
    return (Locale(locale) if locale else None), invited


async def _of_invited(session: AsyncSession, subject_id: UUID) -> Locale | None:
    """The language of the organisation whose invitation somebody has who is no contact, by their link or their answer."""
    link = select(literal(subject_id)).union_all(select(Answer.invitation_link_id).where(Answer.id == subject_id))
    language = await session.scalar(
        select(Organisation.language)
        .join(Invitation, Invitation.organisation_id == Organisation.id)
        .join(InvitationLink, InvitationLink.invitation_id == Invitation.id)
        .where(InvitationLink.id.in_(link))
    )
    return locale_of_language(language)

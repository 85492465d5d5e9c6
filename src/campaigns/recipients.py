"""In which language a mail is written: the one its recipient reads, as far as anybody has said."""

from sqlalchemy import select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.individuals.models import IndividualSignature
from campaigns.joining.models import Enquiry
from campaigns.languages.locales import Locale, reading
from campaigns.mail.addresses import match_key
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.organisations.locales import locales_at
from campaigns.signatures.models import Signature


def in_their_language(composer: Composer) -> Composer:
    """The composer, writing in the language of each message's recipient."""

    async def compose(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
        with reading(await locale_of(session, message)):
            return await composer(session, message, composing)

    return compose


async def locale_of(session: AsyncSession, message: Message) -> Locale:
    """The language of a message's recipient, for a session that is held to the message's coalition. Two queries at most.

    What a contact chose on a page of theirs comes first; then the language in which the recipient began what the mail is
    about; then the language of the contact's organisation. Whoever is none of these reads English.
    """
    if message.coalition_id is None:
        return Locale.ENGLISH
    key = match_key(message.recipient_email)
    chosen, of_organisation = await locales_at(session, key)
    if chosen:
        return chosen
    begun = await session.scalar(
        union_all(
            select(Signature.locale).where(
                Signature.id == message.subject_id,
                (Signature.signer_email_key == key) | (Signature.authoriser_email_key == key),
            ),
            select(IndividualSignature.locale).where(
                IndividualSignature.id == message.subject_id, IndividualSignature.email_key == key
            ),
            select(Enquiry.locale).where(Enquiry.id == message.subject_id, Enquiry.email_key == key),
        )
    )
    return Locale(begun) if begun else of_organisation or Locale.ENGLISH

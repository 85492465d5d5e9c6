"""The two mails with which an infrastructure body gets its cascade link (E3c), written at the moment each is sent."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.cascades.forwarding import forward_text
from campaigns.cascades.models import CASCADE_PACK, CASCADE_PAGE
from campaigns.coalitions.models import Coalition
from campaigns.languages.moments import in_words
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.mails import letter_mail
from campaigns.letters.models import Letter, Version
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.organisations.models import Organisation
from campaigns.signatures.models import CascadeLink
from campaigns.tokens import Purpose


async def cascade_pack(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Text to send on, with the link to share. It may be forwarded as a whole: nothing in it is for the body alone."""
    found = await _found(session, message)
    if found is None:
        return None
    link, body, letter, version, coalition = found
    shared = composing.link(Purpose.CASCADE, link.id, link.rotation, "/c/{token}")
    words = forward_text(coalition.name, body.display_name, letter, version, shared)
    return _mail(message, body, letter, version, coalition, words=words, replaced=link.rotation > 0)


async def cascade_page(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """The private link to the body's own page, which is this recipient's alone."""
    found = await _found(session, message)
    if found is None:
        return None
    _, body, letter, version, coalition = found
    own_page = composing.link(Purpose.CASCADE_PAGE, message.id, 0, "/b/{token}")
    return _mail(message, body, letter, version, coalition, link=own_page)


async def _found(
    session: AsyncSession, message: Message
) -> tuple[CascadeLink, Organisation, Letter, Version, Coalition] | None:
    """What a message is about; None once signing has closed or the link has ended, when it is not sent."""
    found = await session.execute(
        select(CascadeLink, Organisation, Letter, Version, Coalition)
        .join(Organisation, Organisation.id == CascadeLink.organisation_id)
        .join(Letter, Letter.id == CascadeLink.letter_id)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .join(Coalition, Coalition.id == Letter.coalition_id)
        .where(CascadeLink.id == message.subject_id, CascadeLink.ended_at.is_(None))
    )
    row = found.first()
    if row is None or row[2].signing is not SigningState.OPEN:
        return None
    return row[0], row[1], row[2], row[3], row[4]


def _mail(
    message: Message, body: Organisation, letter: Letter, version: Version, coalition: Coalition, **context: str | bool
) -> Mail:
    return letter_mail(
        coalition,
        letter,
        version,
        recipient=message.recipient_name,
        organisation=body.display_name,
        private=letter.release is not ReleaseState.PUBLISHED,
        publication=in_words(letter.publish_at, letter.zone) if letter.publish_at else "",
        **context,
    )


COMPOSERS: dict[str, Composer] = {CASCADE_PACK: cascade_pack, CASCADE_PAGE: cascade_page}

"""The mail with which an infrastructure body gets its cascade link (E3c), written at the moment it is sent."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.cascades.forwarding import forward_text
from campaigns.cascades.models import CASCADE_PACK
from campaigns.coalitions.models import Coalition
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.mails import letter_mail
from campaigns.letters.models import Letter, Version
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.organisations.models import Organisation
from campaigns.signatures.models import CascadeLink
from campaigns.text.moments import in_words
from campaigns.tokens import Purpose


async def cascade_pack(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """Text to forward, the link to share, and a private link to the body's own page, for this recipient alone.

    Not sent once signing has closed or the link has ended.
    """
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
    link, body, letter, version, coalition = row
    shared = composing.link(Purpose.CASCADE, link.id, link.rotation, "/c/{token}")
    return letter_mail(
        coalition,
        letter,
        version,
        recipient=message.recipient_name,
        organisation=body.display_name,
        link=shared,
        own_page=composing.link(Purpose.CASCADE_PAGE, message.id, 0, "/b/{token}"),
        words=forward_text(coalition.name, body.display_name, letter, version, shared),
        private=letter.release is not ReleaseState.PUBLISHED,
        publication=in_words(letter.publish_at, letter.zone) if letter.publish_at else "",
    )


COMPOSERS: dict[str, Composer] = {CASCADE_PACK: cascade_pack}

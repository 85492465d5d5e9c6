"""What the private link in the second of a body's mails opens: its own page about one letter, and nothing else."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.cascades.forwarding import forward_text
from campaigns.cascades.lifecycle import LinkState
from campaigns.cascades.models import CASCADE_PAGE, state_of
from campaigns.coalitions.models import Coalition
from campaigns.coalitions.queries import CoalitionLook, look_of
from campaigns.database import hold_to, unscoped
from campaigns.errors import NotFound
from campaigns.languages.locales import prefer
from campaigns.letters.models import Letter, Version
from campaigns.letters.queries import LetterDetail, detail_of
from campaigns.mail.addresses import match_key
from campaigns.mail.models import Message
from campaigns.organisations.locales import locale_of_contact
from campaigns.organisations.models import Contact, Organisation
from campaigns.signatures.models import CascadeLink
from campaigns.tokens import Keys, Purpose, row_of


@dataclass(frozen=True, kw_only=True)
class BodyDoor:
    """An infrastructure body's own page as the holder of its private link sees it. The session is held to its coalition.

    `contact_name` and `contact_title` are on record for whoever got the mail; `text` is what the body may send on.
    """

    token: str
    message_id: UUID
    link_id: UUID
    body_id: UUID
    body: str
    contact_name: str
    contact_title: str
    coalition: CoalitionLook
    letter: LetterDetail
    state: LinkState
    cap: int
    shared_token: str
    text: str

    @property
    def base(self) -> str:
        """The path that each of its pages begins with."""
        return f"/b/{self.token}"

    @property
    def shared_path(self) -> str:
        """The path of the link that the body shares."""
        return f"/c/{self.shared_token}"

    def actor(self, person_name: str, person_title: str, request_id: str = "") -> Actor:
        """Who answers for the body, as history rows name them."""
        return Actor(ActorKind.LINK, f"{person_name}, {person_title}, of {self.body}", self.message_id, request_id)


async def open_body_page(session: AsyncSession, keys: Keys, token: str, public_url: str) -> BodyDoor:
    """What a body's private link opens, for as long as whom it was mailed to is a contact of the body.

    Reading changes nothing. Raises `NotFound`.
    """
    found = await session.execute(
        select(Message, CascadeLink, Organisation, Letter, Version, Coalition)
        .join(CascadeLink, CascadeLink.id == Message.subject_id)
        .join(Organisation, Organisation.id == CascadeLink.organisation_id)
        .join(Letter, Letter.id == CascadeLink.letter_id)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .join(Coalition, Coalition.id == CascadeLink.coalition_id)
        .where(Message.id == row_of(token), Message.kind == CASCADE_PAGE)
        .execution_options(**unscoped("the token decides which coalition the session is held to"))
    )
    row = found.first()
    if row is None or not keys.holds(token, Purpose.CASCADE_PAGE, row[0].id):
        raise NotFound
    message, link, body, letter, version, coalition = row
    hold_to(session, link.coalition_id)
    contact = await session.scalar(
        select(Contact).where(
            Contact.organisation_id == body.id,
            Contact.email_key == match_key(message.recipient_email),
            Contact.ended_at.is_(None),
        )
    )
    if contact is None:
        raise NotFound
    prefer(locale_of_contact(contact, body))
    shared = keys.token(Purpose.CASCADE, link.id, link.rotation)
    return BodyDoor(
        token=token,
        message_id=message.id,
        link_id=link.id,
        body_id=body.id,
        body=body.display_name,
        contact_name=contact.name,
        contact_title=contact.role_title,
        coalition=look_of(coalition),
        letter=detail_of(letter, version),
        state=state_of(link),
        cap=link.cap,
        shared_token=shared,
        text=forward_text(coalition.name, body.display_name, letter, version, f"{public_url}/c/{shared}"),
    )

"""Saying that a signature is wrong, from the link in the mail that told of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.coalitions.queries import CoalitionLook, coalition_of
from campaigns.database import hold_to, unscoped
from campaigns.errors import Invalid, NotFound
from campaigns.languages.catalogues import gettext
from campaigns.languages.locales import prefer
from campaigns.letters.models import Letter, Version
from campaigns.letters.queries import LetterDetail, detail_of
from campaigns.mail.addresses import match_key
from campaigns.mail.models import Message
from campaigns.organisations.locales import locale_at
from campaigns.organisations.models import Contact
from campaigns.signatures import leaving, queries
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signature, SignatureEvent
from campaigns.signatures.notices import ACCEPTED_NOTICE, may_object
from campaigns.signatures.queries import SignatureDetail
from campaigns.tokens import Keys, Purpose, row_of

LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True)
class Objection:
    """A signature as the holder of a notice about it sees it. The session is held to its coalition."""

    message: Message
    coalition: CoalitionLook
    letter: LetterDetail
    signature: SignatureDetail
    #: What was said to be wrong since the signature was listed last, the newest first.
    said: Sequence[SignatureEvent]
    #: Whether nobody but the holder of this notice said so.
    alone: bool

    @property
    def may_take_back(self) -> bool:
        """Whether only the holder of this notice said that the signature is wrong, and nobody has decided yet."""
        suspended = self.signature.state is SignatureState.SUSPENDED
        return suspended and self.alone

    @property
    def own_name(self) -> str:
        """The name that the holder of this notice gave when they objected."""
        own = [one.actor_name for one in self.said if one.actor_id == self.message.id]
        return own[0].removesuffix(f" ({self.message.recipient_email})") if own else ""

    def actor(self, name: str, request_id: str = "") -> Actor:
        """Who objects: the name they give, at the address that the notice went to."""
        return Actor(ActorKind.LINK, f"{name} ({self.message.recipient_email})", self.message.id, request_id)


async def open_objection(session: AsyncSession, keys: Keys, token: str) -> Objection:
    """What the link in a notice opens, for as long as its recipient is a contact of the organisation.

    Reading changes nothing. Raises `NotFound`.
    """
    found = await session.execute(
        select(Message, Signature, Letter, Version)
        .join(Signature, Signature.id == Message.subject_id)
        .join(Letter, Letter.id == Signature.letter_id)
        .join(Version, Version.id == Signature.version_id)
        .where(Message.id == row_of(token), Message.kind == ACCEPTED_NOTICE)
        .execution_options(**unscoped("the token decides which coalition the session is held to"))
    )
    row = found.first()
    if row is None or not keys.holds(token, Purpose.OBJECTION, row.Message.id):
        raise NotFound
    message, signature, letter, version = row
    hold_to(session, signature.coalition_id)
    if not await _is_contact(session, signature, message.recipient_email):
        raise NotFound
    prefer(await locale_at(session, match_key(message.recipient_email)))
    return Objection(
        message=message,
        coalition=await coalition_of(session, signature.coalition_id),
        letter=detail_of(letter, version),
        signature=queries.detail_of(signature),
        said=await queries.objections_to(session, signature.id),
        alone=await queries.only_one_who_objected(session, signature.id) == message.id,
    )


async def object_to(
    session: AsyncSession, objection: Objection, person_name: str, explanation: str, now: datetime, request_id: str = ""
) -> None:
    """Say that the signature is wrong. It is off the list when this returns. Raises `Invalid`, `NotAllowedNow`."""
    name = " ".join(person_name.split())
    if not name:
        raise Invalid({"person_name": gettext("Enter your name, so that the secretariat can ask for you.")})
    if len(name) > LONGEST_NAME:
        raise Invalid({"person_name": gettext("Your name may have {most} characters.", most=LONGEST_NAME)})
    await leaving.suspend(session, objection.signature.id, explanation, objection.actor(name, request_id), now)


async def take_back(session: AsyncSession, objection: Objection, now: datetime, request_id: str = "") -> None:
    """Say that the signature was right after all. Raises `NotAllowedNow` where that is no longer this person's to say."""
    await leaving.take_back(session, objection.signature.id, objection.actor(objection.own_name, request_id), now)


async def _is_contact(session: AsyncSession, signature: Signature, email: str) -> bool:
    contact = await session.scalar(
        select(Contact.id).where(may_object(signature), Contact.email_key == match_key(email)).limit(1)
    )
    return contact is not None

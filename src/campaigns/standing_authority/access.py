"""What the link in a mail about a standing authority opens: one authority, for one of its organisation's people."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.coalitions.models import Coalition
from campaigns.coalitions.queries import CoalitionLook, coalition_of
from campaigns.database import hold_to, unscoped
from campaigns.errors import NotFound
from campaigns.languages.locales import prefer
from campaigns.mail.addresses import match_key
from campaigns.mail.models import Message
from campaigns.organisations.locales import locale_at
from campaigns.organisations.models import Contact
from campaigns.standing_authority import telling
from campaigns.standing_authority.lifecycle import AuthorityState
from campaigns.standing_authority.models import StandingAuthority, StandingAuthorityUse
from campaigns.standing_authority.queries import AuthorityDetail, Told, UseTold, authority_of, use_of
from campaigns.tokens import Keys, Purpose, row_of


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A standing authority as the recipient of one mail about it sees it. The session is held to its coalition."""

    token: str
    message: Message
    coalition: CoalitionLook
    zone: str
    told: Told
    #: Whether the mail went to the person who is asked for it or gave it.
    is_person: bool

    @property
    def authority(self) -> AuthorityDetail:
        return self.told.authority

    @property
    def may_answer(self) -> bool:
        """Whether this recipient is asked, and has not answered yet."""
        return self.is_person and self.authority.state is AuthorityState.ASKED

    @property
    def may_end(self) -> bool:
        """Whether this recipient can end it: anybody of the organisation while it is in force."""
        return self.authority.state is AuthorityState.IN_FORCE

    async def use(self, session: AsyncSession, number: int) -> UseTold:
        """One of its uses, however long ago. Raises `NotFound`."""
        return await use_of(session, self.authority.id, number)

    def actor(self, request_id: str = "") -> Actor:
        """The recipient, as history rows name them."""
        name, email = self.message.recipient_name, self.message.recipient_email
        return Actor(ActorKind.LINK, f"{name} ({email})" if name else email, self.message.id, request_id)


async def open_authority(session: AsyncSession, keys: Keys, token: str) -> Opened:
    """What a token opens, for as long as its recipient is a contact of the organisation.

    Reading changes nothing. Raises `NotFound`.
    """
    message = await session.scalar(select(Message).where(Message.id == row_of(token), Message.kind.in_(telling.WITH_A_LINK)))
    if message is None or not keys.holds(token, Purpose.STANDING_AUTHORITY, message.id):
        raise NotFound
    authority = await session.scalar(
        select(StandingAuthority)
        .where(
            (StandingAuthority.id == message.subject_id)
            | StandingAuthority.id.in_(
                select(StandingAuthorityUse.authority_id).where(StandingAuthorityUse.signature_id == message.subject_id)
            )
        )
        .execution_options(**unscoped("the token decides which coalition the session is held to"))
    )
    if authority is None:
        raise NotFound
    hold_to(session, authority.coalition_id)
    key = match_key(message.recipient_email)
    if not await _is_contact(session, authority.organisation_id, key):
        raise NotFound
    prefer(await locale_at(session, key))
    return Opened(
        token=token,
        message=message,
        coalition=await coalition_of(session, authority.coalition_id),
        zone=(await session.get_one(Coalition, authority.coalition_id)).zone,
        told=await authority_of(session, authority.id),
        is_person=key == authority.email_key,
    )


async def _is_contact(session: AsyncSession, organisation_id: UUID, email_key: str) -> bool:
    found = await session.scalar(
        select(Contact.id).where(
            Contact.organisation_id == organisation_id, Contact.email_key == email_key, Contact.ended_at.is_(None)
        )
    )
    return found is not None

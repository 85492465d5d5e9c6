"""Quay Voluntary Services, an infrastructure organisation with two contacts, and the members that sign by its link."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.cascades import actions
from campaigns.cascades.body_access import BodyDoor, open_body_page
from campaigns.cascades.models import CASCADE_PAGE
from campaigns.cascades.vouching import Voucher, vouch
from campaigns.database import hold_to
from campaigns.letters.queries import letter_of_id
from campaigns.mail.models import Message
from campaigns.organisations.models import Organisation
from campaigns.signatures import answers
from campaigns.signatures.answers import AuthoriserAnswer
from campaigns.signatures.confirming import confirm_address
from campaigns.signatures.models import Authority, CascadeLink, Signature, SignatureEvent
from campaigns.signatures.signing import begin_by_public_route, submit
from campaigns.tokens import Keys, Purpose
from tests import cast
from tests.signatures.story import SITE, Sessions, Story

QUAY = "Quay Voluntary Services"
PAT, INBOX = "pat@quayvs.example", "info@quayvs.example"


@dataclass
class Sharing:
    """A cascade link and everybody who uses it; every look is a transaction of its own."""

    sessions: Sessions
    keys: Keys
    company: cast.Company
    letter_id: UUID
    link_id: UUID
    rotation: int = 0

    @property
    def path(self) -> str:
        """What the body shares."""
        return f"/c/{self.keys.token(Purpose.CASCADE, self.link_id, self.rotation)}"

    @asynccontextmanager
    async def held(self) -> AsyncIterator[AsyncSession]:
        async with self.sessions.begin() as session:
            hold_to(session, self.company.id)
            yield session

    async def token(self, email: str = PAT) -> str:
        """The private link in the newest mail to a contact of the body."""
        async with self.sessions() as session:
            message = await session.scalar(
                select(Message.id)
                .where(Message.kind == CASCADE_PAGE, Message.recipient_email == email, Message.subject_id == self.link_id)
                .order_by(Message.id.desc())
                .limit(1)
            )
        assert message is not None
        return self.keys.token(Purpose.CASCADE_PAGE, message)

    async def page(self, email: str = PAT) -> str:
        """Where that leads."""
        return f"/b/{await self.token(email)}"

    async def door(self, session: AsyncSession) -> BodyDoor:
        return await open_body_page(session, self.keys, await self.token(), SITE)

    async def link(self) -> CascadeLink:
        async with self.held() as session:
            return await session.get_one(CascadeLink, self.link_id)

    async def signed(
        self,
        name: str,
        now: datetime,
        *,
        email: str = "",
        partners: Sequence[str] = (),
        group: bool = False,
        confirmed: bool = True,
        authoriser: AuthoriserAnswer | None = None,
    ) -> UUID:
        """Somebody signs for an organisation by the link, and confirms the address."""
        async with self.held() as session:
            return await sign_by_link(
                session,
                self,
                name,
                now,
                email=email,
                partners=partners,
                group=group,
                confirmed=confirmed,
                authoriser=authoriser,
            )

    async def signature(self, signature_id: UUID) -> Signature:
        async with self.held() as session:
            return await session.get_one(Signature, signature_id)

    async def steps(self, signature_id: UUID) -> list[tuple[str, str, str]]:
        """What happened to it, by whom and why, oldest first."""
        async with self.held() as session:
            found = await session.scalars(
                select(SignatureEvent).where(SignatureEvent.signature_id == signature_id).order_by(SignatureEvent.id)
            )
            return [(one.step, one.actor_name, one.reason) for one in found]


async def sign_by_link(
    session: AsyncSession,
    sharing: Sharing,
    name: str,
    now: datetime,
    *,
    email: str = "",
    partners: Sequence[str] = (),
    group: bool = False,
    confirmed: bool = True,
    authoriser: AuthoriserAnswer | None = None,
) -> UUID:
    """The same in a session that is held already."""
    begun = await begin_by_public_route(session, await letter_of_id(session, sharing.letter_id), now, sharing.link_id)
    answers.answer_name(begun, answers.NameAnswer(display_name=name, joint_names=list(partners), group=group))
    who = answers.SignerAnswer(
        signer_name="Kit Moss", signer_title="Chair", signer_email=email or f"kit.{begun.id.hex[-12:]}@members.example"
    )
    answers.answer_signer(begun, who)
    if authoriser is None:
        answers.answer_authority(begun, answers.AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
    else:
        answers.answer_authoriser(begun, authoriser)
    await session.flush()
    by = Actor(ActorKind.LINK, "a signer", begun.id)
    await submit(session, begun.id, None, by, now)
    if confirmed:
        await confirm_address(session, begun.id, by, now)
    return begun.id


async def vouched_by_pat(sharing: Sharing, now: datetime, *ids: UUID) -> None:
    """Pat vouches for these."""
    async with sharing.held() as session:
        who = Voucher(person_name="Pat Reid", person_title="Membership manager")
        await vouch(session, await sharing.door(session), ids, who, now)


async def begin_sharing(story: Story, now: datetime, *, cap: int = actions.CAP) -> Sharing:
    """Nia gives Quay Voluntary Services a link to the open letter."""
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        if QUAY not in story.company.organisations:
            people = [("Pat Reid", "Membership manager", PAT), ("", "", INBOX)]
            body = await cast.organisation(session, story.company, QUAY, people, now)
            body.is_infrastructure = True
            await session.flush()
        body_id = story.company.organisations[QUAY].id
        link = await actions.give(session, story.letter_id, body_id, cap, story.company.actor("Nia"), now)
    return Sharing(story.sessions, story.keys, story.company, story.letter_id, link.id)


async def organisation_called(sharing: Sharing, name: str) -> Organisation | None:
    """What the directory has under a name."""
    async with sharing.held() as session:
        return await session.scalar(select(Organisation).where(Organisation.display_name == name))

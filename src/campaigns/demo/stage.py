"""What the demonstration's letters need again and again: found a coalition, invite, sign, publish."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.coalitions.models import Coalition, CoalitionRole
from campaigns.coalitions.roles import Role
from campaigns.database import hold_to
from campaigns.demo.cast import WRITTEN_TO_IN_WELSH
from campaigns.invitations.access import Opened, open_link
from campaigns.invitations.models import Invitation, InvitationLink
from campaigns.letters.models import Letter
from campaigns.mail.addresses import match_key
from campaigns.names.matching import acronym_of, matching_key
from campaigns.names.order import sort_key, sort_name_of
from campaigns.organisations.models import Contact, Organisation
from campaigns.organisations.relations import Language
from campaigns.people.models import Person
from campaigns.signatures.answers import AuthorityAnswer, SignerAnswer, answer_authority, answer_signer
from campaigns.signatures.models import Authority, Signatory, Signature
from campaigns.signatures.signing import begin_by_invitation, submit
from campaigns.tokens import Keys, Purpose

PeopleRows = Sequence[tuple[str, str, Role]]
OrganisationRows = Sequence[tuple[str, list[tuple[str, str, str]]]]


@dataclass
class Stage:
    """One coalition on an open session, with its organisations by name."""

    session: AsyncSession
    keys: Keys
    coalition: Coalition
    secretary: Actor
    public_url: str
    organisations: dict[str, UUID] = field(default_factory=dict)

    async def sign(self, letter: Letter, name: str, at: datetime, *, show: bool = False) -> None:
        """The first contact of an organisation signs from the invitation."""
        opened = await self.open(letter, name)
        signature = await begin_by_invitation(self.session, opened, at)
        answer_signer(
            signature,
            SignerAnswer(
                signer_name=opened.contact_name,
                signer_title=opened.contact_role,
                signer_email=opened.contact_email,
                show_person=show,
            ),
        )
        answer_authority(signature, AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
        await submit(self.session, signature.id, None, opened.actor(), at)

    async def signature_of(self, letter: Letter, name: str) -> Signature:
        """The only signature of an organisation on a letter."""
        found = await self.session.scalars(
            select(Signature)
            .join(Signatory, Signatory.signature_id == Signature.id)
            .where(Signature.letter_id == letter.id, Signatory.organisation_id == self.organisations[name])
        )
        return found.one()

    async def open(self, letter: Letter, name: str) -> Opened:
        """The invitation of an organisation as its first contact sees it."""
        link = (
            await self.session.scalars(
                select(InvitationLink)
                .join(Invitation, Invitation.id == InvitationLink.invitation_id)
                .where(Invitation.letter_id == letter.id, Invitation.organisation_id == self.organisations[name])
                .order_by(InvitationLink.id)
                .limit(1)
            )
        ).one()
        return await open_link(self.session, self.keys, self.keys.token(Purpose.INVITATION, link.id, link.rotation))


async def set_stage(
    session: AsyncSession,
    keys: Keys,
    public_url: str,
    coalition_columns: Mapping[str, Any],
    people: PeopleRows,
    organisations: OrganisationRows,
    now: datetime,
) -> Stage:
    """Found a coalition with its people and organisations; the first of the people is its secretary."""
    coalition = Coalition(**coalition_columns, created_at=now)
    session.add(coalition)
    await session.flush()
    hold_to(session, coalition.id)
    rows = [Person(name=name, email=email, email_key=match_key(email), created_at=now) for name, email, _ in people]
    session.add_all(rows)
    await session.flush()
    session.add_all(
        CoalitionRole(coalition_id=coalition.id, person_id=person.id, role=role)
        for person, (_, _, role) in zip(rows, people, strict=True)
    )
    stage = Stage(session, keys, coalition, Actor(ActorKind.PERSON, rows[0].name, rows[0].id), public_url)
    members = [_organisation(coalition.id, name, now) for name, _ in organisations]
    session.add_all(members)
    await session.flush()
    stage.organisations = {member.display_name: member.id for member in members}
    for name, contacts in organisations:
        session.add_all(
            Contact(
                coalition_id=coalition.id,
                organisation_id=stage.organisations[name],
                name=contact,
                role_title=role,
                email=email,
                email_key=match_key(email),
            )
            for contact, role, email in contacts
        )
        # One insert after the other keeps the contacts in the order in which they are written above.
        await session.flush()
    return stage


def _organisation(coalition_id: UUID, name: str, now: datetime) -> Organisation:
    sort_name = sort_name_of(name)
    return Organisation(
        coalition_id=coalition_id,
        display_name=name,
        name_key=matching_key(name),
        acronym=acronym_of(name),
        sort_name=sort_name,
        sort_key=sort_key(sort_name),
        language=Language.CYMRAEG if name in WRITTEN_TO_IN_WELSH else None,
        created_at=now,
    )

"""Invented letters for the measurements: two published ones of different length, and one that stands open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as daytime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns import clock
from campaigns.database import hold_to
from campaigns.demo import cast
from campaigns.demo.stage import Stage, set_stage
from campaigns.invitations.actions import invite
from campaigns.invitations.models import Invitation, InvitationLink
from campaigns.jobs import NoBell, transaction
from campaigns.letters.actions import begin_letter, close_signing, lock, open_signing
from campaigns.letters.fields import LetterFields
from campaigns.letters.models import Letter
from campaigns.organisations.models import Contact, Organisation
from campaigns.publication.actions import build_next_files, freeze, publish_now
from campaigns.publication.building import whole_content
from campaigns.publication.content import EditionContent
from campaigns.publication.documents.files import files
from campaigns.settings import Settings
from campaigns.signatures.api_bodies import Signing
from campaigns.signatures.models import Authority
from campaigns.tokens import Keys, Purpose
from measuring.client import post_json
from measuring.rows import add_organisations, add_signatures

Sessions = async_sessionmaker[AsyncSession]


@dataclass
class World:
    """The coalition, its organisations in the order in which they were made, and the letter that stands open."""

    settings: Settings
    sessions: Sessions
    stage: Stage
    members: list[tuple[UUID, str]]
    open_letter: UUID
    invited: int = 0

    async def invite(self, count: int) -> None:
        """Ask so many more organisations to sign the open letter; a mail to each waits then."""
        asked = [member for member, _ in self.members[self.invited : self.invited + count]]
        self.invited += count
        async with transaction(self.sessions, NoBell()) as session:
            hold_to(session, self.stage.coalition.id)
            await invite(session, self.open_letter, asked, None, self.stage.secretary, clock.now())

    async def answers(self) -> list[bytes]:
        """For each organisation that was asked, the request by which it signs, each through the proxy from elsewhere."""
        keys = Keys(self.settings.secret)
        async with self.sessions() as session:
            hold_to(session, self.stage.coalition.id)
            links = await session.execute(
                select(InvitationLink.id, InvitationLink.rotation, Organisation.display_name, Contact.email)
                .join(Invitation, Invitation.id == InvitationLink.invitation_id)
                .join(Organisation, Organisation.id == Invitation.organisation_id)
                .join(Contact, Contact.id == InvitationLink.contact_id)
            )
            return [
                post_json(
                    f"/api/v1/invitations/{keys.token(Purpose.INVITATION, link, rotation)}/signature",
                    _signing(name, email),
                    {"X-Forwarded-For": f"198.51.{100 + number // 250}.{number % 250 + 1}"},
                )
                for number, (link, rotation, name, email) in enumerate(links)
            ]


async def make_world(settings: Settings, sessions: Sessions, members: int) -> World:
    """A coalition of so many organisations, with one contact each, and a letter that is locked."""
    now = clock.now()
    async with transaction(sessions, NoBell()) as session:
        stage = await set_stage(
            session, Keys(settings.secret), settings.public_url, cast.COALITION, cast.PEOPLE, cast.ORGANISATIONS, now
        )
        known = await add_organisations(session, stage.coalition.id, members, now)
        letter = await _locked(session, stage, "Warm homes for every family", now)
        return World(settings, sessions, stage, known, letter.id)


async def publish(world: World, signatories: int) -> tuple[str, EditionContent]:
    """A letter that so many organisations have signed; its address and what its edition says."""
    now = clock.now()
    async with transaction(world.sessions, NoBell()) as session:
        hold_to(session, world.stage.coalition.id)
        letter = await _locked(session, world.stage, f"Keep {signatories} libraries open", now)
        await open_signing(session, letter, world.stage.secretary, now)
        await add_signatures(session, letter, world.members[:signatories], now)
        by = world.stage.secretary
        await close_signing(session, letter.id, None, by, now, "Everybody had answered.")
        edition = await freeze(session, letter.id, None, world.settings.public_url, by, now)
    async with transaction(world.sessions, NoBell()) as session:
        await build_next_files(session, files, now)
        await publish_now(session, letter.id, None, by, now)
        content = await whole_content(session, edition)
    return f"/letters/{world.stage.coalition.slug}/{letter.slug}", content


def shortened(content: EditionContent, rows: int) -> EditionContent:
    """The same edition with the first rows of its list only."""
    entries = content.entries[:rows]
    organisations = sum(len(entry.organisations) for entry in entries)
    return msgspec.structs.replace(content, entries=entries, organisation_count=organisations)


async def _locked(session: AsyncSession, stage: Stage, title: str, now: datetime) -> Letter:
    fields = LetterFields(
        title=title,
        working_title=title,
        addressee_name="Councillor Wyn Ashdown",
        addressee_office="Leader, Port Ellery Council",
        body=cast.LIBRARIES,
        attestation="We, the undersigned organisations, ask you to act.",
        deadline_date=(now + timedelta(days=14)).date(),
        deadline_time=daytime(17),
        zone="Europe/London",
    )
    letter = await begin_letter(session, stage.coalition.id, fields, stage.secretary, now)
    await lock(session, letter.id, None, stage.secretary, now)
    return letter


def _signing(name: str, email: str) -> bytes:
    return msgspec.json.encode(
        Signing(
            version=1,
            display_name=name,
            signer_name="Amina Cole",
            signer_title="Chief executive",
            signer_email=email,
            authority=Authority.CHIEF_EXECUTIVE,
        )
    )

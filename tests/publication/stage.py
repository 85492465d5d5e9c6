"""Letters brought to publication as the secretariat brings them there, for tests of what the public sees."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.database import hold_to
from campaigns.handlers import HANDLERS
from campaigns.invitations.access import open_link
from campaigns.invitations.actions import invite
from campaigns.invitations.models import Invitation, InvitationLink
from campaigns.jobs import NoBell
from campaigns.letters.actions import begin_letter, close_signing, lock
from campaigns.letters.fields import LetterFields
from campaigns.letters.models import Attribution, Letter
from campaigns.names.matching import matching_key
from campaigns.names.order import sort_key
from campaigns.organisations.models import Organisation
from campaigns.publication import actions
from campaigns.publication.content import EditionContent
from campaigns.publication.documents.files import BuiltFile, BuiltFiles
from campaigns.publication.models import Edition
from campaigns.review.actions import Decision, accept
from campaigns.settings import Settings
from campaigns.signatures.answers import (
    AuthorityAnswer,
    NameAnswer,
    SignerAnswer,
    answer_authority,
    answer_name,
    answer_signer,
)
from campaigns.signatures.models import Authority, Signature
from campaigns.signatures.signing import begin_by_invitation, submit
from campaigns.tokens import Keys, Purpose
from campaigns.web.wiring import Application, application
from tests import cast

SITE = "http://letters.example"


@cache
def whole_application(settings: Settings) -> Application:
    """The application with every feature, made once because that takes seconds. Set its state's `sessions` and `bell`."""
    return application(settings, None, NoBell(), HANDLERS)  # type: ignore[arg-type]


def quick_files(content: EditionContent) -> BuiltFiles:
    """Files of the kinds that an edition has, without typesetting. None is empty: that would be one that was taken down."""
    stem = f"{content.reference}-edition-{content.edition}"
    names = "\n".join((content.title, *(entry.display_name for entry in content.entries)))
    return BuiltFiles(
        files=[
            _file(f"{stem}.pdf", "Letter with its list (PDF)", "application/pdf", b"%PDF-1.7\n\x00\xff"),
            _file(f"{stem}-letter.txt", "Letter as plain text", "text/plain; charset=utf-8", names.encode()),
            _file(f"{stem}.csv", "List (CSV)", "text/csv; charset=utf-8; header=present", names.encode()),
            _file(f"{stem}.json", "Everything (JSON)", "application/json", b"{}"),
        ],
        warnings=[],
    )


def _file(name: str, label: str, media_type: str, content: bytes) -> BuiltFile:
    digest = sha256(content).hexdigest()
    return BuiltFile(file_name=name, label=label, media_type=media_type, content=content, sha256=digest)


@dataclass
class Stage:
    """One coalition, on a session that is held to it."""

    session: AsyncSession
    company: cast.Company
    keys: Keys
    now: datetime
    make: Callable[[EditionContent], BuiltFiles] = quick_files

    def __post_init__(self) -> None:
        hold_to(self.session, self.company.id)

    @property
    def by(self) -> Actor:
        return self.company.actor(next(iter(self.company.people)))

    async def draft(self, fields: LetterFields | None = None) -> Letter:
        return await begin_letter(self.session, self.company.id, fields or cast.letter(), self.by, self.now)

    async def locked(self, fields: LetterFields | None = None) -> Letter:
        letter = await self.draft(fields)
        await lock(self.session, letter.id, None, self.by, self.now)
        return letter

    async def open(self, fields: LetterFields | None = None) -> Letter:
        """A letter that every organisation of the coalition is invited to sign."""
        letter = await self.locked(fields)
        await self.invite_all(letter)
        return letter

    async def invite_all(self, letter: Letter) -> None:
        everybody = [one.id for one in self.company.organisations.values()]
        await invite(self.session, letter.id, everybody, None, self.by, self.now)

    async def sign(
        self, letter: Letter, organisation: str, *joint: str, show: bool = False, group: bool = False
    ) -> Signature:
        """The organisation's first contact signs from the invitation, jointly with others if they are named."""
        link = await self.session.scalar(
            select(InvitationLink)
            .join(Invitation, Invitation.id == InvitationLink.invitation_id)
            .where(
                Invitation.letter_id == letter.id,
                Invitation.organisation_id == self.company.organisations[organisation].id,
            )
            .order_by(InvitationLink.id)
            .limit(1)
        )
        assert link is not None
        opened = await open_link(self.session, self.keys, self.keys.token(Purpose.INVITATION, link.id, link.rotation))
        signature = await begin_by_invitation(self.session, opened, self.now)
        if joint or group:
            answer_name(signature, NameAnswer(display_name=organisation, joint_names=list(joint), group=group))
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
        await submit(self.session, signature.id, None, opened.actor(), self.now)
        if joint or group:
            known = [self.company.organisations[organisation].id]
            decision = Decision(check="Rang them all", organisations=[*known, *(None for _ in joint)])
            await accept(self.session, signature.id, decision, None, self.by, self.now)
        return signature

    async def frozen(
        self, fields: LetterFields | None = None, signed_by: Sequence[str] = (), *, show: bool = False
    ) -> Letter:
        """A letter with a candidate edition whose files are made."""
        letter = await self.open(fields)
        for name in signed_by:
            await self.sign(letter, name, show=show)
        await close_signing(self.session, letter.id, None, self.by, self.now)
        await actions.freeze(self.session, letter.id, None, SITE, self.by, self.now)
        await self.make_files()
        return letter

    async def published(
        self, fields: LetterFields | None = None, signed_by: Sequence[str] = (), *, show: bool = False
    ) -> Letter:
        letter = await self.frozen(fields, signed_by, show=show)
        await actions.publish_now(self.session, letter.id, None, self.by, self.now)
        return letter

    async def edition(self, letter: Letter, at: datetime | None = None) -> Edition:
        """The next edition of a letter that stands open, or in the coalition's own name, published."""
        at = at or self.now
        edition = await actions.propose_edition(self.session, letter.id, None, SITE, self.by, at)
        await self.make_files()
        await actions.publish_now(self.session, letter.id, None, self.by, at)
        return edition

    async def make_files(self) -> None:
        await actions.build_next_files(self.session, self.make, self.now)

    async def of_members(self, more: int, **changes: object) -> Letter:
        """A statement in the coalition's own name, published, when it has this many members beside the cast."""
        names = [f"Invented Trust {number:06}" for number in range(more)]
        await self.session.execute(
            insert(Organisation),
            [
                {
                    "coalition_id": self.company.id,
                    "display_name": name,
                    "name_key": matching_key(name),
                    "sort_name": name,
                    "sort_key": sort_key(name),
                    "created_at": self.now,
                    "row_version": 1,
                }
                for name in names
            ],
        )
        letter = await self.locked(
            cast.statement(attribution=Attribution.COALITION, attestation="", rolling=False, **changes)
        )
        await self.edition(letter)
        return letter

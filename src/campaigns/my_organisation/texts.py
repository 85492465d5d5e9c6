"""The exact text of a letter that waits for an organisation or that it signed, for any of its contacts."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import NotFound
from campaigns.invitations.models import Invitation
from campaigns.invitations.window import accepts
from campaigns.letters.models import Letter, Version
from campaigns.letters.queries import LetterDetail, detail_of
from campaigns.letters.texts import text_of
from campaigns.my_organisation.queries import Door
from campaigns.signatures.models import Signatory, Signature
from campaigns.signatures.pages.signed_text import exact_words


class ExactText(msgspec.Struct, frozen=True, kw_only=True):
    """One locked version. `text` is the whole of it as plain text; `locked_at` and `publish_at` are in UTC."""

    reference: str
    title: str
    language: str
    version: int
    locked_at: datetime | None
    publish_at: datetime | None
    fingerprint: str
    text: str


async def open_text(session: AsyncSession, door: Door, version_id: UUID, now: datetime) -> tuple[LetterDetail, Version]:
    """A version that the organisation signed, or that it is asked to sign now. Reading changes nothing.

    Whoever has a contact's page may read it, whether or not an invitation went to that contact: the text is the
    organisation's to decide about. Raises `NotFound` for any other text, also for one that waits no more unsigned.
    """
    found = await session.execute(
        select(Letter, Version).join(Version, Version.letter_id == Letter.id).where(Version.id == version_id)
    )
    row = found.first()
    if row is None:
        raise NotFound
    letter, version = row
    detail = detail_of(letter, version)
    if not await _signed(session, door, version_id):
        waits = version.number == letter.version_number and letter.signing == "open" and accepts(detail, now)
        if not waits or not await _asked(session, door, letter.id):
            raise NotFound
    return detail, version


async def exact_text(session: AsyncSession, door: Door, version_id: UUID, now: datetime) -> ExactText:
    """The same for programs. Raises `NotFound`."""
    detail, version = await open_text(session, door, version_id, now)
    return ExactText(
        reference=detail.reference,
        title=version.title,
        language=version.language,
        version=version.number,
        locked_at=detail.locked_at,
        publish_at=detail.publish_at,
        fingerprint=version.content_hash or "",
        text=plain_file(door, detail, version),
    )


def plain_file(door: Door, detail: LetterDetail, version: Version) -> str:
    """What is downloaded: the words, the reference, the version and its fingerprint."""
    return exact_words(door.coalition.name, detail.reference, text_of(version), version)


async def _signed(session: AsyncSession, door: Door, version_id: UUID) -> bool:
    found = await session.scalar(
        select(Signature.id)
        .join(Signatory, Signatory.signature_id == Signature.id)
        .where(
            Signature.version_id == version_id,
            Signature.number.is_not(None),
            Signatory.organisation_id == door.organisation.id,
        )
        .limit(1)
    )
    return found is not None


async def _asked(session: AsyncSession, door: Door, letter_id: UUID) -> bool:
    found = await session.scalar(
        select(Invitation.id).where(Invitation.letter_id == letter_id, Invitation.organisation_id == door.organisation.id)
    )
    return found is not None

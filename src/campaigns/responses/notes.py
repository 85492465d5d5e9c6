"""Notes about an organisation's response, and a log of telephone calls: written once, read by who sees responses."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid, NotAllowed, NotFound
from campaigns.invitations.models import Invitation
from campaigns.languages.catalogues import gettext
from campaigns.letters.queries import LetterDetail
from campaigns.names.tidy import tidy
from campaigns.responses.models import NoteKind, ResponseNote
from campaigns.signatures.models import Signatory
from campaigns.text.characters import clean

LONGEST_NOTE = 4000
LONGEST_LINE = 200
#: How many notes are shown; a page of its own for older ones has not been needed.
MOST = 200
#: A button pressed twice, or a form sent again by a slow line, writes one note.
_SAME_WITHIN = timedelta(minutes=1)


class NoteFields(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody of the secretariat writes down. `spoke_with` and `number` belong to a call."""

    kind: NoteKind = NoteKind.NOTE
    spoke_with: str = ""
    number: str = ""
    words: str

    def checked(self) -> "NoteFields":
        """The same, tidied; what belongs to a call is left out of a note. Raises `Invalid`."""
        call = self.kind is NoteKind.CALL
        typed = NoteFields(
            kind=self.kind,
            spoke_with=tidy(self.spoke_with) if call else "",
            number=tidy(self.number) if call else "",
            words=clean(self.words).strip(),
        )
        problems = {}
        if call and not typed.spoke_with:
            problems["spoke_with"] = gettext("Enter whom you spoke to, or “nobody” if nobody answered.")
        if call and not re.fullmatch(r"[+0-9 ()./-]{3,40}(?:ext\.? ?\d{1,6})?", typed.number):
            problems["number"] = gettext("Enter the number of the call, such as 020 7946 0000.")
        if len(typed.spoke_with) > LONGEST_LINE:
            problems["spoke_with"] = gettext("Use {most} characters or fewer.", most=LONGEST_LINE)
        if not typed.words:
            problems["words"] = gettext("Enter what was said.") if call else gettext("Enter the note.")
        elif len(typed.words) > LONGEST_NOTE:
            problems["words"] = gettext("Use {most} characters or fewer.", most=format(LONGEST_NOTE, ","))
        if problems:
            raise Invalid(problems)
        return typed


class NoteTold(msgspec.Struct, frozen=True, kw_only=True):
    """One note as it was written. `at` is in UTC."""

    id: UUID
    at: datetime
    written_by_name: str
    kind: NoteKind
    spoke_with: str
    number: str
    words: str


async def add_note(
    session: AsyncSession, letter: LetterDetail, organisation_id: UUID, fields: NoteFields, by: Actor, now: datetime
) -> NoteTold:
    """Write down a note or a call; the same again within a minute is written once.

    Raises `Invalid` (fields of `NoteFields`), `NotFound` for an organisation that was neither asked nor signed.
    """
    if by.id is None:
        raise NotAllowed
    typed = fields.checked()
    if not await has_part(session, letter.id, organisation_id):
        raise NotFound
    newest = next(iter(await notes_of(session, letter.id, organisation_id, 1)), None)
    if newest is not None and _same(newest, typed, by, now):
        return newest
    note = ResponseNote(
        coalition_id=letter.coalition_id,
        letter_id=letter.id,
        organisation_id=organisation_id,
        at=now,
        written_by=by.id,
        written_by_name=by.name,
        **msgspec.structs.asdict(typed),
    )
    session.add(note)
    await session.flush()
    return msgspec.convert(note, NoteTold, from_attributes=True)


async def notes_of(session: AsyncSession, letter_id: UUID, organisation_id: UUID, limit: int = MOST) -> list[NoteTold]:
    """The notes about one organisation's response to a letter, the newest first."""
    found = await session.scalars(
        select(ResponseNote)
        .where(ResponseNote.letter_id == letter_id, ResponseNote.organisation_id == organisation_id)
        .order_by(ResponseNote.id.desc())
        .limit(limit)
    )
    return [msgspec.convert(note, NoteTold, from_attributes=True) for note in found]


async def has_part(session: AsyncSession, letter_id: UUID, organisation_id: UUID) -> bool:
    """Whether an organisation was asked to sign a letter, or a signature of it was sent."""
    asked = select(Invitation.id).where(Invitation.letter_id == letter_id, Invitation.organisation_id == organisation_id)
    signed = select(Signatory.id).where(Signatory.letter_id == letter_id, Signatory.organisation_id == organisation_id)
    return await session.scalar(asked) is not None or await session.scalar(signed.limit(1)) is not None


def _same(newest: NoteTold, typed: NoteFields, by: Actor, now: datetime) -> bool:
    return (
        newest.at > now - _SAME_WITHIN
        and newest.written_by_name == by.name
        and all(getattr(newest, name) == getattr(typed, name) for name in NoteFields.__struct_fields__)
    )

"""Letters as JSON: the same actions as the pages, under `/api/v1/coalitions/{coalition}/letters`."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated

import msgspec
from litestar import Router, get, post, put
from litestar.params import FromPath, JSONBody

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters import actions
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.fields import LetterFields, deadline_instant
from campaigns.letters.pages.form import LETTER_LIMIT
from campaigns.letters.queries import (
    LetterDetail,
    LetterStep,
    VersionRow,
    history_of,
    letter_of_id,
    letter_of_reference,
    version_of,
    versions_of,
)
from campaigns.text.canonical import fingerprint
from campaigns.text.checks import problems, warnings
from campaigns.text.view import letter_view
from campaigns.web.dependencies import Now, Session

WallClock = Annotated[time, msgspec.Meta(tz=False, description="A wall-clock time in `zone`, such as 17:00:00.")]


class NewLetter(LetterFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A letter to begin. `deadline_date` and `deadline_time` are as people in `zone` read them; without them if rolling."""

    deadline_time: WallClock | None = None


class WrittenLetter(NewLetter, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole draft as it shall be. `row_version` is that of the letter it was written from."""

    row_version: int


class RowVersion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The state of the letter that was looked at; 409 if somebody has changed it since."""

    row_version: int


class ReasonedStep(RowVersion, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step with the reason that the letter's history keeps."""

    reason: str


class Deadline(RowVersion, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A deadline as people in `zone` (IANA name) read it."""

    deadline_date: date
    deadline_time: WallClock
    zone: str


class Checks(msgspec.Struct, frozen=True, kw_only=True):
    """What stops the newest version from being locked, what is worth a second look, and the fingerprint it would have."""

    problems: list[str]
    warnings: list[str]
    fingerprint: str


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """The words as the page shows them: sanitised HTML, and the asks in plain text."""

    title: str
    body_html: str
    asks: list[str]
    notes_to_editors_html: str
    fingerprint: str


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version with its words; locked where it has a fingerprint."""

    letter: LetterDetail
    rendered: Rendered


@post("", request_max_body_size=LETTER_LIMIT)
async def begin_letter(data: JSONBody[NewLetter], session: Session, place: Scope, by: By, now: Now) -> LetterDetail:
    """Begin a draft."""
    place.require(Permission.DRAFT)
    letter = await actions.begin_letter(session, place.coalition_id, data, by, now)
    return await letter_of_id(session, letter.id)


@get("/{reference:str}")
async def read_letter(reference: FromPath[str], session: Session, place: Scope) -> LetterDetail:
    """One letter with its newest version."""
    place.require(Permission.READ_LETTERS)
    return await letter_of_reference(session, reference)


@put("/{reference:str}", request_max_body_size=LETTER_LIMIT)
async def write_letter(
    reference: FromPath[str], data: JSONBody[WrittenLetter], session: Session, place: Scope, by: By, now: Now
) -> LetterDetail:
    """Save the draft, whole."""
    place.require(Permission.DRAFT)
    letter = await letter_of_reference(session, reference)
    await actions.write(session, letter.id, data, data.row_version, by, now)
    return await letter_of_id(session, letter.id)


@get("/{reference:str}/checks")
async def check_letter(reference: FromPath[str], session: Session, place: Scope) -> Checks:
    """What stands between the newest version and its lock."""
    place.require(Permission.READ_LETTERS)
    letter = await letter_of_reference(session, reference)
    return Checks(
        problems=problems(letter.words, letter.kind, attribution=letter.attribution),
        warnings=warnings(letter.words),
        fingerprint=letter.content_hash or fingerprint(letter.words),
    )


@post("/{reference:str}/lock", status_code=200)
async def lock_letter(
    reference: FromPath[str], data: JSONBody[RowVersion], session: Session, place: Scope, by: By, now: Now
) -> LetterDetail:
    """Make the newest version final."""
    place.require(Permission.LOCK)
    letter = await letter_of_reference(session, reference)
    await actions.lock(session, letter.id, data.row_version, by, now)
    return await letter_of_id(session, letter.id)


@post("/{reference:str}/revise", status_code=200)
async def revise_letter(
    reference: FromPath[str], data: JSONBody[ReasonedStep], session: Session, place: Scope, by: By, now: Now
) -> LetterDetail:
    """Begin the next version from the locked one."""
    place.require(Permission.LOCK)
    letter = await letter_of_reference(session, reference)
    await actions.revise(session, letter.id, data.row_version, by, now, data.reason)
    return await letter_of_id(session, letter.id)


@put("/{reference:str}/deadline")
async def set_deadline(
    reference: FromPath[str], data: JSONBody[Deadline], session: Session, place: Scope, now: Now
) -> LetterDetail:
    """Set the deadline before signing opens."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    at: datetime = deadline_instant(data.deadline_date, data.deadline_time, data.zone)
    await actions.set_deadline(session, letter.id, at, data.zone, data.row_version, now)
    return await letter_of_id(session, letter.id)


@post("/{reference:str}/close", status_code=200)
async def close_letter(
    reference: FromPath[str], data: JSONBody[ReasonedStep], session: Session, place: Scope, by: By, now: Now
) -> LetterDetail:
    """Close signing before the deadline, or end a statement's sign-up."""
    place.require(Permission.CLOSE)
    letter = await letter_of_reference(session, reference)
    await actions.close_signing(session, letter.id, data.row_version, by, now, data.reason)
    return await letter_of_id(session, letter.id)


@get("/{reference:str}/versions")
async def list_versions(reference: FromPath[str], session: Session, place: Scope) -> Sequence[VersionRow]:
    """The newest fifty versions, newest first."""
    place.require(Permission.READ_LETTERS)
    return await versions_of(session, (await letter_of_reference(session, reference)).id)


@get("/{reference:str}/versions/{number:int}")
async def read_version(reference: FromPath[str], number: FromPath[int], session: Session, place: Scope) -> Version:
    """One version, by the pipeline that previews and publishes it."""
    place.require(Permission.READ_LETTERS)
    letter = await version_of(session, reference, number)
    view = letter_view(letter.words)
    return Version(
        letter=letter,
        rendered=Rendered(
            title=view.title,
            body_html=str(view.body),
            asks=view.asks,
            notes_to_editors_html=str(view.notes_to_editors),
            fingerprint=view.fingerprint,
        ),
    )


@get("/{reference:str}/history")
async def read_history(reference: FromPath[str], session: Session, place: Scope) -> Sequence[LetterStep]:
    """Who did what, when and why: the newest two hundred steps."""
    place.require(Permission.READ_LETTERS)
    return await history_of(session, (await letter_of_reference(session, reference)).id)


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Letters"],
    security=[{"session": []}],
    # Litestar keeps a path in one router: `begin_letter` is taken up beside the list, in `publication.secretariat_api`.
    route_handlers=[
        read_letter,
        write_letter,
        check_letter,
        lock_letter,
        revise_letter,
        set_deadline,
        close_letter,
        list_versions,
        read_version,
        read_history,
    ],
)

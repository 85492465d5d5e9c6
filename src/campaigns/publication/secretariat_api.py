"""Freezing, editions and publishing as JSON: the same actions as the secretariat's pages."""

from datetime import date
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Response

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Invalid, NotFound
from campaigns.individuals.queries import figures as individual_figures
from campaigns.instants import instant
from campaigns.letters.api import RowVersion, WallClock, begin_letter
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import LetterDetail, letter_of_id, letter_of_reference
from campaigns.publication import actions
from campaigns.publication.changes import (
    Change,
    Changes,
    changes_between,
    changes_since,
    individuals_left_since_built,
    left_since_built,
)
from campaigns.publication.individuals import IndividualRow, individual_rows
from campaigns.publication.letters_api import list_letters, read_tasks
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.lists import Row, rows_of
from campaigns.publication.secretariat_queries import (
    EditionDetail,
    LeftOut,
    ListPreview,
    edition_in_state,
    file_of,
    left_out,
    list_preview,
)
from campaigns.web.dependencies import Now, Session, Settings


class Freezing(msgspec.Struct, frozen=True, kw_only=True):
    """The list that freezing would make, and who would not be on it.

    `individuals_waiting` are signatures in a personal capacity that wait for a review; they do not stop the freezing.
    """

    listed: ListPreview
    left_out: list[LeftOut]
    left_out_count: int
    individuals_waiting: int


class EditionsAtHand(msgspec.Struct, frozen=True, kw_only=True):
    """The edition that waits and the one that is public, either of which may be null, and what differs between them.

    `left` are rows of the candidate whose signature counts no more, `individuals_left` individuals of it who have left;
    it is built again without them before it is published.
    """

    candidate: EditionDetail | None
    current: EditionDetail | None
    changes: Changes | None
    left: Change | None
    individuals_left: Change | None


class PublicationTime(RowVersion, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When to publish, as people in `zone` (IANA name) read it."""

    publish_date: date
    publish_time: WallClock
    zone: str


@get("/{reference:str}/freeze")
async def read_freezing(reference: FromPath[str], session: Session, place: Scope) -> Freezing:
    """What freezing the list at this moment would do."""
    place.require(Permission.CLOSE)
    letter = await letter_of_reference(session, reference)
    out, count = await left_out(session, letter)
    return Freezing(
        listed=await list_preview(session, letter),
        left_out=list(out),
        left_out_count=count,
        individuals_waiting=(await individual_figures(session, letter.id)).awaiting_review,
    )


@post("/{reference:str}/freeze", status_code=200)
async def freeze_list(
    reference: FromPath[str],
    data: JSONBody[RowVersion],
    session: Session,
    settings: Settings,
    place: Scope,
    by: By,
    now: Now,
) -> LetterDetail:
    """Freeze a closed letter's list and build the edition from it."""
    place.require(Permission.CLOSE)
    letter = await letter_of_reference(session, reference)
    await actions.freeze(session, letter.id, data.row_version, settings.public_url, by, now)
    return await letter_of_id(session, letter.id)


@post("/{reference:str}/unfreeze", status_code=200)
async def unfreeze_list(
    reference: FromPath[str], data: JSONBody[RowVersion], session: Session, place: Scope, by: By, now: Now
) -> LetterDetail:
    """Go back to a closed list; the edition that was not published is discarded."""
    place.require(Permission.CLOSE)
    letter = await letter_of_reference(session, reference)
    await actions.unfreeze(session, letter.id, data.row_version, by, now)
    return await letter_of_id(session, letter.id)


@get("/{reference:str}/edition")
async def read_edition(reference: FromPath[str], session: Session, place: Scope) -> EditionsAtHand:
    """The edition that waits, with its files once they are made."""
    place.require(Permission.PUBLISH)
    letter = await letter_of_reference(session, reference)
    return await _waiting(session, letter)


@get("/{reference:str}/edition/rows")
async def read_rows(reference: FromPath[str], session: Session, place: Scope, after: FromQuery[int] = 0) -> list[Row]:
    """One hundred rows of the edition that waits, in order; ask on with the last position as `after`."""
    place.require(Permission.PUBLISH)
    letter = await letter_of_reference(session, reference)
    candidate = await edition_in_state(session, letter.id, EditionState.CANDIDATE)
    if candidate is None:
        raise NotFound
    return await rows_of(session, candidate.id, after)


@get("/{reference:str}/edition/individuals")
async def read_individuals(
    reference: FromPath[str], session: Session, place: Scope, after: FromQuery[int] = 0
) -> list[IndividualRow]:
    """One hundred individuals of the edition that waits, in order; ask on with the last position as `after`."""
    place.require(Permission.PUBLISH)
    letter = await letter_of_reference(session, reference)
    candidate = await edition_in_state(session, letter.id, EditionState.CANDIDATE)
    if candidate is None:
        raise NotFound
    return await individual_rows(session, candidate.id, after)


@get("/{reference:str}/editions/{number:int}/files/{file_name:str}")
async def read_file(
    reference: FromPath[str], number: FromPath[int], file_name: FromPath[str], session: Session, place: Scope
) -> Response[bytes]:
    """A file of an edition, public or not, to the byte."""
    place.require(Permission.PUBLISH)
    letter = await letter_of_reference(session, reference)
    file = await file_of(session, letter.id, number, file_name)
    return Response(file.content, media_type=file.media_type)


@post("/{reference:str}/edition")
async def build_edition(
    reference: FromPath[str],
    data: JSONBody[RowVersion],
    session: Session,
    settings: Settings,
    place: Scope,
    by: By,
    now: Now,
) -> EditionsAtHand:
    """Build the next edition of a statement that stays open, or of a letter that is public."""
    place.require(Permission.PUBLISH)
    letter = await letter_of_reference(session, reference)
    await actions.propose_edition(session, letter.id, data.row_version, settings.public_url, by, now)
    return await _waiting(session, letter)


@post("/{reference:str}/edition/publish", status_code=200)
async def publish_edition(
    reference: FromPath[str], data: JSONBody[RowVersion], session: Session, place: Scope, by: By, now: Now
) -> LetterDetail:
    """Publish the edition that waits, or as soon as its files are made."""
    place.require(Permission.PUBLISH)
    letter = await letter_of_reference(session, reference)
    await actions.publish_now(session, letter.id, data.row_version, by, now)
    return await letter_of_id(session, letter.id)


@post("/{reference:str}/edition/schedule", status_code=200)
async def schedule_edition(
    reference: FromPath[str], data: JSONBody[PublicationTime], session: Session, place: Scope, by: By, now: Now
) -> LetterDetail:
    """Have the edition that waits published at a time, to the second."""
    place.require(Permission.PUBLISH)
    letter = await letter_of_reference(session, reference)
    try:
        publish_at = instant(data.publish_date, data.publish_time, data.zone)
    except Invalid as invalid:
        names = {"time": "publish_time"}
        raise Invalid({names.get(name, name): why for name, why in invalid.problems.items()}) from None
    await actions.schedule(session, letter.id, publish_at, data.row_version, by, now)
    return await letter_of_id(session, letter.id)


@post("/{reference:str}/edition/hold", status_code=200)
async def hold_edition(
    reference: FromPath[str], data: JSONBody[RowVersion], session: Session, place: Scope, by: By, now: Now
) -> LetterDetail:
    """Stop a publication that is set."""
    place.require(Permission.PUBLISH)
    letter = await letter_of_reference(session, reference)
    await actions.hold(session, letter.id, data.row_version, by, now)
    return await letter_of_id(session, letter.id)


async def _waiting(session: Session, letter: LetterDetail) -> EditionsAtHand:
    candidate = await edition_in_state(session, letter.id, EditionState.CANDIDATE)
    current = await edition_in_state(session, letter.id, EditionState.CURRENT)
    changes = None
    if current is not None:
        ids: tuple[UUID, UUID] | None = (candidate.id, current.id) if candidate else None
        changes = await (changes_between(session, *ids) if ids else changes_since(session, letter, current.id))
    left = await left_since_built(session, candidate.id) if candidate else None
    gone = await individuals_left_since_built(session, candidate.id) if candidate else None
    return EditionsAtHand(candidate=candidate, current=current, changes=changes, left=left, individuals_left=gone)


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Letters as a whole"],
    security=[{"session": []}],
    route_handlers=[
        begin_letter,
        list_letters,
        read_tasks,
        read_freezing,
        freeze_list,
        unfreeze_list,
        read_edition,
        read_rows,
        read_individuals,
        read_file,
        build_edition,
        publish_edition,
        schedule_edition,
        hold_edition,
    ],
)

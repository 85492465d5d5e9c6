"""Moving a deadline by program, after signing has opened."""

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.api import Deadline
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.fields import deadline_instant
from campaigns.letters.queries import LetterDetail, letter_of_id, letter_of_reference
from campaigns.responses.deadline import extend
from campaigns.responses.told import HowMany, how_many
from campaigns.web.dependencies import Now, Session


class Extension(Deadline, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The new deadline, and why it moves; everybody who had the old time reads the reason."""

    reason: str


@get("/{reference:str}/extension")
async def preview_extension(reference: FromPath[str], session: Session, place: Scope) -> HowMany:
    """How many people of which kind would be told if the deadline of a letter moved now, each person once."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    return await how_many(session, letter.id)


@post("/{reference:str}/extension", status_code=200)
async def extend_deadline(
    reference: FromPath[str], data: JSONBody[Extension], session: Session, place: Scope, by: By, now: Now
) -> LetterDetail:
    """Move the deadline of a letter that is open, or open one again that has closed. Everybody is told once."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    at = deadline_instant(data.deadline_date, data.deadline_time, data.zone)
    await extend(session, letter.id, at, data.zone, data.reason, data.row_version, by, now)
    return await letter_of_id(session, letter.id)


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Letters"],
    security=[{"session": []}],
    route_handlers=[preview_extension, extend_deadline],
)

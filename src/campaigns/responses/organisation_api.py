"""One organisation's response to one letter as JSON."""

from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import letter_of_reference
from campaigns.responses.models import NoteKind
from campaigns.responses.notes import NoteFields, NoteTold, add_note
from campaigns.responses.organisation import OrganisationResponse, response_of
from campaigns.web.dependencies import Now, Session


class Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A note, or a call with whom one spoke to and on which number."""

    words: str
    kind: NoteKind = NoteKind.NOTE
    spoke_with: str = ""
    number: str = ""


@get("/{reference:str}/responses/{organisation_id:uuid}")
async def read_response(
    reference: FromPath[str], organisation_id: FromPath[UUID], session: Session, place: Scope
) -> OrganisationResponse:
    """How one organisation stands, and every answer, signature and mail behind it. Private to the secretariat."""
    place.require(Permission.SEE_RESPONSES)
    return await response_of(session, await letter_of_reference(session, reference), organisation_id)


@post("/{reference:str}/responses/{organisation_id:uuid}/notes", status_code=201)
async def write_note(
    reference: FromPath[str],
    organisation_id: FromPath[UUID],
    data: JSONBody[Note],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> NoteTold:
    """Write down a note or a call. It is never changed, and private to who sees responses."""
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    fields = NoteFields(**msgspec.structs.asdict(data))
    return await add_note(session, letter, organisation_id, fields, by, now)


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Responses"],
    security=[{"session": []}],
    route_handlers=[read_response, write_note],
)

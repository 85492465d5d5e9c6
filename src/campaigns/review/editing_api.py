"""The secretariat's JSON API for the names of the list, and for correcting a row."""

from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import letter_of_reference
from campaigns.review.clean_up import NamesPage, names_to_look_at
from campaigns.review.queries import item
from campaigns.signatures.changes import ToldChange, changes_of
from campaigns.signatures.editing import Edit, edit
from campaigns.web.dependencies import Now, Session


class Editing(Edit, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the row is to read; what is left out or null stays. `row_version` is the signature's as it was looked at.

    Every name stays a form of one that the directory has for its organisation. The signer is told, and can undo it.
    """

    row_version: int


@get("/{reference:str}/names")
async def list_names(
    reference: FromPath[str], session: Session, place: Scope, after: FromQuery[UUID | None] = None
) -> NamesPage:
    """Of a hundred rows of the list those that deserve a look, and why; ask on with `more` as `after`."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    return await names_to_look_at(session, letter.id, after)


@post("/{reference:str}/signatures/{signature_id:uuid}/edit", status_code=200)
async def edit_row(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    data: JSONBody[Editing],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> list[ToldChange]:
    """Correct how an accepted row reads, while the list is not frozen; what was changed in it so far, the newest first."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await item(session, letter.id, signature_id)
    await edit(session, signature_id, data, data.row_version, by, now)
    return await changes_of(session, signature_id)


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Responses"],
    security=[{"session": []}],
    route_handlers=[list_names, edit_row],
)

"""Imported lists for programs, at `/api/v1/coalitions/{coalition}/organisation-imports`."""

from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody

from campaigns.coalitions.roles import Permission
from campaigns.errors import Invalid
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.imports import actions, queries
from campaigns.organisations.imports.pages import LARGEST_BODY, UploadForm
from campaigns.organisations.imports.queries import Show
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import read_form


class Apply(msgspec.Struct, frozen=True, kw_only=True):
    """Whether rows with problems are left out; while there are any and this is false, nothing is added."""

    leave_out: bool = False


@post("/organisation-imports", request_max_body_size=LARGEST_BODY)
async def upload(request: AnyRequest, session: Session, place: Place, by: By, now: Now) -> queries.ImportDetail:
    """Upload a list as `multipart/form-data` with the file in the field `file`: CSV, XLSX, XLS or ODS, at most 2 MiB.

    It is read in the background: ask for it until its `state` is no longer `waiting`.
    """
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, UploadForm)
    if form.problems:
        raise Invalid(form.problems)
    sent = form.value.file
    kept = await actions.upload(session, place.coalition_id, sent.file_name, sent.content, by, now)
    return await queries.import_detail(session, kept.id)


@get("/organisation-imports/{import_id:uuid}")
async def read_import(import_id: FromPath[UUID], session: Session, place: Place) -> queries.ImportDetail:
    """One list: how far it is, and in figures what applying it would do or did."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await queries.import_detail(session, import_id)


@get("/organisation-imports/{import_id:uuid}/rows")
async def read_rows(
    import_id: FromPath[UUID], session: Session, place: Place, only: FromQuery[Show] = Show.ALL, page: FromQuery[int] = 1
) -> queries.RowsPage:
    """Fifty rows of a list that was read and not yet applied, each with its problems and warnings."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await queries.import_detail(session, import_id)
    return await queries.rows_page(session, import_id, only, page)


@post("/organisation-imports/{import_id:uuid}/apply", status_code=200)
async def apply(
    import_id: FromPath[UUID], data: JSONBody[Apply], session: Session, place: Place, by: By, now: Now
) -> queries.ImportDetail:
    """Add what the list has, whole or not at all. Applying it again adds nothing and gives the same answer."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await actions.apply(session, import_id, leave_out=data.leave_out, actor=by, now=now)
    return await queries.import_detail(session, import_id)


@post("/organisation-imports/{import_id:uuid}/discard", status_code=200)
async def discard(import_id: FromPath[UUID], session: Session, place: Place, by: By, now: Now) -> queries.ImportDetail:
    """Forget a list that was not applied. Discarding it again changes nothing."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await actions.discard(session, import_id, by, now)
    return await queries.import_detail(session, import_id)


HANDLERS = [upload, read_import, read_rows, apply, discard]

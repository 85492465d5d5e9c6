"""The secretariat's pages for an imported list: upload, progress, preview, done."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.roles import Permission
from campaigns.coalitions.scope import Scope
from campaigns.errors import Invalid, NotAllowedNow, TooLarge
from campaigns.jobs import abandon
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.imports import actions
from campaigns.organisations.imports.lifecycle import ImportState
from campaigns.organisations.imports.queries import Show, import_detail, rows_page, unfinished_imports
from campaigns.organisations.imports.table import LARGEST_FILE, MOST_ROWS
from campaigns.organisations.imports.told import told
from campaigns.organisations.pages.frame import organisations_address, organisations_page, sent_on, with_query
from campaigns.web.bodies import AnyRequest, Upload
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import label

#: A file a little too large gets its answer on the form; beyond this the page for a 413 answers.
LARGEST_BODY = 4 * 1024 * 1024


#: Rows of an invented list, below the headings that the page gives them.
_EXAMPLE = (
    ("Wensum Voluntary Action (WVA)", "WVA", "", "Amina Cole", "Chief executive", "amina@wensum.example"),
    ("Wensum Voluntary Action (WVA)", "", "", "Jo Pratt", "Policy officer", "jo@wensum.example"),
    ("The Mill Road Centre", "", "Mill Road Centre, The", "", "", "info@millroad.example"),
)


class UploadForm(msgspec.Struct, frozen=True, kw_only=True):
    file: Annotated[Upload, label("the file that holds the list")]


class ApplyForm(msgspec.Struct, frozen=True, kw_only=True):
    leave_out: Annotated[bool, label("whether rows with problems are left out")] = False


@get("/organisations/imports/new", include_in_schema=False)
async def ask(session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _upload_page(session, place, begun(UploadForm))


@post("/organisations/imports/new", include_in_schema=False, request_max_body_size=LARGEST_BODY)
async def upload(request: AnyRequest, session: Session, place: Place, by: By, now: Now) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form, status = await read_form(request, UploadForm), 422
    if not form.problems:
        sent = form.value.file
        try:
            kept = await actions.upload(session, place.coalition_id, sent.file_name, sent.content, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except TooLarge as too_large:
            form, status = form.with_problems({"file": str(too_large)}), 413
        else:
            return sent_on(_address_of(place, kept.id))
    abandon(session)
    return await _upload_page(session, place, form, status)


@get("/organisations/imports/{import_id:uuid}", include_in_schema=False)
async def show(
    import_id: FromPath[UUID], session: Session, place: Place, only: FromQuery[Show] = Show.ALL, page: FromQuery[int] = 1
) -> Template:
    """How far the list is: being read, unreadable, to be looked at, added or discarded."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _import_page(session, place, import_id, begun(ApplyForm), only=only, page=page)


@post("/organisations/imports/{import_id:uuid}/apply", include_in_schema=False)
async def apply(
    import_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, ApplyForm)
    if not form.problems:
        try:
            await actions.apply(session, import_id, leave_out=form.value.leave_out, actor=by, now=now)
        except NotAllowedNow as refusal:
            if (await import_detail(session, import_id)).state is not ImportState.READ:
                raise
            form = form.with_problems({"leave_out": str(refusal)})
        else:
            return sent_on(_address_of(place, import_id))
    abandon(session)
    return await _import_page(session, place, import_id, form, 422, only=Show.PROBLEMS)


@post("/organisations/imports/{import_id:uuid}/discard", include_in_schema=False)
async def discard(import_id: FromPath[UUID], session: Session, place: Place, by: By, now: Now) -> Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    await actions.discard(session, import_id, by, now)
    return sent_on(organisations_address(place), done="discarded")


async def _upload_page(session: AsyncSession, place: Scope, form: Form[UploadForm], status: int = 200) -> Template:
    return organisations_page(
        "import_upload",
        place,
        status,
        form=form,
        unfinished=await unfinished_imports(session),
        most_rows=MOST_ROWS,
        largest_file=LARGEST_FILE,
        example=_EXAMPLE,
    )


async def _import_page(
    session: AsyncSession,
    place: Scope,
    import_id: UUID,
    form: Form[ApplyForm],
    status: int = 200,
    *,
    only: Show,
    page: int = 1,
) -> Template:
    found = await import_detail(session, import_id)
    here = _address_of(place, import_id)
    template = f"import_{found.state.value}"
    if found.state is not ImportState.READ:
        return organisations_page(template, place, status, found=found, problem=told(found.problem), here=here)
    rows = await rows_page(session, import_id, only, page)
    return organisations_page(
        template,
        place,
        status,
        found=found,
        notes=[told(note) for note in found.summary.notes],
        here=here,
        form=form,
        only=only,
        rows=rows,
        later=with_query(here, only=only, page=rows.page + 1) if rows.page < rows.pages else "",
        first=with_query(here, only=only) if rows.page > 1 else "",
    )


def _address_of(place: Scope, import_id: UUID) -> str:
    return f"{organisations_address(place)}/imports/{import_id}"


HANDLERS = [ask, upload, show, apply, discard]

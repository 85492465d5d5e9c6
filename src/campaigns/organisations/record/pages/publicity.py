"""An organisation's logo and its boilerplate: what may go out with a letter beside its name."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.roles import Permission
from campaigns.coalitions.scope import Scope
from campaigns.errors import Conflict, Invalid
from campaigns.jobs import abandon
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.pages.frame import address_of, organisations_page, sent_on
from campaigns.organisations.record.boilerplate import MOST_WORDS, boilerplate_versions, set_boilerplate
from campaigns.organisations.record.logo import logo_of, picture_of, remove_logo, set_logo
from campaigns.organisations.record.queries import organisation_record
from campaigns.web.bodies import FORM_LIMIT, AnyRequest, Upload
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import hidden, label, line, paragraphs
from campaigns.web.logos import LARGEST_BYTES


class LogoForm(msgspec.Struct, frozen=True, kw_only=True):
    """Without a picture, the one that is there stays and only the words change."""

    logo: Annotated[Upload | None, label("the logo")] = None
    logo_alt: Annotated[str, line("what the logo shows", most=5000, required=False)] = ""
    rights: Annotated[bool, label("whether it may be used")] = False
    row_version: Annotated[int, hidden()]


class BoilerplateForm(msgspec.Struct, frozen=True, kw_only=True):
    boilerplate: Annotated[str, paragraphs("the boilerplate", most=20_000, required=False)] = ""
    row_version: Annotated[int, hidden()]


class VersionForm(msgspec.Struct, frozen=True, kw_only=True):
    row_version: Annotated[int, hidden()]


@get("/organisations/{organisation_id:uuid}/logo", include_in_schema=False)
async def ask_logo(organisation_id: FromPath[UUID], session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    logo = await logo_of(session, organisation_id)
    return await _logo_page(session, place, organisation_id, begun(LogoForm, logo_alt=logo.alt if logo else ""))


# A picture that is somewhat too large gets its sentence on the form; one that is far too large is not read.
@post(
    "/organisations/{organisation_id:uuid}/logo",
    include_in_schema=False,
    request_max_body_size=2 * LARGEST_BYTES + FORM_LIMIT,
)
async def upload_logo(
    organisation_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, LogoForm)
    conflict = ""
    if not form.problems:
        typed = form.value
        picture = typed.logo.content if typed.logo else None
        version = typed.row_version
        try:
            await set_logo(
                session,
                organisation_id,
                picture,
                typed.logo_alt,
                rights=typed.rights,
                actor=by,
                now=now,
                row_version=version,
            )
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except Conflict as refusal:
            conflict = str(refusal)
        else:
            return sent_on(address_of(place, organisation_id), done="logo")
    abandon(session)
    return await _logo_page(session, place, organisation_id, form, 409 if conflict else 422, conflict)


@post("/organisations/{organisation_id:uuid}/logo/remove", include_in_schema=False)
async def take_logo_away(
    organisation_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, VersionForm)
    if form.problems:
        raise Invalid(form.problems)
    try:
        await remove_logo(session, organisation_id, by, now, form.value.row_version)
    except Conflict as refusal:
        abandon(session)
        logo = await logo_of(session, organisation_id)
        again = begun(LogoForm, logo_alt=logo.alt if logo else "")
        return await _logo_page(session, place, organisation_id, again, 409, str(refusal))
    return sent_on(address_of(place, organisation_id), done="logo-removed")


@get("/organisations/{organisation_id:uuid}/logo.png", include_in_schema=False)
async def show_logo(organisation_id: FromPath[UUID], session: Session, place: Place) -> Response[Any]:
    """The picture, for people of the secretariat."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    png, _ = await picture_of(session, organisation_id)
    return Response(png, media_type="image/png")


@get("/organisations/{organisation_id:uuid}/boilerplate", include_in_schema=False)
async def ask_boilerplate(
    organisation_id: FromPath[UUID], session: Session, place: Place, done: FromQuery[str | None] = None
) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    versions = await boilerplate_versions(session, organisation_id)
    form = begun(BoilerplateForm, boilerplate=versions[0].text if versions else "")
    return await _boilerplate_page(session, place, organisation_id, form, done=done)


@post("/organisations/{organisation_id:uuid}/boilerplate", include_in_schema=False)
async def change_boilerplate(
    organisation_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form, conflict = await read_form(request, BoilerplateForm), ""
    if not form.problems:
        typed = form.value
        try:
            await set_boilerplate(session, organisation_id, typed.boilerplate, by, now, typed.row_version)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except Conflict as refusal:
            conflict = str(refusal)
        else:
            return sent_on(f"{address_of(place, organisation_id)}/boilerplate", done="boilerplate")
    abandon(session)
    return await _boilerplate_page(session, place, organisation_id, form, 409 if conflict else 422, conflict)


async def _logo_page(
    session: AsyncSession, place: Scope, organisation_id: UUID, form: Form[LogoForm], status: int = 200, conflict: str = ""
) -> Template:
    record = await organisation_record(session, organisation_id)
    return organisations_page("logo", place, status, organisation=record, form=form, conflict=conflict)


async def _boilerplate_page(
    session: AsyncSession,
    place: Scope,
    organisation_id: UUID,
    form: Form[BoilerplateForm],
    status: int = 200,
    conflict: str = "",
    done: str | None = None,
) -> Template:
    return organisations_page(
        "boilerplate",
        place,
        status,
        done=done,
        organisation=await organisation_record(session, organisation_id),
        versions=await boilerplate_versions(session, organisation_id),
        most_words=MOST_WORDS,
        form=form,
        conflict=conflict,
    )


HANDLERS = [ask_logo, upload_logo, take_logo_away, show_logo, ask_boilerplate, change_boilerplate]

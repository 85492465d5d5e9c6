"""The coalition's logo: uploaded by its secretariat, shown to everybody."""

from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response, Template

from campaigns.coalitions.actions import remove_logo, set_logo
from campaigns.coalitions.dependencies import Scope as Place
from campaigns.coalitions.pages.frame import coalition_page, sent_on
from campaigns.coalitions.queries import coalition_of, logo_of
from campaigns.coalitions.roles import Permission
from campaigns.errors import Invalid
from campaigns.jobs import abandon
from campaigns.web.bodies import FORM_LIMIT, AnyRequest, Upload
from campaigns.web.conditional import ASK_EACH_TIME, KEEP, tagged, unchanged
from campaigns.web.dependencies import Session
from campaigns.web.forms import begun, read_form
from campaigns.web.labels import label, line
from campaigns.web.logos import LARGEST_BYTES


class LogoForm(msgspec.Struct, frozen=True, kw_only=True):
    """Without a picture, the one that is there stays and only the words change."""

    logo: Annotated[Upload | None, label("the logo")] = None
    logo_alt: Annotated[str, line("what the logo shows", most=5000, required=False)]


@get("/coalition/logo", include_in_schema=False)
async def ask_logo(session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_COALITION)
    look = await coalition_of(session, place.coalition_id)
    return coalition_page("logo", place, form=begun(LogoForm, logo_alt=look.logo_alt), logo=look.logo)


# A picture that is somewhat too large gets its sentence on the form; one that is far too large is not read.
@post("/coalition/logo", include_in_schema=False, request_max_body_size=2 * LARGEST_BYTES + FORM_LIMIT)
async def upload_logo(request: AnyRequest, session: Session, place: Place) -> Template | Redirect:
    place.require(Permission.MANAGE_COALITION)
    form = await read_form(request, LogoForm)
    if not form.problems:
        picture = form.value.logo.content if form.value.logo else None
        try:
            await set_logo(session, place.coalition_id, picture, form.value.logo_alt)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return sent_on(place, "logo")
    abandon(session)
    look = await coalition_of(session, place.coalition_id)
    return coalition_page("logo", place, 422, form=form, logo=look.logo)


@post("/coalition/logo/remove", include_in_schema=False)
async def take_away(session: Session, place: Place) -> Redirect:
    place.require(Permission.MANAGE_COALITION)
    await remove_logo(session, place.coalition_id)
    return sent_on(place, "logo-removed")


@get("/letters/{coalition:str}/logo.png", include_in_schema=False)
async def public_logo(
    coalition: FromPath[str], request: AnyRequest, session: Session, sha256: FromQuery[str] = ""
) -> Response[Any]:
    """The logo as it is now; kept for ever by whoever asked for it by its hash."""
    logo, its_hash = await logo_of(session, coalition)
    tag, way = f'"{its_hash}"', KEEP if sha256 == its_hash else ASK_EACH_TIME
    return unchanged(request, tag, way) or tagged(Response(logo, media_type="image/png"), tag, way)


HANDLERS = [ask_logo, upload_logo, take_away]

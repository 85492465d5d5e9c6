"""Who may do what in the coalition."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from campaigns.coalitions.actions import end_role, give_role
from campaigns.coalitions.dependencies import Scope as Place
from campaigns.coalitions.pages.frame import coalition_page, sent_on
from campaigns.coalitions.queries import Holder, holders
from campaigns.coalitions.roles import WORDS, Permission, Role
from campaigns.errors import Invalid, NotFound
from campaigns.jobs import abandon
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import begun, read_form
from campaigns.web.labels import label, line


class HolderForm(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who shall have a role."""

    name: Annotated[str, line("the person’s name", most=5000, required=False)]
    email: Annotated[str, line("the person’s email address", most=5000, required=False)]
    role: Annotated[Role, label("a role")]


@get("/coalition/people/add", include_in_schema=False)
async def ask_person(place: Place) -> Template:
    place.require(Permission.MANAGE_COALITION)
    return coalition_page("person", place, form=begun(HolderForm), role_words=WORDS)


@post("/coalition/people/add", include_in_schema=False)
async def add_person(request: AnyRequest, session: Session, place: Place, now: Now) -> Template | Redirect:
    place.require(Permission.MANAGE_COALITION)
    form = await read_form(request, HolderForm)
    if not form.problems:
        given = form.value
        try:
            await give_role(session, place.coalition_id, given.email, given.name, given.role, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return sent_on(place, "given")
    abandon(session)
    return coalition_page("person", place, 422, form=form, role_words=WORDS)


@get("/coalition/people/{role_id:uuid}/end", include_in_schema=False)
async def ask_end(role_id: FromPath[UUID], session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_COALITION)
    return coalition_page("person_end", place, holder=await _holder(session, role_id), role_words=WORDS)


@post("/coalition/people/{role_id:uuid}/end", include_in_schema=False)
async def end(role_id: FromPath[UUID], session: Session, place: Place) -> Redirect:
    place.require(Permission.MANAGE_COALITION)
    holder = await _holder(session, role_id)
    await end_role(session, place.coalition_id, role_id)
    if holder.person_id == place.person_id:
        # What was left of their roles may not reach this page any more.
        return Redirect("/secretariat", status_code=303)
    return sent_on(place, "ended")


async def _holder(session: Session, role_id: UUID) -> Holder:
    for holder in await holders(session):
        if holder.id == role_id:
            return holder
    raise NotFound


HANDLERS = [ask_person, add_person, ask_end, end]

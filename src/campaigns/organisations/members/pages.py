"""The list of members, with buttons that move one up or down."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.queries import coalition_of
from campaigns.coalitions.roles import Permission
from campaigns.coalitions.scope import Scope
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.jobs import abandon
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.known_by import found_by_name
from campaigns.organisations.members.actions import Move, move_member, set_host
from campaigns.organisations.members.queries import member_list
from campaigns.organisations.pages.frame import organisations_address, organisations_page, sent_on, with_query
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import label, line


class HostForm(msgspec.Struct, frozen=True, kw_only=True):
    host: Annotated[str, line("the name of the host organisation", most=5000)]


class MoveForm(msgspec.Struct, frozen=True, kw_only=True):
    move: Annotated[Move, label("where it moves to")]


@get("/organisations/members", include_in_schema=False)
async def show_members(
    session: Session, place: Place, after: FromQuery[UUID | None] = None, done: FromQuery[str | None] = None
) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _page(session, place, None, after=after, done=done)


@post("/organisations/members/host", include_in_schema=False)
async def change_host(request: AnyRequest, session: Session, place: Place, by: By, now: Now) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, HostForm)
    if not form.problems:
        try:
            host = await found_by_name(session, form.value.host, "host")
            await set_host(session, place.coalition_id, host, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except NotAllowedNow as refusal:
            form = form.with_problems({"host": str(refusal)})
        else:
            return sent_on(_here(place), done="host")
    abandon(session)
    return await _page(session, place, form, 422)


@post("/organisations/members/{organisation_id:uuid}/move", include_in_schema=False)
async def move(
    organisation_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, MoveForm)
    if form.problems:
        raise Invalid(form.problems)
    await move_member(session, place.coalition_id, organisation_id, form.value.move, by, now)
    return sent_on(_here(place), done="moved")


async def _page(
    session: AsyncSession,
    place: Scope,
    form: Form[HostForm] | None,
    status: int = 200,
    *,
    after: UUID | None = None,
    done: str | None = None,
) -> Template:
    members = await member_list(session, after)
    said = (await coalition_of(session, place.coalition_id)).host_name
    if form is None:
        form = begun(HostForm, host=members.host.display_name if members.host else said)
    return organisations_page(
        "members",
        place,
        status,
        done=done,
        members=members,
        form=form,
        said=said,
        first=_here(place) if after else "",
        later=with_query(_here(place), after=members.later) if members.later else "",
    )


def _here(place: Scope) -> str:
    return f"{organisations_address(place)}/members"


HANDLERS = [show_members, change_host, move]

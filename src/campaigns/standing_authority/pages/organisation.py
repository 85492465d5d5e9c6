"""Asking an organisation for standing authority, how it stands and was used, and ending it."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound
from campaigns.instants import wall_clock
from campaigns.jobs import abandon
from campaigns.organisations.models import SignOff
from campaigns.organisations.queries import organisation_detail
from campaigns.signatures.told_steps import STATE_COLOURS, STATE_WORDS
from campaigns.standing_authority import actions
from campaigns.standing_authority.lifecycle import OPEN
from campaigns.standing_authority.pages.frame import desk_page, sent_on
from campaigns.standing_authority.queries import askable, authority_of, of_organisation
from campaigns.standing_authority.scope import KIND_WORDS, ScopeFields, last_possible_day
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import label


class AskForm(ScopeFields, frozen=True, kw_only=True):
    contact_id: Annotated[UUID, label("whom to ask")]


@get("/organisations/{organisation_id:uuid}/standing-authority", include_in_schema=False)
async def show(
    organisation_id: FromPath[UUID], session: Session, place: Scope, now: Now, done: FromQuery[str] = ""
) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _page(session, place, organisation_id, begun(AskForm), now, done=done)


@post("/organisations/{organisation_id:uuid}/standing-authority", include_in_schema=False)
async def ask(
    organisation_id: FromPath[UUID], request: AnyRequest, session: Session, place: Scope, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form, status = await read_form(request, AskForm), 422
    if not form.problems:
        try:
            await actions.ask(session, organisation_id, form.value.contact_id, form.value, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return sent_on(_address(place, organisation_id), "asked")
    abandon(session)
    await session.rollback()
    return await _page(session, place, organisation_id, form, now, status)


@post("/organisations/{organisation_id:uuid}/standing-authority/{authority_id:uuid}/end", include_in_schema=False)
async def end(
    organisation_id: FromPath[UUID],
    authority_id: FromPath[UUID],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Redirect:
    """End it, or take a request back; where that is over already, the page says how it stands."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    if (await authority_of(session, authority_id)).authority.organisation_id != organisation_id:
        raise NotFound
    await actions.end(session, authority_id, by, now)
    return sent_on(_address(place, organisation_id), "ended")


async def _page(
    session: Session,
    place: Scope,
    organisation_id: UUID,
    form: Form[AskForm],
    now: Now,
    status: int = 200,
    *,
    done: str = "",
) -> Template:
    organisation = await organisation_detail(session, organisation_id)
    today = wall_clock(now, place.zone).date()
    all_of_them = await of_organisation(session, organisation_id)
    standing = [await authority_of(session, one.id) for one in all_of_them if one.state in OPEN]
    return desk_page(
        "organisation",
        place,
        "organisations",
        status,
        done=done,
        form=form,
        organisation=organisation,
        two_people=organisation.sign_off is SignOff.TWO_PEOPLE,
        standing=standing,
        over=[one for one in all_of_them if one.state not in OPEN],
        asked=any(one.state == "asked" for one in all_of_them),
        people=await askable(session, organisation_id, today),
        kind_words=KIND_WORDS,
        last_day=last_possible_day(today),
        state_words=STATE_WORDS,
        state_colours=STATE_COLOURS,
    )


def _address(place: Scope, organisation_id: UUID) -> str:
    return f"/secretariat/{place.slug}/organisations/{organisation_id}/standing-authority"


HANDLERS = [show, ask, end]

"""Whether organisations can ask to join, and what the form for it says."""

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.response import Redirect, Template

from campaigns.coalitions.actions import set_joining
from campaigns.coalitions.dependencies import Scope as Place
from campaigns.coalitions.pages.frame import coalition_page, sent_on
from campaigns.coalitions.queries import coalition_of
from campaigns.coalitions.roles import Permission
from campaigns.errors import Invalid
from campaigns.jobs import abandon
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Session
from campaigns.web.forms import begun, read_form
from campaigns.web.labels import label, paragraphs


class JoiningForm(msgspec.Struct, frozen=True, kw_only=True):
    """The switch, and the words at the head of the form."""

    takes_enquiries: Annotated[bool, label("whether organisations can ask to join")] = False
    joining_words: Annotated[str, paragraphs("who can join", most=10_000, required=False)] = ""


@get("/coalition/joining", include_in_schema=False)
async def ask_joining(session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_COALITION)
    look = await coalition_of(session, place.coalition_id)
    form = begun(JoiningForm, takes_enquiries=look.takes_enquiries, joining_words=look.joining_words)
    return coalition_page("joining", place, form=form, look=look)


@post("/coalition/joining", include_in_schema=False)
async def change_joining(request: AnyRequest, session: Session, place: Place) -> Template | Redirect:
    place.require(Permission.MANAGE_COALITION)
    form = await read_form(request, JoiningForm)
    if not form.problems:
        typed = form.value
        try:
            await set_joining(session, place.coalition_id, on=typed.takes_enquiries, words=typed.joining_words)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return sent_on(place, "joining")
    abandon(session)
    return coalition_page("joining", place, 422, form=form, look=await coalition_of(session, place.coalition_id))


HANDLERS = [ask_joining, change_joining]

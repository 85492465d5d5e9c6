"""Finding a person, looking at what is held about them, erasing it, and the log. No address stands in a page's address."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.erasure import actions, queries
from campaigns.erasure.actions import Wish, answer_by
from campaigns.erasure.log import PAGE, erasures
from campaigns.erasure.models import GROUND_WORDS, Ground
from campaigns.erasure.queries import PLACES, FoundPerson, Subject
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound
from campaigns.instants import wall_clock
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.moments import calendar_day
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in
from campaigns.web.labels import choices, hidden, label, line
from campaigns.web.templates import page


class SearchForm(msgspec.Struct, frozen=True, kw_only=True):
    who: Annotated[str, line(gettext_noop("an email address or a name"), most=254)]


class WhoForm(msgspec.Struct, frozen=True, kw_only=True):
    email: Annotated[str, hidden()] = ""
    name: Annotated[str, hidden()] = ""


class EraseForm(msgspec.Struct, frozen=True, kw_only=True):
    ground: Annotated[Ground, label(gettext_noop("why the details are erased"))]
    received_on: Annotated[date, label(gettext_noop("when the request came"))]
    words: Annotated[list[str], choices(gettext_noop("where the name is taken out too"), required=False)] = []
    email: Annotated[str, hidden()] = ""
    name: Annotated[str, hidden()] = ""


def address_of(place: Scope) -> str:
    """The log."""
    return f"/secretariat/{place.slug}/erasures"


@get("/erasures", include_in_schema=False)
async def show_erasures(session: Session, place: Scope, after: FromQuery[str] = "", done: FromQuery[str] = "") -> Template:
    """Fifty erasures, newest first."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    rows = await erasures(session, after=id_in(after))
    more = f"{address_of(place)}?after={rows[-1].id}" if len(rows) == PAGE else ""
    first = address_of(place) if after else ""
    return _page("list", place, rows=rows, more=more, first=first, done=done == "erased", places=PLACES)


@get("/erasures/find", include_in_schema=False)
async def ask_whom(place: Scope) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return _find_page(place, begun(SearchForm), None)


@post("/erasures/find", include_in_schema=False, status_code=200)
async def find_people(request: AnyRequest, session: Session, place: Scope) -> Template:
    """Sent, and not asked for by an address, because what is typed is somebody's own."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, SearchForm)
    if form.problems:
        return _find_page(place, form, None, 422)
    try:
        people = await queries.find(session, form.value.who)
    except Invalid as invalid:
        return _find_page(place, form.with_problems(invalid.problems), None, 422)
    return _find_page(place, form, people)


@post("/erasures/person", include_in_schema=False, status_code=200)
async def show_person(request: AnyRequest, session: Session, place: Scope, now: Now) -> Template:
    """One of those who were found."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, WhoForm)
    subject = Subject() if form.problems else Subject(email=form.value.email, name=form.value.name)
    return await _person_page(session, place, subject, now)


@get("/erasures/contact/{contact_id:uuid}", include_in_schema=False)
async def show_contact(contact_id: FromPath[UUID], session: Session, place: Scope, now: Now) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _person_page(session, place, await queries.subject_of_contact(session, contact_id), now)


@get("/erasures/signature/{signature_id:uuid}", include_in_schema=False)
async def show_signer(signature_id: FromPath[UUID], session: Session, place: Scope, now: Now) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _person_page(session, place, await queries.subject_of_signature(session, signature_id), now)


@post("/erasures", include_in_schema=False)
async def erase(request: AnyRequest, session: Session, place: Scope, by: By, keys: Keys, now: Now) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form, status = await read_form(request, EraseForm), 422
    subject = Subject(email=form.typed("email"), name=form.typed("name"))
    if not form.problems:
        wish = Wish(ground=form.value.ground, received_on=form.value.received_on, words=form.value.words)
        try:
            await actions.erase(
                session, keys, place.coalition_id, subject, wish, by, now, wall_clock(now, place.zone).date()
            )
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return Redirect(f"{address_of(place)}?done=erased", status_code=303)
    abandon(session)
    return await _person_page(session, place, subject, now, form, status)


async def _person_page(
    session: Session,
    place: Scope,
    subject: Subject,
    now: Now,
    form: Form[EraseForm] | None = None,
    status: int | None = None,
) -> Template:
    """What is held about somebody. Where nothing is, the page for finding people says so."""
    try:
        person = await queries.held(session, place.coalition_id, subject)
    except (Invalid, NotFound):
        told = {"who": gettext("Nothing is held about this person. If it was erased, the log says so.")}
        who = subject.email or subject.name
        return _find_page(place, begun(SearchForm, who=who).with_problems(told), None, status or 404)
    today = wall_clock(now, place.zone).date()
    return _page(
        "person",
        place,
        status or 200,
        person=person,
        form=form or begun(EraseForm),
        today=calendar_day(today),
        answer_by=calendar_day(answer_by(today)),
        grounds=[{"value": ground.value, "text": gettext(words)} for ground, words in GROUND_WORDS.items()],
    )


def _find_page(place: Scope, form: Form[SearchForm], people: list[FoundPerson] | None, status: int = 200) -> Template:
    return _page("find", place, status, form=form, people=people)


def _page(name: str, place: Scope, status: int = 200, **context: object) -> Template:
    return page(
        f"pages/erasure/{name}.html",
        status,
        coalition=place,
        section="coalition",
        base=address_of(place),
        calendar_day=calendar_day,
        **context,
    )


HANDLERS = [show_erasures, ask_whom, find_people, show_person, show_contact, show_signer, erase]

"""An infrastructure body's own page, behind the private link in its mail: who signed by its link, and its word on it."""

import re
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns import jobs
from campaigns.cascades import vouching
from campaigns.cascades.body_access import BodyDoor, open_body_page
from campaigns.cascades.came import MOST_AT_ONCE, PAGE, Show, came, longest_waiting, row_of, to_vouch
from campaigns.cascades.forwarding import CREDIT
from campaigns.cascades.lifecycle import LinkState
from campaigns.cascades.queries import figures_of
from campaigns.cascades.vouching import LONGEST_REASON, Voucher
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.invitations.window import accepts
from campaigns.languages.catalogues import gettext, gettext_noop, ngettext, plural
from campaigns.settings import Settings as AllSettings
from campaigns.tokens import Keys
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, RequestId, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in
from campaigns.web.labels import label, line, paragraphs
from campaigns.web.templates import page

#: What a handler asks for: `door: Door`.
Door = NamedDependency[BodyDoor]
Ticked = Annotated[list[str] | None, QueryParameter()]

WORDS: dict[Show, str] = {
    Show.WAITING: gettext_noop("waiting for you"),
    Show.SIGNED: gettext_noop("signed"),
    Show.WITH_SECRETARIAT: gettext_noop("with the secretariat"),
    Show.NOT_OURS: gettext_noop("not one of yours"),
}


async def provide_door(
    token: FromPath[str],
    session: NamedDependency[AsyncSession],
    keys: NamedDependency[Keys],
    settings: NamedDependency[AllSettings],
) -> BodyDoor:
    return await open_body_page(session, keys, token, settings.public_url)


class VouchForm(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the page named, and who vouches for them. What must be there is said by the action."""

    signature: Annotated[list[UUID], label("the organisations")] = []
    person_name: Annotated[str, line("your full name", most=1000, required=False)] = ""
    person_title: Annotated[str, line("your job title or role", most=1000, required=False)] = ""


class NotOursForm(msgspec.Struct, frozen=True, kw_only=True):
    """The same, and why."""

    signature: Annotated[list[UUID], label("the organisations")] = []
    reason: Annotated[str, paragraphs("the reason", most=10 * LONGEST_REASON, required=False)] = ""
    person_name: Annotated[str, line("your full name", most=1000, required=False)] = ""
    person_title: Annotated[str, line("your job title or role", most=1000, required=False)] = ""


@get("/", include_in_schema=False)
async def show_body_page(
    door: Door,
    session: Session,
    now: Now,
    show: FromQuery[str] = "",
    after: FromQuery[str] = "",
    done: FromQuery[str] = "",
) -> Template:
    """How many came by the link, and a hundred of them. Reading changes nothing."""
    shown = Show(show) if show in {one.value for one in Show} else Show.WAITING
    rows = await came(session, door.link_id, shown, id_in(after))
    return _page(
        "body",
        door,
        figures=await figures_of(session, door.link_id),
        show=shown,
        words=WORDS,
        rows=rows,
        more=rows[-1].id if len(rows) == PAGE else None,
        after=after,
        done=_done(done),
        credit=CREDIT,
        is_open=accepts(door.letter, now),
    )


@get("/vouch", include_in_schema=False)
async def check_whom(door: Door, session: Session, signature: Ticked = None, everybody: FromQuery[str] = "") -> Template:
    """Who would be accepted, and who left to the secretariat. Nothing is said yet."""
    ids = await longest_waiting(session, door.link_id) if everybody else _ids(signature)
    return await _vouching(session, door, ids, begun(VouchForm))


@post("/vouch", include_in_schema=False)
async def vouch_for(
    door: Door, request: AnyRequest, session: Session, now: Now, request_id: RequestId
) -> Template | Redirect:
    form, status = await read_form(request, VouchForm), 422
    if not form.problems:
        typed = form.value
        voucher = Voucher(person_name=typed.person_name, person_title=typed.person_title)
        try:
            told = await vouching.vouch(session, door, typed.signature, voucher, now, request_id)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except NotAllowedNow as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return Redirect(f"{door.base}?done=vouched-{told.accepted}-{told.left}-{told.gone}", status_code=303)
    jobs.abandon(session)
    await session.rollback()
    return await _vouching(session, door, _ids(form.chosen("signature")), form, status)


@get("/not-ours", include_in_schema=False)
async def ask_why(door: Door, session: Session, signature: Ticked = None) -> Template:
    return await _disowning(session, door, _ids(signature), begun(NotOursForm))


@post("/not-ours", include_in_schema=False)
async def say_not_ours(
    door: Door, request: AnyRequest, session: Session, now: Now, request_id: RequestId
) -> Template | Redirect:
    form, status = await read_form(request, NotOursForm), 422
    if not form.problems:
        typed = form.value
        voucher = Voucher(person_name=typed.person_name, person_title=typed.person_title)
        try:
            told = await vouching.disown(session, door, typed.signature, typed.reason, voucher, now, request_id)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except NotAllowedNow as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return Redirect(f"{door.base}?done=not-ours-0-{told.left}-{told.gone}", status_code=303)
    jobs.abandon(session)
    await session.rollback()
    return await _disowning(session, door, _ids(form.chosen("signature")), form, status)


async def _vouching(session: Session, door: BodyDoor, ids: list[UUID], form: Form[VouchForm], status: int = 200) -> Template:
    ids = ids[: MOST_AT_ONCE + 1]
    try:
        chosen = await vouching.preview(session, door, ids)
    except Invalid as invalid:
        chosen = vouching.Preview(accepted=[], left=[])
        form, status = form.with_problems(invalid.problems), 422
    return _page("vouch", door, status, form=form, chosen=chosen, missing=len(set(ids)) - len(chosen.all))


async def _disowning(
    session: Session, door: BodyDoor, ids: list[UUID], form: Form[NotOursForm], status: int = 200
) -> Template:
    if not ids and not form.problems:
        form, status = form.with_problems({"": gettext("Tick at least one organisation.")}), 422
    there = await to_vouch(session, door.link_id, ids[:MOST_AT_ONCE])
    rows = [row_of(one) for one in there if one.body_answer is None]
    return _page("not_ours", door, status, form=form, rows=rows)


def _ids(texts: list[str] | None) -> list[UUID]:
    return [one for one in map(id_in, (texts or [])[: MOST_AT_ONCE + 1]) if one is not None]


def _done(text: str) -> str:
    """What the page before did, in a sentence; empty for anything that is not ours."""
    found = re.fullmatch(r"(vouched|not-ours)-(\d{1,4})-(\d{1,4})-(\d{1,4})", text, re.ASCII)
    if found is None:
        return ""
    accepted, left, gone = (int(one) for one in found.groups()[1:])
    if found[1] == "vouched":
        told = gettext(
            "You vouched for {organisations}: {accepted} accepted, {left} left to the secretariat.",
            organisations=plural(accepted + left, "organisation", "organisations"),
            accepted=f"{accepted:,}",
            left=f"{left:,}",
        )
    else:
        told = ngettext(
            "You said that {number} organisation is not one of yours. The secretariat decides.",
            "You said that {number} organisations are not one of yours. The secretariat decides.",
            left,
        )
    if not gone:
        return told
    also = ngettext(
        "{number} organisation did not wait for your word any more.",
        "{number} organisations did not wait for your word any more.",
        gone,
    )
    return f"{told} {also}"


def _page(name: str, door: BodyDoor, status: int = 200, **context: Any) -> Template:
    return page(
        f"pages/cascades/{name}.html",
        status,
        door=door,
        base=door.base,
        coalition=door.coalition,
        letter_detail=door.letter,
        ended=door.state is LinkState.ENDED,
        **context,
    )


ROUTER = Router(
    "/b/{token:str}",
    dependencies={"door": Provide(provide_door)},
    route_handlers=[show_body_page, check_whom, vouch_for, ask_why, say_not_ours],
)

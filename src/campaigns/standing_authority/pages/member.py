"""Behind the link in a mail about a standing authority: giving it or not, how it stands, ending it, and "not this one"."""

from enum import StrEnum
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid, NotAllowedNow
from campaigns.jobs import abandon
from campaigns.signatures.answers import AUTHORITY_WORDS
from campaigns.signatures.models import Authority
from campaigns.signatures.told_steps import STATE_COLOURS, STATE_WORDS
from campaigns.standing_authority import actions, using
from campaigns.standing_authority.access import Opened, open_authority
from campaigns.standing_authority.actions import Grant
from campaigns.standing_authority.pages.frame import WORDS
from campaigns.standing_authority.wording import grant_sentence
from campaigns.tokens import Keys as KeysType
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, RequestId, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import label, line, paragraphs
from campaigns.web.templates import page

_ANY = 20_000


class Said(StrEnum):
    """A basis of authority, or no."""

    CHIEF_EXECUTIVE = Authority.CHIEF_EXECUTIVE.value
    TRUSTEES_AGREED = Authority.TRUSTEES_AGREED.value
    DELEGATED = Authority.DELEGATED.value
    NO = "no"


class GrantForm(msgspec.Struct, frozen=True, kw_only=True):
    answer: Annotated[Said, label("whether you allow this")]
    agreed_on: Annotated[str, line("when they agreed", most=_ANY, required=False)] = ""
    delegated_by: Annotated[str, line("who delegated this", most=_ANY, required=False)] = ""
    why_not: Annotated[str, paragraphs("why not", most=4000, required=False)] = ""
    person_name: Annotated[str, line("your full name", most=_ANY, required=False)] = ""
    person_title: Annotated[str, line("your job title or role", most=_ANY, required=False)] = ""


_NOTES = {Said.TRUSTEES_AGREED: "agreed_on", Said.DELEGATED: "delegated_by"}


async def provide_opened(
    token: FromPath[str], session: NamedDependency[AsyncSession], keys: NamedDependency[KeysType]
) -> Opened:
    return await open_authority(session, keys, token)


Open = NamedDependency[Opened]
OPENED = {"opened": Provide(provide_opened)}


@get("/", include_in_schema=False)
async def show(opened: Open) -> Template:
    """The question, or how it stands. Reading changes nothing."""
    if not opened.may_answer:
        return _page("standing", opened)
    authority = opened.authority
    known = {"person_name": authority.person_name, "person_title": authority.person_title}
    return _question(opened, begun(GrantForm, **known))


@post("/", include_in_schema=False)
async def answer(
    token: FromPath[str], request: AnyRequest, opened: Open, session: Session, now: Now, request_id: RequestId
) -> Redirect | Template:
    if not opened.may_answer:
        await request.form()
        return Redirect(f"/g/{token}", status_code=303)
    form, status = await read_form(request, GrantForm), 422
    if not form.problems:
        said = form.value
        try:
            if said.answer is Said.NO:
                await actions.refuse(session, opened.authority.id, said.why_not, opened.actor(request_id), now)
            else:
                note = getattr(said, _NOTES[said.answer]) if said.answer in _NOTES else ""
                given = Grant(
                    person_name=said.person_name,
                    person_title=said.person_title,
                    basis=Authority(said.answer.value),
                    note=note,
                )
                await actions.grant(session, opened.authority.id, given, opened.actor(request_id), now)
        except Invalid as invalid:
            names = {"authority": "answer", "authority_note": _NOTES.get(said.answer, "answer")}
            form = form.with_problems({names.get(name, name): why for name, why in invalid.problems.items()})
        except NotAllowedNow as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return Redirect(f"/g/{token}", status_code=303)
    abandon(session)
    await session.rollback()
    return _question(opened, form, status)


@post("/end", include_in_schema=False)
async def end(token: FromPath[str], opened: Open, session: Session, now: Now, request_id: RequestId) -> Redirect:
    """End it at once; where it is over already, the page says so."""
    if opened.may_end:
        try:
            await actions.end(session, opened.authority.id, opened.actor(request_id), now)
        except NotAllowedNow:
            abandon(session)
    return Redirect(f"/g/{token}", status_code=303)


@get("/uses/{number:int}", include_in_schema=False)
async def ask_about_use(number: FromPath[int], opened: Open, session: Session) -> Template:
    use = await opened.use(session, number)
    return _page("not_this_one", opened, use=use, may_say_no=using.may_say_no(use.state))


@post("/uses/{number:int}", include_in_schema=False)
async def not_this_one(
    token: FromPath[str], number: FromPath[int], opened: Open, session: Session, now: Now, request_id: RequestId
) -> Redirect:
    """Take that signature off the list; where it has left it already, the page says how it stands."""
    try:
        use = await opened.use(session, number)
        await using.not_this_one(session, use.signature_id, opened.actor(request_id), now)
    except NotAllowedNow:
        abandon(session)
    return Redirect(f"/g/{token}/uses/{number}", status_code=303)


def _question(opened: Opened, form: Form[GrantForm], status: int = 200) -> Template:
    words = grant_sentence(opened.authority, opened.coalition.name)
    return _page("grant", opened, status, form=form, grant_words=words)


def _page(name: str, opened: Opened, status: int = 200, **context: Any) -> Template:
    return page(
        f"pages/standing_authority/{name}.html",
        status,
        coalition=opened.coalition,
        opened=opened,
        authority=opened.authority,
        told=opened.told,
        zone=opened.zone,
        address=f"/g/{opened.token}",
        authority_words=AUTHORITY_WORDS,
        state_words=STATE_WORDS,
        state_colours=STATE_COLOURS,
        **WORDS,
        **context,
    )


HANDLERS = [show, answer, end, ask_about_use, not_this_one]

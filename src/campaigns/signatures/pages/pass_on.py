"""Passing the invitation on to a colleague, and taking that back while they have not answered."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound, TooMany
from campaigns.invitations.access import Opened
from campaigns.jobs import abandon
from campaigns.signatures.access import Reply
from campaigns.signatures.pages.decline import instead_of_answering
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.questions import REFUSALS
from campaigns.signatures.pages.states import go_to, not_recorded, reply_page
from campaigns.signatures.passing import MOST, Colleague, pass_on, passed_by, take_back
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import line, paragraphs

_ANY_LENGTH = 20_000


class ColleagueFields(msgspec.Struct, frozen=True, kw_only=True):
    name: Annotated[str, line("your colleague’s name", most=_ANY_LENGTH, required=False)] = ""
    email: Annotated[str, line("your colleague’s email address", most=_ANY_LENGTH, required=False)] = ""
    words: Annotated[str, paragraphs("what you tell them", most=_ANY_LENGTH, required=False)] = ""


@get("/pass-on", include_in_schema=False)
async def ask_to_whom(reply: Replying, session: Session, now: Now) -> Redirect | Template:
    if (instead := instead_of_answering(reply, now)) is not None:
        return instead
    return await _page(session, reply, _opened(reply), begun(ColleagueFields), now)


@post("/pass-on", include_in_schema=False)
async def pass_it_on(request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now) -> Redirect | Template:
    opened = _opened(reply)
    form, status = await read_form(request, ColleagueFields), 422
    if not form.problems:
        typed = Colleague(name=form.value.name, email=form.value.email, words=form.value.words)
        try:
            await pass_on(session, opened, typed, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except TooMany as refusal:
            form, status = form.with_problems({"": str(refusal)}), 429
        except REFUSALS as refusal:
            return await not_recorded(session, keys, reply, now, str(refusal))
        else:
            return go_to(reply, "pass-on")
    abandon(session)
    await session.rollback()
    return await _page(session, reply, opened, form, now, status)


@post("/pass-on/{passed_id:uuid}/take-back", include_in_schema=False)
async def take_it_back(
    passed_id: FromPath[UUID], reply: Replying, session: Session, keys: Keys, now: Now
) -> Redirect | Template:
    opened = _opened(reply)
    by = opened.contact_name or opened.contact_email
    try:
        await take_back(session, opened.invitation_id, passed_id, by, now, from_link=opened.link_id)
    except (Conflict, NotAllowedNow) as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    return go_to(reply, "pass-on")


async def _page(
    session: AsyncSession, reply: Reply, opened: Opened, form: Form[ColleagueFields], now: Now, status: int = 200
) -> Template:
    passed = await passed_by(session, opened.invitation_id)
    return reply_page("pass_on", reply, now, status, form=form, opened=opened, passed=passed, most=MOST)


def _opened(reply: Reply) -> Opened:
    if reply.opened is None:
        raise NotFound
    return reply.opened


HANDLERS = [ask_to_whom, pass_it_on, take_it_back]

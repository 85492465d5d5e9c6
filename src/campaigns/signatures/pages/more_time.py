"""Needing more time, or another person."""

from datetime import datetime

from litestar import get, post
from litestar.response import Redirect, Template

from campaigns.errors import Invalid
from campaigns.invitations.answering import MoreTime
from campaigns.jobs import abandon
from campaigns.signatures.access import Reply
from campaigns.signatures.pages.decline import instead_of_answering, seen_by
from campaigns.signatures.pages.dependencies import Replying, read_again
from campaigns.signatures.pages.fields import MoreTimeFields
from campaigns.signatures.pages.questions import REFUSALS
from campaigns.signatures.pages.states import go_to, not_recorded, reply_page
from campaigns.signatures.replying import Overtaken, ask_for_more_time
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, Session
from campaigns.web.forms import Form, begun, read_form


@get("/more-time", include_in_schema=False)
async def ask_until_when(reply: Replying, now: Now) -> Redirect | Template:
    if (instead := instead_of_answering(reply, now)) is not None:
        return instead
    return _page(reply, now, begun(MoreTimeFields, person_name=reply.opened.contact_name if reply.opened else ""))


@post("/more-time", include_in_schema=False)
async def answer_with_more_time(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now
) -> Redirect | Template:
    form = await read_form(request, MoreTimeFields)
    if form.problems or reply.opened is None:
        abandon(session)
        return _page(reply, now, form, 422)
    said = form.value
    answer = MoreTime(person_name=said.person_name, needed_by=said.needed_by, explanation=said.explanation)
    try:
        await ask_for_more_time(session, reply.opened, answer, said.seen, now)
    except Invalid as invalid:
        abandon(session)
        return _page(reply, now, form.with_problems(invalid.problems), 422)
    except Overtaken as overtaken:
        fresh = await read_again(session, keys, reply)
        return _page(fresh, now, form.with_problems({"": str(overtaken)}), 409)
    except REFUSALS as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    return go_to(reply, "answered")


def _page(reply: Reply, now: datetime, form: Form[MoreTimeFields], status_code: int = 200) -> Template:
    return reply_page("more_time", reply, now, status_code, form=form, seen=seen_by(reply))

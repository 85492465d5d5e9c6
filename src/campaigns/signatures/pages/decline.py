"""Not signing, and saying why, in confidence."""

from datetime import datetime

from litestar import get, post
from litestar.response import Redirect, Template

from campaigns.errors import Invalid
from campaigns.invitations.answering import Decline
from campaigns.invitations.models import WhoSees
from campaigns.invitations.reasons import WORDS
from campaigns.invitations.window import accepts
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext
from campaigns.signatures.access import Reply
from campaigns.signatures.pages.dependencies import Replying, read_again
from campaigns.signatures.pages.fields import DeclineFields
from campaigns.signatures.pages.questions import REFUSALS
from campaigns.signatures.pages.states import go_to, not_recorded, reply_page
from campaigns.signatures.replying import Overtaken, decline, stands
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, Session
from campaigns.web.forms import Form, begun, read_form


@get("/decline", include_in_schema=False)
async def ask_why(reply: Replying, now: Now) -> Redirect | Template:
    if (instead := instead_of_answering(reply, now)) is not None:
        return instead
    name = reply.opened.contact_name if reply.opened else ""
    return _page(reply, now, begun(DeclineFields, person_name=name, who_sees=WhoSees.SECRETARIAT))


@post("/decline", include_in_schema=False)
async def answer_with_decline(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now
) -> Redirect | Template:
    form = await read_form(request, DeclineFields)
    if form.problems or reply.opened is None:
        abandon(session)
        return _page(reply, now, form, 422)
    said = form.value
    answer = Decline(
        person_name=said.person_name,
        reasons=said.reasons,
        explanation=said.explanation,
        would_sign_if=said.would_sign_if,
        who_sees=said.who_sees,
    )
    try:
        await decline(session, reply.opened, answer, said.seen, now)
    except Invalid as invalid:
        abandon(session)
        return _page(reply, now, form.with_problems(invalid.problems), 422)
    except Overtaken as overtaken:
        fresh = await read_again(session, keys, reply)
        return _page(fresh, now, form.with_problems({"": str(overtaken)}), 409)
    except REFUSALS as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    return go_to(reply, "answered")


@get("/answered", include_in_schema=False)
async def show_answered(reply: Replying, now: Now) -> Redirect | Template:
    """The receipt of the newest answer, whoever of the organisation gave it."""
    if reply.answer is None or stands(reply.signature):
        return go_to(reply)
    reasons = [gettext(WORDS[reason]) for reason in reply.answer.reasons]
    return reply_page("answered", reply, now, answer=reply.answer, reasons=reasons)


def instead_of_answering(reply: Reply, now: datetime) -> Redirect | Template | None:
    """The page shown in place of a form that could not be sent: withdraw first, or closed."""
    if stands(reply.signature):
        return reply_page("withdraw_first", reply, now)
    return None if accepts(reply.letter, now) else go_to(reply)


def _page(reply: Reply, now: datetime, form: Form[DeclineFields], status_code: int = 200) -> Template:
    reasons = [{"value": reason.value, "text": gettext(words)} for reason, words in WORDS.items()]
    return reply_page("decline", reply, now, status_code, form=form, reasons=reasons, seen=seen_by(reply))


def seen_by(reply: Reply) -> str:
    """The newest answer that a page shows, for its hidden field."""
    return str(reply.answer.id) if reply.answer else ""

"""What every question page does: hold the draft, read the form, put the answer in, and know which page comes next."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.invitations.window import accepts
from campaigns.languages.catalogues import gettext
from campaigns.signatures import answers
from campaigns.signatures.access import Reply
from campaigns.signatures.late.window import is_too_late
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signature
from campaigns.signatures.pages.states import without_draft
from campaigns.signatures.signing import refuse_while_asked
from campaigns.web.bodies import AnyRequest
from campaigns.web.forms import Form, read_form

F = TypeVar("F", bound=msgspec.Struct)

#: What ends a step without a fault of anybody's; the page says it and how things stand.
REFUSALS = (Conflict, NotAllowedNow)


async def take_answer(
    request: AnyRequest,
    reply: Reply,
    session: AsyncSession,
    now: datetime,
    fields: type[F],
    put: Callable[[Signature, F], None],
) -> tuple[Signature, Form[F]]:
    """Read a page's form and put its answer into the draft. The form has the problems; then nothing may be kept.

    Answers that were begun in time may be finished after the deadline, so that nothing typed is lost; they sign nothing
    then. Raises `Conflict` where there is no draft any more or the secretariat is looking at it, `NotAllowedNow` where
    signing is not open.
    """
    draft = await _hold_draft(session, reply, now)
    form = await read_form(request, fields)
    if form.problems:
        return draft, form
    try:
        put(draft, form.value)
    except Invalid as invalid:
        return draft, form.with_problems(invalid.problems)
    return draft, form


def next_page(reply: Reply, draft: Signature, otherwise: str) -> str:
    """Back to the check page for somebody who came from there to change one answer, else the page that follows."""
    return "check" if answers.complete(draft, two_people=reply.two_people) is None else otherwise


async def _hold_draft(session: AsyncSession, reply: Reply, now: datetime) -> Signature:
    """The draft's row, locked, so that a form sent twice is taken once after the other."""
    if not accepts(reply.letter, now) and not (reply.draft is not None and is_too_late(reply.letter, now)):
        raise NotAllowedNow(gettext("Signing has closed, so what you typed just now was not saved."))
    draft = None
    if reply.draft is not None:
        draft = await session.scalar(
            select(Signature)
            .where(Signature.id == reply.draft.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    if draft is None or draft.state is not SignatureState.STARTED:
        raise Conflict(without_draft(reply))
    await refuse_while_asked(session, draft.id)
    return draft

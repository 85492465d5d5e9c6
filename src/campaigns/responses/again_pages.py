"""Sending the same link again to everybody who was ticked on the board, with a look at whom that is first."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect, Template

from campaigns import jobs
from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.responses.again import MOST_AT_ONCE, Preview, preview, send_again_to
from campaigns.responses.queries import WORDS
from campaigns.responses.words import COLOURS
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in
from campaigns.web.labels import label, line


class ManyForm(msgspec.Struct, frozen=True, kw_only=True):
    organisation: Annotated[list[UUID], label("the organisations")] = []
    show: Annotated[str, line("the filter", required=False)] = ""
    q: Annotated[str, line("the search", required=False)] = ""


@get("/letters/{reference:str}/responses/send-again", include_in_schema=False)
async def check_whom(
    reference: FromPath[str],
    session: Session,
    place: Scope,
    organisation: Annotated[list[str] | None, QueryParameter()] = None,
    show: FromQuery[str] = "",
    q: FromQuery[str] = "",
) -> Template:
    """Whom the link would go to, and whom not and why. Nothing is sent yet."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    ticked = [one for one in map(id_in, (organisation or [])[: MOST_AT_ONCE + 1]) if one is not None]
    form = begun(ManyForm, organisation=ticked, show=show[:200], q=q[:200])
    try:
        chosen = await preview(session, letter.id, ticked)
    except Invalid as invalid:
        chosen = Preview(written=[], left_out=[])
        form = form.with_problems({"": next(iter(invalid.problems.values()))})
    return _page(place, letter, form, chosen, 422 if form.problems else 200)


@post("/letters/{reference:str}/responses/send-again", include_in_schema=False)
async def send(
    reference: FromPath[str], request: AnyRequest, session: Session, place: Scope, now: Now
) -> Template | Redirect:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    form, status = await read_form(request, ManyForm), 422
    if not form.problems:
        typed = form.value
        try:
            await send_again_to(session, letter.id, typed.organisation, now)
        except Invalid as invalid:
            form = form.with_problems({"": next(iter(invalid.problems.values()))})
        except NotAllowedNow as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            back = f"{address_of(place, reference)}/responses"
            return sent_on(back, show=typed.show, q=typed.q, done="sent-again-to-all")
    jobs.abandon(session)
    await session.rollback()
    ticked = [one for one in map(id_in, form.chosen("organisation")[:MOST_AT_ONCE]) if one is not None]
    chosen = await preview(session, letter.id, ticked) if ticked else Preview(written=[], left_out=[])
    return _page(place, await letter_of_reference(session, reference), form, chosen, status)


def _page(place: Scope, letter: LetterDetail, form: Form[ManyForm], chosen: Preview, status: int = 200) -> Template:
    return letter_page(
        "pages/responses/send_again.html",
        place,
        letter,
        status,
        here="responses",
        form=form,
        chosen=chosen,
        open=letter.signing is SigningState.OPEN,
        words=WORDS,
        colours=COLOURS,
    )


HANDLERS = [check_whom, send]

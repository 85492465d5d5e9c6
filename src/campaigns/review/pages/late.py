"""The late tray of a letter: what came after the deadline, each taken or refused."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from campaigns import jobs
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import letter_of_reference
from campaigns.review.form import LONGEST
from campaigns.review.late import PAGE, refuse_late, take_late, tray
from campaigns.signatures.answers import AUTHORITY_WORDS
from campaigns.signatures.late.lifecycle import LateState
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in
from campaigns.web.labels import hidden, paragraphs


class TakeForm(msgspec.Struct, frozen=True, kw_only=True):
    row_version: Annotated[int, hidden()]


class RefuseForm(msgspec.Struct, frozen=True, kw_only=True):
    reason: Annotated[str, paragraphs("why it is not added, which the signer will read", most=LONGEST)]
    row_version: Annotated[int, hidden()]


@get("/letters/{reference:str}/late", include_in_schema=False)
async def show_tray(
    reference: FromPath[str], session: Session, place: Scope, after: FromQuery[str] = "", done: FromQuery[str] = ""
) -> Template:
    place.require(Permission.REVIEW_SIGNATURES)
    return await _page(session, place, reference, after=after, done=done)


@post("/letters/{reference:str}/late/{late_id:uuid}/take", include_in_schema=False)
async def add_it(
    reference: FromPath[str],
    late_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    """Send the signature as if it had come in time."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    form, status = await read_form(request, TakeForm), 422
    if not form.problems:
        try:
            taken = await take_late(session, letter.id, late_id, form.value.row_version, by, now)
        except (Conflict, Invalid, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/late", done=f"late-{taken.state.value.replace('_', '-')}")
    jobs.abandon(session)
    await session.rollback()
    return await _page(session, place, reference, form, None, status)


@post("/letters/{reference:str}/late/{late_id:uuid}/refuse", include_in_schema=False)
async def leave_it_out(
    reference: FromPath[str],
    late_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    form, status = await read_form(request, RefuseForm), 422
    if not form.problems:
        try:
            await refuse_late(session, letter.id, late_id, form.value.reason, form.value.row_version, by, now)
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/late", done="late-refused")
    jobs.abandon(session)
    await session.rollback()
    return await _page(session, place, reference, form, late_id, status)


async def _page(
    session: Session,
    place: Scope,
    reference: str,
    form: Form[TakeForm] | Form[RefuseForm] | None = None,
    typed_in: UUID | None = None,
    status: int = 200,
    *,
    after: str = "",
    done: str = "",
) -> Template:
    """`typed_in` is the one request whose form shows what was typed."""
    letter = await letter_of_reference(session, reference)
    rows = await tray(session, letter.id, id_in(after))
    return letter_page(
        "pages/review/late.html",
        place,
        letter,
        status,
        here="review",
        done=done,
        form=form or begun(RefuseForm),
        empty=begun(RefuseForm),
        typed_in=typed_in,
        asked=[row for row in rows if row.state is LateState.ASKED],
        kept=[row for row in rows if row.state is LateState.KEPT],
        authority_words=AUTHORITY_WORDS,
        frozen=letter.signing is SigningState.FROZEN,
        more=rows[-1].id if len(rows) == PAGE else None,
        after=after,
    )


HANDLERS = [show_tray, add_it, leave_it_out]

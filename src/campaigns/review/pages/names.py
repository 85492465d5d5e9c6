"""The names that rows are to stand under: looked at one beside the other, taken over or refused."""

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
from campaigns.review.names import accept_name, proposed_names, refuse_name
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import paragraphs


class RefuseForm(msgspec.Struct, frozen=True, kw_only=True):
    reason: Annotated[str, paragraphs("why the name stays as it is", most=LONGEST, required=False)] = ""


class AcceptForm(msgspec.Struct, frozen=True, kw_only=True):
    """A button and nothing else."""


@get("/letters/{reference:str}/review/names", include_in_schema=False)
async def show_names(reference: FromPath[str], session: Session, place: Scope, done: FromQuery[str] = "") -> Template:
    place.require(Permission.REVIEW_SIGNATURES)
    return await _page(session, place, reference, begun(RefuseForm), None, done=done)


@post("/letters/{reference:str}/review/names/{proposal_id:uuid}/accept", include_in_schema=False)
async def take_name_over(
    reference: FromPath[str],
    proposal_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    form = await read_form(request, AcceptForm)
    try:
        await accept_name(session, letter.id, proposal_id, by, now)
    except (Conflict, NotAllowedNow, Invalid) as refusal:
        jobs.abandon(session)
        await session.rollback()
        return await _page(session, place, reference, form.with_problems({"": str(refusal)}), None, 409)
    return sent_on(f"{address_of(place, reference)}/review/names", done="name-accepted")


@post("/letters/{reference:str}/review/names/{proposal_id:uuid}/refuse", include_in_schema=False)
async def keep_name(
    reference: FromPath[str],
    proposal_id: FromPath[UUID],
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
            await refuse_name(session, letter.id, proposal_id, form.value.reason, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/review/names", done="name-refused")
    jobs.abandon(session)
    await session.rollback()
    return await _page(session, place, reference, form, proposal_id, status)


async def _page(
    session: Session,
    place: Scope,
    reference: str,
    form: Form[RefuseForm] | Form[AcceptForm],
    typed_in: UUID | None,
    status: int = 200,
    done: str = "",
) -> Template:
    """`typed_in` is the one proposal whose form shows what was typed."""
    letter = await letter_of_reference(session, reference)
    return letter_page(
        "pages/review/names.html",
        place,
        letter,
        status,
        here="review",
        done=done,
        form=form,
        empty=begun(RefuseForm),
        typed_in=typed_in,
        names=await proposed_names(session, letter.id),
        frozen=letter.signing is SigningState.FROZEN,
    )


HANDLERS = [show_names, take_name_over, keep_name]

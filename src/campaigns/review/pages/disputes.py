"""Settling whether a signature that was accepted is right: suspending it, listing it again, removing it."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from campaigns import jobs
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Conflict, Invalid
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.mail.addresses import domain_of, is_free_mail
from campaigns.review import disputes
from campaigns.review.disputes import REMOVAL_WORDS, Removal, RemovalReason
from campaigns.review.form import LONGEST
from campaigns.review.queries import Item, item
from campaigns.review.wording import in_words
from campaigns.signatures import leaving
from campaigns.signatures.answers import AUTHORITY_WORDS
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.told_steps import STATE_COLOURS, STATE_WORDS
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import hidden, label, paragraphs


class SuspendForm(msgspec.Struct, frozen=True, kw_only=True):
    why: Annotated[str, paragraphs("why it may be wrong", most=LONGEST)]
    row_version: Annotated[int, hidden()]


class ReinstateForm(msgspec.Struct, frozen=True, kw_only=True):
    check: Annotated[str, paragraphs("how you found out that it is right", most=LONGEST)]
    row_version: Annotated[int, hidden()]


class RemoveForm(msgspec.Struct, frozen=True, kw_only=True):
    reason: Annotated[RemovalReason | None, label("why it is removed")] = None
    details: Annotated[str, paragraphs("the details", most=LONGEST, required=False)] = ""
    row_version: Annotated[int, hidden()]


@get("/letters/{reference:str}/signatures/{signature_id:uuid}/settle", include_in_schema=False)
async def ask_what_is_right(
    reference: FromPath[str], signature_id: FromPath[UUID], session: Session, place: Scope
) -> Template | Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    found = await item(session, letter.id, signature_id)
    return _page(place, letter, found)


@post("/letters/{reference:str}/signatures/{signature_id:uuid}/suspend", include_in_schema=False)
async def suspend(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    letter = await _letter_of(session, place, reference, signature_id)
    form = await read_form(request, SuspendForm)
    if not form.problems:
        await leaving.suspend(session, signature_id, form.value.why, by, now)
        return sent_on(f"{address_of(place, reference)}/review", done="suspended")
    return await _again(session, place, letter, signature_id, 422, suspending=form)


@post("/letters/{reference:str}/signatures/{signature_id:uuid}/reinstate", include_in_schema=False)
async def reinstate(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    letter = await _letter_of(session, place, reference, signature_id)
    form, status = await read_form(request, ReinstateForm), 422
    if not form.problems:
        try:
            await disputes.reinstate(session, signature_id, form.value.check, form.value.row_version, by, now)
        except Conflict as conflict:
            form, status = form.with_problems({"": str(conflict)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/review", done="reinstated")
    return await _again(session, place, letter, signature_id, status, reinstating=form)


@post("/letters/{reference:str}/signatures/{signature_id:uuid}/remove", include_in_schema=False)
async def remove(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    letter = await _letter_of(session, place, reference, signature_id)
    form, status = await read_form(request, RemoveForm), 422
    if not form.problems:
        removal = Removal(reason=form.value.reason, details=form.value.details)
        try:
            await disputes.remove(session, signature_id, removal, form.value.row_version, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except Conflict as conflict:
            form, status = form.with_problems({"": str(conflict)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/review", done="removed")
    return await _again(session, place, letter, signature_id, status, removing=form)


async def _letter_of(session: Session, place: Scope, reference: str, signature_id: UUID) -> LetterDetail:
    """The letter, which the signature must belong to. Raises `NotFound`."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await item(session, letter.id, signature_id)
    return letter


async def _again(
    session: Session, place: Scope, letter: LetterDetail, signature_id: UUID, status: int, **forms: Form[Any]
) -> Template | Redirect:
    jobs.abandon(session)
    await session.rollback()
    return _page(place, letter, await item(session, letter.id, signature_id), status, **forms)


def _page(
    place: Scope,
    letter: LetterDetail,
    found: Item,
    status: int = 200,
    *,
    suspending: Form[SuspendForm] | None = None,
    reinstating: Form[ReinstateForm] | None = None,
    removing: Form[RemoveForm] | None = None,
) -> Template | Redirect:
    found = in_words(found)
    signature = found.signature
    if signature.state not in {SignatureState.ACCEPTED, SignatureState.SUSPENDED}:
        # Settled already, or never accepted: what became of it is shown instead.
        return sent_on(f"{address_of(place, letter.reference)}/signatures/{signature.id}")
    row_version = signature.row_version
    return letter_page(
        "pages/review/settle.html",
        place,
        letter,
        status,
        here="review",
        item=found,
        signature=signature,
        objections=[step for step in found.history if step.step == SignatureStep.SUSPEND],
        form=suspending or reinstating or removing or begun(SuspendForm, row_version=row_version),
        suspending=suspending or begun(SuspendForm, row_version=row_version),
        reinstating=reinstating or begun(ReinstateForm, row_version=row_version),
        removing=removing or begun(RemoveForm, row_version=row_version),
        removal_words=REMOVAL_WORDS,
        domain=domain_of(signature.signer_email),
        free_mail=is_free_mail(signature.signer_email),
        authority_words=AUTHORITY_WORDS,
        state_words=STATE_WORDS,
        state_colours=STATE_COLOURS,
    )


HANDLERS = [ask_what_is_right, suspend, reinstate, remove]

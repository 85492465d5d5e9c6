"""The secretariat's pages: who signs a letter in a personal capacity, whether anybody may, and each decision."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response, Template

from campaigns import jobs
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.individuals import deciding
from campaigns.individuals.actions import UNKNOWN
from campaigns.individuals.lifecycle import IndividualState
from campaigns.individuals.pages.fields import AcceptFields, AdmitFields, ReasonFields, YesOrNo
from campaigns.individuals.queries import (
    PAGE,
    IndividualDetail,
    all_rows,
    figures,
    history,
    individual,
    rows_of,
)
from campaigns.individuals.table import individuals_csv
from campaigns.individuals.told_steps import STATE_COLOURS, STATE_WORDS, STEP_WORDS
from campaigns.individuals.wording import identified
from campaigns.letters.guards import refusal
from campaigns.letters.lifecycles.signing import SigningStep
from campaigns.letters.models import Attribution
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.mail.addresses import domain_of, is_free_mail
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, attempt, begun, read_form
from campaigns.web.ids import id_in

#: The figures that stand above the list, and are its filters.
FILTERS = (
    IndividualState.ACCEPTED,
    IndividualState.AWAITING_REVIEW,
    IndividualState.AWAITING_EMAIL,
    IndividualState.REJECTED,
    IndividualState.WITHDRAWN,
    IndividualState.REMOVED,
)


@get("/letters/{reference:str}/individuals", include_in_schema=False)
async def list_individuals(
    reference: FromPath[str],
    session: Session,
    place: Scope,
    now: Now,
    show: FromQuery[str] = "",
    q: FromQuery[str] = "",
    after: FromQuery[str] = "",
    done: FromQuery[str] = "",
) -> Template:
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    return await _list(session, place, letter, now, show=show, q=q, after=after, done=done)


@post("/letters/{reference:str}/individuals", include_in_schema=False)
async def admit_individuals(
    reference: FromPath[str], request: AnyRequest, session: Session, place: Scope, by: By, now: Now
) -> Template | Redirect:
    """Say whether individuals may sign this letter."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    form = await read_form(request, AdmitFields)
    if form.problems:
        jobs.abandon(session)
        return await _list(session, place, letter, now, form=form, status=422)
    admitted = form.value.individuals_may_sign is YesOrNo.YES
    await deciding.admit(session, letter.id, form.value.row_version, by, now, admitted=admitted)
    done = "individuals-admitted" if admitted else "organisations-only"
    return sent_on(f"{address_of(place, reference)}/individuals", done=done)


@get("/letters/{reference:str}/individuals.csv", include_in_schema=False)
async def individuals_as_csv(reference: FromPath[str], session: Session, place: Scope) -> Response[str]:
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    return Response(
        individuals_csv(await all_rows(session, letter.id), letter.zone),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{letter.reference}-individuals.csv"'},
    )


@get("/letters/{reference:str}/individuals/{individual_id:uuid}", include_in_schema=False)
async def show_individual(
    reference: FromPath[str], individual_id: FromPath[UUID], session: Session, place: Scope, done: FromQuery[str] = ""
) -> Template:
    """Everything that one person said, what became of it, and the decision that is due."""
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    return await _one(session, place, letter, await individual(session, letter.id, individual_id), done=done)


@post("/letters/{reference:str}/individuals/{individual_id:uuid}/accept", include_in_schema=False)
async def accept(
    reference: FromPath[str],
    individual_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await individual(session, letter.id, individual_id)
    form, status = await attempt(
        await read_form(request, AcceptFields),
        lambda typed: deciding.accept(session, individual_id, typed.check, typed.row_version, by, now),
    )
    if status is None:
        return sent_on(f"{address_of(place, reference)}/individuals", done="individual-accepted")
    return await _shown_again(session, place, letter, individual_id, status, accepting=form)


@post("/letters/{reference:str}/individuals/{individual_id:uuid}/reject", include_in_schema=False)
async def reject(
    reference: FromPath[str],
    individual_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await individual(session, letter.id, individual_id)
    form, status = await attempt(
        await read_form(request, ReasonFields),
        lambda typed: deciding.reject(session, individual_id, typed.reason, typed.row_version, by, now),
    )
    if status is None:
        return sent_on(f"{address_of(place, reference)}/individuals", done="individual-rejected")
    return await _shown_again(session, place, letter, individual_id, status, refusing=form)


@post("/letters/{reference:str}/individuals/{individual_id:uuid}/remove", include_in_schema=False)
async def remove(
    reference: FromPath[str],
    individual_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await individual(session, letter.id, individual_id)
    form, status = await attempt(
        await read_form(request, ReasonFields),
        lambda typed: deciding.remove(session, individual_id, typed.reason, typed.row_version, by, now),
    )
    if status is None:
        return sent_on(f"{address_of(place, reference)}/individuals", done="individual-removed")
    return await _shown_again(session, place, letter, individual_id, status, refusing=form)


async def _list(
    session: Session,
    place: Scope,
    letter: LetterDetail,
    now: Now,
    *,
    form: Form[AdmitFields] | None = None,
    status: int = 200,
    show: str = "",
    q: str = "",
    after: str = "",
    done: str = "",
) -> Template:
    shown = IndividualState(show) if show in {state.value for state in FILTERS} else None
    rows = await rows_of(session, letter.id, shown, q, id_in(after))
    counted = await figures(session, letter.id)
    coalition_speaks = letter.attribution is Attribution.COALITION
    may_set = place.may(Permission.INVITE) and not coalition_speaks
    admitted = YesOrNo.YES if letter.individuals_may_sign else YesOrNo.NO
    return letter_page(
        "pages/individuals/list.html",
        place,
        letter,
        status,
        here="individuals",
        done=done,
        form=form or begun(AdmitFields, individuals_may_sign=admitted, row_version=letter.row_version),
        may_set=may_set and refusal(letter, SigningStep.ADMIT_INDIVIDUALS, now) is None,
        coalition_speaks=coalition_speaks,
        figures=[(state, getattr(counted, state.value)) for state in FILTERS],
        total=sum(getattr(counted, state.value) for state in FILTERS),
        rows=rows,
        more=rows[-1].id if len(rows) == PAGE else None,
        show=shown,
        q=q.strip(),
        after=after,
        words=STATE_WORDS,
        colours=STATE_COLOURS,
        identified=identified,
    )


async def _shown_again(
    session: Session, place: Scope, letter: LetterDetail, signature_id: UUID, status: int, **forms: Any
) -> Template:
    jobs.abandon(session)
    await session.rollback()
    found = await individual(session, letter.id, signature_id)
    return await _one(session, place, letter, found, status, **forms)


async def _one(
    session: Session,
    place: Scope,
    letter: LetterDetail,
    signature: IndividualDetail,
    status: int = 200,
    accepting: Form[AcceptFields] | None = None,
    refusing: Form[ReasonFields] | None = None,
    done: str = "",
) -> Template:
    return letter_page(
        "pages/individuals/one.html",
        place,
        letter,
        status,
        here="individuals",
        done=done,
        signature=signature,
        identified=identified(signature.title, signature.affiliation),
        domain=domain_of(signature.email),
        free_mail=is_free_mail(signature.email),
        history=await history(session, signature.id),
        form=accepting or refusing or begun(AcceptFields),
        accepting=accepting or begun(AcceptFields),
        refusing=refusing or begun(ReasonFields),
        may_review=place.may(Permission.REVIEW_SIGNATURES),
        words=STATE_WORDS,
        colours=STATE_COLOURS,
        step_words=STEP_WORDS,
        unknown=UNKNOWN,
    )


HANDLERS = [list_individuals, admit_individuals, individuals_as_csv, show_individual, accept, reject, remove]

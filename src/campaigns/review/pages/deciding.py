"""Reviewing signatures that did not come by the organisation's own invitation alone, and looking at any one of them."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from campaigns import jobs
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Conflict, Invalid, NotAllowedNow, TooMany
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.mail.addresses import domain_of, is_free_mail
from campaigns.names.matching import matching_key
from campaigns.review import actions
from campaigns.review.form import HOW_WORDS, NEW, AcceptForm, AskForm, Do, How, RejectForm, decision_of
from campaigns.review.known_names import Known, Wanted, address_told, near
from campaigns.review.queries import Item, Named, item
from campaigns.review.wording import in_words
from campaigns.signatures.answers import AUTHORITY_WORDS, AuthoriserAnswer
from campaigns.signatures.authority_requests import ask_for_authority
from campaigns.signatures.changes import changes_of
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import BodyAnswer
from campaigns.signatures.told_steps import STATE_COLOURS, STATE_WORDS, STEP_WORDS
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form


class Candidate(msgspec.Struct, frozen=True):
    """A known organisation beside what the signer's address says about it."""

    known: Known
    told: str


class Question(msgspec.Struct, frozen=True):
    """Which organisation one name is."""

    named: Named
    candidates: list[Candidate]


@get("/letters/{reference:str}/signatures/{signature_id:uuid}", include_in_schema=False)
async def show_signature(
    reference: FromPath[str], signature_id: FromPath[UUID], session: Session, place: Scope, done: FromQuery[str] = ""
) -> Template:
    """Everything that was said with one signature, and what became of it."""
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    found = await item(session, letter.id, signature_id)
    changes = await changes_of(session, signature_id)
    return _page("pages/review/signature.html", place, letter, found, "responses", decided=False, done=done, changes=changes)


@get("/letters/{reference:str}/review/{signature_id:uuid}", include_in_schema=False)
async def ask_decision(
    reference: FromPath[str], signature_id: FromPath[UUID], session: Session, place: Scope, now: Now
) -> Template | Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    found = await item(session, letter.id, signature_id)
    if found.signature.state is SignatureState.SUSPENDED:
        return sent_on(f"{address_of(place, reference)}/signatures/{signature_id}/settle")
    # Where another name was typed, nothing is chosen: whose invitation was used need not be who it is.
    chosen = {
        f"organisation-{one.position}": one.organisation_id or ""
        for one in found.named
        if matching_key(one.name) == matching_key(one.known_as)
    }
    form = begun(AcceptForm, row_version=found.signature.row_version, **chosen)
    return await _deciding(session, place, letter, found, now, form)


@post("/letters/{reference:str}/review/{signature_id:uuid}", include_in_schema=False)
async def accept(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    found = await item(session, letter.id, signature_id)
    form, status = await read_form(request, AcceptForm), 422
    if not form.problems and form.value.do is Do.SEARCH:
        return await _deciding(session, place, letter, found, now, form)
    if not form.problems:
        try:
            decision = decision_of(form, found.named)
            await actions.accept(session, signature_id, decision, form.value.row_version, by, now)
        except Invalid as invalid:
            form = form.with_problems(_by_field(invalid.problems))
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/review", done="accepted")
    jobs.abandon(session)
    await session.rollback()
    return await _deciding(session, place, letter, await item(session, letter.id, signature_id), now, form, status)


@post("/letters/{reference:str}/review/{signature_id:uuid}/reject", include_in_schema=False)
async def reject(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await item(session, letter.id, signature_id)
    form, status = await read_form(request, RejectForm), 422
    if not form.problems:
        try:
            await actions.reject(session, signature_id, form.value.reason, form.value.row_version, by, now)
        except Conflict as conflict:
            form, status = form.with_problems({"": str(conflict)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/review", done="rejected")
    jobs.abandon(session)
    await session.rollback()
    found = await item(session, letter.id, signature_id)
    return await _deciding(session, place, letter, found, now, None, status, form)


@post("/letters/{reference:str}/review/{signature_id:uuid}/ask-authority", include_in_schema=False)
async def ask_authority(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    """Have somebody at the organisation authorise it before it is decided."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await item(session, letter.id, signature_id)
    form, status = await read_form(request, AskForm), 422
    if not form.problems:
        whom = AuthoriserAnswer(name=form.value.authoriser_name, email=form.value.authoriser_email)
        try:
            await ask_for_authority(session, signature_id, whom, form.value.row_version, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except TooMany as refusal:
            form, status = form.with_problems({"": str(refusal)}), 429
        except Conflict as conflict:
            form, status = form.with_problems({"": str(conflict)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/review", done="asked")
    jobs.abandon(session)
    await session.rollback()
    found = await item(session, letter.id, signature_id)
    return await _deciding(session, place, letter, found, now, None, status, asking=form)


async def _deciding(
    session: Session,
    place: Scope,
    letter: LetterDetail,
    found: Item,
    now: Now,
    form: Form[AcceptForm] | None,
    status: int = 200,
    rejecting: Form[RejectForm] | None = None,
    asking: Form[AskForm] | None = None,
) -> Template:
    signature = found.signature
    if signature.state is not SignatureState.AWAITING_REVIEW:
        # Decided by somebody else meanwhile, or reached by an old link: what it came to is shown instead.
        decided, changes = status != 200, await changes_of(session, signature.id)  # noqa: PLR2004
        return _page("pages/review/signature.html", place, letter, found, "review", status, decided=decided, changes=changes)
    accepting = form or begun(AcceptForm, row_version=signature.row_version)
    wanted = [
        Wanted(name=one.name, search=accepting.typed(f"search-{one.position}")[:200], known_id=one.organisation_id)
        for one in found.named
    ]
    near_names = await near(session, letter.id, signature.version_id, wanted, signature.signer_email, now)
    signed = {known.id: known for candidates in near_names for known in candidates if known.stands}
    return _page(
        "pages/review/decide.html",
        place,
        letter,
        found,
        "review",
        status,
        form=rejecting or asking or accepting,
        accepting=accepting,
        rejecting=rejecting or begun(RejectForm, row_version=signature.row_version),
        asking=asking or begun(AskForm, row_version=signature.row_version),
        questions=[
            Question(one, [Candidate(known, address_told(signature.signer_email, known)) for known in candidates])
            for one, candidates in zip(found.named, near_names, strict=True)
        ],
        how_words={
            how: words
            for how, words in HOW_WORDS.items()
            if how is not How.VOUCHED or found.body_answer is BodyAnswer.VOUCHED
        },
        new=NEW,
        signed=list(signed.values()),
    )


def _page(
    name: str, place: Scope, letter: LetterDetail, found: Item, here: str, status: int = 200, **context: Any
) -> Template:
    found = in_words(found)
    return letter_page(
        name,
        place,
        letter,
        status,
        here=here,
        item=found,
        signature=found.signature,
        domain=domain_of(found.signature.signer_email),
        free_mail=is_free_mail(found.signature.signer_email),
        authority_words=AUTHORITY_WORDS,
        state_words=STATE_WORDS,
        state_colours=STATE_COLOURS,
        step_words=STEP_WORDS,
        may_review=place.may(Permission.REVIEW_SIGNATURES),
        **context,
    )


def _by_field(problems: dict[str, str]) -> dict[str, str]:
    names = {"organisations": "organisation-0", "check": "how"}
    return {names.get(name, name): why for name, why in problems.items()}


HANDLERS = [show_signature, ask_decision, accept, reject, ask_authority]

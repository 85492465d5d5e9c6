"""The questions: who you are, whether your name may be published, everything once more, and the one button that signs."""

import msgspec
from litestar import get, post
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.individuals import answers
from campaigns.individuals.access import Own
from campaigns.individuals.actions import put_aside, submit
from campaigns.individuals.answers import YouAnswer
from campaigns.individuals.lifecycle import ORGANISATIONS_ONLY, IndividualState
from campaigns.individuals.models import IndividualSignature
from campaigns.individuals.pages.fields import ConsentFields, YesOrNo, YouFields
from campaigns.individuals.pages.frame import REFUSALS, Owning, go_to, not_recorded, own_page
from campaigns.individuals.steps import hold
from campaigns.individuals.wording import attestation, consent_sentence
from campaigns.invitations.window import accepts
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext
from campaigns.names.people import filed
from campaigns.signatures.pages.fields import CheckFields
from campaigns.text.view import letter_view
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, RequestId, Session
from campaigns.web.forms import Form, begun, read_form


@get("/you", include_in_schema=False)
async def ask_you(own: Owning, now: Now) -> Redirect | Template:
    if not _is_draft(own):
        return go_to(own)
    known = own.signature
    form = begun(YouFields, **{name: getattr(known, name) for name in YouFields.__struct_fields__})
    return own_page("you", own, now, form=form)


@post("/you", include_in_schema=False)
async def answer_with_you(request: AnyRequest, own: Owning, session: Session, keys: Keys, now: Now) -> Redirect | Template:
    try:
        draft = await _hold_draft(session, own, now)
    except REFUSALS as refusal:
        return await not_recorded(session, keys, own, now, str(refusal))
    form = await read_form(request, YouFields)
    if not form.problems:
        try:
            answers.answer_you(draft, YouAnswer(**msgspec.structs.asdict(form.value)))
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
    if form.problems:
        abandon(session)
        return own_page("you", own, now, 422, form=form)
    return go_to(own, answers.complete(draft) or "check")


@get("/consent", include_in_schema=False)
async def ask_consent(own: Owning, now: Now) -> Redirect | Template:
    if not _is_draft(own):
        return go_to(own)
    if not own.signature.name:
        return go_to(own, "you")
    # Somebody who said yes and comes back to think again finds their own yes; nobody else finds anything chosen.
    chosen = YesOrNo.YES if own.signature.consented_at is not None else None
    return _consent_page(own, now, begun(ConsentFields, publish_name=chosen))


@post("/consent", include_in_schema=False)
async def answer_with_consent(
    request: AnyRequest, own: Owning, session: Session, keys: Keys, now: Now
) -> Redirect | Template:
    """Keep the yes, or delete everything after a no: whoever is not named cannot be in a list of names."""
    try:
        draft = await _hold_draft(session, own, now)
    except REFUSALS as refusal:
        return await not_recorded(session, keys, own, now, str(refusal))
    form = await read_form(request, ConsentFields)
    said = None if form.problems else form.value.publish_name
    if said is YesOrNo.NO:
        await put_aside(session, draft.id)
        return own_page("not_published", own, now)
    if not form.problems:
        try:
            answers.answer_consent(draft, publish=said is YesOrNo.YES, now=now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
    if form.problems:
        abandon(session)
        return _consent_page(own, now, form, 422)
    return go_to(own, answers.complete(draft) or "check")


@get("/check", include_in_schema=False)
async def check_answers(own: Owning, now: Now) -> Redirect | Template:
    if not _is_draft(own):
        return go_to(own)
    if (missing := answers.complete(own.signature)) is not None:
        return go_to(own, missing)
    draft, letter = own.signature, own.letter
    return own_page(
        "check",
        own,
        now,
        form=begun(CheckFields, row_version=draft.row_version),
        sorted_by=filed(draft.name, draft.sort_by)[0],
        attestation=attestation(draft.name, letter.words.title, letter.version, draft.title, draft.affiliation),
        letter=letter_view(letter.words, title_level=2),
    )


@post("/check", include_in_schema=False)
async def sign(
    request: AnyRequest, own: Owning, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    """Sign. A button pressed twice signs once."""
    if not _is_draft(own):
        return go_to(own)
    form = await read_form(request, CheckFields)
    if form.problems:
        return go_to(own, "check")
    try:
        await submit(session, own.signature.id, form.value.row_version, own.actor(request_id), now)
    except Invalid:
        return go_to(own, answers.complete(own.signature) or "check")
    except REFUSALS as refusal:
        return await not_recorded(session, keys, own, now, str(refusal))
    return go_to(own)


def _consent_page(own: Own, now: Now, form: Form[ConsentFields], status: int = 200) -> Template:
    sentence = consent_sentence(own.signature.title, own.signature.affiliation)
    return own_page("consent", own, now, status, form=form, sentence=sentence)


def _is_draft(own: Own) -> bool:
    return own.signature.state is IndividualState.STARTED


async def _hold_draft(session: AsyncSession, own: Own, now: Now) -> IndividualSignature:
    """The draft's row, locked, so that a form sent twice is taken once after the other. Raises `REFUSALS`."""
    draft = (await hold(session, own.signature.id)).signature
    if draft.state is not IndividualState.STARTED:
        raise Conflict(gettext("These answers were sent already, so what you typed just now was not saved."))
    if not own.letter.individuals_may_sign:
        raise NotAllowedNow(gettext(ORGANISATIONS_ONLY))
    if not accepts(own.letter, now):
        raise NotAllowedNow(gettext("Signing has closed, so what you typed just now was not saved."))
    return draft


HANDLERS = [ask_you, answer_with_you, ask_consent, answer_with_consent, check_answers, sign]

"""The secretariat's pages about a letter's cascade links: giving one, and what came by each."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from campaigns import jobs
from campaigns.cascades import actions
from campaigns.cascades.forwarding import forward_text
from campaigns.cascades.lifecycle import LinkState, LinkStep
from campaigns.cascades.queries import (
    CascadeRow,
    bodies_without_link,
    cascade,
    cascades_of,
    history_of,
    letter_and_body,
    packs_of,
)
from campaigns.cascades.reasons import reason_in_words
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound
from campaigns.invitations.replacing import LONGEST_REASON
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.locales import Locale, reading
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Version
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.organisations.relations import locale_of_language
from campaigns.tokens import Purpose
from campaigns.unusual_use.alerts import open_alerts
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, Session, Settings
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import hidden, label, paragraphs

STATE_WORDS = {
    LinkState.OPEN: gettext_noop("Open"),
    LinkState.PAUSED: gettext_noop("Paused"),
    LinkState.ENDED: gettext_noop("Ended"),
}
STATE_COLOURS = {LinkState.OPEN: "green", LinkState.PAUSED: "yellow", LinkState.ENDED: "grey"}
STEP_WORDS = {
    LinkStep.GIVE: gettext_noop("Given"),
    LinkStep.PAUSE: gettext_noop("Paused"),
    LinkStep.RESUME: gettext_noop("Resumed"),
    LinkStep.END: gettext_noop("Ended"),
    LinkStep.CHANGE_CAP: gettext_noop("Cap changed"),
    LinkStep.REPLACE: gettext_noop("Replaced"),
}


class GiveForm(msgspec.Struct, frozen=True, kw_only=True):
    organisation: Annotated[UUID | None, label("the infrastructure organisation")] = None
    cap: Annotated[int, label("how many signatures the link takes")] = actions.CAP


class CapForm(msgspec.Struct, frozen=True, kw_only=True):
    cap: Annotated[int, label("how many signatures the link takes")]
    row_version: Annotated[int, hidden()]


class Sending(StrEnum):
    """Whether the new link is mailed at once."""

    NOW = "now"
    LATER = "later"


class ReplaceForm(msgspec.Struct, frozen=True, kw_only=True):
    reason: Annotated[str, paragraphs("why it is replaced", most=LONGEST_REASON)]
    send: Annotated[Sending, label("whether to send the new link now")]
    row_version: Annotated[int, hidden()]


class StepForm(msgspec.Struct, frozen=True, kw_only=True):
    row_version: Annotated[int, hidden()]


@get("/letters/{reference:str}/cascades", include_in_schema=False)
async def show_cascades(reference: FromPath[str], session: Session, place: Scope, done: FromQuery[str] = "") -> Template:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    return await _list(session, place, letter, begun(GiveForm, cap=actions.CAP), done=done)


@post("/letters/{reference:str}/cascades", include_in_schema=False)
async def give(
    reference: FromPath[str], request: AnyRequest, session: Session, place: Scope, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    form, status = await read_form(request, GiveForm), 422
    if not form.problems and form.value.organisation is None:
        form = form.with_problems({"organisation": gettext("Choose the infrastructure organisation.")})
    if not form.problems and form.value.organisation is not None:
        try:
            link = await actions.give(session, letter.id, form.value.organisation, form.value.cap, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except NotFound:
            form = form.with_problems({"organisation": gettext("Choose one of the infrastructure organisations.")})
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/cascades/{link.id}", done="cascade-given")
    jobs.abandon(session)
    await session.rollback()
    return await _list(session, place, letter, form, status)


@get("/letters/{reference:str}/cascades/{cascade_id:uuid}", include_in_schema=False)
async def show_cascade(
    reference: FromPath[str],
    cascade_id: FromPath[UUID],
    session: Session,
    place: Scope,
    keys: Keys,
    settings: Settings,
    done: FromQuery[str] = "",
) -> Template:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    return await _one(session, place, letter, cascade_id, keys, settings, None, done=done)


@post("/letters/{reference:str}/cascades/{cascade_id:uuid}/cap", include_in_schema=False)
async def change_cap(
    reference: FromPath[str],
    cascade_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    keys: Keys,
    settings: Settings,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    await cascade(session, letter.id, cascade_id)
    form, status = await read_form(request, CapForm), 422
    if not form.problems:
        try:
            await actions.change_cap(session, cascade_id, form.value.cap, form.value.row_version, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/cascades/{cascade_id}", done="cascade-cap")
    jobs.abandon(session)
    await session.rollback()
    return await _one(session, place, letter, cascade_id, keys, settings, form, status)


@post("/letters/{reference:str}/cascades/{cascade_id:uuid}/pause", include_in_schema=False)
async def pause(
    reference: FromPath[str],
    cascade_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    keys: Keys,
    settings: Settings,
    by: By,
    now: Now,
) -> Template | Redirect:
    async def step(row_version: int) -> None:
        await actions.pause(session, cascade_id, row_version, by, now)

    return await _step(reference, cascade_id, request, session, place, keys, settings, step, "cascade-paused")


@post("/letters/{reference:str}/cascades/{cascade_id:uuid}/resume", include_in_schema=False)
async def resume(
    reference: FromPath[str],
    cascade_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    keys: Keys,
    settings: Settings,
    by: By,
    now: Now,
) -> Template | Redirect:
    async def step(row_version: int) -> None:
        await actions.resume(session, cascade_id, row_version, by, now)

    return await _step(reference, cascade_id, request, session, place, keys, settings, step, "cascade-resumed")


@get("/letters/{reference:str}/cascades/{cascade_id:uuid}/end", include_in_schema=False)
async def ask_to_end(reference: FromPath[str], cascade_id: FromPath[UUID], session: Session, place: Scope) -> Template:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    row = await cascade(session, letter.id, cascade_id)
    return letter_page("pages/cascades/end.html", place, letter, here="responses", row=row)


@post("/letters/{reference:str}/cascades/{cascade_id:uuid}/end", include_in_schema=False)
async def end(
    reference: FromPath[str],
    cascade_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    keys: Keys,
    settings: Settings,
    by: By,
    now: Now,
) -> Template | Redirect:
    async def step(row_version: int) -> None:
        await actions.end(session, cascade_id, row_version, by, now)

    return await _step(reference, cascade_id, request, session, place, keys, settings, step, "cascade-ended")


@get("/letters/{reference:str}/cascades/{cascade_id:uuid}/replace", include_in_schema=False)
async def ask_to_replace(reference: FromPath[str], cascade_id: FromPath[UUID], session: Session, place: Scope) -> Template:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    row = await cascade(session, letter.id, cascade_id)
    return _replacing(place, letter, row, begun(ReplaceForm, row_version=row.row_version))


@post("/letters/{reference:str}/cascades/{cascade_id:uuid}/replace", include_in_schema=False)
async def replace(
    reference: FromPath[str],
    cascade_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    row = await cascade(session, letter.id, cascade_id)
    form, status = await read_form(request, ReplaceForm), 422
    if not form.problems:
        typed, send = form.value, form.value.send is Sending.NOW
        try:
            mails = await actions.replace(session, cascade_id, typed.reason, typed.row_version, by, now, send=send)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            done = ("link-replaced-sent" if mails else "link-replaced-unsent") if send else "link-replaced"
            return sent_on(f"{address_of(place, reference)}/cascades/{cascade_id}", done=done)
    jobs.abandon(session)
    await session.rollback()
    return _replacing(place, letter, row, form, status)


def _replacing(place: Scope, letter: LetterDetail, row: CascadeRow, form: Form[ReplaceForm], status: int = 200) -> Template:
    return letter_page("pages/cascades/replace.html", place, letter, status, here="responses", row=row, form=form)


@post("/letters/{reference:str}/cascades/{cascade_id:uuid}/send-again", include_in_schema=False)
async def send_again(
    reference: FromPath[str],
    cascade_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    keys: Keys,
    settings: Settings,
    now: Now,
) -> Template | Redirect:
    async def step(_row_version: int) -> str:
        return "sent-again" if await actions.send_again(session, cascade_id, now) else "sent-to-nobody"

    return await _step(reference, cascade_id, request, session, place, keys, settings, step, "sent-again")


async def _step(
    reference: str,
    cascade_id: UUID,
    request: AnyRequest,
    session: Session,
    place: Scope,
    keys: Keys,
    settings: Settings,
    step: Callable[[int], Awaitable[str | None]],
    done: str,
) -> Template | Redirect:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    await cascade(session, letter.id, cascade_id)
    form: Form[Any] = await read_form(request, StepForm)
    status = 422
    if not form.problems:
        try:
            told = await step(form.value.row_version)
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/cascades/{cascade_id}", done=told or done)
    jobs.abandon(session)
    await session.rollback()
    return await _one(session, place, letter, cascade_id, keys, settings, form, status)


async def _list(
    session: Session, place: Scope, letter: LetterDetail, form: Form[GiveForm], status: int = 200, done: str = ""
) -> Template:
    return letter_page(
        "pages/cascades/list.html",
        place,
        letter,
        status,
        here="responses",
        done=done,
        form=form,
        rows=await cascades_of(session, letter.id),
        bodies=await bodies_without_link(session, letter.id),
        open_now=letter.signing is SigningState.OPEN,
        state_words=STATE_WORDS,
        state_colours=STATE_COLOURS,
    )


async def _one(
    session: Session,
    place: Scope,
    letter: LetterDetail,
    cascade_id: UUID,
    keys: Keys,
    settings: Settings,
    form: Form[Any] | None,
    status: int = 200,
    done: str = "",
) -> Template:
    row = await cascade(session, letter.id, cascade_id)
    link, letter_row, body = await letter_and_body(session, cascade_id)
    address = f"{settings.public_url}/c/{keys.token(Purpose.CASCADE, link.id, link.rotation)}"
    version = await session.get_one(Version, letter.version_id)
    # As the organisation is written to, whoever looks at it here.
    locale = locale_of_language(body.language) or Locale.ENGLISH
    with reading(locale):
        words = forward_text(place.name, body.display_name, letter_row, version, address)
    return letter_page(
        "pages/cascades/show.html",
        place,
        letter,
        status,
        here="responses",
        done=done,
        row=row,
        address=address,
        words=words,
        words_locale=locale,
        form=form or begun(CapForm, cap=link.cap),
        cap_form=form if form is not None and form.form_type is CapForm else begun(CapForm, cap=link.cap),
        history=await history_of(session, cascade_id),
        packs=await packs_of(session, cascade_id),
        alerts=await open_alerts(session, letter.id, used_id=cascade_id),
        open_now=letter.signing is SigningState.OPEN,
        state_words=STATE_WORDS,
        state_colours=STATE_COLOURS,
        step_words=STEP_WORDS,
        reason_in_words=reason_in_words,
    )


HANDLERS = [
    show_cascades,
    give,
    show_cascade,
    change_cap,
    pause,
    resume,
    ask_to_end,
    end,
    ask_to_replace,
    replace,
    send_again,
]

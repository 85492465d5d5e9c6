"""Choosing whom to invite, looking at what will be sent, and sending it."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from campaigns import jobs
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Invalid
from campaigns.invitations import actions
from campaigns.invitations.preview import named_recipients, preview_invitation
from campaigns.invitations.queries import (
    PAGE,
    WHY_WORDS,
    Who,
    categories_to_invite,
    chosen,
    count_invited,
    options,
    reach,
    to_invite,
)
from campaigns.languages.catalogues import gettext
from campaigns.letters.guards import refusal
from campaigns.letters.lifecycles.signing import SigningState, SigningStep
from campaigns.letters.models import Attribution
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session, Settings
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in
from campaigns.web.labels import hidden, label, line

#: More than can be ticked by hand in one wave; whoever needs more chooses all members, or sends two waves.
MOST_BY_HAND = 900


class Do(StrEnum):
    """Which button was pressed."""

    SEARCH = "search"
    MORE = "more"
    CHECK = "check"
    SEND = "send"


class InviteForm(msgspec.Struct, frozen=True, kw_only=True):
    do: Annotated[Do, hidden()] = Do.SEARCH
    who: Annotated[Who, label("whom to invite")]
    organisation: Annotated[list[UUID], label("the organisations")] = []
    #: Interests are among them.
    category: Annotated[list[UUID], label("the categories")] = []
    search: Annotated[str, line("the search", required=False)] = ""
    after: Annotated[UUID | None, hidden()] = None
    #: The contact whose mail is shown.
    to: Annotated[UUID | None, label("whose mail to show")] = None
    row_version: Annotated[int, hidden()]

    @property
    def ids(self) -> list[UUID]:
        """The organisations, or the categories and interests, that were ticked, whichever counts."""
        return self.category if self.who is Who.CATEGORIES else self.organisation


class AgainForm(msgspec.Struct, frozen=True, kw_only=True):
    show: Annotated[str, line("the filter", required=False)] = ""
    q: Annotated[str, line("the search", required=False)] = ""


@get("/letters/{reference:str}/invite", include_in_schema=False)
async def ask(reference: FromPath[str], session: Session, place: Scope, now: Now) -> Template:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    form = begun(InviteForm, who=Who.MEMBERS, row_version=letter.row_version)
    return await _choosing(session, place, letter, form, now)


@post("/letters/{reference:str}/invite", include_in_schema=False)
async def invite(
    reference: FromPath[str], request: AnyRequest, session: Session, settings: Settings, place: Scope, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    form = await read_form(request, InviteForm)
    if not form.problems and (wrong := _problems(form.value)):
        form = form.with_problems(wrong)
    if form.problems:
        jobs.abandon(session)
        return await _choosing(session, place, letter, form, now, 422)
    wanted = form.value
    if wanted.do in {Do.SEARCH, Do.MORE}:
        return await _choosing(session, place, letter, form, now)
    if wanted.do is Do.CHECK:
        return await _check(session, settings, place, letter, form, now)
    ids = wanted.organisation
    if wanted.who is not Who.CHOSEN:
        ids = list(await to_invite(session, letter.id, wanted.who, wanted.ids))
    try:
        wave = await actions.invite(session, letter.id, ids, wanted.row_version, by, now)
    except Invalid as invalid:
        jobs.abandon(session)
        problems = {("organisation" if name == "organisations" else name): why for name, why in invalid.problems.items()}
        return await _choosing(session, place, letter, form.with_problems(problems), now, 422)
    done = "invited" if wave.organisations else "invited-nobody"
    return sent_on(f"{address_of(place, reference)}/responses", done=done)


@post("/letters/{reference:str}/responses/{organisation_id:uuid}/send-again", include_in_schema=False)
async def send_again(
    reference: FromPath[str],
    organisation_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    now: Now,
) -> Redirect:
    """The same link, once more; links sent before still work."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    form = await read_form(request, AgainForm)
    back = AgainForm() if form.problems else form.value
    sent = await actions.send_again(session, letter.id, organisation_id, now)
    done = "sent-again" if sent else "sent-to-nobody"
    return sent_on(f"{address_of(place, reference)}/responses", show=back.show, q=back.q, done=done)


def _problems(form: InviteForm) -> dict[str, str]:
    if form.do in {Do.CHECK, Do.SEND} and form.who is Who.CHOSEN and not form.organisation:
        return {"organisation": gettext("Tick at least one organisation, or choose all of them.")}
    if form.do in {Do.CHECK, Do.SEND} and form.who is Who.CATEGORIES and not form.category:
        return {"category": gettext("Tick at least one category or interest.")}
    if len(form.organisation) > MOST_BY_HAND:
        return {
            "organisation": gettext(
                "Choose no more than {most} by hand. Send the others a second wave.", most=str(MOST_BY_HAND)
            )
        }
    return {}


async def _choosing(
    session: Session, place: Scope, letter: LetterDetail, form: Form[InviteForm], now: Now, status: int = 200
) -> Template:
    ticked = [one for one in map(id_in, form.chosen("organisation")) if one is not None][:MOST_BY_HAND]
    after = id_in(form.typed("after")) if form.typed("do") == Do.MORE else None
    rows = await options(session, letter.id, search=form.typed("search"), after=after)
    return letter_page(
        "pages/invitations/choose.html",
        place,
        letter,
        status,
        form=form,
        refusal=_refusal(letter, now),
        members=await reach(session, letter.id),
        everybody=await reach(session, letter.id, Who.EVERYBODY),
        categories=await categories_to_invite(session, letter.id),
        invited=await count_invited(session, letter.id),
        ticked=await chosen(session, letter.id, ticked),
        rows=[row for row in rows if row.id not in set(ticked)],
        more=rows[-1].id if len(rows) == PAGE else None,
        why=WHY_WORDS,
    )


async def _check(
    session: Session, settings: Settings, place: Scope, letter: LetterDetail, form: Form[InviteForm], now: Now
) -> Template:
    who, ids, to = form.value.who, form.value.ids, form.value.to
    return letter_page(
        "pages/invitations/check.html",
        place,
        letter,
        form=form,
        refusal=_refusal(letter, now),
        reach=await reach(session, letter.id, who, ids),
        recipients=await named_recipients(session, letter.id, who, ids),
        mail=await preview_invitation(session, settings, letter.id, who, ids, to, now),
        why=WHY_WORDS,
    )


def _refusal(letter: LetterDetail, now: Now) -> str | None:
    if letter.attribution is Attribution.COALITION:
        return gettext("A statement in the coalition’s name has no signatures, so nobody is invited to sign it.")
    if letter.signing is SigningState.OPEN:
        return None
    return refusal(letter, SigningStep.OPEN, now)


HANDLERS = [ask, invite, send_again]

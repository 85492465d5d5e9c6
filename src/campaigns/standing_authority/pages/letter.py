"""Signing a letter by standing authority: tick the organisations, say why, look at it, and confirm."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.jobs import abandon
from campaigns.letters.pages.form import LETTER_LIMIT
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.standing_authority.pages.frame import WORDS
from campaigns.standing_authority.preview import Preview, preview
from campaigns.standing_authority.queries import PAGE, Candidate, candidates
from campaigns.standing_authority.using import Use, refusal, use
from campaigns.web.bodies import AnyRequest, read_fields
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in
from campaigns.web.labels import choices, hidden, label


class Do(StrEnum):
    CHANGE = "change"
    CHECK = "check"
    SIGN = "sign"


class UseForm(msgspec.Struct, frozen=True, kw_only=True):
    """`chosen` are the ids of authorities; for each there is a text `why-<id>` beside it. `version` is the one looked at."""

    chosen: Annotated[list[UUID], choices("an organisation", required=False)] = []
    version: Annotated[int, hidden()]
    do: Annotated[Do, label("what to do")] = Do.CHECK


@get("/letters/{reference:str}/standing-authority", include_in_schema=False)
async def choose(reference: FromPath[str], session: Session, place: Scope, now: Now, after: FromQuery[str] = "") -> Template:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    form = begun(UseForm, version=letter.version)
    return await _choosing(session, place, letter, form, {}, now, after=id_in(after))


@post("/letters/{reference:str}/standing-authority", include_in_schema=False, request_max_body_size=LETTER_LIMIT)
async def sign(
    reference: FromPath[str], request: AnyRequest, session: Session, place: Scope, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    form, status = await read_form(request, UseForm), 422
    whys = {name: text for name, text in (await read_fields(request)).texts if name.startswith("why-")}
    if form.problems:
        abandon(session)
        return await _choosing(session, place, letter, form, whys, now, 422)
    wanted = [Use(authority_id=one, why=whys.get(f"why-{one}", "")) for one in form.value.chosen]
    try:
        if form.value.do is Do.CHECK:
            shown = await preview(session, letter.id, wanted, form.value.version, by, now)
            abandon(session)
            return _check(place, letter, form, shown)
        if form.value.do is Do.SIGN:
            made = await use(session, letter.id, wanted, form.value.version, by, now)
            return sent_on(f"{address_of(place, reference)}/responses", done="signed-by-standing-authority" if made else "")
    except Invalid as invalid:
        form = form.with_problems(invalid.problems)
    except (Conflict, NotAllowedNow) as why_not:
        form, status = form.with_problems({"": str(why_not)}), 409
    abandon(session)
    await session.rollback()
    letter = await letter_of_reference(session, reference)
    return await _choosing(session, place, letter, form, whys, now, status if form.problems else 200)


def _check(place: Scope, letter: LetterDetail, form: Form[UseForm], shown: Sequence[Preview]) -> Template:
    return letter_page(
        "pages/standing_authority/check.html", place, letter, here="responses", form=form, shown=shown, **WORDS
    )


async def _choosing(
    session: Session,
    place: Scope,
    letter: LetterDetail,
    form: Form[UseForm],
    whys: dict[str, str],
    now: Now,
    status: int = 200,
    *,
    after: UUID | None = None,
) -> Template:
    ticked = [one for one in map(id_in, form.chosen("chosen")) if one is not None][:PAGE]
    why_not = refusal(letter, now, switched_on=place.standing_authority)
    rows: list[Candidate] = []
    more: UUID | None = None
    if why_not is None:
        chosen = await candidates(session, letter, now, chosen=ticked) if ticked else []
        others = await candidates(session, letter, now, after=after)
        more = others[-1].authority_id if len(others) == PAGE else None
        first = {one.authority_id for one in chosen}
        rows = [*chosen, *(one for one in others if one.authority_id not in first)]
    return letter_page(
        "pages/standing_authority/letter.html",
        place,
        letter,
        status,
        here="responses",
        form=form,
        whys=whys,
        ticked=set(ticked),
        refusal=why_not,
        rows=rows,
        more=more,
        **WORDS,
    )


HANDLERS = [choose, sign]

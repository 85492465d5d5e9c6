"""The pairs that wait, and one pair with the question what the two are."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.roles import Permission
from campaigns.coalitions.scope import Scope
from campaigns.duplicates import actions
from campaigns.duplicates.both_signed import BothSigned
from campaigns.duplicates.models import Decision, Likeness
from campaigns.duplicates.queries import PairDetail, open_pairs, pair_detail
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.known_by import found_by_name
from campaigns.organisations.relations import WORDS
from campaigns.signatures.answers import AUTHORITY_WORDS
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in
from campaigns.web.labels import label, line
from campaigns.web.templates import page


class Choice(StrEnum):
    """What the form offers."""

    KEEP_ONE = "keep_one"
    KEEP_OTHER = "keep_other"
    ONE_IS_BRANCH = "one_is_branch"
    OTHER_IS_BRANCH = "other_is_branch"
    DIFFERENT = "different"


class DecisionForm(msgspec.Struct, frozen=True, kw_only=True):
    decision: Annotated[Choice, label("what the two organisations are to each other")]


class CompareForm(msgspec.Struct, frozen=True, kw_only=True):
    one: Annotated[str, line("the name of an organisation", most=5000)]
    other: Annotated[str, line("the name of the other organisation", most=5000)]


_LIKE: dict[Likeness, str] = {
    Likeness.BY_HAND: gettext_noop("You asked to compare them."),
    Likeness.NUMBER: gettext_noop("They have the same number in a register, or one of a linked charity."),
    Likeness.MAIL_DOMAIN: gettext_noop("Both are said to have the same mail domain for their own."),
    Likeness.ACRONYM: gettext_noop("They have the same acronym, or one is called what the other’s acronym is."),
    Likeness.NAME: gettext_noop("Their names are much alike."),
}
_DONE = {
    "same": gettext_noop("The two organisations are one now."),
    "branch": gettext_noop("The organisation is a branch now."),
    "different": gettext_noop("You will not be asked about these two again."),
}


@get("/organisations/duplicates", include_in_schema=False)
async def show_pairs(
    session: Session, place: Place, after: FromQuery[UUID | None] = None, done: FromQuery[str | None] = None
) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _list_page(session, place, begun(CompareForm), after=after, done=done)


@post("/organisations/duplicates", include_in_schema=False)
async def compare(request: AnyRequest, session: Session, place: Place, now: Now) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, CompareForm)
    if not form.problems:
        try:
            one = await found_by_name(session, form.value.one, "one")
            other = await found_by_name(session, form.value.other, "other")
            pair = await actions.compare(session, place.coalition_id, one, other, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return Redirect(f"{_here(place)}/{pair.id}", status_code=303)
    abandon(session)
    return await _list_page(session, place, form, 422)


@get("/organisations/duplicates/{pair_id:uuid}", include_in_schema=False)
async def show_pair(pair_id: FromPath[UUID], session: Session, place: Place, now: Now) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    pair = await pair_detail(session, pair_id, now)
    # The signature that was accepted first has been told, and perhaps listed, for longest.
    first = {_stays(both): both.may_stay[0] for both in pair.both_signed or [] if both.may_stay}
    return _page("pair", place, pair=pair, form=begun(DecisionForm, **first))


@post("/organisations/duplicates/{pair_id:uuid}", include_in_schema=False)
async def decide(
    pair_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    pair = await pair_detail(session, pair_id, now)
    form, status = await read_form(request, DecisionForm), 422
    if not form.problems:
        decision, organisation_id = _said(pair, form.value.decision)
        try:
            await actions.decide(session, pair_id, decision, organisation_id, by, now, _that_stay(form))
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except NotAllowedNow as refusal:
            form, status = form.with_problems({"decision": str(refusal)}), 409
        else:
            return Redirect(f"{_here(place)}?done={decision.value}", status_code=303)
    abandon(session)
    await session.rollback()
    return _page("pair", place, status, pair=await pair_detail(session, pair_id, now), form=form)


def _stays(both: BothSigned) -> str:
    """The name of the field that says which signature stays on one letter."""
    return f"stays-{both.letter_id}"


def _that_stay(form: Form[DecisionForm]) -> list[UUID]:
    """The signatures that were said to stay, also on a letter that one of the two has left meanwhile.

    None where the two are not merged.
    """
    if form.value.decision not in {Choice.KEEP_ONE, Choice.KEEP_OTHER}:
        return []
    return [chosen for name in form.names("stays-") if (chosen := id_in(form.typed(name))) is not None]


def _said(pair: PairDetail, choice: Choice) -> tuple[Decision, UUID | None]:
    return {
        Choice.KEEP_ONE: (Decision.SAME, pair.one.id),
        Choice.KEEP_OTHER: (Decision.SAME, pair.other.id),
        Choice.ONE_IS_BRANCH: (Decision.BRANCH, pair.one.id),
        Choice.OTHER_IS_BRANCH: (Decision.BRANCH, pair.other.id),
        Choice.DIFFERENT: (Decision.DIFFERENT, None),
    }[choice]


async def _list_page(
    session: AsyncSession,
    place: Scope,
    form: Form[CompareForm],
    status: int = 200,
    *,
    after: UUID | None = None,
    done: str | None = None,
) -> Template:
    shown, said = await open_pairs(session, after), _DONE.get(done or "")
    return _page(
        "list",
        place,
        status,
        shown=shown,
        form=form,
        done=gettext(said) if said else None,
        first=_here(place) if after else "",
        later=f"{_here(place)}?after={shown.later}" if shown.later else "",
    )


def _page(name: str, place: Scope, status: int = 200, **context: Any) -> Template:
    return page(
        f"pages/duplicates/{name}.html",
        status,
        coalition=place,
        section="organisations",
        organisations=f"/secretariat/{place.slug}/organisations",
        base=_here(place),
        likeness=_LIKE,
        relations=WORDS,
        authority_words=AUTHORITY_WORDS,
        **context,
    )


def _here(place: Scope) -> str:
    return f"/secretariat/{place.slug}/organisations/duplicates"


HANDLERS = [show_pairs, compare, show_pair, decide]

"""Planning reminders, seeing who would get one now, and sending one by hand."""

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext
from campaigns.languages.moments import in_words
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.reminders import actions
from campaigns.reminders.preview import preview_reminder
from campaigns.reminders.queries import next_number, recipients, reminders_of
from campaigns.reminders.times import WORDS, Lead, due_at
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session, Settings
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in
from campaigns.web.labels import hidden, label

#: Contacts that are named on the page; the others are counted.
SHOWN = 100
DEFAULTS = (Lead.TWO_WORKING_DAYS, Lead.FOUR_HOURS)


class PlanForm(msgspec.Struct, frozen=True, kw_only=True):
    """Empty for none."""

    first: Annotated[Lead | None, label("when the first reminder is sent")] = None
    second: Annotated[Lead | None, label("when the second reminder is sent")] = None


class SendForm(msgspec.Struct, frozen=True, kw_only=True):
    number: Annotated[int, hidden()]


@get("/letters/{reference:str}/reminders", include_in_schema=False)
async def show_reminders(
    reference: FromPath[str],
    session: Session,
    settings: Settings,
    place: Scope,
    now: Now,
    to: FromQuery[str] = "",
    done: FromQuery[str] = "",
) -> Template:
    """The plan, who would get a reminder now, and the mail as one of them (`to`, the id of a link) will read it."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    return await _page(session, settings, place, letter, now, None, to=to, done=done)


@post("/letters/{reference:str}/reminders/plan", include_in_schema=False)
async def plan_reminders(
    reference: FromPath[str], request: AnyRequest, session: Session, settings: Settings, place: Scope, now: Now
) -> Template | Redirect:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    form, status = await read_form(request, PlanForm), 422
    if not form.problems:
        try:
            await actions.plan(session, letter.id, [form.value.first, form.value.second], now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except NotAllowedNow as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/reminders", done="reminders-planned")
    abandon(session)
    return await _page(session, settings, place, letter, now, form, status=status)


@post("/letters/{reference:str}/reminders/send", include_in_schema=False)
async def send_now(
    reference: FromPath[str], request: AnyRequest, session: Session, settings: Settings, place: Scope, by: By, now: Now
) -> Template | Redirect:
    """It counts as one of the two. Pressing twice sends once: the form says which of them it is."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    form, status = await read_form(request, SendForm), 422
    if not form.problems:
        try:
            await actions.send_by_hand(session, letter.id, form.value.number, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/reminders", done="reminded")
    abandon(session)
    await session.rollback()
    return await _page(session, settings, place, letter, now, None, status=status, refused=form)


async def _page(
    session: Session,
    settings: Settings,
    place: Scope,
    letter: LetterDetail,
    now: Now,
    form: Form[PlanForm] | None,
    *,
    status: int = 200,
    to: str = "",
    done: str = "",
    refused: Form[SendForm] | None = None,
) -> Template:
    reminders = await reminders_of(session, letter.id, letter.deadline_at, letter.zone)
    planned = {one.number: one.lead for one in reminders}
    sent = [one for one in reminders if one.sent_at is not None]
    first, second = (planned.get(1), planned.get(2)) if reminders else _offered(letter, now)
    open_now = letter.signing is SigningState.OPEN and (letter.deadline_at is None or now < letter.deadline_at)
    who = await recipients(session, letter.id, letter.zone, now) if open_now else []
    shown = next((one for one in who if one.link_id == id_in(to)), who[0] if who else None)
    return letter_page(
        "pages/reminders/show.html",
        place,
        letter,
        status,
        here="responses",
        done=done,
        form=refused or form or begun(PlanForm, first=first, second=second),
        plan_form=form or begun(PlanForm, first=first, second=second),
        reminders=reminders,
        sent={one.number for one in sent},
        saved=bool(reminders),
        leads=_choices(letter),
        open_now=open_now,
        who=who[:SHOWN],
        mails=len(who),
        organisations=len({one.organisation_id for one in who}),
        number=next_number(reminders),
        shown=shown,
        mail=await preview_reminder(session, settings, letter.id, shown, now) if shown else None,
    )


def _offered(letter: LetterDetail, now: Now) -> list[Lead | None]:
    """The defaults, as far as their time lies ahead."""
    ahead = [bool(letter.deadline_at and due_at(lead, letter.deadline_at, letter.zone) > now) for lead in DEFAULTS]
    return [lead if well else None for lead, well in zip(DEFAULTS, ahead, strict=True)]


def _choices(letter: LetterDetail) -> list[dict[str, str]]:
    """Each lead in words, with the time that it comes to with this deadline."""
    choices = [{"value": "", "text": gettext("None")}]
    for lead in Lead:
        at = f" ({in_words(due_at(lead, letter.deadline_at, letter.zone), letter.zone)})" if letter.deadline_at else ""
        choices.append({"value": lead.value, "text": gettext(WORDS[lead]) + at})
    return choices


HANDLERS = [show_reminders, plan_reminders, send_now]

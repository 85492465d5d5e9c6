"""Reminders as JSON: the same actions as the pages."""

import msgspec
from litestar import Router, get, post, put
from litestar.params import FromPath, JSONBody

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.reminders import actions
from campaigns.reminders.queries import ReminderDetail, next_number, recipients, reminders_of
from campaigns.reminders.times import Lead
from campaigns.web.dependencies import Now, Session


class Reminders(msgspec.Struct, frozen=True, kw_only=True):
    """A letter's reminders. `would_get` counts the contacts who would be written to now.

    `next_number` is which of the two one sent by hand would be; null once both were sent.
    """

    reminders: list[ReminderDetail]
    next_number: int | None
    would_get: int


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the two reminders are sent; null for none. What was sent already stays as it is."""

    first: Lead | None = None
    second: Lead | None = None


class SendNow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which of the two is sent now: `next_number` of what was read, so that asking twice sends once."""

    number: int


class Reminded(msgspec.Struct, frozen=True, kw_only=True):
    """How many contacts are written to."""

    mails: int


@get("/{reference:str}/reminders")
async def read_reminders(reference: FromPath[str], session: Session, place: Scope, now: Now) -> Reminders:
    """The plan, what was sent, and how many would get a reminder now."""
    place.require(Permission.INVITE)
    return await _reminders(session, await letter_of_reference(session, reference), now)


@put("/{reference:str}/reminders")
async def plan_reminders(
    reference: FromPath[str], data: JSONBody[Plan], session: Session, place: Scope, now: Now
) -> Reminders:
    """Plan the reminders. Their times are worked out from the deadline, and move with it."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    await actions.plan(session, letter.id, [data.first, data.second], now)
    return await _reminders(session, letter, now)


@post("/{reference:str}/reminders", status_code=200)
async def send_reminder(
    reference: FromPath[str], data: JSONBody[SendNow], session: Session, place: Scope, by: By, now: Now
) -> Reminded:
    """Send a reminder now. It counts as one of the two."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    return Reminded(mails=await actions.send_by_hand(session, letter.id, data.number, by, now))


async def _reminders(session: Session, letter: LetterDetail, now: Now) -> Reminders:
    reminders = await reminders_of(session, letter.id, letter.deadline_at, letter.zone)
    who = await recipients(session, letter.id, letter.zone, now)
    return Reminders(reminders=reminders, next_number=next_number(reminders), would_get=len(who))


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Reminders"],
    security=[{"session": []}],
    route_handlers=[read_reminders, plan_reminders, send_reminder],
)

"""Unusual use and paused pages as JSON: the same queries and actions as the secretariat's pages."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from litestar import Router, get, post, put
from litestar.params import FromPath, JSONBody

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import letter_of_reference
from campaigns.unusual_use import alerts, pausing
from campaigns.unusual_use.alerts import AlertTold
from campaigns.unusual_use.models import PublicPage
from campaigns.unusual_use.pausing import PageTold
from campaigns.web.dependencies import Now, Session


class NewLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many that were sent in an hour may wait before a page pauses by itself; `row_version` is the letter's."""

    public: int
    individuals: int
    row_version: int


@get("/{reference:str}/alerts")
async def list_alerts(reference: FromPath[str], session: Session, place: Scope) -> Sequence[AlertTold]:
    """Links and pages that were used from unusually many places, and about which nobody has decided yet."""
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    return await alerts.open_alerts(session, letter.id)


@post("/{reference:str}/alerts/{alert_id:uuid}/leave", status_code=200)
async def leave_alert(
    reference: FromPath[str], alert_id: FromPath[UUID], session: Session, place: Scope, by: By, now: Now
) -> Sequence[AlertTold]:
    """Say that nothing is done about it. What is left to decide is answered."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    await alerts.leave(session, letter.id, alert_id, by, now)
    return await alerts.open_alerts(session, letter.id)


@get("/{reference:str}/pauses")
async def list_pauses(reference: FromPath[str], session: Session, place: Scope) -> list[PageTold]:
    """The pages by which anybody signs: from how many on each pauses by itself, and whether it is paused."""
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    return await pausing.pages_of(session, letter.id)


@put("/{reference:str}/pauses")
async def change_pauses(
    reference: FromPath[str], data: JSONBody[NewLimits], session: Session, place: Scope, by: By, now: Now
) -> list[PageTold]:
    """Say from how many on a page pauses by itself."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    limits = pausing.Limits(public=data.public, individuals=data.individuals)
    await pausing.set_limits(session, letter.id, limits, data.row_version, by, now)
    return await pausing.pages_of(session, letter.id)


@post("/{reference:str}/pauses/{which:str}/pause", status_code=200)
async def pause_public_page(
    reference: FromPath[str], which: FromPath[PublicPage], session: Session, place: Scope, by: By, now: Now
) -> list[PageTold]:
    """Have a page take no signatures until it is resumed. Invitations and cascade links go on."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await pausing.pause(session, letter.id, which, by, now)
    return await pausing.pages_of(session, letter.id)


@post("/{reference:str}/pauses/{which:str}/resume", status_code=200)
async def resume_public_page(
    reference: FromPath[str], which: FromPath[PublicPage], session: Session, place: Scope, by: By, now: Now
) -> list[PageTold]:
    """Have a page take signatures again."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await pausing.resume(session, letter.id, which, by, now)
    return await pausing.pages_of(session, letter.id)


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Responses"],
    security=[{"session": []}],
    route_handlers=[list_alerts, leave_alert, list_pauses, change_pauses, pause_public_page, resume_public_page],
)

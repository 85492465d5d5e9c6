"""Enquiries for programs: asking to join, proving the address, and the secretariat's list and decisions."""

from datetime import date
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from campaigns.coalitions.queries import public_coalition
from campaigns.coalitions.roles import Permission
from campaigns.errors import NotAllowedNow
from campaigns.instants import wall_clock
from campaigns.joining import actions
from campaigns.joining.fields import EnquiryFields
from campaigns.joining.limits import count_asking
from campaigns.joining.queries import EnquiriesPage, EnquiryDetail, Show, enquiries_page, enquiry_detail, open_door
from campaigns.organisations.dependencies import By, Place
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Limits, Now, Session


class Asked(msgspec.Struct, frozen=True):
    """The answer to every enquiry, whoever asks for whom."""

    told: str


class Confirmed(msgspec.Struct, frozen=True):
    """The secretariat has the enquiry now."""

    organisation: str
    coalition: str


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`row_version` is that of the answer it was read from; 409 if somebody acted since. `reason` is for the secretariat."""

    row_version: int
    reason: str = ""


class Acceptance(Step, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without an `organisation_id` the organisation is added. `words` are sent to whoever asked, with the welcome."""

    organisation_id: UUID | None = None
    member_from: date | None = None
    words: str = ""


class Answer(Step, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`words` are sent to whoever asked."""

    words: str


@post("/{coalition:str}", status_code=202)
async def ask_to_join(
    coalition: FromPath[str],
    data: JSONBody[EnquiryFields],
    request: AnyRequest,
    session: Session,
    keys: Keys,
    limits: Limits,
    now: Now,
) -> Asked:
    """Ask whether an organisation can join. A link to prove the address is mailed to it; the answer is always the same."""
    await count_asking(limits, request, now)
    look = await public_coalition(session, coalition)
    if not look.takes_enquiries:
        raise NotAllowedNow(f"{look.name} does not take enquiries here at present.")
    await actions.ask_to_join(session, keys, look.id, data, now)
    return Asked("A link is on its way to the address. The secretariat sees the enquiry once its button is pressed.")


@post("/{token:str}", status_code=200)
async def confirm_enquiry(token: FromPath[str], session: Session, keys: Keys, now: Now) -> Confirmed:
    """Prove the address, and so send the enquiry to the secretariat. Doing it again changes nothing."""
    door = await open_door(session, keys, token, now)
    await actions.confirm(session, door.enquiry_id, now)
    return Confirmed(organisation=door.name, coalition=door.coalition.name)


@get("/organisations/enquiries")
async def list_enquiries(
    session: Session, place: Place, show: FromQuery[Show] = Show.WAITING, after: FromQuery[UUID | None] = None
) -> EnquiriesPage:
    """Enquiries whose address is confirmed, fifty at a time; ask on with `later` as `after`."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await enquiries_page(session, show, after)


@get("/organisations/enquiries/{enquiry_id:uuid}")
async def read_enquiry(enquiry_id: FromPath[UUID], session: Session, place: Place) -> EnquiryDetail:
    """One enquiry, with organisations that it may be about."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await enquiry_detail(session, enquiry_id)


@post("/organisations/enquiries/{enquiry_id:uuid}/consider", status_code=200)
async def consider_enquiry(
    enquiry_id: FromPath[UUID], data: JSONBody[Step], session: Session, place: Place, by: By, now: Now
) -> EnquiryDetail:
    """Say that somebody is looking at it."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await actions.consider(session, enquiry_id, data.reason, data.row_version, by, now)
    return await enquiry_detail(session, enquiry_id)


@post("/organisations/enquiries/{enquiry_id:uuid}/accept", status_code=200)
async def accept_enquiry(
    enquiry_id: FromPath[UUID], data: JSONBody[Acceptance], session: Session, place: Place, by: By, now: Now
) -> EnquiryDetail:
    """Make the organisation a member and whoever asked its contact, and welcome them by mail."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await actions.accept(
        session,
        enquiry_id,
        organisation_id=data.organisation_id,
        since=data.member_from,
        words=data.words,
        reason=data.reason,
        row_version=data.row_version,
        actor=by,
        now=now,
        today=wall_clock(now, place.zone).date(),
    )
    return await enquiry_detail(session, enquiry_id)


@post("/organisations/enquiries/{enquiry_id:uuid}/turn-down", status_code=200)
async def turn_down_enquiry(
    enquiry_id: FromPath[UUID], data: JSONBody[Answer], session: Session, place: Place, by: By, now: Now
) -> EnquiryDetail:
    """Do not accept the organisation, and tell whoever asked."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await actions.turn_down(
        session, enquiry_id, words=data.words, reason=data.reason, row_version=data.row_version, actor=by, now=now
    )
    return await enquiry_detail(session, enquiry_id)


@post("/organisations/enquiries/{enquiry_id:uuid}/undo", status_code=200)
async def undo_enquiry(
    enquiry_id: FromPath[UUID], data: JSONBody[Step], session: Session, place: Place, by: By, now: Now
) -> EnquiryDetail:
    """Take the newest step back; 409 where nothing has been decided."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await actions.undo(session, enquiry_id, data.reason, data.row_version, by, now)
    return await enquiry_detail(session, enquiry_id)


ASKING = Router("/api/v1/join", route_handlers=[ask_to_join], tags=["Joining"], security=[])
CONFIRMING = Router(
    "/api/v1/join-checks",
    route_handlers=[confirm_enquiry],
    tags=["Joining"],
    security=[],
    response_headers={"Cache-Control": "no-store"},
)
HANDLERS = [list_enquiries, read_enquiry, consider_enquiry, accept_enquiry, turn_down_enquiry, undo_enquiry]

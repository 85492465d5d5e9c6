"""Proposals for programs: made by an organisation's people with their link, and decided by the secretariat."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Router, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Response

from campaigns.coalitions.roles import Permission
from campaigns.errors import NotFound
from campaigns.instants import wall_clock
from campaigns.my_organisation.corrections import deciding, proposing
from campaigns.my_organisation.corrections.details import DetailsFields
from campaigns.my_organisation.corrections.pictures import proposed_picture
from campaigns.my_organisation.corrections.queries import (
    CorrectionDetail,
    CorrectionsPage,
    Show,
    correction_detail,
    corrections_page,
)
from campaigns.my_organisation.queries import Door, OwnPage, open_door, own_page
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.fields import ContactFields
from campaigns.organisations.record.fields import SignerFields
from campaigns.web.bodies import FORM_LIMIT
from campaigns.web.dependencies import Keys, Now, Session
from campaigns.web.logos import LARGEST_BYTES

_ZONE = "Europe/London"


class NewContact(ContactFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A contact that the organisation would like to have, with a note for the secretariat."""

    note: str = ""


class NewSigner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person who may sign."""

    name: str
    role_title: str = ""
    note: str = ""


class ProposedPicture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A picture (PNG, JPEG or WebP, up to 2 MB, in base64), what it shows, and that the coalition may use it.

    Without a picture only the words are to change.
    """

    picture: bytes | None = None
    alt: str
    rights: bool = False
    note: str = ""


class Left(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A contact or a signer of the organisation, by the id that its page has."""

    id: UUID
    note: str = ""


class OwnMail(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one is sent oneself."""

    gets_invitations: bool
    gets_notices: bool


class Refusal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a proposal is refused; whoever made it reads it."""

    reason: str


class Acceptance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether an old name is kept as a former name."""

    keep_former: bool = True


class Gone(msgspec.Struct, frozen=True):
    """Nothing more is sent to the address, and the link opens nothing."""

    told: str


@post("/{token:str}/details", status_code=200)
async def propose_details(
    token: FromPath[str], data: JSONBody[DetailsFields], session: Session, keys: Keys, now: Now
) -> OwnPage:
    """Propose each detail that differs from the record."""
    door = await _opened(session, keys, token, now)
    await proposing.propose_details(session, door, data, now)
    return await own_page(session, keys, door, now)


@post("/{token:str}/logo", status_code=200, request_max_body_size=2 * LARGEST_BYTES + FORM_LIMIT)
async def propose_logo(
    token: FromPath[str], data: JSONBody[ProposedPicture], session: Session, keys: Keys, now: Now
) -> OwnPage:
    """Propose another logo, which is drawn anew as a PNG."""
    door = await _opened(session, keys, token, now)
    await proposing.propose_logo(session, door, data.picture, data.alt, rights=data.rights, note=data.note, now=now)
    return await own_page(session, keys, door, now)


@post("/{token:str}/contacts", status_code=200)
async def propose_contact(
    token: FromPath[str], data: JSONBody[NewContact], session: Session, keys: Keys, now: Now
) -> OwnPage:
    """Propose a new contact."""
    door = await _opened(session, keys, token, now)
    await proposing.propose_contact(session, door, data, data.note, now)
    return await own_page(session, keys, door, now)


@post("/{token:str}/contacts/left", status_code=200)
async def propose_contact_left(
    token: FromPath[str], data: JSONBody[Left], session: Session, keys: Keys, now: Now
) -> OwnPage:
    """Propose that a colleague gets no more mail."""
    door = await _opened(session, keys, token, now)
    await proposing.propose_contact_left(session, door, data.id, data.note, now)
    return await own_page(session, keys, door, now)


@post("/{token:str}/signers", status_code=200)
async def propose_signer(token: FromPath[str], data: JSONBody[NewSigner], session: Session, keys: Keys, now: Now) -> OwnPage:
    """Propose a person who may sign."""
    door = await _opened(session, keys, token, now)
    fields = SignerFields(name=data.name, role_title=data.role_title)
    await proposing.propose_signer(session, door, fields, data.note, now)
    return await own_page(session, keys, door, now)


@post("/{token:str}/signers/left", status_code=200)
async def propose_signer_left(token: FromPath[str], data: JSONBody[Left], session: Session, keys: Keys, now: Now) -> OwnPage:
    """Propose that a person may sign no more after today."""
    door = await _opened(session, keys, token, now)
    today = wall_clock(now, _ZONE).date()
    await proposing.propose_signer_left(session, door, data.id, today, data.note, now)
    return await own_page(session, keys, door, now)


@post("/{token:str}/take-back", status_code=200)
async def take_back(token: FromPath[str], data: JSONBody[Left], session: Session, keys: Keys, now: Now) -> OwnPage:
    """Take a proposal of the organisation back, by its id."""
    door = await _opened(session, keys, token, now)
    await proposing.withdraw(session, door, data.id, now)
    return await own_page(session, keys, door, now)


@put("/{token:str}/mail")
async def set_own_mail(token: FromPath[str], data: JSONBody[OwnMail], session: Session, keys: Keys, now: Now) -> OwnPage:
    """Switch one's own invitations and notices, at once."""
    door = await _opened(session, keys, token, now)
    await proposing.set_own_mail(session, door, invitations=data.gets_invitations, notices=data.gets_notices, now=now)
    return await own_page(session, keys, door, now)


@post("/{token:str}/leave", status_code=200)
async def leave(token: FromPath[str], session: Session, keys: Keys, now: Now) -> Gone:
    """End one's own contact, at once."""
    door = await _opened(session, keys, token, now)
    await proposing.leave(session, door, now)
    return Gone("Nothing more is sent to this address, and its links open nothing.")


@get("/organisations/corrections")
async def list_corrections(
    session: Session, place: Place, show: FromQuery[Show] = Show.WAITING, after: FromQuery[UUID | None] = None
) -> CorrectionsPage:
    """What organisations propose to correct, fifty at a time; ask on with `later` as `after`."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await corrections_page(session, show, after)


@get("/organisations/corrections/{correction_id:uuid}")
async def read_correction(correction_id: FromPath[UUID], session: Session, place: Place) -> CorrectionDetail:
    """One proposal, with what the record says now."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await correction_detail(session, correction_id)


@get("/organisations/corrections/{correction_id:uuid}/logo")
async def read_proposed_logo(correction_id: FromPath[UUID], session: Session, place: Place) -> Response[Any]:
    """The picture of a proposed logo, as PNG, while it waits."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return Response(await proposed_picture(session, correction_id), media_type="image/png")


@post("/organisations/corrections/{correction_id:uuid}/accept", status_code=200)
async def accept_correction(
    correction_id: FromPath[UUID], data: JSONBody[Acceptance], session: Session, place: Place, by: By, now: Now
) -> CorrectionDetail:
    """Write it to the record; the organisation's contacts are told. 409 for one that is decided."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await deciding.accept(session, correction_id, keep_former=data.keep_former, actor=by, now=now)
    return await correction_detail(session, correction_id)


@post("/organisations/corrections/{correction_id:uuid}/refuse", status_code=200)
async def refuse_correction(
    correction_id: FromPath[UUID], data: JSONBody[Refusal], session: Session, place: Place, by: By, now: Now
) -> CorrectionDetail:
    """Leave the record as it is; whoever proposed it is told why. 409 for one that is decided."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await deciding.refuse(session, correction_id, data.reason, by, now)
    return await correction_detail(session, correction_id)


async def _opened(session: Session, keys: Keys, token: str, now: Now) -> Door:
    """What a link leads to that was opened within the hour. Raises `NotFound`."""
    door = await open_door(session, keys, token, now)
    if door.over or not door.opened:
        raise NotFound
    return door


PROPOSING = Router(
    "/api/v1/my-organisation",
    route_handlers=[
        propose_details,
        propose_logo,
        propose_contact,
        propose_contact_left,
        propose_signer,
        propose_signer_left,
        take_back,
        set_own_mail,
        leave,
    ],
    tags=["Replies"],
    security=[],
    response_headers={"Cache-Control": "no-store"},
)
HANDLERS = [list_corrections, read_correction, read_proposed_logo, accept_correction, refuse_correction]

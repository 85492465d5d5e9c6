"""Cascade links as JSON: the same queries and actions as the secretariat's pages."""

from uuid import UUID

import msgspec
from litestar import Router, get, post, put
from litestar.params import FromPath, JSONBody

from campaigns.cascades import actions
from campaigns.cascades.queries import (
    BodyOption,
    CascadeRow,
    CascadeStepTold,
    PackSent,
    bodies_without_link,
    cascade,
    cascades_of,
    history_of,
    packs_of,
)
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.queries import letter_of_reference
from campaigns.signatures.models import CascadeLink
from campaigns.tokens import Keys as KeysType
from campaigns.tokens import Purpose
from campaigns.web.dependencies import Keys, Now, Session, Settings


class Cascades(msgspec.Struct, frozen=True, kw_only=True):
    """A letter's cascade links, the newest first, and the infrastructure organisations that have none."""

    links: list[CascadeRow]
    without_link: list[BodyOption]


class CascadeSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One link with its address, its history and the mails with it, newest first."""

    cascade: CascadeRow
    address: str
    history: list[CascadeStepTold]
    mails: list[PackSent]


class Giving(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which infrastructure organisation gets a link, and how many signatures it takes."""

    organisation_id: UUID
    cap: int = actions.CAP


class Changed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`row_version` is that of the link as it was read."""

    row_version: int


class CapChanged(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many signatures may stand or wait; `row_version` is that of the link as it was read."""

    cap: int
    row_version: int


class Replacing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the link is replaced; with `send`, the body's contacts are mailed the new one at once."""

    reason: str
    send: bool
    row_version: int


class SentAgain(msgspec.Struct, frozen=True, kw_only=True):
    """How many contacts are written to."""

    mails: int


@get("/{reference:str}/cascades")
async def list_cascades(reference: FromPath[str], session: Session, place: Scope) -> Cascades:
    """The links of a letter with what came by each."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    return Cascades(links=await cascades_of(session, letter.id), without_link=await bodies_without_link(session, letter.id))


@post("/{reference:str}/cascades", status_code=201)
async def give_cascade(
    reference: FromPath[str],
    data: JSONBody[Giving],
    session: Session,
    place: Scope,
    keys: Keys,
    settings: Settings,
    by: By,
    now: Now,
) -> CascadeSeen:
    """Give an infrastructure organisation a link, and mail it to its contacts."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    link = await actions.give(session, letter.id, data.organisation_id, data.cap, by, now)
    return await _seen(session, letter.id, link.id, keys, settings.public_url)


@get("/{reference:str}/cascades/{cascade_id:uuid}")
async def read_cascade(
    reference: FromPath[str],
    cascade_id: FromPath[UUID],
    session: Session,
    place: Scope,
    keys: Keys,
    settings: Settings,
) -> CascadeSeen:
    """One link."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    return await _seen(session, letter.id, cascade_id, keys, settings.public_url)


@put("/{reference:str}/cascades/{cascade_id:uuid}/cap")
async def change_cascade_cap(
    reference: FromPath[str],
    cascade_id: FromPath[UUID],
    data: JSONBody[CapChanged],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> CascadeRow:
    """Change how many signatures may stand or wait that came by a link."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    await cascade(session, letter.id, cascade_id)
    await actions.change_cap(session, cascade_id, data.cap, data.row_version, by, now)
    return await cascade(session, letter.id, cascade_id)


@post("/{reference:str}/cascades/{cascade_id:uuid}/pause", status_code=200)
async def pause_cascade(
    reference: FromPath[str],
    cascade_id: FromPath[UUID],
    data: JSONBody[Changed],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> CascadeRow:
    """Have a link take nothing until it is resumed."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    await cascade(session, letter.id, cascade_id)
    await actions.pause(session, cascade_id, data.row_version, by, now)
    return await cascade(session, letter.id, cascade_id)


@post("/{reference:str}/cascades/{cascade_id:uuid}/resume", status_code=200)
async def resume_cascade(
    reference: FromPath[str],
    cascade_id: FromPath[UUID],
    data: JSONBody[Changed],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> CascadeRow:
    """Have a paused link take signatures again."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    await cascade(session, letter.id, cascade_id)
    await actions.resume(session, cascade_id, data.row_version, by, now)
    return await cascade(session, letter.id, cascade_id)


@post("/{reference:str}/cascades/{cascade_id:uuid}/end", status_code=200)
async def end_cascade(
    reference: FromPath[str],
    cascade_id: FromPath[UUID],
    data: JSONBody[Changed],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> CascadeRow:
    """End a link for good. What came by it stays; its body vouches for nothing more."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    await cascade(session, letter.id, cascade_id)
    await actions.end(session, cascade_id, data.row_version, by, now)
    return await cascade(session, letter.id, cascade_id)


@post("/{reference:str}/cascades/{cascade_id:uuid}/replace", status_code=200)
async def replace_cascade(
    reference: FromPath[str],
    cascade_id: FromPath[UUID],
    data: JSONBody[Replacing],
    session: Session,
    place: Scope,
    keys: Keys,
    settings: Settings,
    by: By,
    now: Now,
) -> CascadeSeen:
    """Put another address in the place of a link that got out. What came by the old one stays."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    await cascade(session, letter.id, cascade_id)
    await actions.replace(session, cascade_id, data.reason, data.row_version, by, now, send=data.send)
    return await _seen(session, letter.id, cascade_id, keys, settings.public_url)


@post("/{reference:str}/cascades/{cascade_id:uuid}/send-again", status_code=200)
async def send_cascade_again(
    reference: FromPath[str], cascade_id: FromPath[UUID], session: Session, place: Scope, now: Now
) -> SentAgain:
    """Mail the body's contacts the same link again."""
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    await cascade(session, letter.id, cascade_id)
    return SentAgain(mails=await actions.send_again(session, cascade_id, now))


async def _seen(session: Session, letter_id: UUID, link_id: UUID, keys: KeysType, public_url: str) -> CascadeSeen:
    row = await cascade(session, letter_id, link_id)
    link = await session.get_one(CascadeLink, link_id)
    return CascadeSeen(
        cascade=row,
        address=f"{public_url}/c/{keys.token(Purpose.CASCADE, link.id, link.rotation)}",
        history=await history_of(session, link_id),
        mails=await packs_of(session, link_id),
    )


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Cascade links"],
    security=[{"session": []}],
    route_handlers=[
        list_cascades,
        give_cascade,
        read_cascade,
        change_cascade_cap,
        pause_cascade,
        resume_cascade,
        end_cascade,
        replace_cascade,
        send_cascade_again,
    ],
)

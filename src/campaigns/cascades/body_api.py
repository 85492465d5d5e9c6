"""A body's own page as JSON: its private link's token in the address, no account, the same actions as the pages."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from campaigns.cascades import vouching
from campaigns.cascades.body_access import open_body_page
from campaigns.cascades.came import MOST_AT_ONCE, PAGE, CameRow, Show, came
from campaigns.cascades.lifecycle import LinkState
from campaigns.cascades.queries import Figures, figures_of
from campaigns.cascades.vouching import Outcome, Preview, Voucher
from campaigns.signatures.calls import DEPENDENCIES, Calling
from campaigns.web.dependencies import Keys, Session, Settings


class BodySeen(msgspec.Struct, frozen=True, kw_only=True):
    """What an infrastructure organisation sees of one letter: its link, the text to send on, and the figures.

    `rows` are a hundred of those asked for; ask on with `after`, which is null at the end.
    """

    body: str
    title: str
    reference: str
    link: str
    text: str
    state: LinkState
    cap: int
    figures: Figures
    rows: list[CameRow]
    after: UUID | None


class Vouching(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For which signatures somebody vouches, by their ids, and who that is."""

    signatures: Annotated[list[UUID], msgspec.Meta(max_length=MOST_AT_ONCE)]
    person_name: str
    person_title: str


class Disowning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which are none of the body's own, why, and who says so."""

    signatures: Annotated[list[UUID], msgspec.Meta(max_length=MOST_AT_ONCE)]
    reason: str
    person_name: str
    person_title: str


@get("/{token:str}")
async def read_body_page(
    token: FromPath[str],
    session: Session,
    keys: Keys,
    settings: Settings,
    show: FromQuery[Show] = Show.WAITING,
    after: FromQuery[UUID | None] = None,
) -> BodySeen:
    """How many came by the body's link, and who. Reading changes nothing."""
    door = await open_body_page(session, keys, token, settings.public_url)
    rows = await came(session, door.link_id, show, after)
    return BodySeen(
        body=door.body,
        title=door.letter.words.title,
        reference=door.letter.reference,
        link=f"{settings.public_url}{door.shared_path}",
        text=door.text,
        state=door.state,
        cap=door.cap,
        figures=await figures_of(session, door.link_id),
        rows=rows,
        after=rows[-1].id if len(rows) == PAGE else None,
    )


@get("/{token:str}/vouching")
async def preview_vouching(
    token: FromPath[str],
    session: Session,
    keys: Keys,
    settings: Settings,
    signature: Annotated[list[UUID] | None, QueryParameter()] = None,
) -> Preview:
    """Which of these would be accepted, and which left to the secretariat. Nothing is said yet."""
    door = await open_body_page(session, keys, token, settings.public_url)
    return await vouching.preview(session, door, signature or [])


@post("/{token:str}/vouching", status_code=200)
async def vouch_for_signatures(token: FromPath[str], data: JSONBody[Vouching], call: Calling, settings: Settings) -> Outcome:
    """Vouch for signatures that came by the body's link."""
    door = await open_body_page(call.session, call.keys, token, settings.public_url)
    voucher = Voucher(person_name=data.person_name, person_title=data.person_title)
    return await vouching.vouch(call.session, door, data.signatures, voucher, call.now, call.request_id)


@post("/{token:str}/not-ours", status_code=200)
async def disown_signatures(token: FromPath[str], data: JSONBody[Disowning], call: Calling, settings: Settings) -> Outcome:
    """Say that signatures that came by the body's link are for none of its own members; the secretariat decides."""
    door = await open_body_page(call.session, call.keys, token, settings.public_url)
    voucher = Voucher(person_name=data.person_name, person_title=data.person_title)
    return await vouching.disown(call.session, door, data.signatures, data.reason, voucher, call.now, call.request_id)


ROUTER = Router(
    "/api/v1/cascade-pages",
    dependencies=DEPENDENCIES,
    tags=["Cascade links"],
    security=[],
    response_headers={"Cache-Control": "no-store"},
    route_handlers=[read_body_page, preview_vouching, vouch_for_signatures, disown_signatures],
)

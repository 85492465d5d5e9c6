"""Saying by program that a signature is wrong, with the token in the notice that told of it."""

from datetime import datetime

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from campaigns.signatures.calls import DEPENDENCIES, Calling
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.objections import Objection, object_to, open_objection, take_back
from campaigns.web.dependencies import Keys, Session


class NoticeSeen(msgspec.Struct, frozen=True):
    """The signature that a notice is about, as its recipient may know it. `submitted_at` is in UTC.

    `may_take_back` is whether only this recipient said that it is wrong, and it is not decided yet.
    """

    display_name: str
    letter: str
    version: int
    signer_name: str
    signer_title: str
    submitted_at: datetime | None
    state: SignatureState
    may_take_back: bool


class Objecting(msgspec.Struct, frozen=True):
    """Who says that the signature is wrong, and why; the secretariat alone reads it."""

    person_name: str
    explanation: str = ""


@get("/objections/{token:str}")
async def read_notice(token: FromPath[str], session: Session, keys: Keys) -> NoticeSeen:
    """What the link in a notice opens. Reading changes nothing."""
    return _seen(await open_objection(session, keys, token))


@post("/objections/{token:str}", status_code=200)
async def object_by_notice(token: FromPath[str], data: JSONBody[Objecting], call: Calling) -> NoticeSeen:
    """Say that the signature is wrong: it is off the list at once, and the secretariat is told. Again changes nothing."""
    objection = await open_objection(call.session, call.keys, token)
    await object_to(call.session, objection, data.person_name, data.explanation, call.now, call.request_id)
    return _seen(await open_objection(call.session, call.keys, token))


@post("/objections/{token:str}/taken-back", status_code=200)
async def take_back_by_notice(token: FromPath[str], call: Calling) -> NoticeSeen:
    """Say that the signature was right after all, where nobody else says that it is wrong: it is listed again."""
    await take_back(call.session, await open_objection(call.session, call.keys, token), call.now, call.request_id)
    return _seen(await open_objection(call.session, call.keys, token))


def _seen(objection: Objection) -> NoticeSeen:
    signature = objection.signature
    return NoticeSeen(
        display_name=signature.display_name,
        letter=objection.letter.words.title,
        version=objection.letter.version,
        signer_name=signature.signer_name,
        signer_title=signature.signer_title,
        submitted_at=signature.submitted_at,
        state=signature.state,
        may_take_back=objection.may_take_back,
    )


ROUTER = Router(
    "/api/v1",
    dependencies=DEPENDENCIES,
    tags=["Replies"],
    security=[],
    response_headers={"Cache-Control": "no-store"},
    route_handlers=[read_notice, object_by_notice, take_back_by_notice],
)

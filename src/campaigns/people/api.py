"""Signing in for programs. The token that comes back is sent as `Authorization: Bearer …`."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import delete, post
from litestar.params import JSONBody
from litestar.response import Response

from campaigns.errors import Invalid, SignInNeeded
from campaigns.people.actions import LINK_LIFE, CodeRefused, redeem_code, redeem_link, request_sign_in
from campaigns.people.dependencies import Visitor
from campaigns.people.limits import count_request
from campaigns.people.models import Person
from campaigns.people.sessions import end_session, start_session
from campaigns.web.bodies import AnyRequest
from campaigns.web.clients import client_of
from campaigns.web.dependencies import Keys, Limits, Now, Session
from campaigns.web.problems import handle
from campaigns.web.sessions import LIFETIME, hash_of, session_id_of


class SignInAsked(msgspec.Struct, frozen=True):
    """The address to which the link and the code are mailed, if it is one that may sign in."""

    email: str


class SignInUnderWay(msgspec.Struct, frozen=True):
    """A request to sign in: use its id with the code from the mail, before `expires_at`."""

    sign_in_id: UUID
    expires_at: datetime


class SessionAsked(msgspec.Struct, frozen=True):
    """Either the token at the end of the mailed link, or the request and the code."""

    token: str = ""
    sign_in_id: UUID | None = None
    code: str = ""


class SessionBegun(msgspec.Struct, frozen=True):
    """A session: send the token as `Authorization: Bearer …`. It ends at `expires_at`, or after twelve hours of rest."""

    token: str
    expires_at: datetime


@post("/api/v1/sign-in-requests", status_code=202, tags=["Signing in"], security=[])
async def request_link(
    data: JSONBody[SignInAsked], request: AnyRequest, session: Session, keys: Keys, limits: Limits, now: Now
) -> SignInUnderWay:
    """Have a link and a code mailed. The answer is the same whether or not anybody has the address."""
    client = client_of(request)
    await count_request(limits, client, now)
    return SignInUnderWay(await request_sign_in(session, keys, data.email, client, now), now + LINK_LIFE)


@post("/api/v1/sessions", status_code=201, tags=["Signing in"], security=[])
async def begin_session(
    data: JSONBody[SessionAsked], request: AnyRequest, session: Session, keys: Keys, now: Now
) -> Response[Any]:
    """Begin a session with what was mailed."""
    outcome = await _redeem(data, session, keys, now)
    if isinstance(outcome, CodeRefused):
        # Answered and not raised, so that the wrong code stays counted.
        return handle(request, Invalid({"code": outcome.words}))
    token = await start_session(session, outcome, now, session_id_of(request))
    return Response(SessionBegun(token, now + LIFETIME), status_code=201, headers={"Cache-Control": "no-store"})


async def _redeem(data: SessionAsked, session: Session, keys: Keys, now: Now) -> Person | CodeRefused:
    if data.token:
        return await redeem_link(session, keys, data.token, now)
    if data.sign_in_id is None:
        raise Invalid({"": "Give either the token of the link, or the sign_in_id and the code."})
    return await redeem_code(session, keys, data.sign_in_id, data.code, now)


@delete("/api/v1/sessions/current", status_code=204, tags=["Signing in"], security=[{"session": []}])
async def end_this_session(request: AnyRequest, session: Session, visitor: Visitor, now: Now) -> None:
    """End the session of this request."""
    session_id = session_id_of(request)
    if visitor is None or session_id is None:
        raise SignInNeeded
    await end_session(session, hash_of(session_id), now)


HANDLERS = [request_link, begin_session, end_this_session]

"""Beginning to sign: from the invitation, or by way of it for an organisation that was not invited."""

from litestar import get, post
from litestar.response import Redirect, Template

from campaigns.errors import Conflict, NotAllowedNow
from campaigns.signatures.access import reply_token
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.states import go_to, not_recorded, reply_page
from campaigns.signatures.public_route import BEGINS_PER_HOUR
from campaigns.signatures.signing import begin_by_invitation, begin_by_public_route
from campaigns.web.bodies import AnyRequest
from campaigns.web.clients import client_of
from campaigns.web.dependencies import Keys, Limits, Now, Session


@post("/sign", include_in_schema=False)
async def begin(reply: Replying, session: Session, keys: Keys, now: Now) -> Redirect | Template:
    """Begin answers, or go on with those that this link began before."""
    if reply.opened is None:
        return go_to(reply, "name")
    try:
        await begin_by_invitation(session, reply.opened, now)
    except (Conflict, NotAllowedNow) as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    return go_to(reply, "name")


@get("/organisation", include_in_schema=False)
async def ask_for_another(reply: Replying, now: Now) -> Template:
    return reply_page("another_organisation", reply, now)


@post("/organisation", include_in_schema=False)
async def begin_for_another(
    request: AnyRequest, reply: Replying, session: Session, limits: Limits, keys: Keys, now: Now
) -> Redirect | Template:
    """Begin answers for an organisation that nobody invited; they are checked like those of any stranger."""
    # The count is kept on a connection of its own, so this request gives up the one it has read the reply with.
    await session.rollback()
    await limits.count("begin to sign", client_of(request), BEGINS_PER_HOUR, 3600, now)
    try:
        signature = await begin_by_public_route(session, reply.letter, now)
    except NotAllowedNow as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    return Redirect(f"/s/{reply_token(keys, signature.id, signature.rotation)}/name", status_code=303)

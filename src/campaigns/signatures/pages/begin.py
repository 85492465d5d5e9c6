"""Beginning to sign, or going on with answers that were begun."""

from litestar import post
from litestar.response import Redirect, Template

from campaigns.errors import Conflict, NotAllowedNow
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.states import go_to, not_recorded
from campaigns.signatures.signing import begin_by_invitation
from campaigns.web.dependencies import Keys, Now, Session


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

"""How a page beneath `/r/{token}` or `/s/{token}` comes by its reply; the handlers are the same for both."""

from datetime import datetime

from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.signatures.access import Reply, open_invitation, open_reply
from campaigns.signatures.models import Route
from campaigns.tokens import Keys
from campaigns.unusual_use.alerts import count_use
from campaigns.unusual_use.models import Used
from campaigns.web.bodies import AnyRequest
from campaigns.web.clients import client_of

#: What a handler asks for: `reply: Replying`.
Replying = NamedDependency[Reply]


async def provide_invited(
    request: AnyRequest,
    token: FromPath[str],
    session: NamedDependency[AsyncSession],
    keys: NamedDependency[Keys],
    now: NamedDependency[datetime],
) -> Reply:
    """The reply; where a form of it is sent, it is counted from where. Mere looks are not."""
    reply = await open_invitation(session, keys, token)
    if request.method == "POST" and reply.opened is not None:
        used_id, letter_id = reply.opened.link_id, reply.letter.id
        await count_use(session, keys, Used.INVITATION, used_id, letter_id, client_of(request), now)
    return reply


async def provide_signers(
    token: FromPath[str], session: NamedDependency[AsyncSession], keys: NamedDependency[Keys]
) -> Reply:
    return await open_reply(session, keys, token)


async def read_again(session: AsyncSession, keys: Keys, reply: Reply) -> Reply:
    """The reply as it stands now, after undoing what this request tried. Nothing of the request is kept."""
    await session.rollback()
    opens = open_invitation if reply.route is Route.INVITATION else open_reply
    return await opens(session, keys, reply.token)


INVITED = {"reply": Provide(provide_invited)}
SIGNERS = {"reply": Provide(provide_signers)}

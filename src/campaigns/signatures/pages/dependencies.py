"""How a page beneath `/r/{token}` or `/s/{token}` comes by its reply; the handlers are the same for both."""

from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.signatures.access import Reply, open_invitation, open_reply
from campaigns.signatures.models import Route
from campaigns.tokens import Keys

#: What a handler asks for: `reply: Replying`.
Replying = NamedDependency[Reply]


async def provide_invited(
    token: FromPath[str], session: NamedDependency[AsyncSession], keys: NamedDependency[Keys]
) -> Reply:
    return await open_invitation(session, keys, token)


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

"""One call of the members' JSON API: what every handler needs, given once the caller's count has been kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import NotFound
from campaigns.invitations.access import Opened
from campaigns.signatures.access import Reply, open_invitation, open_reply
from campaigns.tokens import Keys
from campaigns.unusual_use.alerts import count_use
from campaigns.unusual_use.models import Used
from campaigns.web.bodies import AnyRequest
from campaigns.web.clients import client_of
from campaigns.web.dependencies import Keys as KeysGiven
from campaigns.web.dependencies import Limits, Now, RequestId, Session

#: How often one network address may change something by the API.
CALLS_PER_HOUR = 300


@dataclass(frozen=True)
class Call:
    """A call that may change something."""

    request: AnyRequest
    session: AsyncSession
    keys: Keys
    now: datetime
    request_id: str

    async def invited(self, token: str) -> tuple[Reply, Opened]:
        """What an invitation's token opens. Raises `NotFound`."""
        reply = await open_invitation(self.session, self.keys, token)
        if reply.opened is None:
            raise NotFound
        if self.request.method == "POST":
            await self.count_use(Used.INVITATION, reply.opened.link_id, reply.letter.id)
        return reply, reply.opened

    async def count_use(self, used: Used, used_id: UUID, letter_id: UUID) -> None:
        """Count from where a link or page is used."""
        client = client_of(self.request)
        await count_use(self.session, self.keys, used, used_id, letter_id, client, self.now)

    async def replied(self, token: str) -> Reply:
        """What a signature's own token opens. Raises `NotFound`."""
        return await open_reply(self.session, self.keys, token)


#: What a handler asks for: `call: Calling`.
Calling = NamedDependency[Call]


async def provide_call(
    request: AnyRequest, session: Session, limits: Limits, keys: KeysGiven, now: Now, request_id: RequestId
) -> Call:
    """Raises `TooMany` for a caller who calls too often."""
    await limits.count("call the API for members", client_of(request), CALLS_PER_HOUR, 3600, now)
    return Call(request, session, keys, now, request_id)


DEPENDENCIES = {"call": Provide(provide_call)}

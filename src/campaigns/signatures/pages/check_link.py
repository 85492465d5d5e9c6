"""The page behind the link in the mail that checks an address. Opening it does nothing; its button does."""

from litestar import get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import NotAllowedNow
from campaigns.signatures.access import Reply, open_address_check
from campaigns.signatures.confirming import confirm_address
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.own_domain import proved_by_address
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.states import not_recorded, reply_page
from campaigns.tokens import Keys as KeysType
from campaigns.web.dependencies import Keys, Now, RequestId, Session


async def provide_checked(
    token: FromPath[str], session: NamedDependency[AsyncSession], keys: NamedDependency[KeysType]
) -> Reply:
    return await open_address_check(session, keys, token)


@get("/", include_in_schema=False)
async def show_check(reply: Replying, session: Session, now: Now) -> Template:
    """The button, or once it was pressed the present state."""
    signature = reply.signature
    if signature is None or signature.state is not SignatureState.AWAITING_EMAIL:
        return reply_page("address_confirmed", reply, now, signature=signature)
    asks = bool(signature.authoriser_email)
    proves_itself = not asks and await proved_by_address(session, signature) is not None
    return reply_page("confirm_address", reply, now, signature=signature, asks=asks, proves_itself=proves_itself)


@post("/", include_in_schema=False)
async def confirm(
    token: FromPath[str], reply: Replying, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    if reply.signature is not None:
        try:
            await confirm_address(session, reply.signature.id, reply.actor(request_id), now)
        except NotAllowedNow as refusal:
            return await not_recorded(session, keys, reply, now, str(refusal))
    return Redirect(f"/v/{token}", status_code=303)


CHECKED = {"reply": Provide(provide_checked)}

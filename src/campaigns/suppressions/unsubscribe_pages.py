"""The page behind the link that ends every invitation, and the one-click POST of RFC 8058. Opening it changes nothing."""

from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext
from campaigns.suppressions.access import Subscription, open_subscription
from campaigns.suppressions.actions import start_again, stop
from campaigns.tokens import Keys as KeysType
from campaigns.web.bodies import AnyRequest, read_fields
from campaigns.web.csrf import WITHOUT_TOKEN
from campaigns.web.dependencies import Now, Session
from campaigns.web.templates import page

#: RFC 8058, 3.1: what the body of the POST holds, and the header of the mail said it would.
FIELD, VALUE = "List-Unsubscribe", "One-Click"

Subscribed = NamedDependency[Subscription]


async def provide_subscription(
    token: FromPath[str], session: NamedDependency[AsyncSession], keys: NamedDependency[KeysType]
) -> Subscription:
    return await open_subscription(session, keys, token)


@get("/", include_in_schema=False)
async def ask_whether_to_stop(token: FromPath[str], subscription: Subscribed) -> Template:
    return page(
        "pages/suppressions/unsubscribe.html", coalition=subscription.coalition, subscription=subscription, token=token
    )


@post(
    "/",
    status_code=200,
    include_in_schema=False,
    opt={WITHOUT_TOKEN: "Sent by the reader's mail service, which has no cookie of ours; the address holds the secret."},
)
async def stop_by_one_click(request: AnyRequest, subscription: Subscribed, session: Session, now: Now) -> Response[Any]:
    """Not answered by a redirect (RFC 8058, 3.2). Doing it twice says the same."""
    fields = await read_fields(request)
    if fields.all(FIELD) != [VALUE]:
        raise Invalid({"": gettext("To stop invitations, open this address in a browser and press the button.")})
    await stop(session, subscription, now)
    return Response(gettext("No more invitations will be sent to this address.") + "\n", media_type="text/plain")


@post("/stop", include_in_schema=False)
async def stop_by_button(token: FromPath[str], subscription: Subscribed, session: Session, now: Now) -> Redirect:
    await stop(session, subscription, now)
    return Redirect(f"/u/{token}", status_code=303)


@post("/start-again", include_in_schema=False)
async def undo(token: FromPath[str], subscription: Subscribed, session: Session, now: Now) -> Redirect:
    await start_again(session, subscription, now)
    return Redirect(f"/u/{token}", status_code=303)


ROUTER = Router(
    "/u/{token:str}",
    dependencies={"subscription": Provide(provide_subscription)},
    route_handlers=[ask_whether_to_stop, stop_by_one_click, stop_by_button, undo],
)

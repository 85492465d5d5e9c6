"""What a handler may ask for by name. Mark the parameter with the alias: `async def show(session: Session, now: Now)`.

`session` is one transaction for the request: it commits after the page is rendered and before the answer leaves, and is
rolled back by whatever is raised. `request_id` is what history rows and the log know the request by; `limits` counts
how often somebody asks (`rate_limits`).
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.types import Scope
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns import clock, jobs
from campaigns.settings import Settings as SettingsType
from campaigns.tokens import Keys as KeysType
from campaigns.web.rate_limits import RateLimits
from campaigns.web.safety import request_id_of

Session = NamedDependency[AsyncSession]
Settings = NamedDependency[SettingsType]
Keys = NamedDependency[KeysType]
Now = NamedDependency[datetime]
RequestId = NamedDependency[str]
Limits = NamedDependency[RateLimits]

_OPEN = "open_session"


async def provide_session(request: Request[Any, Any, Any]) -> AsyncIterator[AsyncSession]:
    """The request's transaction, on `app.state.sessions`, whose bells ring on `app.state.bell`."""
    state = request.app.state
    async with jobs.transaction(state.sessions, state.bell) as session:
        request.scope["state"][_OPEN] = session
        yield session


async def roll_back_after(_refusal: Exception, scope: Scope) -> None:
    """An `after_exception` hook: end a transaction that Litestar left open.

    Litestar throws into generator dependencies what a handler raises, but not what another dependency raises, such as the
    one that finds nobody signed in.
    """
    session: AsyncSession | None = scope["state"].pop(_OPEN, None)
    if session is not None:
        await session.rollback()
        await session.close()


def provide_settings(request: Request[Any, Any, Any]) -> SettingsType:
    settings: SettingsType = request.app.state.settings
    return settings


def provide_keys(request: Request[Any, Any, Any]) -> KeysType:
    keys: KeysType = request.app.state.token_keys  # `keys` is a method of the state
    return keys


def provide_limits(request: Request[Any, Any, Any]) -> RateLimits:
    return RateLimits(request.app.state.sessions, request.app.state.token_keys)


def provide_now() -> datetime:
    return clock.now()


def provide_request_id(request: Request[Any, Any, Any]) -> str:
    return request_id_of(request.scope)


DEPENDENCIES = {
    "session": Provide(provide_session),
    "settings": Provide(provide_settings, sync_to_thread=False),
    "keys": Provide(provide_keys, sync_to_thread=False),
    "now": Provide(provide_now, sync_to_thread=False),
    "limits": Provide(provide_limits, sync_to_thread=False),
    "request_id": Provide(provide_request_id, sync_to_thread=False),
}

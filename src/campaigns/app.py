"""The whole application: the only module that knows every feature's pages and answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar

from campaigns import settings as environment
from campaigns.database import make_engine, make_sessions
from campaigns.handlers import HANDLERS
from campaigns.queue import ArqBell, connect
from campaigns.settings import Settings
from campaigns.web.wiring import Application, application

WEB_POOL = 8


def create_app(settings: Settings | None = None) -> Application:
    """The application for a server to run; settings come from the environment unless given.

    Raises `SettingsError`. Nothing is connected before the first request; a Valkey that is down fails no request.
    """
    settings = settings or environment.load()
    engine = make_engine(settings.database_url, WEB_POOL)
    bell = ArqBell(connect(settings.redis_url))

    @asynccontextmanager
    async def connections(_app: Litestar) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await bell.close()
            await engine.dispose()

    return application(settings, make_sessions(engine), bell, HANDLERS, lifespan=[connections])

"""The application without its features: give it their handlers and it is whole."""

import re
from collections.abc import Sequence
from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig
from litestar.types import ControllerRouterHandler, Message, Send
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.jobs import Bell
from campaigns.settings import Settings
from campaigns.tokens import Keys
from campaigns.web import current, locales, pages
from campaigns.web.assets import asset, static_file
from campaigns.web.bodies import FORM_LIMIT
from campaigns.web.csrf import CSRFProtection, csrf_token, send_new_cookie
from campaigns.web.dependencies import DEPENDENCIES, roll_back_after
from campaigns.web.openapi import openapi_config
from campaigns.web.problems import EXCEPTION_HANDLERS
from campaigns.web.safety import BODY_SECONDS, BodyDeadline, send_headers
from campaigns.web.templates import make_environment

_NOT_IN_QUERIES = re.compile(rb"[^\x21-\x7e]")


class Application(Litestar):
    """Litestar, answering HEAD wherever it answers GET (RFC 9110, 9.3.2)."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            # Raw bytes in a query, which some programs send, are written as RFC 3986 has them; Litestar fails at them.
            scope["query_string"] = _NOT_IN_QUERIES.sub(lambda found: b"%%%02X" % ord(found[0]), scope["query_string"])
            if scope["method"] == "HEAD":
                scope["method"] = "GET"
                send = _without_body(send)
            token = current.scope.set(scope)
            try:
                with locales.read_by(scope, self.state.settings):
                    await super().__call__(scope, receive, send)
            finally:
                current.scope.reset(token)
            return
        await super().__call__(scope, receive, send)


def application(
    settings: Settings,
    sessions: async_sessionmaker[AsyncSession],
    bell: Bell,
    route_handlers: Sequence[ControllerRouterHandler],
    *,
    body_seconds: float = BODY_SECONDS,
    **more: Any,
) -> Application:
    """Everything a request passes through, around the handlers of the features; `more` goes to Litestar, e.g. `lifespan`."""
    return Application(
        route_handlers=[static_file, locales.choose_language, *pages.HANDLERS, *route_handlers],
        state=State({"settings": settings, "token_keys": Keys(settings.secret), "sessions": sessions, "bell": bell}),
        dependencies=DEPENDENCIES,
        middleware=[BodyDeadline(body_seconds), CSRFProtection()],
        exception_handlers=EXCEPTION_HANDLERS,
        after_exception=[roll_back_after],
        before_send=[send_headers, send_new_cookie],
        template_config=TemplateConfig(instance=_template_engine()),
        openapi_config=openapi_config(),
        request_max_body_size=FORM_LIMIT,
        logging_config=None,
        debug=False,
        **more,
    )


def _template_engine() -> JinjaTemplateEngine:
    engine = JinjaTemplateEngine.from_environment(make_environment())
    # Litestar has put its own functions there; of those a page of ours uses none.
    engine.engine.globals.update(
        csrf_token=csrf_token,
        asset=asset,
        is_translated=locales.is_translated,
        address_of_choice=locales.address_of_choice,
        comes_back_to=locales.comes_back_to,
    )
    return engine


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head

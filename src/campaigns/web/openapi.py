"""The description of `/api/v1`, and Swagger UI served by ourselves: no request leaves for another host."""

from typing import Any

from litestar import Request, Router
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin, YamlRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from campaigns.web.templates import make_environment

PATH = "/api/v1/schema"


class OwnSwagger(OpenAPIRenderPlugin):
    """Swagger UI from our own static files and without a line of inline script, unlike Litestar's."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return make_environment().get_template("pages/site/swagger.html").render(schema=f"{PATH}/openapi.json").encode()


def openapi_config() -> OpenAPIConfig:
    """What Litestar is given. Pages are kept out of it by `include_in_schema=False` on their handlers."""
    return OpenAPIConfig(
        title="campaigns",
        version="1",
        description="Write an open letter together, sign it with authority, publish it as an edition. "
        "The same actions as the pages, with the same refusals, told as problem+json (RFC 9457).",
        path=PATH,
        render_plugins=[OwnSwagger(path="/swagger"), JsonRenderPlugin(), YamlRenderPlugin()],
        components=Components(security_schemes={"session": SecurityScheme(type="http", scheme="bearer")}),
        openapi_router=Router(path=PATH, route_handlers=[], include_in_schema=False),
        use_handler_docstrings=True,
    )

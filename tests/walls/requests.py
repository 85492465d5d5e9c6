"""Every request that the application takes, made from its own routes and from what its OpenAPI document says of bodies.

A new route is walked by itself. If it has a parameter in its path that nobody knows a value for, `Unknown` says what to add.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
from litestar.routes import HTTPRoute

from campaigns.coalitions.roles import Role
from campaigns.settings import Settings
from campaigns.web.csrf import FIELD, cookie_name, token_for
from campaigns.web.sessions import cookie_name as session_cookie_name
from campaigns.web.wiring import Application

SITE = "http://letters.example"
CSRF_COOKIE = "c" * 43

#: Values of parameters that belong to no coalition.
OF_NOBODY = {
    "of_release": ["000000000000"],
    "name": ["fair-futures-7a1f3d.css", "/vendor/site.css"],
    "path": ["openapi.json"],
    "which": ["public"],
}
#: One value for each format of the OpenAPI document.
_FORMATS = {
    "uuid": "00000000-0000-7000-8000-000000000000",
    "date": "2026-06-04",
    "date-time": "2026-06-02T08:00:00Z",
    "duration": "17:00:00",
    "time": "17:00:00",
}


_numbers = count()


class Unknown(AssertionError):
    """A route has a parameter for which the tests have no value."""


@dataclass(frozen=True)
class Way:
    """One route with one method: `template` is its path with `{names}`, `names` the parameters in it."""

    method: str
    template: str
    names: tuple[str, ...]

    def path(self, values: Mapping[str, str]) -> str:
        path = self.template
        for name in self.names:
            path = path.replace(f"{{{name}}}", values[name].lstrip("/"))
        return path

    @property
    def is_api(self) -> bool:
        return self.template.startswith("/api/")

    @property
    def opens_by_token(self) -> str:
        """The beginning of the path before a token, empty where the path has none."""
        return self.template.partition("/{token}")[0] if "token" in self.names else ""


def ways(app: Application, methods: set[str] | None = None) -> list[Way]:
    """Every route of the application with every method that it takes, but for OPTIONS, which Litestar answers."""
    found = []
    for route in app.routes:
        assert isinstance(route, HTTPRoute), f"{route.path} is no HTTP route; say here how it is walked."
        names = tuple(one.name for one in route.path_components if not isinstance(one, str))
        taken = sorted(route.methods - {"OPTIONS"})
        found += [Way(method, route.path_format, names) for method in taken if methods is None or method in methods]
    return found


def known(way: Way, *sources: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The values of each parameter of a route, from the first source that has the name. Raises `Unknown`."""
    values = {}
    for name in way.names:
        values[name] = next((source[name] for source in (*sources, OF_NOBODY) if source.get(name)), [])
        if not values[name]:
            raise Unknown(
                f"{way.method} {way.template}: no value is known for {{{name}}}. Add one to `Side.values` in"
                " tests/walls/world.py if it belongs to a coalition, else to `OF_NOBODY` in tests/walls/requests.py."
            )
    return values


class Bodies:
    """A valid body for each route of the API, as its OpenAPI document describes it: required fields only."""

    def __init__(self, app: Application) -> None:
        document = app.openapi_schema.to_schema()
        self._schemas: dict[str, Any] = document["components"]["schemas"]
        self._paths: dict[str, Any] = document["paths"]

    def of(self, way: Way) -> Any:
        """The body, or None where the route takes none."""
        operation = self._paths.get(way.template, {}).get(way.method.lower(), {})
        content = operation.get("requestBody", {}).get("content", {})
        return self._example(content["application/json"]["schema"]) if "application/json" in content else None

    def _example(self, schema: dict[str, Any]) -> Any:  # noqa: PLR0911 - one for each type
        if "$ref" in schema:
            return self._example(self._schemas[schema["$ref"].rpartition("/")[2]])
        if "allOf" in schema:
            return self._example(schema["allOf"][0])
        if "enum" in schema:
            return schema["enum"][0]
        match schema.get("type"):
            case "object":
                return {
                    name: "somebody@words.example" if "email" in name else self._example(schema["properties"][name])
                    for name in schema.get("required", [])
                }
            case "array":
                return [self._example(schema["items"])] if "items" in schema else []
            case "integer" | "number":
                return 1
            case "boolean":
                return False
            case "string":
                return _FORMATS.get(schema.get("format", ""), "words")
        return self._example(schema["oneOf"][0]) if schema.get("oneOf") else None


@dataclass
class Visitor:
    """Somebody, or nobody, with a browser that holds cookies and a program that holds a bearer token."""

    client: httpx.AsyncClient
    settings: Settings
    bodies: Bodies
    session_id: str | None = None
    role: Role | None = None

    async def ask(self, way: Way, path: str, method: str = "", body: Any = None) -> httpx.Response:
        """Send one request as this visitor's browser or program would, with a form token or a body that fits."""
        cookies = {cookie_name(self.settings): CSRF_COOKIE}
        # From another address each time, or the limits on one asker would answer in place of what is asked about.
        headers = {"X-Forwarded-For": f"203.0.{next(_numbers) % 60_000 // 250}.{next(_numbers) % 250}"}
        content: dict[str, Any] = {}
        method = method or way.method
        if self.session_id and way.is_api:
            headers["Authorization"] = f"Bearer {self.session_id}"
        elif self.session_id:
            cookies[session_cookie_name(self.settings)] = self.session_id
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        if method in {"POST", "PUT", "PATCH", "DELETE"}:
            if way.is_api:
                body = self.bodies.of(way) if body is None else body
                if body is not None:
                    content = {"content": json.dumps(body)}
                    headers["Content-Type"] = "application/json"
            else:
                content = {"data": {FIELD: token_for(self.settings, CSRF_COOKIE, self.session_id), **(body or {})}}
        return await self.client.request(method, path, headers=headers, **content)


def combinations(values: Mapping[str, list[str]], most: int = 1000) -> Iterator[dict[str, str]]:
    """Each value of each parameter at least once, up to `most`, in as few requests as that takes."""
    for index in range(min(most, max((len(one) for one in values.values()), default=1))):
        yield {name: one[index % len(one)] for name, one in values.items()}

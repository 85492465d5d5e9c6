"""Whatever is sent, to whichever route: never a fault of ours, and the headers that protect readers on every answer.

`CAMPAIGNS_JUNK` says how many requests are made up; the default keeps the run short.
"""

import json
import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]

from campaigns.coalitions.roles import Role
from campaigns.settings import Settings
from campaigns.web.csrf import FIELD, cookie_name, token_for
from campaigns.web.sessions import cookie_name as session_cookie_name
from campaigns.web.wiring import Application
from tests.walls.fixtures import Visit, _nine_o_clock, app, site_settings, visit, world
from tests.walls.raw import Raw, send_raw
from tests.walls.requests import CSRF_COOKIE, Bodies, Visitor, Way, combinations, known, ways
from tests.walls.world import World

__all__ = ["_nine_o_clock", "app", "site_settings", "visit", "world"]

MADE_UP = int(os.environ.get("CAMPAIGNS_JUNK", "250"))
ON_EVERY_ANSWER = {
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-resource-policy",
    "cache-control",
    "x-request-id",
}

#: What people and programs send who wish us ill, beside what hypothesis thinks of.
WICKED = [
    "",
    "\0",
    "\ud800",
    "\u202e",
    "a" * 70_000,
    "9" * 400,
    "-1",
    "1e999",
    "NaN",
    "../../../etc/passwd",
    "%00",
    "%",
    "{{7*7}}",
    "${7*7}",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "=?utf-8?q?x=0D=0ABcc=3A_x=40x.example?=",
    "a\r\nSet-Cookie: x=y",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "99999999999999999999",
    "00000000-0000-0000-0000-000000000000",
    "١٢٣",
    "²",
    "Ⅷ",
]
text = st.sampled_from(WICKED) | st.text(max_size=40)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=8,
)


@dataclass(frozen=True)
class Request:
    """One request, made up whole before it is sent."""

    method: str
    path: str
    query: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes
    goes_away: bool = False

    async def to(self, app: Application) -> tuple[str, Raw]:
        pieces = _pieces(self.body)
        answer = await send_raw(app, self.method, self.path, self.query, self.headers, pieces, goes_away=self.goes_away)
        return repr(self)[:3000], answer


@dataclass
class Attack:
    """What every request is made from: the routes, what is real about each, and whose sessions there are."""

    app: Application
    ways: list[Way]
    values: dict[str, list[str]]
    tokens: dict[str, list[str]]
    bodies: Bodies
    forms: list[tuple[str, list[tuple[str, str]]]]
    settings: Settings
    session_id: str

    def filled_in(self, data: st.DataObject) -> Request:
        """A form of a page with junk typed into some of its fields."""
        path, fields = data.draw(st.sampled_from(self.forms))
        typed = [(name, data.draw(text) if data.draw(st.booleans()) else value) for name, value in fields]
        kind, body = (b"application/x-www-form-urlencoded", self.form(typed, self.session_id))
        if data.draw(st.booleans()):
            kind, body = b"multipart/form-data; boundary=b", self._parts(typed)
        cookies = f"{cookie_name(self.settings)}={CSRF_COOKIE}; {session_cookie_name(self.settings)}={self.session_id}"
        headers = [(b"content-type", kind), (b"cookie", cookies.encode()), (b"sec-fetch-site", b"same-origin")]
        where, _, query = path.partition("?")
        return Request("POST", where, query.encode(), headers, body)

    def junk(self, data: st.DataObject) -> Request:
        """Anything at all."""
        way = data.draw(st.sampled_from(self.ways))
        real = data.draw(st.integers(0, 3)) > 0
        path = way.path({name: data.draw(self._value(name, way, real)) for name in way.names})
        method = data.draw(st.sampled_from([way.method] * 8 + ["GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"]))
        kind, body = data.draw(self._body(way))
        headers = [(b"host", b"letters.example"), *self._headers(data, way, kind)]
        names = st.sampled_from(["after", "page", "only", "done", "next", "search", "show", "number", "version", "state"])
        query = data.draw(st.lists(st.tuples(names | text, text), max_size=3))
        query_string = urlencode(query, errors="surrogatepass").encode() if query else data.draw(st.binary(max_size=12))
        return Request(method, path, query_string, headers, body, goes_away=data.draw(st.integers(0, 15)) == 0)

    def _value(self, name: str, way: Way, real: bool) -> st.SearchStrategy[str]:
        known_values = st.sampled_from(known(way, {"token": self.tokens.get(way.opens_by_token, [])}, self.values)[name])
        return known_values if real else known_values | text

    def _headers(self, data: st.DataObject, way: Way, kind: bytes) -> list[tuple[bytes, bytes]]:
        session_id = self.session_id if data.draw(st.booleans()) else None
        cookies = {cookie_name(self.settings): CSRF_COOKIE}
        headers = [(b"content-type", kind)] if kind else []
        if session_id and way.is_api:
            headers.append((b"authorization", f"Bearer {session_id}".encode()))
        elif session_id:
            cookies[session_cookie_name(self.settings)] = session_id
        headers.append((b"cookie", "; ".join(f"{name}={value}" for name, value in cookies.items()).encode()))
        names = [b"accept", b"cookie", b"authorization", b"origin", b"sec-fetch-site", b"x-forwarded-for", b"host"]
        names += [b"if-none-match", b"content-length", b"content-type", b"accept-language", b"range", b"transfer-encoding"]
        junk = st.lists(st.tuples(st.sampled_from(names), st.binary(max_size=60)), max_size=2)
        return headers + (data.draw(junk) if data.draw(st.integers(0, 3)) == 0 else [])

    def _body(self, way: Way) -> st.SearchStrategy[tuple[bytes, bytes]]:
        form, parts, program = b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=b", b"application/json"
        pairs = st.lists(st.tuples(st.just("row_version") | text, text), max_size=6)
        return st.one_of(
            pairs.map(lambda some: (form, self.form(some, self.session_id))),
            pairs.map(lambda some: (form, self.form(some, None))),
            pairs.map(lambda some: (parts, self._parts(some))),
            st.fixed_dictionaries(dict.fromkeys(self.bodies.of(way) or {}, anything) if way.is_api else {}).map(
                lambda one: (program, _json({**(self.bodies.of(way) or {}), **one}))
            ),
            anything.map(lambda one: (program, _json(one))),
            st.tuples(
                st.sampled_from([form, parts, program, b"", b"text/plain", b"multipart/form-data", b"\xff/\xff"]),
                st.binary(max_size=80),
            ),
        )

    def form(self, pairs: list[tuple[str, str]], session_id: str | None) -> bytes:
        fields = [(FIELD, token_for(self.settings, CSRF_COOKIE, session_id)), *pairs]
        return urlencode(fields, errors="surrogatepass").encode()

    def _parts(self, pairs: list[tuple[str, str]]) -> bytes:
        pairs = [(FIELD, token_for(self.settings, CSRF_COOKIE, self.session_id)), *pairs]
        parts = [
            b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
            % (
                quote(name, errors="surrogatepass").encode(),
                b'; filename="../../%s"' % quote(value[:40], errors="surrogatepass").encode()
                if len(value) % 3 == 1
                else b"",
                value.encode("utf-8", "surrogatepass"),
            )
            for name, value in pairs
        ]
        return b"".join(parts) + b"--b--\r\n"


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _pieces(body: bytes) -> list[bytes]:
    return [body[start : start + 20_000] for start in range(0, len(body), 20_000)]


def is_well(what: str, answer: Raw) -> None:
    assert answer.status < 500, (what, answer.status)
    assert set(answer.headers) >= ON_EVERY_ANSWER, (what, answer.status, ON_EVERY_ANSWER - set(answer.headers))
    assert "unsafe" not in answer.headers["content-security-policy"] or "/api/v1/schema" in what, what


@pytest.fixture(scope="module")
async def attack(app: Application, world: World, visit: Visit, site_settings: Settings) -> Attack:
    return Attack(
        app,
        ways(app),
        world.theirs.values,
        world.theirs.tokens,
        Bodies(app),
        await forms_of(app, world, visit(world.theirs, Role.SECRETARIAT)),
        site_settings,
        world.theirs.session_ids[Role.SECRETARIAT],
    )


async def forms_of(app: Application, world: World, visitor: Visitor) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every form of every page of Fair Futures: where it goes, and what it would send, so that junk gets far."""
    forms = []
    for way in ways(app, {"GET"}):
        tokens = {"token": world.theirs.tokens.get(way.opens_by_token, [])}
        for values in combinations(known(way, tokens, world.theirs.values), 8):
            path = way.path(values)
            answer = await visitor.ask(way, path)
            if answer.headers.get("content-type", "").startswith("text/html"):
                for form in html.fromstring(answer.text).forms:
                    sent = [(one.name, one.get("value") or "") for one in form.inputs if one.name and one.name != FIELD]
                    forms.append((form.action or path, sent))
    assert len(forms) > 50
    return forms


SLOWLY = hypothesis_settings(max_examples=MADE_UP, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@SLOWLY
@given(data=st.data())
async def test_junk_gets_a_clear_answer(world: World, attack: Attack, data: st.DataObject) -> None:
    requests = [attack.junk(data), attack.filled_in(data)]
    # Each example finds everything as it was, so that a form which signs out or ends a role spoils no other.
    kept = await world.connection.begin_nested()
    try:
        for request in requests:
            is_well(*(await request.to(attack.app)))
    finally:
        await kept.rollback()


async def test_what_junk_once_found_stays_mended(attack: Attack, world: World) -> None:
    organisation = world.theirs.values["organisation_id"][0]
    cookies = f"{cookie_name(attack.settings)}={CSRF_COOKIE}; {session_cookie_name(attack.settings)}={attack.session_id}"
    bearer = [(b"authorization", f"Bearer {attack.session_id}".encode()), (b"content-type", b"application/json")]
    form = [(b"cookie", cookies.encode()), (b"content-type", b"application/x-www-form-urlencoded")]
    reference = world.theirs.letters["frozen"].reference
    typed = attack.form([("show", "a" * 5000), ("q", "a" * 5000)], attack.session_id)
    again = f"/secretariat/fair-futures/letters/{reference}/responses/{organisation}/send-again"
    freeze = f"/api/v1/coalitions/fair-futures/letters/{reference}/freeze"
    for path, query, headers, body, goes_away, status in (
        (freeze, b"\x80", bearer, b'{"row_version": null}', False, 422),
        (freeze, b"", bearer, b'{"row_ver', True, 400),
        (again, b"", form, typed, False, 409),
    ):
        answer = await send_raw(attack.app, "POST", path, query, headers, [body], goes_away=goes_away)
        is_well(path, answer)
        assert answer.status == status, path


async def test_ten_megabytes_are_turned_away(attack: Attack) -> None:
    body = [b"a=b&" * 250_000] * 10
    for way in ways(attack.app):
        tokens = {"token": attack.tokens.get(way.opens_by_token, [])}
        path = way.path({name: some[0] for name, some in known(way, tokens, attack.values).items()})
        for kind in (b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=b", b"application/json"):
            answer = await send_raw(attack.app, way.method, path, b"", [(b"content-type", kind)], body)
            is_well(f"{way.method} {path}", answer)
            # A route that takes no body does not read it.
            assert not (way.method == "POST" and attack.bodies.of(way)) or answer.status >= 400, path

"""Where a session id may travel, and what is kept of it."""

import hashlib
from typing import Any

import pytest
from litestar import Request
from litestar.response import Response

from campaigns.settings import Settings
from campaigns.web.sessions import clear_cookie, hash_of, new_session_id, session_id_of, set_cookie
from campaigns.web.wiring import Application

ID = "A" * 42 + "-"


def request(app: Application, path: str, headers: dict[str, str]) -> Request[Any, Any, Any]:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope: Any = {"type": "http", "method": "GET", "path": path, "headers": raw, "litestar_app": app, "state": {}}
    return Request(scope)


def test_ids_are_new_and_long() -> None:
    made = {new_session_id() for _ in range(100)}
    assert len(made) == 100
    assert all(len(one) == 43 for one in made)


def test_only_a_hash_is_for_keeping() -> None:
    assert hash_of(ID) == hashlib.sha256(ID.encode()).hexdigest()


@pytest.mark.parametrize(
    ("path", "headers", "found"),
    [
        ("/secretariat/fair-futures", {"cookie": f"session={ID}"}, ID),
        ("/secretariat/fair-futures", {"authorization": f"Bearer {ID}"}, None),
        ("/api/v1/letters", {"authorization": f"Bearer {ID}"}, ID),
        ("/api/v1/letters", {"authorization": f"bearer {ID} "}, ID),
        ("/api/v1/letters", {"cookie": f"session={ID}"}, None),
        ("/api/v1/letters", {"authorization": f"Basic {ID}"}, None),
        ("/", {"cookie": f"session={ID}x"}, None),
        ("/", {"cookie": "session=" + "Ä" * 43}, None),
        ("/", {"cookie": f"session={ID[:-1]}\u00e9"}, None),
        ("/", {"cookie": "session"}, None),
        ("/", {}, None),
    ],
)
def test_browsers_use_the_cookie_and_programs_the_header(
    app: Application, path: str, headers: dict[str, str], found: str | None
) -> None:
    assert session_id_of(request(app, path, headers)) == found


def test_the_cookie_is_closed_to_scripts_and_other_sites(web_settings: Settings) -> None:
    response: Response[object] = Response("")
    set_cookie(response, ID, web_settings)
    assert response.cookies[0].to_header(header="") == f"session={ID}; HttpOnly; Max-Age=604800; Path=/; SameSite=lax"


def test_signing_out_ends_the_cookie(web_settings: Settings) -> None:
    response: Response[object] = Response("")
    clear_cookie(response, web_settings)
    assert 'session=""; HttpOnly; Max-Age=0' in response.cookies[0].to_header(header="")

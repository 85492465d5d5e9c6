"""The pages that belong to no feature say what is true."""

import re
from pathlib import Path

import httpx

from campaigns.paths import PACKAGE


async def test_the_cookies_page_names_every_cookie_there_is(client: httpx.AsyncClient) -> None:
    named = set(re.findall(r'<th scope="row"[^>]*><code>([^<]+)', (await client.get("/cookies")).text))
    assert named == {"session", "csrf"}
    makers = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if _makes_a_cookie(path)}
    assert makers == {"web/sessions.py"}, "a new cookie belongs on the cookies page"


def _makes_a_cookie(path: Path) -> bool:
    return bool(re.search(r"\bCookie\(|set_cookie\([\"']", path.read_text()))

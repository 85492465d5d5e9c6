"""Opening any page, by anybody, with any link, leaves every row as it was and gives no cookie but the two we tell of.

Mail programs, search engines and previews open every address they find, with GET and with HEAD (RFC 9110, 9.2.1).
"""

from itertools import product

import httpx
import pytest

from campaigns.coalitions.roles import Role
from campaigns.settings import Settings
from campaigns.web.csrf import cookie_name as csrf_cookie_name
from campaigns.web.sessions import cookie_name as session_cookie_name
from campaigns.web.wiring import Application
from tests.walls.fixtures import Visit, _nine_o_clock, app, site_settings, visit, world
from tests.walls.requests import Visitor, Way, combinations, known, ways
from tests.walls.world import World, changed

__all__ = ["_nine_o_clock", "app", "site_settings", "visit", "world"]

INSIDE = ("/secretariat", "/api/v1/coalitions")


@pytest.mark.parametrize("who", ["nobody", "nobody, without cookies", *Role])
async def test_no_page_changes_anything_by_being_opened(
    app: Application, world: World, visit: Visit, site_settings: Settings, who: str
) -> None:
    visitor = visit(None, None) if who.startswith("nobody") else visit(world.theirs, Role(who))
    cookies = {csrf_cookie_name(site_settings), session_cookie_name(site_settings)}
    before, opened = await world.rows(), 0
    for way in ways(app, {"GET"}):
        # What is the same for everybody is opened at every letter by nobody only.
        most = 8 if way.template.startswith(INSIDE) == (who in set(Role)) else 1
        for path, method in product(paths(way, world)[:most], ("GET", "HEAD")):
            answer = await ask(visitor, way, path, method, bare="without" in who)
            opened += answer.status_code == 200
            assert answer.status_code < 500, (method, path)
            given = {one.partition("=")[0] for one in answer.headers.get_list("set-cookie")}
            assert given <= cookies, (method, path, given)
            assert method == "GET" or not answer.content, path
    assert opened > 40  # it is no proof to be turned away everywhere
    assert not changed(before, await world.rows())


def paths(way: Way, world: World) -> list[str]:
    """A route at every letter, link and row of Fair Futures."""
    tokens = {"token": world.theirs.tokens.get(way.opens_by_token, [])}
    return [way.path(values) for values in combinations(known(way, tokens, world.theirs.values))]


async def ask(visitor: Visitor, way: Way, path: str, method: str, *, bare: bool) -> httpx.Response:
    if bare:
        return await visitor.client.request(method, path, headers={"Cookie": ""})
    return await visitor.ask(way, path, method)

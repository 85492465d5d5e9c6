"""Style sheets and scripts: kept for a year, of one release, and nothing else of the disk."""

import re

import httpx
import pytest

from campaigns.paths import STATIC
from campaigns.web.assets import asset, release

BUILT = pytest.mark.skipif(not (STATIC / "vendor").is_dir(), reason="the assets are not built: run hatch_build.py")


async def test_a_file_of_this_release_is_kept_for_a_year(client: httpx.AsyncClient) -> None:
    answer = await client.get(asset("site.js"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.text == (STATIC / "site.js").read_text()


async def test_a_page_of_another_release_is_served_but_nothing_is_kept(client: httpx.AsyncClient) -> None:
    answer = await client.get(asset("site.js").replace(release(), "0123456789ab"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


async def test_text_is_packed_for_those_who_can_unpack_it(client: httpx.AsyncClient) -> None:
    plain = await client.get(asset("site.js"), headers={"accept-encoding": "identity"})
    packed = await client.get(asset("site.js"), headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert packed.content == plain.content


@pytest.mark.parametrize(
    "path",
    ["", "vendor", "vendor/.built-from", "../assets.py", "..%2fassets.py", "%2e%2e/assets.py", "vendor/../../assets.py",
     "/etc/passwd", "vendor/licences/embedpdf-fonts-sc-LICENSE.txt", "site.js/", "SITE.JS", "site.js%00"],
)  # fmt: skip
async def test_nothing_else_is_served(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"http://letters.example/static/{release()}/{path}")
    assert answer.status_code == (200 if path == "site.js/" else 404)


@BUILT
async def test_everything_that_a_style_sheet_asks_for_is_there(client: httpx.AsyncClient) -> None:
    sheet = await client.get(asset("vendor/site.css"))
    wanted = re.findall(r"url\([\"']?([^\"')]+)", sheet.text)
    assert wanted
    for address in wanted:
        assert (await client.get(str(sheet.url.join(address)))).status_code == 200


@BUILT
def test_no_style_of_ours_names_another_host_or_a_reserved_font() -> None:
    for file in ("site.css", "govuk-frontend.min.js"):
        text = (STATIC / "vendor" / file).read_text()
        assert "GDS Transport" not in text
        assert not re.search(r"url\([\"']?(https?:)?//", text)

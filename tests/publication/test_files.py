"""A journalist downloads every file of an edition and checks it with the usual tools."""

import hashlib
from base64 import b64encode
from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from PIL import Image

from campaigns.coalitions.actions import remove_logo, set_logo
from campaigns.publication.documents.files import files
from tests import cast
from tests.publication.stage import Stage

EDITION = "/letters/fair-futures/warm-homes-for-every-family/editions/1"
TYPES = {
    "FFA-2026-01-edition-1.pdf": ("application/pdf", "inline"),
    "FFA-2026-01-edition-1-letter.txt": ("text/plain; charset=utf-8", "inline"),
    "FFA-2026-01-edition-1-signatories.csv": ("text/csv; charset=utf-8; header=present", "attachment"),
    "FFA-2026-01-edition-1.json": ("application/json", "attachment"),
    "SHA256SUMS": ("text/plain; charset=utf-8", "inline"),
}


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """The real files are made here."""
    stage.make = files
    return stage


async def test_every_download_is_the_same_bytes_and_they_are_those_of_the_checksums(
    client: httpx.AsyncClient, stage: Stage
) -> None:
    await stage.published(signed_by=[cast.WENSUM, cast.LLAIS])
    await stage.session.commit()

    got = {name: await client.get(f"{EDITION}/{name}") for name in TYPES}
    again = {name: await client.get(f"{EDITION}/{name}") for name in TYPES}

    assert {name: answer.content for name, answer in got.items()} == {name: answer.content for name, answer in again.items()}
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in got["SHA256SUMS"].text.splitlines())}
    assert set(sums) == set(TYPES) - {"SHA256SUMS"}
    for name, answer in got.items():
        digest = hashlib.sha256(answer.content)
        media_type, way = TYPES[name]
        assert sums.get(name, digest.hexdigest()) == digest.hexdigest()
        assert answer.headers["content-type"] == media_type
        assert answer.headers["content-disposition"] == f'{way}; filename="{name}"'
        assert answer.headers["etag"] == f'"{digest.hexdigest()}"'
        assert answer.headers["repr-digest"] == f"sha-256=:{b64encode(digest.digest()).decode()}:"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-length"] == str(len(answer.content))
        assert "set-cookie" not in answer.headers
    page = (await client.get(EDITION)).text
    assert all(digest in page for digest in sums.values())
    listed = (await client.get(f"/api/v1{EDITION}")).json()["files"]
    assert {file["address"].rpartition("/")[2]: file["sha256"] for file in listed} | sums == {
        **sums,
        "SHA256SUMS": hashlib.sha256(got["SHA256SUMS"].content).hexdigest(),
    }


async def test_who_has_a_file_is_not_sent_it_again(client: httpx.AsyncClient, stage: Stage) -> None:
    await stage.published(signed_by=[cast.WENSUM])
    await stage.session.commit()
    address = f"{EDITION}/FFA-2026-01-edition-1.json"
    tag = (await client.get(address)).headers["etag"]

    again = await client.get(address, headers={"If-None-Match": f'"other", {tag}'})
    head = await client.head(address)
    other = await client.get(address, headers={"If-None-Match": '"other"'})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
    assert head.headers["content-length"] == str(len(other.content))


async def test_a_superseded_edition_keeps_its_files(client: httpx.AsyncClient, stage: Stage) -> None:
    letter = await stage.open(cast.statement())
    await stage.sign(letter, cast.WENSUM)
    await stage.edition(letter)
    await stage.session.commit()
    edition = f"/letters/fair-futures/{letter.slug}/editions/1"
    names = [file["address"] for file in (await client.get(f"/api/v1{edition}")).json()["files"]]
    before = {name: (await client.get(name)).content for name in names}

    await stage.sign(letter, cast.MILL_ROAD)
    await stage.edition(letter, stage.now + timedelta(days=1))
    await stage.session.commit()

    assert {name: (await client.get(name)).content for name in names} == before
    assert len(before) == 5


async def test_an_edition_keeps_the_letterhead_it_was_built_with(client: httpx.AsyncClient, stage: Stage) -> None:
    picture = BytesIO()
    Image.new("RGB", (400, 100), "#7a1f3d").save(picture, "PNG")
    await set_logo(stage.session, stage.company.id, picture.getvalue(), 'A kite & two "hands"')
    await stage.published(signed_by=[cast.WENSUM])
    await remove_logo(stage.session, stage.company.id)
    await stage.session.commit()

    page, logo = await client.get(EDITION), await client.get(f"{EDITION}/letterhead.png")

    assert f'<img class="sheet__logo" src="{EDITION}/letterhead.png" alt="A kite &amp; two &#34;hands&#34;">' in page.text
    assert logo.headers["content-type"] == "image/png"
    assert Image.open(BytesIO(logo.content)).size == (400, 100)
    assert (await client.get("/letters/fair-futures/logo.png")).status_code == 404


@pytest.mark.parametrize("name", ["..%2F..%2Fetc%2Fpasswd", "%00", "FFA-2026-01-edition-1.pdf%20", "sha256sums", "a" * 3000])
async def test_any_other_name_is_nothing(client: httpx.AsyncClient, stage: Stage, name: str) -> None:
    await stage.published()
    await stage.session.commit()

    assert (await client.get(f"{EDITION}/{name}")).status_code == 404

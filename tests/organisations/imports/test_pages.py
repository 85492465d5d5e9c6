"""Nia imports a list on its pages: upload, progress, preview, done."""

import re

import pytest
from lxml import html
from sqlalchemy import func, select

from campaigns.organisations.models import Organisation, OrganisationImport
from tests.organisations.browsing import text_of, title_of
from tests.organisations.imports.files import as_csv, as_xlsx
from workers.organisations import read_imports

MEMBERS = [
    ["The Mill Road Centre", "", "", "Ben Marsh", "Director", "ben@millroad.example"],
    ["Llais Ynys Môn", "", "", "Siân Huws", "", "sian@llais.example"],
    ["LLAIS YNYS MON", "", "", "", "", "info@llais.example"],
]
BROKEN = ["Otter Trust", "", "", "", "", "ivy@"]


async def upload(nia, content, name="members.csv"):
    answer = await nia.send("/organisations/imports/new", files={"file": (name, content)})
    assert answer.status_code == 303, text_of(answer)
    return answer.headers["location"]


@pytest.fixture
async def read(sessions, bell):
    async def read():
        await read_imports({"sessions": sessions, "bell": bell})

    return read


async def count(session):
    return await session.scalar(select(func.count()).select_from(Organisation))


async def test_from_upload_to_the_list_of_organisations(nia, read, at_futures):
    here = await upload(nia, as_xlsx(MEMBERS), "members.xlsx")
    waiting = await nia.get(here)
    assert "about to be read" in text_of(waiting)
    assert "members.xlsx" in text_of(await nia.get("/organisations"))
    await read()
    preview = text_of(await nia.get(here))
    assert "Adding this list gives you 2 organisations and 3 contacts more" in preview
    assert (
        "2 The Mill Road Centre filed as Mill Road Centre, The new organisation Ben Marsh, Director ben@millroad.example"
        in preview
    )
    assert "The same organisation as in row 3, written differently. Row 3 is used." in preview
    assert await count(at_futures) == 0
    answer = await nia.send(f"{here}/apply", form=here)
    done = text_of(await nia.get(answer.headers["location"]))
    assert "The list was added 2 organisations and 3 contacts" in done
    listed = text_of(await nia.get("/organisations"))
    assert "2 organisations" in listed
    assert "members.xlsx" not in listed


async def test_problems_are_listed_by_row_and_block_until_left_out(nia, read, at_futures):
    here = await upload(nia, as_csv([*MEMBERS, BROKEN]))
    await read()
    only = await nia.get(f"{here}?only=problems")
    assert "5 Otter Trust problem “ivy@” is not an email address" in text_of(only)
    assert "Mill Road" not in text_of(only)
    refused = await nia.send(f"{here}/apply", form=here)
    assert refused.status_code == 422
    assert title_of(refused).startswith("Error: ")
    assert "nothing was added" in text_of(refused)
    assert await count(at_futures) == 0
    applied = await nia.send_from(refused, f"{here}/apply", {"leave_out": "yes"})
    assert applied.status_code == 303
    assert "1 row with problems was left out" in text_of(await nia.get(here))
    assert await count(at_futures) == 2


async def test_pressing_twice_adds_once(nia, read, at_futures):
    here = await upload(nia, as_csv(MEMBERS))
    await read()
    preview = await nia.get(here)
    for _ in range(2):
        assert (await nia.send_from(preview, f"{here}/apply", {})).status_code == 303
    assert await count(at_futures) == 2


async def test_a_list_is_discarded_and_its_page_says_so(nia, read):
    here = await upload(nia, as_csv(MEMBERS))
    await read()
    preview = await nia.get(here)
    answer = await nia.send_from(preview, f"{here}/discard", {})
    assert "Nothing of it was added" in text_of(await nia.get(answer.headers["location"]))
    assert "The list was discarded" in text_of(await nia.get(here))
    late = await nia.send_from(preview, f"{here}/apply", {})
    assert late.status_code == 409
    assert "This list is discarded" in text_of(late)


async def test_an_unreadable_file_is_explained(nia, read):
    here = await upload(nia, b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "logo.png")
    await read()
    assert "The list cannot be read" in text_of(await nia.get(here))
    assert "Nothing was added" in text_of(await nia.get(here))


async def test_a_list_of_problems_offers_nothing_to_add(nia, read):
    here = await upload(nia, as_csv([BROKEN]))
    await read()
    shown = await nia.get(here)
    assert "Every row has a problem" in text_of(shown)
    assert "/apply" not in shown.text


async def test_a_list_that_is_known_can_be_finished(nia, read):
    for _ in range(2):
        here = await upload(nia, as_csv(MEMBERS))
        await read()
        preview = await nia.get(here)
        await nia.send_from(preview, f"{here}/apply", {})
    assert "nothing in it that you do not have" in text_of(preview)
    assert "3 rows said nothing new" in text_of(await nia.get(here))


async def test_many_rows_come_in_pages(nia, read):
    here = await upload(nia, as_csv([[f"Area {number} Forum"] for number in range(120)]))
    await read()
    first, second, last = [text_of(await nia.get(f"{here}?page={number}")) for number in (1, 2, 3)]
    assert "Area 49 Forum" in first
    assert "Area 50 Forum" in second
    assert "Area 119 Forum" in last
    for odd in ("?page=0", "?page=-3", "?page=99999999999999", "?only=problems"):
        assert (await nia.get(here + odd)).status_code == 200
    for odd in ("?page=x", "?only=nonsense"):
        assert (await nia.get(here + odd)).status_code == 404


async def test_the_page_looks_again_by_itself_with_and_without_javascript(nia):
    waiting = await nia.get(await upload(nia, as_csv(MEMBERS)))
    page = html.fromstring(waiting.text)
    assert page.xpath("//noscript/meta[@http-equiv='refresh']/@content") == ["3"]
    (script,) = page.xpath("//script[contains(@src, 'progress.js')]/@src")
    served = await nia.client.get(script)
    assert served.status_code == 200
    assert "[data-progress]" in served.text


async def test_no_file_an_empty_one_and_one_too_large(nia, at_futures):
    without = await nia.send("/organisations/imports/new")
    assert (without.status_code, "Choose the file that holds the list" in text_of(without)) == (422, True)
    empty = await nia.send("/organisations/imports/new", files={"file": ("empty.csv", b"")})
    assert (empty.status_code, "The file is empty" in text_of(empty)) == (422, True)
    large = await nia.send("/organisations/imports/new", files={"file": ("large.csv", b"x" * 2_200_000)})
    assert (large.status_code, "larger than 2 MB" in text_of(large)) == (413, True)
    huge = await nia.send("/organisations/imports/new", files={"file": ("huge.csv", b"x" * 5_000_000)})
    assert (huge.status_code, "larger than this page accepts" in text_of(huge)) == (413, True)
    assert (await at_futures.scalars(select(OrganisationImport))).all() == []


async def test_the_list_of_another_coalition_is_not_there(nia, rivers, read):
    here = await upload(nia, as_csv(MEMBERS))
    await read()
    elsewhere = here.replace("fair-futures", rivers.slug)
    assert (await nia.client.get(elsewhere)).status_code == 404


async def test_what_a_file_says_is_shown_as_text(nia, read):
    name = '<img src=x onerror="alert(1)">'
    here = await upload(nia, as_csv([[name, "", "", "<b>Ben</b>", "", "ben@millroad.example"]]), f"{name}.csv")
    await read()
    shown = await nia.get(here)
    assert "<img" not in re.sub(r"<img class=", "", shown.text)
    assert name in text_of(shown)

"""Nia changes how Fair Futures Alliance looks and who may do what in it."""

from io import BytesIO

import httpx
import pytest
from lxml import html  # type: ignore[import-untyped]
from PIL import Image

from tests import cast
from tests.coalitions.conftest import Desk, SignIn, problems, words

HOME = "/secretariat/fair-futures/coalition"
PUBLIC = "/letters/fair-futures"


def picture(kind: str = "PNG", size: tuple[int, int] = (600, 200)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "#7a1f3d").save(file, kind)
    return file.getvalue()


async def test_the_details_are_changed_and_the_public_page_has_them(nia: Desk) -> None:
    changed = {
        "name": "  Fair   Futures\u200b Alliance of the East ",
        "contact_email": "press@FAIR-futures.example",
        "postal_address": "4 Ropewalk Yard\r\n\r\n  Port Ellery  ",
        "accent_colour": "#0B5D4F",
    }
    answer = await nia.send(f"{HOME}/change", changed)

    assert (answer.status_code, answer.headers["location"]) == (303, f"{HOME}?done=changed")
    page = await nia.get(answer.headers["location"])
    assert "The details were changed." in words(page)
    public = await nia.get(PUBLIC)
    assert "/colours/0b5d4f.css" in public.text
    for shown in ("Fair Futures Alliance of the East", "press@fair-futures.example", "4 Ropewalk Yard", "Port Ellery"):
        assert shown in words(public)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Enter the coalition’s name."),
        ("name", "x" * 101, "Use 100 characters or fewer; this has 101."),
        ("name", "=?utf-8?q?Fair?=", "Leave out “=?”, which mail programs take for code."),
        ("host_name", "\u200b ", "Enter the organisation that hosts the secretariat."),
        ("contact_email", "letters", "Write an email address like name@organisation.example."),
        ("contact_phone", "0" * 51, "Use 50 characters or fewer; this has 51."),
        ("accent_colour", "red", "Enter a colour as # and six digits or letters from a to f, such as #5b2a86."),
        ("accent_colour", "#ffd700", "This colour is too light to read on white"),
    ],
)
async def test_what_needs_mending_is_said_and_nothing_is_lost(nia: Desk, field: str, typed: str, sentence: str) -> None:
    answer = await nia.send(f"{HOME}/change", {"postal_address": "Typed <with> care", field: typed})

    assert answer.status_code == 422
    assert problems(answer)[field].startswith(sentence)
    tree = html.fromstring(answer.text)
    assert tree.xpath("string(//title)").startswith("Error: ")
    assert tree.get_element_by_id("postal_address").text.strip() == "Typed <with> care"
    assert "Typed" not in words(await nia.get(PUBLIC))


async def test_a_colour_is_tried_on_before_it_is_saved(nia: Desk) -> None:
    tried = await nia.send(f"{HOME}/change", {"name": "Half typed", "accent_colour": "#0b5d4f", "preview": "yes"})
    too_light = await nia.send(f"{HOME}/change", {"accent_colour": "#ffd700", "preview": "yes"})

    assert tried.status_code == 200
    assert "/colours/0b5d4f.css" in tried.text
    assert "This page wears #0b5d4f now" in words(tried)
    assert html.fromstring(tried.text).get_element_by_id("name").get("value") == "Half typed"
    assert too_light.status_code == 422
    assert "its contrast is 1.4 to 1 not 4.5 to 1" in problems(too_light)["accent_colour"]
    assert "/colours/7a1f3d.css" in (await nia.get(PUBLIC)).text


async def test_two_people_who_change_the_details_at_once_find_out(nia: Desk, tom: Desk) -> None:
    toms_form = html.fromstring((await tom.get(f"{HOME}/change")).text).forms[-1]
    await nia.send(f"{HOME}/change", {"contact_phone": "020 7946 0999"})

    fields = {name: value for name, value in toms_form.fields.items() if value is not None}
    late = await tom.client.post(f"{HOME}/change", data={**fields, "host_name": "Otter House"})

    assert late.status_code == 409
    assert "Somebody else changed these details" in words(late)
    assert "020 7946 0999" in words(late)
    form = html.fromstring(late.text).forms[-1]
    assert form.fields["host_name"] == "Otter House"
    again = await tom.client.post(f"{HOME}/change", data={**fields, **form.fields, "contact_phone": "020 7946 0999"})
    assert again.status_code == 303
    assert "Otter House" in words(await tom.get(HOME))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_a_logo_is_drawn_anew_and_shown_at_an_address_that_can_be_kept(nia: Desk, kind: str) -> None:
    file = {"logo": (f"../logo.{kind}", picture(kind), "application/x-evil")}
    answer = await nia.send(f"{HOME}/logo", {"logo_alt": 'A kite & "hands"'}, to=f"{HOME}/logo", files=file)

    assert answer.headers["location"] == f"{HOME}?done=logo"
    (shown,) = html.fromstring((await nia.get(PUBLIC)).text).xpath("//main//img")
    assert shown.get("alt") == 'A kite & "hands"'
    logo = await nia.get(shown.get("src"))
    assert (logo.headers["content-type"], Image.open(BytesIO(logo.content)).format) == ("image/png", "PNG")
    assert logo.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert shown.get("src") == f"{PUBLIC}/logo.png?sha256={logo.headers['etag'].strip(chr(34))}"
    plain = await nia.get(f"{PUBLIC}/logo.png")
    assert (plain.content, plain.headers["cache-control"]) == (logo.content, "public, no-cache")
    again = await nia.client.get(shown.get("src"), headers={"If-None-Match": logo.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")

    # Only what it shows is said anew; then it goes.
    await nia.send(f"{HOME}/logo", {"logo_alt": "Two hands"}, to=f"{HOME}/logo")
    assert html.fromstring((await nia.get(PUBLIC)).text).xpath("//main//img/@alt") == ["Two hands"]
    await nia.send(f"{HOME}/logo", {}, to=f"{HOME}/logo/remove")
    assert (await nia.get(f"{PUBLIC}/logo.png")).status_code == 404


@pytest.mark.parametrize(
    ("content", "alt", "field", "sentence"),
    [
        (picture(), "", "logo_alt", "Say what the logo shows"),
        (b"", "A kite", "logo", "Choose a picture."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "A kite", "logo", "An SVG file cannot be used"),
        (b"%PDF-1.7", "A kite", "logo", "This file is not a picture"),
        (picture()[:90], "A kite", "logo", "This"),
        (b"\0" * (2 * 1024 * 1024 + 1), "A kite", "logo", "The logo must be smaller than 2 MB."),
    ],
)
async def test_what_is_no_logo_is_refused_in_words(nia: Desk, content: bytes, alt: str, field: str, sentence: str) -> None:
    file = {"logo": ("logo.png", content, "image/png")}
    answer = await nia.send(f"{HOME}/logo", {"logo_alt": alt}, to=f"{HOME}/logo", files=file)

    assert answer.status_code == 422
    assert problems(answer)[field].startswith(sentence)
    assert (await nia.get(f"{PUBLIC}/logo.png")).status_code == 404


async def test_a_body_far_beyond_a_logo_is_not_read(nia: Desk) -> None:
    file = {"logo": ("logo.png", b"\0" * (5 * 1024 * 1024), "image/png")}
    assert (await nia.send(f"{HOME}/logo", {"logo_alt": "x"}, to=f"{HOME}/logo", files=file)).status_code == 413


PAGES = ["", "/change", "/logo", "/people/add"]
POSTS = ["/change", "/logo", "/logo/remove", "/people/add"]


@pytest.mark.parametrize("first_name", ["Dev", "Rosa", "Amina"])
async def test_others_of_the_coalition_may_not(sign_in: SignIn, fair_futures: cast.Company, first_name: str) -> None:
    desk: Desk = await sign_in(fair_futures, first_name)
    for page in PAGES:
        assert (await desk.get(HOME + page)).status_code == 403
    api = "/api/v1/coalitions/fair-futures"
    for method, address in (("GET", api), ("GET", f"{api}/roles"), ("DELETE", f"{api}/logo")):
        assert (await desk.program.request(method, address)).status_code == 403


async def test_another_coalition_sees_nothing_of_it(
    sign_in: SignIn, fair_futures: cast.Company, clean_rivers: cast.Company
) -> None:
    sam: Desk = await sign_in(clean_rivers, "Sam")
    own = html.fromstring((await sam.get("/secretariat/clean-rivers/coalition/change")).text).forms[-1].fields
    for page in PAGES:
        assert (await sam.get(HOME + page)).status_code == 404
    for address in POSTS:
        assert (await sam.client.post(HOME + address, data=dict(own))).status_code == 404
    roles = (await sam.program.get("/api/v1/coalitions/clean-rivers/roles")).json()
    assert [holder["name"] for holder in roles] == ["Sam Brook"]
    own_role = f"/secretariat/fair-futures/coalition/people/{roles[0]['id']}/end"
    assert (await sam.get(own_role)).status_code == 404


async def test_a_role_of_another_coalition_cannot_be_ended(nia: Desk, sign_in: SignIn, clean_rivers: cast.Company) -> None:
    sam: Desk = await sign_in(clean_rivers, "Sam")
    (sams,) = (await sam.program.get("/api/v1/coalitions/clean-rivers/roles")).json()

    assert (await nia.get(f"{HOME}/people/{sams['id']}/end")).status_code == 404
    answer = await nia.program.delete(f"/api/v1/coalitions/fair-futures/roles/{sams['id']}")

    assert answer.status_code == 404
    assert len((await sam.program.get("/api/v1/coalitions/clean-rivers/roles")).json()) == 1


async def test_who_is_not_signed_in_is_asked_to(app: object, fair_futures: cast.Company) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://letters.example") as client:  # type: ignore[arg-type]
        answer = await client.get(HOME)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={HOME}")
        assert (await client.get("/api/v1/coalitions/fair-futures")).status_code == 401

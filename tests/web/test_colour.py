"""Accent colours can be read in light and in dark, or are refused in a sentence."""

import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.web.colour import DARK_PAPER, ENOUGH, contrast, on_dark, style_sheet, usable_accent

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48), ("#0000ff", "#ffffff", 8.59)],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@given(COLOURS)
def test_a_colour_is_usable_exactly_when_white_can_be_read_on_it(colour: str) -> None:
    assert (usable_accent(colour) is None) == (contrast(colour, "#ffffff") >= ENOUGH)


@given(COLOURS)
def test_on_dark_paper_every_accent_can_be_read(colour: str) -> None:
    assert contrast(on_dark(colour), DARK_PAPER) >= ENOUGH


@pytest.mark.parametrize("typed", ["", "red", "#12345", "#1234567", "5b2a86", "#5b2a8g", "#5b2a86;}body{display:none"])
def test_what_is_no_colour_is_told_how_to_be_one(typed: str) -> None:
    assert usable_accent(typed) == "Enter a colour as # and six digits or letters from a to f, such as #5b2a86."


def test_a_light_colour_is_refused_with_its_contrast() -> None:
    said = usable_accent("#ffcc00")
    assert said is not None
    assert "1.5 to 1" in said


async def test_the_style_sheet_is_served_and_kept(client: httpx.AsyncClient) -> None:
    answer = await client.get("/colours/5b2a86.css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.text == style_sheet("#5b2a86")
    assert "--accent:#5b2a86" in answer.text
    assert set(re.findall(r"--[a-z-]+", answer.text)) == {"--accent", "--accent-ink", "--accent-tint"}


@pytest.mark.parametrize("name", ["ffffff.css", "5b2a86", "red.css", "%235b2a86.css", "5b2a86%7D.css", ".css"])
async def test_no_other_colour_has_a_style_sheet(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/colours/{name}")).status_code == 404

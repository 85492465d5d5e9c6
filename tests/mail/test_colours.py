"""Mails are drawn in the colours of the site, in the light and in the dark."""

import re

import pytest

from campaigns.mail.compose import PLAIN_COLOUR
from campaigns.paths import CHECKOUT, TEMPLATES
from campaigns.web.colour import ENOUGH, contrast

LAYOUT = (TEMPLATES / "layouts" / "email.html").read_text()
PARTS = (TEMPLATES / "emails" / "parts.html").read_text()
BY_DAY, BY_NIGHT = (CHECKOUT / "frontend" / "styles" / "_colours.scss").read_text().split("@media", 1)


def named(style: str) -> dict[str, str]:
    """The colours of a part of the style sheet by their names; of each name the first."""
    found = re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", style)
    return dict(reversed(found))


def test_what_no_coalition_colours_has_the_accent_of_the_site() -> None:
    assert named(BY_DAY)["accent"] == PLAIN_COLOUR


@pytest.mark.parametrize("night", [False, True])
def test_every_colour_of_a_mail_is_one_of_the_site(night: bool) -> None:
    in_the_dark = re.search(r"@media \(prefers-color-scheme: dark\) \{.*?\n\}", LAYOUT, re.DOTALL)
    assert in_the_dark
    drawn = in_the_dark[0] if night else LAYOUT.replace(in_the_dark[0], "") + PARTS
    used = set(re.findall(r"#[0-9a-f]{6}", drawn))
    ours = named(BY_NIGHT if night else BY_DAY)
    assert {ours["page"], ours["paper"], ours["ink"], ours["quiet"], ours["line"]} <= used
    # White is what stands on the accent of a button.
    assert used - set(ours.values()) <= {"#ffffff"}


@pytest.mark.parametrize("style", [BY_DAY, BY_NIGHT])
def test_every_word_of_a_mail_can_be_read_on_its_paper(style: str) -> None:
    ours = named(style)
    assert all(contrast(ours[words], ours["paper"]) >= ENOUGH for words in ("ink", "quiet", "accent-ink"))

"""A coalition's accent colour: whether it can be read, and the style sheet that gives it to a page.

The strict content policy allows no `style` attribute, so a page asks for `/colours/5b2a86.css`.
"""

import re

from campaigns.languages.catalogues import gettext

WHITE, DARK_PAPER = "#ffffff", "#1e1b18"
#: WCAG 2.2, success criterion 1.4.3, for text of ordinary size.
ENOUGH = 4.5

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 40


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours as `#rrggbb`, from 1 to 21 (WCAG 2.2, "contrast ratio"). Raises `ValueError`."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def usable_accent(colour: str) -> str | None:
    """Why a colour cannot be a coalition's accent, in a sentence; None if it can."""
    if not _HEX.fullmatch(colour):
        return gettext("Enter a colour as # and six digits or letters from a to f, such as #5b2a86.")
    if contrast(colour, WHITE) < ENOUGH:
        return gettext(
            "This colour is too light to read on white: its contrast is {ratio} to 1 not 4.5 to 1. Choose a darker one.",
            ratio=f"{contrast(colour, WHITE):.1f}",
        )
    return None


def on_dark(accent: str) -> str:
    """The accent made light enough to read on the dark theme's paper, with its hue kept."""
    for step in range(_STEPS + 1):
        lighter = _mixed(accent, WHITE, step / _STEPS)
        if contrast(lighter, DARK_PAPER) >= ENOUGH + 1:
            return lighter
    return WHITE


def style_sheet(accent: str) -> str:
    """Custom properties that `frontend/styles` builds on. `accent` is one that `usable_accent` lets pass."""
    return (
        f":root{{--accent:{accent};--accent-ink:{accent};--accent-tint:{_mixed(accent, WHITE, 0.92)}}}"
        f"@media (prefers-color-scheme:dark){{:root{{--accent-ink:{on_dark(accent)};"
        f"--accent-tint:{_mixed(accent, DARK_PAPER, 0.8)}}}}}"
    )


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB, IEC 61966-2-1


def _channels(colour: str) -> tuple[int, int, int]:
    if not _HEX.fullmatch(colour):
        raise ValueError(f"{colour!r} is not a colour as #rrggbb.")
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def _mixed(one: str, other: str, share: float) -> str:
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)

"""Arguments for the GOV.UK macros, which Jinja cannot build by itself: its macros return text, these return data."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from campaigns.languages.catalogues import gettext

Words = Mapping[str, object]


def words_of(text: str) -> Words | None:
    """A hint, a prefix; None where there is nothing to say."""
    return {"text": text} if text else None


def problem_of(text: str) -> Words | None:
    """What is wrong with a field; None where nothing is."""
    return {"text": text, "visuallyHiddenText": gettext("Error")} if text else None


def label_of(text: str, heading: bool) -> Words:  # noqa: FBT001 - called by templates, by position
    """A label, which may be the page's heading."""
    return {"text": text, "isPageHeading": heading, "classes": "govuk-label--l" if heading else ""}


def legend_of(text: str, heading: bool) -> Words:  # noqa: FBT001
    """A legend, which may be the page's heading."""
    return {"text": text, "isPageHeading": heading, "classes": f"govuk-fieldset__legend--{'l' if heading else 's'}"}


def items_of(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Radios, checkboxes or options: `hint` may be a text, `conditional` markup."""
    return [
        {
            **item,
            "hint": words_of(item.get("hint", "")),
            "conditional": {"html": item["conditional"]} if item.get("conditional") else None,
        }
        for item in items
    ]


def options_of(values: Iterable[str]) -> list[dict[str, str]]:
    """Options whose words are their values, such as time zones."""
    return [{"value": value, "text": value.replace("_", " ")} for value in values]


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "words_of": words_of,
    "problem_of": problem_of,
    "label_of": label_of,
    "legend_of": legend_of,
    "items_of": items_of,
    "options_of": options_of,
}

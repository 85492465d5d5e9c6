"""From the Markdown that is typed to the page, the plain text and the data that the PDF is made from."""

from copy import copy
from typing import Any

import nh3
from markdown_it.token import Token
from markupsafe import Markup

from campaigns.text.dialect import parse, render
from campaigns.text.placeholder import COUNT, PENDING, PENDING_TITLE, fill_count
from campaigns.text.plain import asks, to_plain
from campaigns.text.tree import heading_levels, tree

__all__ = ["asks", "fill_count", "to_html", "to_plain", "tree"]

_HIGHEST_HEADING, _LOWEST_HEADING = 2, 6
_PENDING_COUNT = f'<abbr class="letter__count" title="{PENDING_TITLE}">{PENDING}</abbr>'
_CLEANER = nh3.Cleaner(
    tags={"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "em", "strong", "blockquote", "a", "code", "pre", "hr", "br"}
    | {"table", "thead", "tbody", "tr", "th", "td", "sup", "section", "abbr"},
    attributes={"a": {"href", "id", "aria-label"}, "li": {"id"}, "ol": {"start"}, "abbr": {"title"}},
    allowed_classes={
        "a": {"footnote-backref"},
        "abbr": {"letter__count"},
        "ol": {"footnotes-list"},
        "section": {"footnotes"},
        "sup": {"footnote-ref"},
        "td": {"align-left", "align-center", "align-right"},
        "th": {"align-left", "align-center", "align-right"},
    },
    url_schemes={"https", "http", "mailto"},
    url_relative=lambda address: address if address.startswith("#") else None,
    link_rel="noopener noreferrer",
)


def to_html(source: str, *, asks: bool, top_heading: int = _HIGHEST_HEADING) -> Markup:
    """`source` as sanitised HTML, safe to put into a page under a policy without inline styles.

    Headings begin at `<h2>`, or at `top_heading`, and leave no level out (WCAG 2.2, 1.3.1). With `asks`, the items of
    ordered lists at the top level are the letter's asks and carry the ids `ask-1`, `ask-2`, … in running order; without,
    footnotes have other ids (`fn-notes-1`), so that the body and the notes of one letter can stand on one page.
    A `{count}` that was not filled becomes `<abbr class="letter__count">` with a title. Raises `campaigns.errors.TooLarge`
    above 64 KiB.
    """
    tokens, environment = parse(source)
    environment["docId"] = "body" if asks else "notes"
    _set_headings(tokens, top_heading)
    if asks:
        _number_asks(tokens)
    for token in tokens:
        _align_by_class(token)
        if token.children:
            token.children = [part for child in token.children for part in _with_pending_count(child)]
    return Markup(_CLEANER.clean(render(tokens, environment)))  # noqa: S704 - sanitised here, and only here


def _set_headings(tokens: list[Token], top: int) -> None:
    levels = heading_levels(tokens)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(levels[token.tag] + top - 1, _LOWEST_HEADING)}"


def _number_asks(tokens: list[Token]) -> None:
    open_lists: list[bool] = []
    depth = number = 0
    for token in tokens:
        if token.type == "list_item_open" and depth == 1 and open_lists[-1]:
            number += 1
            token.attrSet("id", f"ask-{number}")
        if token.type in {"ordered_list_open", "bullet_list_open"}:
            open_lists.append(token.tag == "ol")
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            open_lists.pop()
        depth += token.nesting


def _align_by_class(token: Token) -> None:
    style: Any = token.attrs.pop("style", None)
    if style:
        token.attrSet("class", f"align-{style.rpartition(':')[2]}")


def _with_pending_count(token: Token) -> list[Token]:
    if token.type != "text" or COUNT not in token.content:
        return [token]
    parts: list[Token] = []
    for position, words in enumerate(token.content.split(COUNT)):
        if position:
            parts.append(Token("html_inline", "", 0, content=_PENDING_COUNT))
        parts.append(copy(token))
        parts[-1].content = words
    return parts

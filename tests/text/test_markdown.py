import json
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given

from campaigns.errors import TooLarge
from campaigns.text.markdown import asks, fill_count, to_html, tree
from tests.text.sample import BODY, MARKDOWN

ALLOWED = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "em", "strong", "blockquote", "a", "code", "pre", "hr", "br"),
    *("table", "thead", "tbody", "tr", "th", "td", "sup", "section", "abbr"),
}


class Seen(HTMLParser):
    """What a browser would find: elements with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def tags(self) -> list[str]:
        return [tag for tag, _ in self.elements]

    def values(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.elements if (value := attributes.get(attribute)) is not None]


def test_numbered_asks_can_be_linked_to_and_nothing_else_is_an_ask() -> None:
    seen = Seen(to_html(BODY + "\n> 1. quoted\n", asks=True))
    assert [value for value in seen.values("id") if value.startswith("ask-")] == ["ask-1", "ask-2", "ask-3"]
    assert "ask-1" not in to_html(BODY, asks=False)
    assert asks(fill_count(BODY, 27)) == [
        "Publish the spending plan by September.",
        "Give every area: a named lead, and a budget for three years.",
        "Meet us each quarter.",
    ]


def test_body_and_notes_on_one_page_share_no_id() -> None:
    text = "1. One[^a]\n\n[^a]: Note.\n"
    ids = Seen(to_html(text, asks=True)).values("id") + Seen(to_html(text, asks=False)).values("id")
    assert len(ids) == len(set(ids)) > 4


@pytest.mark.parametrize("first", ["# ", "## ", "#### "])
def test_headings_begin_below_the_title_and_leave_no_level_out(first: str) -> None:
    html = to_html(f"{first}One\n\n##### Two\n\n###### Three\n", asks=True)
    assert [tag for tag in Seen(html).tags() if tag.startswith("h")] == ["h2", "h3", "h4"]
    below = to_html("# One", asks=True, top_heading=3)
    assert below == "<h3>One</h3>\n"


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](//evil.example/a)",
        "[x](/relative)",
        "[x](data:text/html,<script>)",
        "![x](https://pixel.example/a.png)",
        "<img src=x onerror=alert(1)>",
        "[x]: vbscript:x\n\n[x]",
        "[x](https:/\\\\evil.example)",
        "&#x202e;&lt;script&gt;",
    ],
)
def test_what_could_harm_stays_text(source: str) -> None:
    seen = Seen(to_html(source, asks=True))
    assert set(seen.tags()) <= {"p", "a"}
    assert all(href.startswith("https://pixel.example") for href in seen.values("href"))
    assert "\u202e" not in seen.text


@given(MARKDOWN)
def test_html_is_within_the_list_whatever_is_typed(source: str) -> None:
    html = to_html(source, asks=True)
    seen = Seen(html)
    assert set(seen.tags()) <= ALLOWED
    assert {name for _, attributes in seen.elements for name in attributes} <= {
        *("href", "id", "aria-label", "rel", "title", "class", "start"),
    }
    for href in seen.values("href"):
        assert href.startswith(("https://", "http://", "mailto:", "#fn"))
    ids = seen.values("id")
    assert len(ids) == len(set(ids))


@given(MARKDOWN)
def test_the_tree_is_json_and_says_the_same_words_as_the_page(source: str) -> None:
    blocks = json.loads(json.dumps(tree(source)))
    said = "".join(words_of(blocks))
    shown = Seen(to_html(source, asks=False)).text
    for sign in ("\u21a9\ufe0e", *(f"[{number}]" for number in range(1, 13))):
        shown, said = shown.replace(sign, ""), said.replace(sign, "")
    assert "".join(said.split()) == "".join(shown.split())


def words_of(blocks: list[dict]) -> list[str]:  # type: ignore[type-arg]
    words = []
    for block in blocks:
        words += [run.get("text", "") for run in block.get("runs", [])]
        words += [block.get("text", "")]
        words += [
            run.get("text", "") for row in [block.get("head", []), *block.get("rows", [])] for cell in row for run in cell
        ]
        words += words_of(block.get("blocks", []))
        for item in block.get("items", []):
            words += words_of(item["blocks"] if block["kind"] == "notes" else item)
    return words


def test_the_count_is_filled_in_or_shown_as_awaited() -> None:
    assert "We are 1,204 organisations" in to_html(fill_count(BODY, 1204), asks=True)
    waiting = to_html("`{count}` is {count}", asks=True)
    title = "The number of organisations, filled in when the list is published"
    assert waiting == f'<p><code>{{count}}</code> is <abbr class="letter__count" title="{title}">…</abbr></p>\n'
    assert fill_count("{count} organisations", None) == "… organisations"


def test_a_link_without_words_is_shown_by_its_address() -> None:
    assert ">https://a.example/x</a>" in to_html("[](https://a.example/x)", asks=True)


def test_column_alignment_needs_no_inline_style() -> None:
    html = to_html("|a|b|\n|-|-:|\n|c|d|\n", asks=True)
    assert "style" not in html
    assert '<td class="align-right">d</td>' in html


def test_sixty_four_kilobytes_is_the_most() -> None:
    to_html("a" * 64 * 1024, asks=True)
    with pytest.raises(TooLarge, match="64 KB"):
        to_html("ẹ" * 64 * 1024, asks=True)


@pytest.mark.parametrize(
    "piece", ["![", "[", "[^", "[^a", "*", "**a ", "_a", "`a", "<a ", "> ", "- ", "|a", "\\", "[](", "```"]
)
def test_reading_takes_time_in_proportion_to_the_length(piece: str) -> None:
    def seconds(length: int) -> float:
        source = "[^x]: note\n\nSee[^x] " + (piece * length)[:length]
        return min(timed(source) for _ in range(3))

    def timed(source: str) -> float:
        began = time.process_time()
        to_html(source, asks=True)
        return time.process_time() - began

    short, long = seconds(4_000), seconds(16_000)
    assert long < 8 * short + 0.05

"""The Markdown that letters are written in, read in one place for the page, the PDF, the mails and the checks.

CommonMark 0.31 with pipe tables and footnotes (`[^1]` and `[^1]: the note`), and without raw HTML, images, character
references (`&nbsp;` stays as typed: it could bring in what `campaigns.text.characters` keeps out) and links that guess.
A link leads to a full http, https or mailto address; anything else stays as the text that was typed. Spaces at the end of
a line mean nothing, so a line break within a paragraph is written as a backslash at the end of the line.
"""

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from campaigns.errors import TooLarge
from campaigns.languages.catalogues import gettext
from campaigns.text.canonical import normalise_markdown

LONGEST_BYTES = 64 * 1024
#: What stands deeper is not read, and deeper than this the typesetter gives up. See `is_too_deep`.
_DEEPEST = 14
_NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,64}\]")
_ADDRESS = re.compile(r"https?://[^/?#\s\\]+|mailto:[^@\s]+@[^@\s]+", re.IGNORECASE)


class _Dialect(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name is markdown-it's
        return _ADDRESS.match(url) is not None


def _footnote_mark(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    # The plugin looks for the closing bracket to the end of the block, once for each opening one: quadratic.
    return _NOTE_MARK.match(state.src, state.pos) is not None and footnote_ref(state, silent)


_PARSER = (
    _Dialect("commonmark", {"html": False, "linkify": False, "typographer": False, "maxNesting": _DEEPEST})
    .enable("table")
    .disable(["image", "entity", "html_inline", "html_block"])
    .use(footnote_plugin, inline=False)
)
_PARSER.inline.ruler.at("footnote_ref", _footnote_mark)


def _footnote_caption(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
    return f"[{tokens[index].meta['id'] + 1}]"


def _footnote_return(renderer: Any, tokens: Sequence[Token], index: int, options: object, environment: object) -> str:
    name = renderer.rules["footnote_anchor_name"](tokens, index, options, environment)
    occurrence = tokens[index].meta["subId"]
    target = f"{name}:{occurrence}" if occurrence else name
    label = f"Back to mark {occurrence + 1} in the text" if occurrence else "Back to the text"
    return f' <a href="#fnref{target}" class="footnote-backref" aria-label="{label}">\u21a9\ufe0e</a>'


_PARSER.add_render_rule("footnote_caption", _footnote_caption)
_PARSER.add_render_rule("footnote_anchor", _footnote_return)


def parse(source: str) -> tuple[list[Token], dict[str, Any]]:
    """The tokens of `source` and markdown-it's environment, from the normalised form that is fingerprinted.

    Raises `campaigns.errors.TooLarge` above 64 KiB of UTF-8; up to there the time is in proportion to the length.
    """
    if len(source.encode("utf-8", "surrogatepass")) > LONGEST_BYTES:
        raise TooLarge(
            gettext(
                "A text can have up to {size} KB. Shorten it, or link to the longer document.", size=LONGEST_BYTES // 1024
            )
        )
    environment: dict[str, Any] = {}
    tokens = _PARSER.parse(normalise_markdown(source), environment)
    for token in tokens:
        if token.type == "inline" and token.children:
            token.children = _with_names(token.children)
    return _without_empty_headings(tokens), environment


def is_too_deep(tokens: list[Token]) -> bool:
    """Whether lists and quotations stand so deep in one another that words may have been left out."""
    return any(token.level >= _DEEPEST - 2 for token in tokens)


def render(tokens: list[Token], environment: dict[str, Any]) -> str:
    """The tokens as HTML that is well formed but not yet sanitised."""
    html: str = _PARSER.renderer.render(tokens, _PARSER.options, environment)
    return html


def _without_empty_headings(tokens: list[Token]) -> list[Token]:
    """A heading without words is left out: it says nothing, and readers that list headings stumble over it."""
    empty: set[int] = set()
    for position, token in enumerate(tokens):
        if token.type == "heading_open" and not tokens[position + 1].content.strip():
            empty.update(range(position, position + 3))
    return [token for position, token in enumerate(tokens) if position not in empty]


def _with_names(tokens: list[Token]) -> list[Token]:
    """Links as a reader needs them: one without words is shown by its address, one without address stays as typed."""
    kept: list[Token] = []
    address = ""
    for token in tokens:
        if token.type == "link_open":
            address = str(token.attrGet("href") or "")
            kept.append(token if address else _words("["))
        elif token.type == "link_close":
            if kept[-1].type == "link_open":
                kept.append(_words(address))
            kept.append(token if address else _words("]()"))
        else:
            kept.append(token)
    return kept


def _words(words: str) -> Token:
    return Token("text", "", 0, content=words)

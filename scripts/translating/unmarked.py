"""Words of a template that are in no `{% trans %}` and no `gettext()`, and so are English in every language."""

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from campaigns.web.templates import make_environment
from translating.sources import ROOT

_IN_ATTRIBUTES = re.compile(r'\b(?:aria-label|aria-description|alt|title|placeholder|data-label)="([^"]*)"')
_TAG = re.compile(r"<[^>]*>|<!--.*?-->", re.DOTALL)
_SCRIPT = re.compile(r"<(script|style|code)\b.*?</\1>", re.DOTALL)
_WORD = re.compile(r"[A-Za-z]{2,}")
#: A text that somebody reads has a space between words, or a capital. Classes, addresses and names of files do not.
_READ = re.compile(r"[A-Za-z’]{2,},? [A-Za-z“(]|^ ?[A-Z][a-z]+")
_NOT_READ = re.compile(r"govuk-|__|^[a-z]+://|^/|\.html$|^https?:|^Content-")
#: The same in every language: what things are called by programs, marks, and words that the layouts go by.
_NAMES = frozenset(
    {
        *("PDF", "CSV", "JSON", "XLSX", "TXT", "HTML", "SHA", "URL", "API"),
        *("Cymraeg", "English", "quot", "amp", "nbsp", "wide", "desk"),
    }
)
_TRANSLATES = frozenset({"gettext", "ngettext", "plural"})


def unmarked(path: Path) -> Iterator[tuple[int, str]]:
    """Lines and words. It finds what it can without running the template; a word on its own in small letters it does not."""
    source = (ROOT / path).read_text(encoding="utf-8")
    environment = make_environment()
    for line, text in _data(environment, source):
        if any(word not in _NAMES for word in _WORD.findall(text)):
            yield line, " ".join(text.split())
    for constant in _constants(environment.parse(source)):
        text = constant.value
        if _READ.search(text) and not _NOT_READ.search(text) and text not in _NAMES:
            yield constant.lineno, text


def _data(environment: Environment, source: str) -> Iterator[tuple[int, str]]:
    """The text between the tags of both kinds, and the attributes that are read out."""
    marked, in_block, whole = False, False, ""
    for _, kind, value in environment.lex(source):
        if kind == "block_begin":
            in_block = True
        elif in_block and kind == "name":
            marked = value == "trans" or (marked and value != "endtrans")
            in_block = False
        elif kind == "data":
            whole += "\n" * value.count("\n") if marked else value
        else:
            # Lines are counted, and nothing else of what the template works out is looked at.
            whole += "\n" * value.count("\n") or ("" if whole.endswith("\0") else "\0")
    shown = _SCRIPT.sub(lambda found: "\n" * found[0].count("\n"), whole)
    for found in _IN_ATTRIBUTES.finditer(shown):
        yield shown.count("\n", 0, found.start()) + 1, found[1].replace("\0", "")
    without = _TAG.sub(lambda found: "\n" * found[0].count("\n"), shown)
    for number, line in enumerate(without.split("\n"), start=1):
        yield number, re.sub(r"&\w+;", "", line.replace("\0", " "))


def _constants(node: nodes.Node) -> Iterator[nodes.Const]:
    """Texts within expressions, but for those that are given to `gettext()` and its like, compared, or looked up by."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Pair):
            child = child.value  # noqa: PLW2901
        if isinstance(child, nodes.Call) and isinstance(child.node, nodes.Name) and child.node.name in _TRANSLATES:
            continue
        if isinstance(
            child, nodes.Compare | nodes.Getitem | nodes.FromImport | nodes.Include | nodes.Extends | nodes.Import
        ):
            continue
        if isinstance(child, nodes.Const) and isinstance(child.value, str):
            yield child
        yield from _constants(child)

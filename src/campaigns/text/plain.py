"""A text as it can be pasted into a mail: no line too long, every address written out, every number kept."""

import textwrap
from collections.abc import Iterator

from campaigns.text.runs import Run, words
from campaigns.text.tree import Node, tree

WIDTH = 72
_NARROWEST = 24


def to_plain(source: str, width: int = WIDTH) -> str:
    """`source` as plain text of lines up to `width` characters (addresses and long words are never cut), without a last LF.

    Emphasis is written `_so_`, strong words `*so*`, a link as its words and then its address in brackets.
    Raises `campaigns.errors.TooLarge` above 64 KiB.
    """
    return "\n".join(_blocks(tree(source), width))


def asks(source: str) -> list[str]:
    """The plain words of each numbered ask, each on one line: the items of the ordered lists at the top level.

    Raises `campaigns.errors.TooLarge` above 64 KiB.
    """
    return [
        " ".join(" ".join(_words_of(item)).split())
        for block in tree(source)
        if block["kind"] == "list" and block["ordered"]
        for item in block["items"]
    ]


def wrapped(text: str, width: int = WIDTH) -> str:
    """Plain text, not Markdown, in lines of up to `width` characters; its own line breaks stay."""
    return "\n".join(line for part in text.split("\n") for line in _wrapped(part, width))


def line_of(runs: list[Run]) -> str:
    """One line with its marks, for `to_plain`; a `break` is an LF."""
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    if "break" in run:
        return "\n"
    if "note" in run:
        return f"[{run['note']}]"
    text: str = run["text"]
    for mark, sign in (("emphasis", "_"), ("strong", "*")):
        if mark in run and text.strip():
            text = text.replace(text.strip(), f"{sign}{text.strip()}{sign}", 1)
    address = run.get("link", "")
    return text if text in {address, address.removeprefix("mailto:")} or not address else f"{text} ({address})"


def _blocks(blocks: list[Node], width: int) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        lines += ["", *_block(block, width)] if lines else _block(block, width)
    return lines


def _block(block: Node, width: int) -> list[str]:
    return _WRITERS[block["kind"]](block, width)


def _paragraph(block: Node, width: int) -> list[str]:
    return [line for part in line_of(block["runs"]).split("\n") for line in _wrapped(part, width)]


def _quote(block: Node, width: int) -> list[str]:
    return [f"> {line}".rstrip() for line in _blocks(block["blocks"], max(width - 2, _NARROWEST))]


def _code(block: Node, _: int) -> list[str]:
    return [f"    {line}".rstrip() for line in block["text"].split("\n")]


def _table(block: Node, _: int) -> list[str]:
    return [" | ".join(line_of(cell).replace("\n", " ") for cell in row) for row in (block["head"], *block["rows"])]


def _rule(_: Node, __: int) -> list[str]:
    return ["* * *"]


def _notes(block: Node, width: int) -> list[str]:
    return [line for note in block["items"] for line in _marked(f"[{note['number']}] ", note["blocks"], width)]


def _list(block: Node, width: int) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(block["items"], block["start"]):
        if lines and not block["tight"]:
            lines.append("")
        lines += _marked(f"{number}. " if block["ordered"] else "- ", item, width)
    return lines


def _marked(mark: str, blocks: list[Node], width: int) -> list[str]:
    inner = _blocks(blocks, max(width - len(mark), _NARROWEST)) or [""]
    indented = [" " * len(mark) + line if line else "" for line in inner[1:]]
    return [(mark + inner[0]).rstrip(), *indented]


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


def _words_of(blocks: list[Node]) -> Iterator[str]:
    for block in blocks:
        yield words(block.get("runs", []))
        yield block.get("text", "")
        yield from (words(cell) for row in (block.get("head", []), *block.get("rows", [])) for cell in row)
        yield from _words_of(block.get("blocks", []))
        if block["kind"] == "list":
            for item in block["items"]:
                yield from _words_of(item)


_WRITERS = {
    "paragraph": _paragraph,
    "heading": _paragraph,
    "list": _list,
    "quote": _quote,
    "code": _code,
    "table": _table,
    "rule": _rule,
    "notes": _notes,
}

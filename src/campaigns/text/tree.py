"""A text as plain data: the blocks that the PDF, the plain text and the checks are made from.

Every block is a dict with a `kind`, and `runs` are those of `campaigns.text.runs`:

    paragraph  runs                       heading  level (1 is the highest used), runs
    list       ordered, start, tight, items: each a list of blocks
    quote      blocks                     code     text
    table      aligns, head: [runs], rows: [[runs]]
    rule                                  notes    items: [{number, blocks}]
"""

from collections.abc import Iterator
from typing import Any

from markdown_it.token import Token

from campaigns.text.dialect import parse
from campaigns.text.runs import Run, runs

Node = dict[str, Any]
DEEPEST_HEADING = 3


def tree(source: str) -> list[Node]:
    """The blocks of a Markdown text, in order. Raises `campaigns.errors.TooLarge` above 64 KiB."""
    return tree_of(parse(source)[0])


def tree_of(tokens: list[Token]) -> list[Node]:
    """The blocks of what `campaigns.text.dialect.parse` has read."""
    levels = heading_levels(tokens)
    root: list[Node] = []
    unfinished: list[Node] = [{"kind": "root", "blocks": root}]
    for token in tokens:
        if token.type == "inline":
            unfinished[-1]["runs"] = runs(token.children or [])
        elif token.nesting == 1:
            unfinished.append(_opened(token, levels))
        elif token.nesting == -1:
            node = unfinished.pop()
            _attach(unfinished[-1], node)
        elif token.type in {"fence", "code_block"}:
            _attach(unfinished[-1], {"kind": "code", "text": token.content.rstrip("\n")})
        elif token.type == "hr":
            _attach(unfinished[-1], {"kind": "rule"})
    return root


def heading_levels(tokens: list[Token]) -> dict[str, int]:
    """From the tags that are used (`h1` to `h6`) to 1, 2, 3 without a gap, whatever level the writer began with."""
    used = sorted({token.tag for token in tokens if token.type == "heading_open"})
    return {tag: min(rank, DEEPEST_HEADING) for rank, tag in enumerate(used, 1)}


def every_run(blocks: list[Node]) -> Iterator[Run]:
    """The runs of all blocks and of all that is in them, in the order of `tree`."""
    for block in blocks:
        yield from block.get("runs", [])
        yield from (run for row in (block.get("head", []), *block.get("rows", [])) for cell in row for run in cell)
        yield from every_run(block.get("blocks", []))
        for item in block.get("items", []):
            yield from every_run(item["blocks"] if block["kind"] == "notes" else item)


def _opened(token: Token, levels: dict[str, int]) -> Node:
    match token.type:
        case "heading_open":
            return {"kind": "heading", "level": levels[token.tag], "runs": []}
        case "paragraph_open":
            return {"kind": "paragraph", "runs": []} | ({"hidden": True} if token.hidden else {})
        case "th_open" | "td_open":
            return {"kind": token.tag, "runs": [], "align": str(token.attrGet("style") or "").rpartition(":")[2]}
        case _:
            return _opened_container(token)


def _opened_container(token: Token) -> Node:
    match token.type:
        case "bullet_list_open" | "ordered_list_open":
            start = token.attrGet("start")
            first = 1 if start is None else int(start)
            return {"kind": "list", "ordered": token.tag == "ol", "start": first, "tight": False, "items": []}
        case "table_open":
            return {"kind": "table", "aligns": [], "head": [], "rows": []}
        case "footnote_block_open":
            return {"kind": "notes", "items": []}
        case "footnote_open":
            return {"kind": "note", "number": token.meta["id"] + 1, "blocks": []}
        case "blockquote_open":
            return {"kind": "quote", "blocks": []}
        case _:
            return {"kind": token.tag, "blocks": []}


def _attach(parent: Node, node: Node) -> None:
    match parent["kind"], node["kind"]:
        case "list", _:
            tight = [block.pop("hidden", False) for block in node["blocks"]]
            parent["tight"] = parent["tight"] or any(tight)
            parent["items"].append(node["blocks"])
        case "table", "thead":
            (row,) = node["blocks"]
            parent["head"] = [cell["runs"] for cell in row["blocks"]]
            parent["aligns"] = [cell["align"] or "left" for cell in row["blocks"]]
        case "table", _:
            parent["rows"] += [[cell["runs"] for cell in row["blocks"]] for row in node["blocks"]]
        case "notes", _:
            parent["items"].append({"number": node["number"], "blocks": node["blocks"]})
        case _:
            parent["blocks"].append(node)

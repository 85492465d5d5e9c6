"""A line of Markdown as a flat list of runs, so that no depth of nested marks can exhaust a reader's stack.

A run is `text` with any of `strong`, `emphasis`, `code`, `link` (an address); or `break` (a new line); or `note` (the number
of a footnote).
"""

from typing import Any

from markdown_it.token import Token

from campaigns.text.placeholder import fill_count

Run = dict[str, Any]
_MARKS = {"strong": "strong", "em": "emphasis"}


def runs(tokens: list[Token]) -> list[Run]:
    """The inline tokens of one block, in order; neighbours that look the same are one run."""
    found: list[Run] = []
    depth = dict.fromkeys(_MARKS, 0)
    link = ""
    for token in tokens:
        if token.tag in depth:
            depth[token.tag] += token.nesting
        elif token.type in {"link_open", "link_close"}:
            link = str(token.attrGet("href") or "")
        else:
            marks: Run = {mark: True for tag, mark in _MARKS.items() if depth[tag]}
            _add(found, _content(token) | marks | ({"link": link} if link else {}))
    return found


def words(line: list[Run]) -> str:
    """What a line says, without marks and footnote numbers."""
    return "".join("\n" if "break" in run else run.get("text", "") for run in line)


def _content(token: Token) -> Run:
    match token.type:
        case "hardbreak":
            return {"break": True}
        case "footnote_ref":
            return {"note": token.meta["id"] + 1}
        case "softbreak":
            return {"text": " "}
        case "code_inline":
            return {"text": token.content, "code": True}
        case _:
            return {"text": fill_count(token.content, None)}


def _add(found: list[Run], run: Run) -> None:
    last = found[-1] if found else {}
    if "text" not in run:
        found.append({key: run[key] for key in run if key in {"break", "note"}})
    elif "text" in last and {**last, "text": ""} == {**run, "text": ""}:
        last["text"] += run["text"]
    elif run["text"]:
        found.append(run)

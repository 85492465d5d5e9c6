"""A process of its own that turns data into a PDF: `python -m campaigns.publication.documents.typeset`.

It reads one `Order` from standard input and writes one `Proof` to standard output, both as MessagePack. A compiler that
cannot be interrupted runs here, so that memory and time can be bounded: by the limits this process sets on itself, and by
whoever started it. It is given a directory that holds the templates and nothing else, no fonts but ours, no packages, and
the letter's words only as data.
"""

import re
import resource
import sys
from contextlib import suppress

import msgspec

#: 6,000 rows take 220 MB, 20,000 take 600 MB. Address space is counted more widely than memory, hence the room.
MEMORY_BYTES = 3 * 1024**3
PROCESSOR_SECONDS = 60
_UNDRAWABLE = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """`data` is JSON; `directory` holds `letter.typ`; `created` is in seconds since 1970, in UTC."""

    directory: str
    fonts: list[str]
    data: str
    created: int


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """The PDF. It claims the standards unless there are complaints: text no font could draw, and anything else."""

    pdf: bytes
    undrawable: list[str]
    complaints: list[str]


def typeset(order: Order) -> Proof:
    """Compile `letter.typ` as PDF/UA-1 (ISO 14289-1, accessible) and PDF/A-2a (ISO 19005-2, for archives) at once.

    What the standards refuse is compiled without them. Raises `typst.TypstError` where that fails too.
    """
    import typst  # noqa: PLC0415 - after the limits are set

    try:
        return Proof(pdf=_compiled(order, conforming=True), undrawable=[], complaints=[])
    except typst.TypstError as problem:
        undrawable, complaints = complaints_in(problem.diagnostic)
    return Proof(pdf=_compiled(order, conforming=False), undrawable=undrawable, complaints=complaints)


def _compiled(order: Order, *, conforming: bool) -> bytes:
    import typst  # noqa: PLC0415 - after the limits are set

    return typst.compile(
        f"{order.directory}/letter.typ",
        root=order.directory,
        font_paths=list(order.fonts),
        ignore_system_fonts=True,
        sys_inputs={"data": order.data},
        package_path=order.directory,
        package_cache_path=order.directory,
        pdf_standards=["ua-1", "a-2a"] if conforming else [],
        timestamp=order.created,
    )


def complaints_in(diagnostic: str) -> tuple[list[str], list[str]]:
    """The pieces of text that no font could draw, and all other errors, each once, as the compiler reports them."""
    errors = dict.fromkeys(line.removeprefix("error: ") for line in diagnostic.splitlines() if line.startswith("error: "))
    found = {error: _UNDRAWABLE.search(error) for error in errors}
    undrawable = dict.fromkeys(_ESCAPE.sub(_unescaped, match[1]) for match in found.values() if match)
    return list(undrawable), [error for error, match in found.items() if not match]


def _unescaped(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else escape[2]


def _limit() -> None:
    with suppress(ValueError):  # macOS knows this limit but does not let it be set
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    _limit()
    order = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Order)
    sys.stdout.buffer.write(msgspec.msgpack.encode(typeset(order)))


if __name__ == "__main__":
    main()

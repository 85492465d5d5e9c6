"""The `.po` files: one for each feature and language, rewritten from the sources, and what is wrong with a translation."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po, write_po

from campaigns.languages.catalogues import FOLDER
from campaigns.languages.locales import Locale
from translating.sources import Message

_HEADER = """\
# Welsh words of campaigns, `{feature}`. Rewritten from the sources by scripts/catalogues.py; only msgstr is ours to change.
"""
_UNWANTED = (
    *("Project-Id-Version", "Report-Msgid", "POT-Creation", "PO-Revision"),
    *("Last-Translator", "Language-Team", "Generated-By"),
)
_PLACES = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
_MARKUP = re.compile(r"</?\w+")

Places = list[tuple[str, int]]


def read(path: Path) -> list[Entry]:
    """The messages of a catalogue."""
    with path.open("rb") as lines:
        return [entry for entry in read_po(lines, locale=path.parent.name) if entry.id]


def known(locale: Locale) -> dict[Message, str | tuple[str, ...]]:
    """Every translation that stands in any catalogue of a language, by what it translates."""
    found: dict[Message, str | tuple[str, ...]] = {}
    for path in sorted((FOLDER / locale.value).glob("*.po")):
        for entry in read(path):
            key = entry.id if isinstance(entry.id, str) else (entry.id[0], entry.id[1])
            if any(entry.string if not isinstance(entry.string, str) else [entry.string]):
                found.setdefault(key, entry.string if isinstance(entry.string, str) else tuple(entry.string))
    return found


def write(locale: Locale, feature: str, messages: Mapping[Message, Places], translations: Mapping[Message, object]) -> None:
    """Write one catalogue: every message once, in the order of the sources, with the translation that is known."""
    catalog = Catalog(locale=locale.value, fuzzy=False, header_comment=_HEADER.format(feature=feature).rstrip())
    for message in sorted(messages, key=lambda one: messages[one][0]):
        files = sorted({(name, None) for name, _ in messages[message]})
        catalog.add(message, translations.get(message, ""), locations=files)  # type: ignore[arg-type]
    written = BytesIO()
    write_po(written, catalog, width=125, omit_header=False)
    lines = written.getvalue().decode().splitlines()
    # Neither who ran the program nor when belongs in a file that is compared.
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}' for name in _UNWANTED))]
    (FOLDER / locale.value).mkdir(exist_ok=True)
    (FOLDER / locale.value / f"{feature}.po").write_text("\n".join(kept).rstrip("\n") + "\n", encoding="utf-8")


def faults(entry: Entry) -> Iterator[str]:
    """What is wrong with a translation: missing, half a plural, or other places and markup than the message has."""
    strings: Iterable[str] = [entry.string] if isinstance(entry.string, str) else entry.string
    originals = [entry.id] if isinstance(entry.id, str) else list(entry.id)
    wanted = {tuple(sorted(_places(text))) for text in originals}
    markup = {tuple(sorted(Counter(_MARKUP.findall(text)).items())) for text in originals}
    for string in strings:
        if not string.strip():
            yield "not translated"
        elif tuple(sorted(_places(string))) not in wanted:
            yield f"names {sorted(_places(string))} where the message has {sorted(wanted)}"
        elif tuple(sorted(Counter(_MARKUP.findall(string)).items())) not in markup:
            yield "has other markup than the message"
        elif string[-1:] in ".?!:" and originals[0][-1:] not in ".?!:":
            yield "ends as a sentence where the message does not"


def _places(text: str) -> set[str]:
    return {name for found in _PLACES.findall(text) for name in found if name}

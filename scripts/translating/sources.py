"""Finding the messages in the sources. Each belongs to a feature, whose catalogue has its translation."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract

from campaigns.mailings import COMPOSER_FEATURES

ROOT = Path(__file__).resolve().parents[2]
SHARED = "shared"
#: What stands in more than one feature, and what belongs to none.
_SHARED_FOLDERS = frozenset({"layouts", "parts", "web", "mail", "languages", "names", "text"})
_TEMPLATE_OPTIONS = {
    "extensions": "jinja2.ext.do,jinja2.ext.i18n",
    "trimmed": "true",
    "newstyle_gettext": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
}
_KEYWORDS: Mapping[str, object] = {**DEFAULT_KEYWORDS, "gettext_noop": None, "plural": (2, 3)}
#: In a file that imports `campaigns.web.labels`, these say what a field is called.
_LABELS = dict.fromkeys(("line", "paragraphs", "email", "choices", "label"))

Message = str | tuple[str, str]


def sources() -> list[Path]:
    """Every file whose words somebody reads, relative to the checkout."""
    templates = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    modules = (ROOT / "src/campaigns").rglob("*.py")
    return sorted(path.relative_to(ROOT) for path in [*templates, *modules] if "static" not in path.parts)


def feature_of(path: Path) -> str:
    """Whose messages a file's are: a feature's, or `shared`."""
    first, *rest = path.parts
    if first == "templates":
        kind, name = rest[0], rest[1]
        if kind == "emails":
            return COMPOSER_FEATURES.get(name, SHARED)
        return SHARED if kind in _SHARED_FOLDERS or name == "problems" else name
    name = rest[1]
    return SHARED if name in _SHARED_FOLDERS or name.endswith(".py") else name


def messages_of(path: Path) -> Iterator[tuple[Message, int]]:
    """The messages of one file with their lines; a pair is a singular and a plural."""
    content = (ROOT / path).read_bytes()
    if path.suffix == ".py":
        keywords = {**_KEYWORDS, **(_LABELS if b"campaigns.web.labels import" in content else {})}
        found = extract("python", BytesIO(content), keywords)  # type: ignore[arg-type]
    else:
        found = extract("jinja2.ext:babel_extract", BytesIO(content), _KEYWORDS, options=_TEMPLATE_OPTIONS)  # type: ignore[arg-type]
    for line, message, _, _ in found:
        if message:
            yield (message if isinstance(message, str) else (message[0], message[1])), line


def messages_by_feature(paths: list[Path]) -> dict[str, dict[Message, list[tuple[str, int]]]]:
    """Each feature's messages with the places they stand at. What several features say is `shared`."""
    places: defaultdict[Message, list[tuple[str, int]]] = defaultdict(list)
    features: defaultdict[Message, set[str]] = defaultdict(set)
    for path in paths:
        for message, line in messages_of(path):
            places[message].append((path.as_posix(), line))
            features[message].add(feature_of(path))
    # gettext knows a message by its singular: what is said with a plural anywhere is one message with it everywhere.
    plurals = {message[0]: message for message in places if isinstance(message, tuple)}
    found: defaultdict[str, dict[Message, list[tuple[str, int]]]] = defaultdict(dict)
    for message in list(places):
        if isinstance(message, str) and message in plurals:
            places[plurals[message]] += places.pop(message)
            features[plurals[message]] |= features.pop(message)
    for message, at in places.items():
        [feature] = features[message] if len(features[message]) == 1 else {SHARED}
        found[feature][message] = at
    return dict(found)

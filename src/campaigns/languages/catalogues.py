"""Our words in the language that is being read. They are written in English where they are said, and in `<tag>/*.po`.

The catalogues are those of GNU gettext, one for each feature, and are read as they are: there is no compiled file to forget.
`scripts/catalogues.py` finds what has to be translated, and `tests/languages` that all of it is.

Name the arguments literally, or they are not found: `gettext("{name} has signed.", name=name)`. A text that is kept in a
table is marked with `gettext_noop` there and given to `gettext` when it is shown.
"""

import gettext as gnu
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from campaigns.languages.locales import Locale, current

FOLDER = Path(__file__).parent


def gettext(message: str, /, **values: object) -> str:
    """The message in the language that is being read, its `{names}` filled in; in English where it has no translation.

    Raises `KeyError` for a name without a value.
    """
    found = translations(current()).gettext(message) if message else ""
    return found.format(**values) if values else found


def ngettext(one: str, several: str, number: int, /, **values: object) -> str:
    """The message for this many, by the plural forms of the language; `{number}` is filled in as `1,204`."""
    return translations(current()).ngettext(one, several, number).format(number=f"{number:,}", **values)


def plural(count: int, one: str, several: str) -> str:
    """A count with its noun, by the plural forms of the language: `1 organisation`, `27 organisations`, `1,204 replies`."""
    return f"{count:,} {translations(current()).ngettext(one, several, count)}"


def gettext_noop(message: str) -> str:
    """The message as it is: it is marked for the catalogues, and whoever shows it calls `gettext`."""
    return message


def for_templates(message: str) -> str:
    """What `{% trans %}` and `gettext()` of a template say; Jinja fills the `%(names)s` in."""
    # The translation of nothing would be the head of the catalogue.
    return translations(current()).gettext(message) if message else ""


def for_templates_many(one: str, several: str, number: int) -> str:
    """See `for_templates`."""
    return translations(current()).ngettext(one, several, number)


@cache
def translations(locale: Locale) -> gnu.NullTranslations:
    """Everything that has been translated into a language; nothing for English, in which it is written."""
    if locale is Locale.ENGLISH:
        return gnu.NullTranslations()
    whole = Catalog(locale=locale.value)
    for file in sorted((FOLDER / locale.value).glob("*.po")):
        with file.open("rb") as lines:
            for message in read_po(lines, locale=locale.value):
                if message.id and all([message.string] if isinstance(message.string, str) else message.string or []):
                    whole[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)

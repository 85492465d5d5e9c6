"""Everything that people read is translated, and what is translated can be filled in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message as Entry

from campaigns.languages import catalogues
from campaigns.languages.catalogues import FOLDER, gettext, ngettext, plural
from campaigns.languages.locales import Locale, current, prefer, reading
from translating.catalogues import faults, read
from translating.sources import messages_by_feature, sources
from translating.unmarked import unmarked

#: What programs read, the letter's own words, and the mailbox of the demonstration.
_NOT_TRANSLATED = ("documents", "feeds", "pages/mailbox", "pages/site/swagger.html")
LOCALES = [locale for locale in Locale if locale is not Locale.ENGLISH]


def for_readers() -> Iterator[Path]:
    """The templates that people read."""
    for path in sources():
        if path.parts[0] == "templates" and not path.as_posix().removeprefix("templates/").startswith(_NOT_TRANSLATED):
            yield path


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_is_translated_once_and_nothing_else_is(locale: Locale) -> None:
    wanted = {feature: set(messages) for feature, messages in messages_by_feature(sources()).items()}
    have = {path.stem: {_key(entry) for entry in read(path)} for path in (FOLDER / locale.value).glob("*.po")}

    assert have == wanted, "run scripts/catalogues.py update, and translate what is new"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_translation_has_the_places_and_the_markup_of_its_message(locale: Locale) -> None:
    wrong = [
        f"{path.name}: {entry.id!r}: {fault}"
        for path in sorted((FOLDER / locale.value).glob("*.po"))
        for entry in read(path)
        for fault in faults(entry)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", sorted(for_readers()), ids=lambda path: path.relative_to("templates").as_posix())
def test_no_words_of_a_template_are_left_out(path: Path) -> None:
    assert [f"line {line}: {words}" for line, words in unmarked(path)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Sign here</p>", ["Sign here"]),
        ('{% trans %}Sign <a href="{{ at }}">here</a>{% endtrans %}', []),
        ('{{ button("Sign here") }}{{ button(gettext("Sign here")) }}', ["Sign here"]),
        ('<nav aria-label="Pages"></nav>', ["Pages"]),
        ('<p class="govuk-body {% if a == "Signed by hand" %}quiet{% endif %}">{{ name }}</p>', []),
        ('{{ plural(n, "row and row", "rows and rows") }} {{ "One" if n == 1 else gettext("Many") }}', ["One"]),
    ],
)
def test_words_that_nobody_marked_are_found(source: str, found: list[str], tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(source)
    assert [words for _, words in unmarked(path)] == found


def test_a_translation_that_lost_a_place_or_its_markup_is_found() -> None:
    assert list(faults(Entry("Sign <b>%(title)s</b>", "Llofnodwch <b>%(title)s</b>"))) == []
    assert list(faults(Entry("Sign %(title)s", "Llofnodwch"))) == ["names [] where the message has [('title',)]"]
    assert list(faults(Entry("Sign <b>it</b>", "Llofnodwch"))) == ["has other markup than the message"]
    assert list(faults(Entry("Sign", ""))) == ["not translated"]
    assert list(faults(Entry(("{number} row", "{number} rows"), ("{number} rhes", "")))) == ["not translated"]


def test_words_are_those_of_the_language_that_is_being_read() -> None:
    assert gettext("Back") == "Back"
    with reading(Locale.WELSH):
        assert gettext("Back") == "Yn ôl"
        with reading(Locale.ENGLISH):
            assert gettext("Back") == "Back"
        assert current() is Locale.WELSH


def test_what_has_no_translation_is_said_in_english() -> None:
    with reading(Locale.WELSH):
        assert gettext("{name} said something new.", name="Siân") == "Siân said something new."
        assert ngettext("{number} new thing", "{number} new things", 1204) == "1,204 new things"
        assert plural(1, "new thing", "new things") == "1 new thing"


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 sefydliad"), (1, "1 sefydliad"), (2, "2 sefydliad"), (6, "6 sefydliad"), (1204, "1,204 sefydliad")],
)
def test_a_welsh_noun_stays_singular_after_its_number(count: int, said: str) -> None:
    with reading(Locale.WELSH):
        assert plural(count, "organisation", "organisations") == said


def test_what_is_known_of_a_reader_counts_unless_they_chose() -> None:
    with reading(Locale.ENGLISH):
        prefer(None)
        assert current() is Locale.ENGLISH
        prefer(Locale.WELSH)
        assert current() is Locale.WELSH
    with reading(Locale.ENGLISH, asked=True):
        prefer(Locale.WELSH)
        assert current() is Locale.ENGLISH
    prefer(Locale.WELSH)  # nobody reads
    assert current() is Locale.ENGLISH


def test_there_is_a_catalogue_for_every_language() -> None:
    assert all(list((catalogues.FOLDER / locale.value).glob("*.po")) for locale in LOCALES)


def _key(entry: Entry) -> str | tuple[str, str]:
    return entry.id if isinstance(entry.id, str) else (entry.id[0], entry.id[1])

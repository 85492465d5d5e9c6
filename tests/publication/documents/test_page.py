"""The letter as HTML: the same partials on the preview, the invitation and the public page."""

import jinja2
import msgspec
import pytest
from jinja2.ext import i18n

from campaigns.languages.templates import speak
from campaigns.paths import TEMPLATES
from campaigns.publication.documents.view import letter_view
from campaigns.text.letter_text import LetterText
from campaigns.text.view import letter_view as view_of_text
from tests.publication.documents.editions import SCRIPTS, edition, entry
from tests.text.sample import LETTER


def rendered(name: str, **values: object) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, extensions=[i18n]
    )
    speak(environment)
    return environment.get_template(f"parts/{name}.html").render(**values)


def test_the_page_shows_the_letter_with_its_number_and_anchors() -> None:
    html = rendered("letter_text", letter=letter_view(edition(*(entry(name) for name in SCRIPTS))))
    assert '<article class="letter" lang="en-GB" dir="ltr">' in html
    assert '<h1 class="letter__title">A fair start for every child</h1>' in html
    assert "We are 9 organisations" in html
    assert '<li id="ask-2">' in html
    assert '<span class="letter__addressee-line">Whitehall</span>' in html
    assert '<div class="letter__attestation">\n    <p>We, the undersigned' in html


def test_a_preview_has_no_number_yet_and_can_stand_below_another_heading() -> None:
    html = rendered("letter_text", letter=view_of_text(LETTER, title_level=2))
    assert '<h2 class="letter__title">' in html
    assert "<h3>What we offer</h3>" in html
    assert 'title="The number of organisations, filled in when the list is published">…</abbr>' in html


def test_an_empty_draft_has_no_empty_parts() -> None:
    empty = LetterText(title="", addressee_name="", addressee_office="", body="", attestation="", notes_to_editors="")
    html = rendered("letter_text", letter=view_of_text(empty))
    assert "letter__addressee" not in html
    assert "letter__attestation" not in html
    assert rendered("letter_notes", letter=view_of_text(empty)).strip() == ""


def test_plain_fields_are_escaped() -> None:
    canary = "<script>alert(1)</script>"
    text = msgspec.structs.replace(LETTER, title=canary, addressee_name=canary, addressee_office=canary, attestation=canary)
    assert "<script" not in rendered("letter_text", letter=view_of_text(text))


@pytest.mark.parametrize(("language", "direction"), [("cy", "ltr"), ("ar", "rtl"), ("ur-PK", "rtl")])
def test_the_direction_follows_the_language(language: str, direction: str) -> None:
    html = rendered("letter_text", letter=view_of_text(msgspec.structs.replace(LETTER, language=language)))
    assert f'lang="{language}" dir="{direction}"' in html


def test_notes_to_editors_stand_below_the_letter() -> None:
    html = rendered("letter_notes", letter=view_of_text(LETTER))
    assert '<h2 id="notes-to-editors">Notes to editors</h2>' in html
    assert "members in 40 areas" in html

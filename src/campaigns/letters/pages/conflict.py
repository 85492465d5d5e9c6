"""Two people wrote at once: what each has, side by side, so that the second one can settle it and save."""

import msgspec
from litestar.response import Template

from campaigns.coalitions.scope import Scope
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.letters.lifecycles.text import TextState
from campaigns.letters.pages.form import LetterForm, form_of, language_choices, zone_choices
from campaigns.letters.pages.frame import letter_page
from campaigns.letters.queries import LetterDetail
from campaigns.web.forms import DATE_PARTS, Form

_LABELS = {
    "title": gettext_noop("Title"),
    "working_title": gettext_noop("Working title"),
    "addressee_name": gettext_noop("Addressee"),
    "addressee_office": gettext_noop("Addressee’s office"),
    "body": gettext_noop("Body"),
    "attestation": gettext_noop("Attestation"),
    "notes_to_editors": gettext_noop("Notes to editors"),
}
#: What is chosen rather than written; told as one difference.
_DATE = [f"deadline_date-{part}" for part in DATE_PARTS]
_CHOSEN = ["kind", "attribution", "rolling", *_DATE, "deadline_time", "zone", "language"]


class Difference(msgspec.Struct, frozen=True):
    """One field that two people left different."""

    name: str
    label: str
    mine: str
    theirs: str


def differences(mine: Form[LetterForm], theirs: Form[LetterForm]) -> list[Difference]:
    """The fields in which what was typed is not what was saved meanwhile."""
    return [
        Difference(name, gettext(label), mine.typed(name), theirs.typed(name))
        for name, label in _LABELS.items()
        if mine.typed(name).strip() != theirs.typed(name).strip()
    ]


def conflict_page(place: Scope, letter: LetterDetail, mine: Form[LetterForm], why: str) -> Template:
    """The 409 page. `letter` is as it stands now; the form on the page can be saved over it, knowingly."""
    theirs = form_of(letter)
    return letter_page(
        "pages/letters/conflict.html",
        place,
        letter,
        409,
        here="text",
        form=mine,
        theirs=theirs,
        why=why,
        differences=differences(mine, theirs),
        choices_differ=any(mine.typed(name) != theirs.typed(name) for name in _CHOSEN),
        locked=letter.text is TextState.LOCKED,
        zones=zone_choices(mine.typed("zone")),
        languages=language_choices(mine.typed("language")),
    )

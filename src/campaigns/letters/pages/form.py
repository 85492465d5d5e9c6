"""The form on which a letter is written: what is typed, as it is typed, and what it becomes."""

from datetime import date, time
from typing import Annotated

import msgspec

from campaigns.errors import TooLarge
from campaigns.instants import wall_clock
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.letters.fields import LetterFields
from campaigns.letters.models import Attribution, LetterKind
from campaigns.letters.queries import LetterDetail
from campaigns.text.dialect import LONGEST_BYTES
from campaigns.text.letter_text import LetterText
from campaigns.text.view import LetterView, letter_view
from campaigns.web.forms import Form, begun
from campaigns.web.labels import hidden, label, line, paragraphs

#: The largest body of the forms and JSON documents that hold a whole letter.
LETTER_LIMIT = 256 * 1024

#: Zones that a coalition in these islands is likely to want; any other IANA name is taken too.
ZONES = [
    "Europe/London",
    "Europe/Dublin",
    "UTC",
    "Europe/Paris",
    "Europe/Berlin",
    "Europe/Athens",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Asia/Kolkata",
    "Asia/Hong_Kong",
    "Australia/Sydney",
    "America/New_York",
    "America/Los_Angeles",
]
#: Languages as BCP 47 tags; any other tag is taken too.
LANGUAGES = {
    "en": gettext_noop("English"),
    "cy": gettext_noop("Cymraeg (Welsh)"),
    "ga": gettext_noop("Gaeilge (Irish)"),
    "gd": gettext_noop("Gàidhlig (Scottish Gaelic)"),
    "ar": gettext_noop("العربية (Arabic)"),
    "bn": gettext_noop("বাংলা (Bengali)"),
    "pl": gettext_noop("Polski (Polish)"),
    "pa": gettext_noop("ਪੰਜਾਬੀ (Punjabi)"),
    "so": gettext_noop("Soomaali (Somali)"),
    "ur": gettext_noop("اردو (Urdu)"),
    "zh": gettext_noop("中文 (Chinese)"),
}


class LetterForm(msgspec.Struct, frozen=True, kw_only=True):
    """A letter on its form. Lengths are the action's to judge, so that every problem is told in one place."""

    title: Annotated[str, line("the title of the letter")]
    working_title: Annotated[str, line("the working title", required=False)] = ""
    kind: Annotated[LetterKind, label("what kind of text this is")] = LetterKind.OPEN_LETTER
    attribution: Annotated[Attribution, label("who speaks")] = Attribution.UNDERSIGNED
    addressee_name: Annotated[str, line("the addressee’s name", required=False)] = ""
    addressee_office: Annotated[str, line("the addressee’s office", required=False)] = ""
    body: Annotated[str, paragraphs("the body", most=LONGEST_BYTES, required=False)] = ""
    attestation: Annotated[str, paragraphs("the attestation", most=LONGEST_BYTES, required=False)] = ""
    notes_to_editors: Annotated[str, paragraphs("the notes to editors", most=LONGEST_BYTES, required=False)] = ""
    rolling: Annotated[bool, label("when signing closes")] = False
    deadline_date: Annotated[date | None, label("the date of the deadline")] = None
    deadline_time: Annotated[time | None, label("the time of the deadline")] = None
    zone: Annotated[str, line("the time zone", most=60)] = "Europe/London"
    language: Annotated[str, line("the language", most=35)] = "en"
    row_version: Annotated[int, hidden()] = 0

    def fields(self) -> LetterFields:
        """What the actions take."""
        return LetterFields(**{name: getattr(self, name) for name in LetterFields.__struct_fields__})


def empty_form(zone: str) -> Form[LetterForm]:
    """The form of a letter that is not begun."""
    return begun(
        LetterForm,
        kind=LetterKind.OPEN_LETTER,
        attribution=Attribution.UNDERSIGNED,
        rolling="no",
        zone=zone,
        language="en",
        row_version=0,
    )


def form_of(letter: LetterDetail) -> Form[LetterForm]:
    """The form as the letter stands."""
    return begun(LetterForm, **typed_of(letter))


def typed_of(letter: LetterDetail) -> dict[str, object]:
    """The letter as it would be typed, by the form's names."""
    local = wall_clock(letter.deadline_at, letter.zone) if letter.deadline_at else None
    words = {name: getattr(letter.words, name) for name in letter.words.__struct_fields__}
    return {
        **words,
        "working_title": letter.working_title,
        "kind": letter.kind,
        "attribution": letter.attribution,
        "rolling": "yes" if letter.rolling else "no",
        "deadline_date": local.date() if local else None,
        "deadline_time": local.time() if local else None,
        "zone": letter.zone,
        "row_version": letter.row_version,
    }


def view_of_typed(form: Form[LetterForm]) -> LetterView | None:
    """What is typed as it will be published, even where it cannot be saved; None where it is too long to be read."""
    names = LetterText.__struct_fields__
    words = LetterText(**{name: form.typed(name) for name in names if form.typed(name) or name != "language"})
    try:
        return letter_view(words, title_level=3)
    except TooLarge:
        return None


def zone_choices(chosen: str) -> list[str]:
    """The zones to choose from, the one that is set among them."""
    return ZONES if chosen in ZONES or not chosen else [chosen, *ZONES]


def language_choices(chosen: str) -> list[dict[str, str]]:
    """The languages to choose from, the one that is set among them."""
    known = {tag: gettext(words) for tag, words in LANGUAGES.items()}
    if chosen and chosen not in known:
        known = {chosen: chosen, **known}
    return [{"value": tag, "text": words} for tag, words in known.items()]

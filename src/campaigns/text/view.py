"""A letter's words made ready for a page: what `templates/parts/letter_text.html` shows."""

import msgspec
from markupsafe import Markup

from campaigns.text.canonical import fingerprint, grouped, normalise
from campaigns.text.letter_text import LetterText
from campaigns.text.markdown import to_html
from campaigns.text.placeholder import fill_count
from campaigns.text.plain import asks

_RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}


class LetterView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the partial `parts/letter_text.html` needs, under the name `letter`.

    Plain strings are for Jinja to escape; `body` and `notes_to_editors` are sanitised. `direction` is `ltr` or `rtl`.
    `title_level` is the level of the letter's own heading on the page; headings inside begin one below. `fingerprint` is
    the whole SHA-256 of the text and `short_fingerprint` its beginning in groups of four.
    """

    language: str
    direction: str
    title: str
    title_level: int
    addressee_name: str
    addressee_office: list[str]
    body: Markup
    asks: list[str]
    attestation: list[str]
    notes_to_editors: Markup
    fingerprint: str
    short_fingerprint: str


def letter_view(text: LetterText, *, count: int | None = None, title_level: int = 1) -> LetterView:
    """`text` as a page shows it, with `{count}` filled in, or shown as an ellipsis while `count` is None.

    The same for preview, invitation and public page. Raises `campaigns.errors.TooLarge` above 64 KiB in one field.
    """
    whole = fingerprint(text)
    text = normalise(text)
    body, notes = text.body, text.notes_to_editors
    if count is not None:
        body, notes = fill_count(body, count), fill_count(notes, count)
    return LetterView(
        language=text.language,
        direction="rtl" if text.language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr",
        title=fill_count(text.title, count),
        title_level=title_level,
        addressee_name=text.addressee_name,
        addressee_office=text.addressee_office.split("\n") if text.addressee_office else [],
        body=to_html(body, asks=True, top_heading=title_level + 1),
        asks=asks(body),
        attestation=fill_count(text.attestation, count).split("\n") if text.attestation else [],
        notes_to_editors=to_html(notes, asks=False, top_heading=title_level + 2),
        fingerprint=whole,
        short_fingerprint=grouped(whole),
    )

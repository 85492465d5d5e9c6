"""What the secretariat types for a letter, checked once for the page and the API."""

import re
import unicodedata
from datetime import date, datetime, time

import msgspec

from campaigns.errors import Invalid
from campaigns.instants import instant, zone
from campaigns.languages.catalogues import gettext
from campaigns.letters.models import Attribution, LetterKind
from campaigns.mail.safety import why_unsafe
from campaigns.text.dialect import LONGEST_BYTES
from campaigns.text.letter_text import LetterText


class LetterFields(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as it is typed. `deadline_date` and `deadline_time` are wall-clock values in `zone`; empty when rolling."""

    title: str
    working_title: str = ""
    kind: LetterKind = LetterKind.OPEN_LETTER
    attribution: Attribution = Attribution.UNDERSIGNED
    addressee_name: str = ""
    addressee_office: str = ""
    body: str = ""
    attestation: str = ""
    notes_to_editors: str = ""
    rolling: bool = False
    deadline_date: date | None = None
    deadline_time: time | None = None
    zone: str = "Europe/London"
    language: str = "en"

    def text(self) -> LetterText:
        """The words themselves, which are what is locked and signed."""
        return LetterText(
            title=self.title.strip(),
            addressee_name=self.addressee_name.strip(),
            addressee_office=self.addressee_office.strip(),
            body=self.body,
            attestation=self.attestation.strip(),
            notes_to_editors=self.notes_to_editors,
            language=self.language,
        )

    def checked_deadline(self) -> datetime | None:
        """The deadline as an instant in UTC, or None. Raises `Invalid` for half a deadline or an impossible time."""
        zone(self.zone)
        if self.rolling or (self.deadline_date is None and self.deadline_time is None):
            return None
        if self.deadline_date is None:
            raise Invalid({"deadline_date": gettext("Enter the date of the deadline, or remove its time.")})
        if self.deadline_time is None:
            raise Invalid({"deadline_time": gettext("Enter the time of the deadline, such as 17:00.")})
        return deadline_instant(self.deadline_date, self.deadline_time, self.zone)


def deadline_instant(day: date, at: time, zone_name: str) -> datetime:
    """A deadline as an instant in UTC. Raises `Invalid` (fields `deadline_time` and `zone`) for an impossible time."""
    try:
        return instant(day, at.replace(tzinfo=None), zone_name)
    except Invalid as invalid:
        problems = {("deadline_time" if field == "time" else field): why for field, why in invalid.problems.items()}
        raise Invalid(problems) from None


def checked(fields: LetterFields) -> None:
    """Raise `Invalid` for what not even a draft may have; what only a lock demands is asked at the lock."""
    problems: dict[str, str] = {}
    if not fields.title.strip():
        problems["title"] = gettext("Enter the title of the letter.")
    for name, longest in _LINES.items():
        line = getattr(fields, name).strip()
        if len(line) > longest:
            problems[name] = gettext("Use {most} characters or fewer.", most=longest)
        elif wrong := why_unsafe(line):
            problems[name] = wrong
    for name in ("body", "attestation", "notes_to_editors"):
        if len(getattr(fields, name).encode()) > LONGEST_BYTES:
            problems[name] = gettext("Shorten this to {size} KB or less.", size=LONGEST_BYTES // 1024)
    if fields.rolling and fields.kind is LetterKind.OPEN_LETTER:
        problems["rolling"] = gettext(
            "Only a statement can stay open. Choose “Statement”, or give the open letter a deadline."
        )
    try:
        fields.checked_deadline()
    except Invalid as invalid:
        problems |= invalid.problems
    if problems:
        raise Invalid(problems)


#: What stands on one line, some of it in the subject of a mail, and how many characters it may have.
_LINES = {"title": 200, "working_title": 200, "addressee_name": 200, "addressee_office": 200, "language": 35}


def slug_of(title: str) -> str:
    """A title as part of an address: lower-case ASCII words joined by hyphens, at most 60 characters."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_title)
    slug = "-".join(words)
    return slug[:60].rsplit("-", 1)[0] if len(slug) > 60 else slug or "letter"  # noqa: PLR2004 - said in the docstring

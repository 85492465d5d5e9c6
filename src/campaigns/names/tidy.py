"""Putting a typed name in order, refusing what cannot be a name, and warning of what looks like a slip."""

import re
import unicodedata

from campaigns.languages.catalogues import gettext

LONGEST_NAME = 200
LONG_NAME = 120

#: Letters and symbols that show nothing; left in, they would make a name that looks empty or looks like another.
_BLANK = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
#: Control, format (bidi overrides, zero-width) and half a surrogate pair: nothing that a reader can see.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})

#: Arabic to Sinhala, Myanmar, Khmer and Mongolian: there a joiner between two letters changes how a word is written
#: and read (RFC 5892, appendices A.1 and A.2). Anywhere else it is only a way to make two equal names differ.
_JOINING = "\u0600-\u0dff\u1000-\u109f\u1780-\u18af"
_STRAY_JOINER = re.compile(f"(?<![{_JOINING}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINING}])")
_JOINERS = frozenset("\u200c\u200d")

_RUNS_BY_ITSELF = frozenset("=+-@＝＋－＠\u2212")
_WEB_ADDRESS = re.compile(
    r"://|\bwww\.|[\w-]\.(?:com|org|net|info|biz|co|io|uk|eu|ie|wales|cymru|scot|london|charity|ngo|example"
    r"|xyz|link|click|top|site|online|shop)(?![\w-])",
    re.IGNORECASE,
)
_COMPANY = re.compile(r"\b(?:Ltd|Limited|Cyf|Cyfyngedig)\b\.?", re.IGNORECASE)


def tidy(name: str) -> str:
    """The name as we keep it: NFC, single spaces, nothing invisible. Tidying twice changes nothing more.

    Zero-width joiners stay between letters of scripts that are written with them, such as Bengali and Persian.
    """
    spaced = " ".join(name.split())  # first, because a tab between two words is a space and a control character too
    if spaced.isascii() and spaced.isprintable():
        return spaced
    seen = _STRAY_JOINER.sub("", "".join(character for character in spaced if _stays(character)))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _stays(character: str) -> bool:
    if character in _JOINERS:
        return True
    return character not in _BLANK and unicodedata.category(character) not in _UNSEEN


def problem(name: str) -> str | None:
    """Why this cannot be the name of an organisation, in a sentence, or None."""
    name = tidy(name)
    begins, length = name[:1], len(name)
    refusals = {
        gettext("Enter the organisation’s name."): not name,
        gettext("The name must be {most} characters or fewer. It is {length}.", most=LONGEST_NAME, length=length): (
            length > LONGEST_NAME
        ),
        gettext("The name must not begin with “{begins}”, because a spreadsheet would run it.", begins=begins): (
            begins in _RUNS_BY_ITSELF
        ),
        gettext("The name must not contain a web address or an email address."): holds_web_address(name),
        gettext("The name must not contain “=?”."): "=?" in name,
        gettext("The name must contain at least one letter."): not any(character.isalpha() for character in name),
    }
    return next((sentence for sentence, refused in refusals.items() if refused), None)


def holds_web_address(text: str) -> bool:
    """Whether a name or a title holds what a mail program would make a link of: a web address or an email address."""
    return _WEB_ADDRESS.search(text) is not None


def warnings(name: str) -> list[str]:
    """What looks like a slip in a name as it was typed, each in a sentence. A warning never blocks."""
    tidied = tidy(name)
    found = []
    if _shouts(tidied):
        found.append(gettext("The name is all in capitals. Check that this is how the organisation writes it."))
    if tidied.endswith("."):
        found.append(gettext("The name ends with a full stop."))
    if _COMPANY.search(tidied):
        found.append(gettext("The name contains “Ltd” or a word like it. Use the name the public knows."))
    if len(tidied) > LONG_NAME:
        found.append(
            gettext("The name is long: {length} characters. Check that nothing else was pasted with it.", length=len(tidied))
        )
    if re.search(r"\s{2}|[\t\r\n]", name.strip()):
        found.append(gettext("There were extra spaces in the name. They were removed."))
    return found


def _shouts(name: str) -> bool:
    letters = [character for character in name if character.upper() != character.lower()]
    return " " in name and len(letters) > 1 and all(character.isupper() for character in letters)

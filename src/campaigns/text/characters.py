"""Which characters of a text are kept: every letter of every script, and nothing that cannot be seen.

Two texts that look alike must not differ in secret, and no character may reorder what the eye reads. So control
characters, bidirectional controls and what Unicode calls default-ignorable (UAX #44) go, but for:

* variation selectors, which choose the form of the character before them;
* the zero-width joiner and non-joiner where they spell something: one of them, after a letter of a script that joins its
  letters (Persian, Urdu, Bengali, Sinhala and their neighbours; the idea is that of RFC 5892 appendix A), and the joiner
  after an emoji. Anywhere else they are invisible noise.
"""

import re
import unicodedata

_NEW_LINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufdd0-\ufdef\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\ud800-\udfff"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_JOINERS = re.compile("[\u200c\u200d]")
_ZERO_WIDTH_JOINER = "\u200d"
_JOINED_SCRIPTS = {
    *("ARABIC", "SYRIAC", "MONGOLIAN", "NKO", "MANDAIC", "MANICHAEAN", "ADLAM", "DEVANAGARI", "BENGALI", "GURMUKHI"),
    *("GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "TIBETAN"),
    *("BALINESE", "JAVANESE", "MEETEI", "NEWA", "TIRHUTA"),
}


def clean(text: str) -> str:
    """`text` in Unicode form NFC with LF between lines, tabs as spaces (tab stops of 4), and no unseen characters.

    Cleaning twice is cleaning once. Tabs become what CommonMark takes them for, so Markdown keeps its meaning.
    """
    text = _UNSEEN.sub("", _NEW_LINES.sub("\n", text))
    text = _JOINERS.sub(lambda found: found[0] if _joins(text, found.start()) else "", text)
    return unicodedata.normalize("NFC", "\n".join(line.expandtabs(4) for line in text.split("\n")))


def _joins(text: str, position: int) -> bool:
    before = position - 1
    while before >= 0 and unicodedata.category(text[before]) in {"Mn", "Mc"}:
        before -= 1
    if before < 0:
        return False
    base = text[before]
    if unicodedata.category(base) in {"So", "Sk"}:
        return text[position] == _ZERO_WIDTH_JOINER and ord(base) > 0xFF  # noqa: PLR2004 - an emoji, not ¨ or ©
    return unicodedata.name(base, "").partition(" ")[0] in _JOINED_SCRIPTS

"""In which language a sentence is that somebody agreed to: it is kept as they read it, and shown to readers of others."""

from markupsafe import Markup

from campaigns.languages.locales import Locale, current

#: How such a sentence begins, in the first person: `Rwy’n cytuno`, `Rwyf i`. English ones begin in many ways.
_WELSH = ("Rwy’n ", "Rwyf ")


def language_of(sentence: str) -> Locale:
    """The language of an attestation, a consent or a standing authority as it is stored."""
    return Locale.WELSH if sentence.startswith(_WELSH) else Locale.ENGLISH


def lang_attribute(sentence: str) -> str:
    """` lang="cy"` for an element that holds such a sentence, where it is in another language than the page; or nothing."""
    language = language_of(sentence)
    return Markup("") if language is current() else Markup(' lang="{}"').format(language.value)

"""What a page or mail says to somebody who reads Welsh."""

from campaigns.languages.catalogues import for_templates
from campaigns.languages.locales import Locale, reading


def welsh(message: str, **values: object) -> str:
    """The message of a template as Siân reads it, which is not as Ben does."""
    with reading(Locale.WELSH):
        said = for_templates(message)
    assert said != message
    return said % values

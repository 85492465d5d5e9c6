"""An edition's words made ready for the public page."""

from campaigns.publication.content import EditionContent
from campaigns.publication.documents.wording import text_of
from campaigns.text.view import LetterView
from campaigns.text.view import letter_view as view_of_text


def letter_view(content: EditionContent, *, title_level: int = 1) -> LetterView:
    """The words for `templates/parts/letter_text.html`, with the edition's own number in place of `{count}`."""
    return view_of_text(text_of(content), count=content.organisation_count, title_level=title_level)

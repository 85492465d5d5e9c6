"""From a version's row to the words that are previewed, locked and signed."""

from campaigns.letters.models import Version
from campaigns.text.letter_text import LetterText


def text_of(version: Version) -> LetterText:
    """The words of a version."""
    return LetterText(
        title=version.title,
        addressee_name=version.addressee_name,
        addressee_office=version.addressee_office,
        body=version.body,
        attestation=version.attestation,
        notes_to_editors=version.notes_to_editors,
        language=version.language,
    )

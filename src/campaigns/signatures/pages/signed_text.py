"""The plain text that a signer keeps: the exact words, and what was agreed to them."""

from campaigns.languages.catalogues import gettext
from campaigns.languages.moments import in_words
from campaigns.letters.models import Version
from campaigns.signatures.access import Reply
from campaigns.signatures.lifecycle import LIVE
from campaigns.signatures.pages.rows import as_read
from campaigns.text.letter_text import LetterText
from campaigns.text.plain import to_plain, wrapped
from campaigns.text.plain_letter import plain_words


def exact_words(coalition: str, reference: str, text: LetterText, version: Version) -> str:
    """The title, the text, the notes, the reference, the version and its fingerprint, as one file."""
    notes = gettext("Notes to editors")
    parts = [
        wrapped(f"{coalition}\n{text.title}"),
        plain_words(text),
        f"{notes}\n\n{to_plain(text.notes_to_editors)}" if text.notes_to_editors.strip() else "",
        "\n".join(
            [
                gettext("Reference: {reference}", reference=reference),
                gettext("Version: {number}", number=version.number),
                gettext("Fingerprint (SHA-256): {fingerprint}", fingerprint=version.content_hash or ""),
            ]
        ),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def signed_text(reply: Reply, text: LetterText, version: Version) -> str:
    """One file with the title, the text, the notes, the fingerprint, and the signature where there is one."""
    letter, signature = reply.letter, reply.signature
    words = exact_words(reply.coalition.name, letter.reference, text, version)
    if signature is not None and signature.state in LIVE and signature.submitted_at is not None:
        lines = [
            gettext("Signature: {reference}", reference=signature.reference(letter.reference)),
            gettext("In the list: {row}", row=as_read(signature)),
            gettext("Signed: {when}", when=in_words(signature.submitted_at, letter.zone)),
            wrapped(signature.attested),
        ]
        if signature.authorised:
            lines.append(gettext("Authorised by: {name}", name=signature.authoriser_name))
            lines.append(wrapped(signature.authoriser_attested))
        words += "\n" + "\n".join(lines) + "\n"
    return words

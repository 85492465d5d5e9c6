"""The plain text that a signer keeps: the exact words, and what was agreed to them."""

from campaigns.languages.moments import in_words
from campaigns.letters.models import Version
from campaigns.signatures.access import Reply
from campaigns.signatures.answers import ON_BEHALF
from campaigns.signatures.lifecycle import LIVE
from campaigns.text.letter_text import LetterText
from campaigns.text.plain import to_plain, wrapped
from campaigns.text.plain_letter import plain_words


def signed_text(reply: Reply, text: LetterText, version: Version) -> str:
    """One file with the title, the text, the notes, the fingerprint, and the signature where there is one."""
    letter, signature = reply.letter, reply.signature
    parts = [
        wrapped(f"{reply.coalition.name}\n{text.title}"),
        plain_words(text),
        f"Notes to editors\n\n{to_plain(text.notes_to_editors)}" if text.notes_to_editors.strip() else "",
        f"Reference: {letter.reference}\nVersion: {version.number}\nFingerprint (SHA-256): {version.content_hash or ''}",
    ]
    if signature is not None and signature.state in LIVE and signature.submitted_at is not None:
        by_two = signature.authorised
        parts.append(
            f"Signature: {signature.reference(letter.reference)}\n"
            f"In the list: {signature.display_name}{f', {ON_BEHALF}' if signature.as_group else ''}\n"
            f"Signed: {in_words(signature.submitted_at, letter.zone)}\n"
            + wrapped(signature.attested)
            + (f"\nAuthorised by: {signature.authoriser_name}\n" + wrapped(signature.authoriser_attested) if by_two else "")
        )
    return "\n\n".join(part for part in parts if part) + "\n"

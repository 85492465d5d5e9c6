"""What an infrastructure body may send on to its members as it stands."""

from campaigns.languages.moments import in_words
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.mails import addressee
from campaigns.letters.models import Letter, LetterKind, Version


def forward_text(coalition: str, body: str, letter: Letter, version: Version, link: str) -> str:
    """A short message in plain text with the body's own link; paragraphs are parted by empty lines."""
    kind = "statement" if letter.kind is LetterKind.STATEMENT else "open letter"
    to = addressee(version)
    until = f" Signing is open until {in_words(letter.deadline_at, letter.zone)}." if letter.deadline_at else ""
    checked = "the address you give is confirmed by mail, and we are asked whether we know your organisation"
    public = letter.release is ReleaseState.PUBLISHED
    private = "" if public else " The letter is not published yet: please do not share it outside your organisation."
    paragraphs = [
        f"{coalition} asks organisations to sign its {kind}{f' to {to}' if to else ''}: {version.title}.",
        f"Read it, and sign for your organisation, here:\n{link}",
        f"Opening the link signs nothing. You need to be allowed to sign for your organisation.{until}{private}",
        f"We share this link with you as {body}. Your signature is checked before it is listed: {checked}.",
    ]
    return "\n\n".join(paragraphs)


CREDIT = (
    "Whoever signs by your link is noted as having come through you. The coalition’s secretariat and you see this;"
    " published lists do not say it."
)

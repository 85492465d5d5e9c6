"""What an infrastructure body may send on to its members as it stands."""

from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.moments import in_words
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.mails import addressee
from campaigns.letters.models import Letter, LetterKind, Version


def forward_text(coalition: str, body: str, letter: Letter, version: Version, link: str) -> str:
    """A short message in plain text with the body's own link; paragraphs are parted by empty lines."""
    told = [gettext("Opening the link signs nothing. You need to be allowed to sign for your organisation.")]
    if letter.deadline_at:
        told.append(gettext("Signing is open until {until}.", until=in_words(letter.deadline_at, letter.zone)))
    if letter.release is not ReleaseState.PUBLISHED:
        told.append(gettext("The letter is not published yet: please do not share it outside your organisation."))
    here = gettext("Read it, and sign for your organisation, here:")
    paragraphs = [
        f"{_asked(coalition, letter, version)} {version.title}.",
        f"{here}\n{link}",
        " ".join(told),
        gettext(
            "We share this link with you as {body}. Your signature is checked before it is listed: the address you give is"
            " confirmed by mail, and we are asked whether we know your organisation.",
            body=body,
        ),
    ]
    return "\n\n".join(paragraphs)


def _asked(coalition: str, letter: Letter, version: Version) -> str:
    to = addressee(version)
    if letter.kind is LetterKind.STATEMENT:
        if to:
            return gettext("{coalition} asks organisations to sign its statement to {to}:", coalition=coalition, to=to)
        return gettext("{coalition} asks organisations to sign its statement:", coalition=coalition)
    if to:
        return gettext("{coalition} asks organisations to sign its open letter to {to}:", coalition=coalition, to=to)
    return gettext("{coalition} asks organisations to sign its open letter:", coalition=coalition)


CREDIT = gettext_noop(
    "Whoever signs by your link is noted as having come through you. The coalition’s secretariat and you see this;"
    " published lists do not say it."
)

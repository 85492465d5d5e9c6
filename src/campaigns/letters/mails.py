"""What every mail about a letter has in common: who writes, which letter and version, until when."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.languages.catalogues import gettext
from campaigns.languages.moments import in_words
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningStep
from campaigns.letters.models import Letter, LetterEvent, Version
from campaigns.mail.compose import Mail
from campaigns.text.canonical import grouped


def letter_mail(coalition: Coalition, letter: Letter, version: Version, **context: Any) -> Mail:
    """A mail from the coalition's secretariat about one version of a letter; `context` is added for its templates."""
    contact_name = coalition.contact_name or gettext("The secretariat")
    return Mail(
        from_name=gettext("{coalition} secretariat", coalition=coalition.name),
        reply_to=coalition.contact_email,
        postal_address=coalition.postal_address,
        accent_colour=coalition.accent_colour,
        context={
            "coalition": coalition.name,
            "contact_name": contact_name,
            "contact_email": coalition.contact_email,
            "contact_phone": coalition.contact_phone,
            "contact": ", ".join(filter(None, (contact_name, coalition.contact_email, coalition.contact_phone))),
            "title": version.title,
            "addressee": addressee(version),
            "reference": letter.reference,
            "version": version.number,
            "fingerprint": grouped(version.content_hash) if version.content_hash else "",
            "deadline": in_words(letter.deadline_at, letter.zone) if letter.deadline_at else "",
            "statement": letter.kind == "statement",
            "keep_private": _keep_private(letter),
            **context,
        },
    )


def _keep_private(letter: Letter) -> str:
    """What to ask of whoever gets a letter before it is published, in a sentence; empty once it is."""
    if letter.release is ReleaseState.PUBLISHED:
        return ""
    if not letter.publish_at:
        if letter.kind == "statement":
            return gettext("The statement is not published yet: please do not share it before it is.")
        return gettext("The letter is not published yet: please do not share it before it is.")
    at = in_words(letter.publish_at, letter.zone)
    if letter.kind == "statement":
        return gettext("The statement is not published yet: please do not share it before {publication}.", publication=at)
    return gettext("The letter is not published yet: please do not share it before {publication}.", publication=at)


async def newest_extension(session: AsyncSession, letter: Letter) -> LetterEvent | None:
    """The last time that a letter's deadline was moved; its reason says from when to when, and why."""
    return await session.scalar(
        select(LetterEvent)
        .where(LetterEvent.letter_id == letter.id, LetterEvent.step == SigningStep.EXTEND)
        .order_by(LetterEvent.id.desc())
        .limit(1)
    )


def addressee(version: Version) -> str:
    """Whom the letter is to, on one line; empty for a statement."""
    return ", ".join(part for part in (version.addressee_name, version.addressee_office) if part)

"""The one way a letter's state changes: under its row lock, by its tables, leaving a history row."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, NotFound
from campaigns.languages.catalogues import gettext
from campaigns.letters.lifecycles import release, signing, text
from campaigns.letters.lifecycles.facts import LetterFacts
from campaigns.letters.lifecycles.release import ReleaseStep
from campaigns.letters.lifecycles.signing import SigningStep
from campaigns.letters.lifecycles.text import TextStep
from campaigns.letters.models import Letter, LetterEvent

Step = TextStep | SigningStep | ReleaseStep


async def lock_letter(session: AsyncSession, letter_id: UUID, row_version: int | None = None) -> Letter:
    """The letter, with its row locked until the transaction ends.

    Raises `NotFound`, or `Conflict` where `row_version` is the one of a form that somebody else has overtaken.
    """
    letter = await session.scalar(
        select(Letter)
        .where(Letter.id == letter_id)
        # Not the strongest lock: that would wait for whoever has just added a row that refers to the letter and wants this
        # lock too, and the two would wait for each other.
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if letter is None:
        raise NotFound
    if row_version is not None and row_version != letter.row_version:
        last = await session.scalar(
            select(LetterEvent).where(LetterEvent.letter_id == letter_id).order_by(LetterEvent.id.desc()).limit(1)
        )
        if last is None:
            raise Conflict(
                gettext(
                    "This letter was changed while you were on this page."
                    " Look at it again, then repeat what you meant to do."
                )
            )
        raise Conflict(
            gettext(
                "{name} changed this letter while you were on this page."
                " Look at it again, then repeat what you meant to do.",
                name=last.actor_name,
            )
        )
    return letter


def facts_of(letter: Letter, now: datetime) -> LetterFacts:
    """The letter as its guards see it; what lies in other features is added with `dataclasses.replace`."""
    return LetterFacts(
        now=now,
        text=letter.text,
        signing=letter.signing,
        release=letter.release,
        rolling=letter.rolling,
        deadline_at=letter.deadline_at,
        publish_at=letter.publish_at,
    )


def take(
    session: AsyncSession,
    letter: Letter,
    step: Step,
    facts: LetterFacts,
    by: Actor,
    *,
    reason: str = "",
    details: dict[str, str] | None = None,
    version_hash: str = "",
) -> None:
    """Take a step with a letter that `lock_letter` gave. Raises `NotAllowedNow` where its table or a guard refuses."""
    before: str
    after: str
    if isinstance(step, TextStep):
        before, machine = letter.text, "text"
        after = letter.text = text.LIFECYCLE.after(letter.text, step, facts)
    elif isinstance(step, SigningStep):
        before, machine = letter.signing, "signing"
        after = letter.signing = signing.LIFECYCLE.after(letter.signing, step, facts)
    else:
        before, machine = letter.release, "release"
        after = letter.release = release.LIFECYCLE.after(letter.release, step, facts)
    session.add(
        LetterEvent(
            coalition_id=letter.coalition_id,
            letter_id=letter.id,
            machine=machine,
            details=details or {},
            at=facts.now,
            actor_kind=by.kind,
            actor_id=by.id,
            actor_name=by.name,
            request_id=by.request_id,
            step=step,
            from_state=before,
            to_state=after,
            reason=reason,
            version_hash=version_hash,
        )
    )

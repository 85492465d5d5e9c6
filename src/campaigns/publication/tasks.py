"""What comes next with a letter: its way from a draft to an edition as a list, and the one step that is due."""

from collections.abc import Iterator

import msgspec

from campaigns.coalitions.roles import Permission
from campaigns.languages.catalogues import plural
from campaigns.languages.moments import in_words
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.lifecycles.text import TextState
from campaigns.letters.models import Attribution
from campaigns.letters.queries import LetterDetail
from campaigns.publication.progress import Progress


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One stretch of the way. `page` lies below the letter's address, `needs` is what its page asks for.

    `words` say how it stands, `colour` is that of their tag. `button` is what the step that is due is called.
    """

    name: str
    words: str
    colour: str
    page: str
    needs: Permission
    hint: str = ""
    button: str = ""


DONE, LATER = "Done", "Not yet"


def tasks_of(letter: LetterDetail, progress: Progress) -> list[Task]:
    """The letter's way in order. At most one task has a `button`: the step that is due now."""
    by_coalition = letter.attribution is Attribution.COALITION
    tasks = [*_text(letter)]
    if not by_coalition:
        tasks += _signing(letter, progress)
    tasks += _edition(letter, progress)
    return _only_first_button(tasks)


def _text(letter: LetterDetail) -> Iterator[Task]:
    locked = letter.text is TextState.LOCKED
    version = f"Version {letter.version}"
    yield Task(
        name="Write the text",
        words=DONE if locked else "In progress",
        colour="green" if locked else "blue",
        page="preview" if locked else "edit",
        needs=Permission.READ_LETTERS if locked else Permission.DRAFT,
        hint=version,
    )
    yield Task(
        name="Lock the text",
        words=f"{version} locked" if locked else LATER,
        colour="green" if locked else "grey",
        page="preview" if locked else "lock",
        needs=Permission.READ_LETTERS if locked else Permission.LOCK,
        hint="" if locked else "Nobody is asked to sign words that can still change.",
        button="" if locked else "Check and lock the text",
    )


def _signing(letter: LetterDetail, progress: Progress) -> Iterator[Task]:
    yield from _deadline(letter)
    opened = letter.signing is not SigningState.NOT_OPEN
    ready = letter.text is TextState.LOCKED
    is_open = letter.signing is SigningState.OPEN
    yield Task(
        name="Invite organisations",
        words=f"{progress.invited:,} invited" if opened else LATER,
        colour="green" if opened else "grey",
        page="invite" if is_open or not opened else "responses",
        needs=Permission.INVITE if is_open or not opened else Permission.SEE_RESPONSES,
        hint="This opens signing." if not opened else "",
        button="Choose whom to invite" if ready and not opened else "",
    )
    waits = plural(progress.to_review, "signature", "signatures")
    reviewing = opened and progress.to_review > 0
    yield Task(
        name="Collect signatures",
        words=f"{progress.signed:,} signed" if opened else LATER,
        colour=("blue" if is_open else "green") if opened else "grey",
        page="responses",
        needs=Permission.SEE_RESPONSES,
        hint=f"{waits} to review" if reviewing else "",
    )
    if progress.suspended:
        disputed = plural(progress.suspended, "signature", "signatures")
        yield Task(
            name="Settle what is said to be wrong",
            words=f"{progress.suspended:,} suspended",
            colour="red",
            page="review",
            needs=Permission.REVIEW_SIGNATURES,
            hint=f"{disputed} said to be wrong: off the list, and in no edition until you decide.",
            button=f"Settle {disputed}",
        )
    if reviewing:
        yield Task(
            name="Review signatures",
            words=f"{progress.to_review:,} to review",
            colour="purple",
            page="review",
            needs=Permission.REVIEW_SIGNATURES,
            hint="Sent from an address that was not invited, or for several organisations.",
            button=f"Review {waits}",
        )
    if letter.rolling and not (opened and not is_open):
        return
    yield Task(
        name="Close signing",
        words=DONE if opened and not is_open else ("Open" if is_open else LATER),
        colour="green" if opened and not is_open else ("blue" if is_open else "grey"),
        page="close" if is_open else "responses",
        needs=Permission.CLOSE if is_open else Permission.SEE_RESPONSES,
        hint=_closes(letter) if not opened or is_open else "",
    )
    frozen = letter.signing is SigningState.FROZEN
    yield Task(
        name="Freeze the list",
        words=DONE if frozen else LATER,
        colour="green" if frozen else "grey",
        page="freeze",
        needs=Permission.CLOSE,
        hint="" if frozen else "The edition is built from the frozen list.",
        button="Check and freeze the list" if letter.signing is SigningState.CLOSED else "",
    )


def _deadline(letter: LetterDetail) -> Iterator[Task]:
    if letter.rolling or letter.deadline_at is not None:
        return
    yield Task(
        name="Set the deadline",
        words=LATER,
        colour="grey",
        page="deadline",
        needs=Permission.INVITE,
        hint="Everybody who is invited is told when signing closes.",
        button="Set the deadline" if letter.text is TextState.LOCKED else "",
    )


def _closes(letter: LetterDetail) -> str:
    return f"By itself, {in_words(letter.deadline_at, letter.zone)}" if letter.deadline_at else ""


def _edition(letter: LetterDetail, progress: Progress) -> Iterator[Task]:
    may_build = letter.text is TextState.LOCKED and (
        letter.attribution is Attribution.COALITION
        or letter.release is ReleaseState.PUBLISHED
        or (letter.rolling and letter.signing is not SigningState.NOT_OPEN)
    )
    waiting = progress.candidate is not None
    scheduled, published = letter.release is ReleaseState.SCHEDULED, letter.release is ReleaseState.PUBLISHED
    number = progress.candidate or (progress.current or 0) + 1
    if waiting:
        words, colour = _files(progress)
    else:
        words, colour = (f"Edition {progress.current}", "green") if published else (LATER, "grey")
    yield Task(
        name=f"Check edition {number}" if waiting or not published else f"Prepare edition {number}",
        words=words,
        colour=colour,
        page="edition",
        needs=Permission.PUBLISH,
        hint="" if waiting else ("When the list has changed." if published else ""),
        # A published letter needs nothing more; the next edition is a choice.
        button=_edition_button(waiting=waiting and not scheduled, may_build=may_build and not published, number=number),
    )
    yield Task(
        name="Publish",
        words=_release(letter, progress),
        colour="green" if published else ("purple" if scheduled else "grey"),
        page="edition",
        needs=Permission.PUBLISH,
        hint=f"By itself, {in_words(letter.publish_at, letter.zone)}" if scheduled and letter.publish_at else "",
    )


def _files(progress: Progress) -> tuple[str, str]:
    if progress.files_built_at:
        return "Ready to check", "blue"
    return ("Files could not be made", "red") if progress.build_failed_at else ("Files are being made", "yellow")


def _edition_button(*, waiting: bool, may_build: bool, number: int) -> str:
    if waiting:
        return f"Check and publish edition {number}"
    return f"Build edition {number}" if may_build else ""


def _release(letter: LetterDetail, progress: Progress) -> str:
    if letter.release is ReleaseState.PUBLISHED:
        return f"Edition {progress.current} is public"
    return "Set" if letter.release is ReleaseState.SCHEDULED else LATER


def _only_first_button(tasks: list[Task]) -> list[Task]:
    due = next((index for index, task in enumerate(tasks) if task.button), None)
    return [task if index == due else msgspec.structs.replace(task, button="") for index, task in enumerate(tasks)]

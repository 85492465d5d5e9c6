"""What comes next with a letter: its way from a draft to an edition as a list, and the one step that is due."""

from collections.abc import Iterator

import msgspec

from campaigns.coalitions.roles import Permission
from campaigns.languages.catalogues import gettext, gettext_noop, ngettext
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


DONE, LATER = gettext_noop("Done"), gettext_noop("Not yet")
_OPEN = gettext_noop("Open")


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
    yield Task(
        name=gettext("Write the text"),
        words=gettext(DONE) if locked else gettext("In progress"),
        colour="green" if locked else "blue",
        page="preview" if locked else "edit",
        needs=Permission.READ_LETTERS if locked else Permission.DRAFT,
        hint=gettext("Version {number}", number=letter.version),
    )
    yield Task(
        name=gettext("Lock the text"),
        words=gettext("Version {number} locked", number=letter.version) if locked else gettext(LATER),
        colour="green" if locked else "grey",
        page="preview" if locked else "lock",
        needs=Permission.READ_LETTERS if locked else Permission.LOCK,
        hint="" if locked else gettext("Nobody is asked to sign words that can still change."),
        button="" if locked else gettext("Check and lock the text"),
    )


def _signing(letter: LetterDetail, progress: Progress) -> Iterator[Task]:
    yield from _deadline(letter)
    opened = letter.signing is not SigningState.NOT_OPEN
    ready = letter.text is TextState.LOCKED
    is_open = letter.signing is SigningState.OPEN
    yield Task(
        name=gettext("Invite organisations"),
        words=ngettext("{number} invited", "{number} invited", progress.invited) if opened else gettext(LATER),
        colour="green" if opened else "grey",
        page="invite" if is_open or not opened else "responses",
        needs=Permission.INVITE if is_open or not opened else Permission.SEE_RESPONSES,
        hint=gettext("This opens signing.") if not opened else "",
        button=gettext("Choose whom to invite") if ready and not opened else "",
    )
    reviewing = opened and progress.to_review > 0
    yield Task(
        name=gettext("Collect signatures"),
        words=ngettext("{number} signed", "{number} signed", progress.signed) if opened else gettext(LATER),
        colour=("blue" if is_open else "green") if opened else "grey",
        page="responses",
        needs=Permission.SEE_RESPONSES,
        hint=ngettext("{number} signature to review", "{number} signatures to review", progress.to_review)
        if reviewing
        else "",
    )
    if progress.suspended:
        yield Task(
            name=gettext("Settle what is said to be wrong"),
            words=ngettext("{number} suspended", "{number} suspended", progress.suspended),
            colour="red",
            page="review",
            needs=Permission.REVIEW_SIGNATURES,
            hint=ngettext(
                "{number} signature said to be wrong: off the list, and in no edition until you decide.",
                "{number} signatures said to be wrong: off the list, and in no edition until you decide.",
                progress.suspended,
            ),
            button=ngettext("Settle {number} signature", "Settle {number} signatures", progress.suspended),
        )
    if reviewing:
        yield Task(
            name=gettext("Review signatures"),
            words=ngettext("{number} to review", "{number} to review", progress.to_review),
            colour="purple",
            page="review",
            needs=Permission.REVIEW_SIGNATURES,
            hint=gettext("Sent from an address that was not invited, or for several organisations."),
            button=ngettext("Review {number} signature", "Review {number} signatures", progress.to_review),
        )
    if letter.rolling and not (opened and not is_open):
        return
    yield Task(
        name=gettext("Close signing"),
        words=gettext(DONE if opened and not is_open else (_OPEN if is_open else LATER)),
        colour="green" if opened and not is_open else ("blue" if is_open else "grey"),
        page="close" if is_open else "responses",
        needs=Permission.CLOSE if is_open else Permission.SEE_RESPONSES,
        hint=_closes(letter) if not opened or is_open else "",
    )
    frozen = letter.signing is SigningState.FROZEN
    yield Task(
        name=gettext("Freeze the list"),
        words=gettext(DONE if frozen else LATER),
        colour="green" if frozen else "grey",
        page="freeze",
        needs=Permission.CLOSE,
        hint="" if frozen else gettext("The edition is built from the frozen list."),
        button=gettext("Check and freeze the list") if letter.signing is SigningState.CLOSED else "",
    )


def _deadline(letter: LetterDetail) -> Iterator[Task]:
    if letter.rolling or letter.deadline_at is not None:
        return
    yield Task(
        name=gettext("Set the deadline"),
        words=gettext(LATER),
        colour="grey",
        page="deadline",
        needs=Permission.INVITE,
        hint=gettext("Everybody who is invited is told when signing closes."),
        button=gettext("Set the deadline") if letter.text is TextState.LOCKED else "",
    )


def _closes(letter: LetterDetail) -> str:
    return gettext("By itself, {when}", when=in_words(letter.deadline_at, letter.zone)) if letter.deadline_at else ""


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
        words = gettext("Edition {number}", number=progress.current) if published else gettext(LATER)
        colour = "green" if published else "grey"
    to_check = waiting or not published
    yield Task(
        name=gettext("Check edition {number}", number=number)
        if to_check
        else gettext("Prepare edition {number}", number=number),
        words=words,
        colour=colour,
        page="edition",
        needs=Permission.PUBLISH,
        hint="" if waiting else (gettext("When the list has changed.") if published else ""),
        # A published letter needs nothing more; the next edition is a choice.
        button=_edition_button(waiting=waiting and not scheduled, may_build=may_build and not published, number=number),
    )
    yield Task(
        name=gettext("Publish"),
        words=_release(letter, progress),
        colour="green" if published else ("purple" if scheduled else "grey"),
        page="edition",
        needs=Permission.PUBLISH,
        hint=gettext("By itself, {when}", when=in_words(letter.publish_at, letter.zone))
        if scheduled and letter.publish_at
        else "",
    )


def _files(progress: Progress) -> tuple[str, str]:
    if progress.files_built_at:
        return gettext("Ready to check"), "blue"
    return (
        (gettext("Files could not be made"), "red")
        if progress.build_failed_at
        else (gettext("Files are being made"), "yellow")
    )


def _edition_button(*, waiting: bool, may_build: bool, number: int) -> str:
    if waiting:
        return gettext("Check and publish edition {number}", number=number)
    return gettext("Build edition {number}", number=number) if may_build else ""


def _release(letter: LetterDetail, progress: Progress) -> str:
    if letter.release is ReleaseState.PUBLISHED:
        return gettext("Edition {number} is public", number=progress.current)
    return gettext("Set") if letter.release is ReleaseState.SCHEDULED else gettext(LATER)


def _only_first_button(tasks: list[Task]) -> list[Task]:
    due = next((index for index, task in enumerate(tasks) if task.button), None)
    return [task if index == due else msgspec.structs.replace(task, button="") for index, task in enumerate(tasks)]

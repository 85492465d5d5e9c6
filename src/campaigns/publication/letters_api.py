"""The list of letters with how far each has come, and what is next with one, as JSON."""

import msgspec
from litestar import get
from litestar.params import FromPath, FromQuery

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.queries import PAGE, LetterRow, letter_of_reference, letters_of
from campaigns.publication.progress import Progress, progress_of
from campaigns.publication.tasks import Task, tasks_of
from campaigns.web.dependencies import Session


class ListedLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter in the list; `progress` is null for those who may not see responses."""

    letter: LetterRow
    progress: Progress | None


class Letters(msgspec.Struct, frozen=True, kw_only=True):
    """Letters, the newest first; `after` asks for the next ones, and is null at the end."""

    letters: list[ListedLetter]
    after: str | None


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """What comes next with a letter."""

    tasks: list[Task]


@get("")
async def list_letters(session: Session, place: Scope, after: FromQuery[str | None] = None) -> Letters:
    """Fifty letters of the coalition."""
    place.require(Permission.READ_LETTERS)
    rows = await letters_of(session, after)
    sees = rows and place.may(Permission.SEE_RESPONSES)
    progress = await progress_of(session, [row.id for row in rows]) if sees else {}
    return Letters(
        letters=[ListedLetter(letter=row, progress=progress.get(row.id)) for row in rows],
        after=rows[-1].reference if len(rows) == PAGE else None,
    )


@get("/{reference:str}/tasks")
async def read_tasks(reference: FromPath[str], session: Session, place: Scope) -> Way:
    """The letter's way from a draft to an edition, and the one step that is due."""
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    return Way(tasks=tasks_of(letter, (await progress_of(session, [letter.id]))[letter.id]))

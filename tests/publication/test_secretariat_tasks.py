"""What is next with a letter, in every state that it can be in."""

from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import msgspec
import pytest

from campaigns.letters.headline import headline
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.lifecycles.text import TextState
from campaigns.letters.models import Attribution, LetterKind
from campaigns.letters.queries import LetterDetail
from campaigns.publication.progress import Progress
from campaigns.publication.tasks import Task, tasks_of
from tests import cast

AT = datetime(2026, 6, 5, 16, tzinfo=UTC)
LETTER = LetterDetail(
    id=UUID(int=1),
    coalition_id=UUID(int=2),
    reference="FFA-2026-01",
    slug="warm-homes",
    kind=LetterKind.OPEN_LETTER,
    attribution=Attribution.UNDERSIGNED,
    working_title="",
    text=TextState.LOCKED,
    signing=SigningState.NOT_OPEN,
    release=ReleaseState.UNRELEASED,
    headline=headline(TextState.LOCKED, SigningState.NOT_OPEN, ReleaseState.UNRELEASED),
    rolling=False,
    individuals_may_sign=False,
    deadline_at=AT,
    publish_at=None,
    published_at=None,
    zone="Europe/London",
    row_version=1,
    version_id=UUID(int=3),
    version=1,
    words=cast.letter().text(),
    content_hash="0" * 64,
    written_at=AT,
    locked_at=AT,
)
PAGES = {"edit", "preview", "lock", "deadline", "invite", "responses", "review", "close", "freeze", "edition"}


def due(tasks: list[Task]) -> str:
    [button] = [task.button for task in tasks if task.button] or [""]
    return button


def test_at_most_one_step_is_due_in_any_state_and_every_task_leads_somewhere() -> None:
    for text, signing, release, attribution, rolling, deadline, candidate, waiting in product(
        TextState, SigningState, ReleaseState, Attribution, (True, False), (AT, None), (2, None), (3, 0)
    ):
        letter = msgspec.structs.replace(
            LETTER,
            text=text,
            signing=signing,
            release=release,
            attribution=attribution,
            rolling=rolling,
            deadline_at=None if rolling else deadline,
            publish_at=AT if release is ReleaseState.SCHEDULED else None,
        )
        progress = Progress(to_review=waiting, candidate=candidate, current=1, files_built_at=AT if candidate else None)
        tasks = tasks_of(letter, progress)
        assert len([task for task in tasks if task.button]) <= 1
        assert {task.page for task in tasks} <= PAGES
        assert all(task.words for task in tasks)


@pytest.mark.parametrize(
    ("changes", "progress", "button"),
    [
        ({"text": TextState.DRAFTING}, Progress(), "Check and lock the text"),
        ({"deadline_at": None}, Progress(), "Set the deadline"),
        ({}, Progress(), "Choose whom to invite"),
        ({"signing": SigningState.OPEN}, Progress(invited=3), ""),
        ({"signing": SigningState.OPEN}, Progress(invited=3, to_review=1), "Review 1 signature"),
        ({"signing": SigningState.CLOSED}, Progress(to_review=2), "Review 2 signatures"),
        ({"signing": SigningState.CLOSED}, Progress(unchecked=2), "Check and freeze the list"),
        ({"signing": SigningState.FROZEN}, Progress(candidate=1), "Check and publish edition 1"),
        ({"signing": SigningState.FROZEN, "release": ReleaseState.SCHEDULED, "publish_at": AT}, Progress(candidate=1), ""),
        ({"signing": SigningState.FROZEN, "release": ReleaseState.PUBLISHED}, Progress(current=1), ""),
        ({"signing": SigningState.OPEN, "rolling": True, "deadline_at": None}, Progress(signed=1), "Build edition 1"),
        ({"attribution": Attribution.COALITION, "deadline_at": None}, Progress(), "Build edition 1"),
    ],
)
def test_the_step_that_is_due(changes: dict[str, object], progress: Progress, button: str) -> None:
    assert due(tasks_of(msgspec.structs.replace(LETTER, **changes), progress)) == button

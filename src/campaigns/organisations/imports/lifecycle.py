"""From an upload to a list that is applied.

waiting ── read ─────▶ read ── apply ──▶ applied
waiting ── give up ──▶ unreadable
waiting, read, unreadable ── discard ──▶ discarded
"""

from dataclasses import dataclass
from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop
from campaigns.lifecycle import Lifecycle, Rule


class ImportState(StrEnum):
    WAITING = "waiting"
    READ = "read"
    UNREADABLE = "unreadable"
    APPLIED = "applied"
    DISCARDED = "discarded"


class ImportStep(StrEnum):
    READ = "read"
    GIVE_UP = "give up"
    APPLY = "apply"
    DISCARD = "discard"


@dataclass(frozen=True)
class ImportFacts:
    """What the guards ask. `rows_with_problems` are left out only if a person said so."""

    rows_with_problems: int = 0
    leave_out: bool = False
    rows_to_apply: int = 1


def _problems_are_settled(facts: ImportFacts) -> str | None:
    if facts.rows_with_problems and not facts.leave_out:
        return gettext_noop(
            "Some rows have problems, so nothing was added. Mend the file and upload it again, or say that these rows are"
            " to be left out."
        )
    return None


def _something_is_left(facts: ImportFacts) -> str | None:
    return None if facts.rows_to_apply else gettext_noop("No row is without problems, so there is nothing to add.")


IMPORT = Lifecycle(
    gettext_noop("This list"),
    {
        (ImportState.WAITING, ImportStep.READ): Rule(ImportState.READ),
        (ImportState.WAITING, ImportStep.GIVE_UP): Rule(ImportState.UNREADABLE),
        (ImportState.READ, ImportStep.APPLY): Rule(ImportState.APPLIED, (_problems_are_settled, _something_is_left)),
        (ImportState.WAITING, ImportStep.DISCARD): Rule(ImportState.DISCARDED),
        (ImportState.READ, ImportStep.DISCARD): Rule(ImportState.DISCARDED),
        (ImportState.UNREADABLE, ImportStep.DISCARD): Rule(ImportState.DISCARDED),
    },
    {
        ImportState.WAITING: gettext_noop("still being read"),
        ImportState.READ: gettext_noop("read and not yet added"),
        ImportState.UNREADABLE: gettext_noop("not readable"),
        ImportState.APPLIED: gettext_noop("added already"),
        ImportState.DISCARDED: gettext_noop("discarded"),
    },
)

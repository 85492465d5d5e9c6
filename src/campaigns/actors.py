"""Who did something: a signed-in person, the holder of a mailed link, or a job of our own."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    PERSON = "person"
    LINK = "link"
    JOB = "job"


#: What stands where the name of a person stood whose details were erased (`campaigns.erasure`); stored, and so in English.
REMOVED = "a representative (details removed)"


@dataclass(frozen=True)
class Actor:
    """Written into every history row. `name` is how the act is told to people; `id` is the person's or the link's row."""

    kind: ActorKind
    name: str
    id: UUID | None = None
    request_id: str = ""


def job(name: str) -> Actor:
    """The actor for work that no person asked for at that moment, such as closing at the deadline."""
    return Actor(ActorKind.JOB, name)

"""Who is asking: `visitor` may be nobody, `person` is somebody who is signed in."""

from typing import Any

from litestar import Request
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import SignInNeeded
from campaigns.languages.locales import prefer
from campaigns.people.models import Person
from campaigns.people.sessions import person_of_session
from campaigns.web.dependencies import Now
from campaigns.web.sessions import hash_of, session_id_of

Visitor = NamedDependency[Person | None]
SignedIn = NamedDependency[Person]


async def provide_visitor(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], now: Now
) -> Person | None:
    """The person whose session the request carries, if it carries one that has not ended. They read their language."""
    session_id = session_id_of(request)
    person = None if session_id is None else await person_of_session(session, hash_of(session_id), now)
    prefer(person.locale if person else None)
    return person


async def provide_person(visitor: Visitor) -> Person:
    """The signed-in person. Raises `SignInNeeded`."""
    if visitor is None:
        raise SignInNeeded
    return visitor


DEPENDENCIES = {"visitor": Provide(provide_visitor), "person": Provide(provide_person)}

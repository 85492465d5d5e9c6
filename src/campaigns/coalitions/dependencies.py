"""What a handler under `/{coalition}` may ask for: the scope, which is also what holds the session to that coalition."""

from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.coalitions import scope as scopes
from campaigns.people.models import Person

Scope = NamedDependency[scopes.Scope]
By = NamedDependency[Actor]


async def provide_scope(
    coalition: FromPath[str], session: NamedDependency[AsyncSession], person: NamedDependency[Person]
) -> scopes.Scope:
    """The signed-in person in the coalition of the address. Raises `NotFound` for a coalition that is not theirs."""
    return await scopes.enter(session, coalition, person)


def provide_by(place: NamedDependency[scopes.Scope], request_id: NamedDependency[str]) -> Actor:
    """The signed-in person as history rows name them."""
    return place.actor(request_id)


#: For the routers whose paths hold `{coalition:str}` and that only people with a role there may enter.
DEPENDENCIES = {
    "place": Provide(provide_scope),
    "by": Provide(provide_by, sync_to_thread=False),
}

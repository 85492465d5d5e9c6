"""The scope and the actor under names that a handler may have: Litestar keeps `scope` for the connection's own."""

from litestar.di import NamedDependency, Provide

from campaigns.actors import Actor
from campaigns.coalitions import scope as scopes
from campaigns.coalitions.dependencies import provide_scope
from campaigns.people.dependencies import DEPENDENCIES as SIGNED_IN

Place = NamedDependency[scopes.Scope]
By = NamedDependency[Actor]


def provide_by(place: Place, request_id: NamedDependency[str]) -> Actor:
    """The signed-in person as the log names them."""
    return place.actor(request_id)


#: For routers whose paths hold `{coalition:str}`.
DEPENDENCIES = {
    **SIGNED_IN,
    "place": Provide(provide_scope),
    "by": Provide(provide_by, sync_to_thread=False),
}

"""The scope and the actor under names that a handler may have: Litestar keeps `scope` for the connection's own."""

import msgspec
from litestar.di import NamedDependency, Provide

from campaigns.actors import Actor
from campaigns.coalitions import scope as scopes
from campaigns.coalitions.dependencies import provide_scope
from campaigns.people.dependencies import DEPENDENCIES as SIGNED_IN


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """How much about organisations waits for the secretariat: who asks to join, what is to be corrected, who may be one."""

    enquiries: int
    corrections: int
    duplicates: int


Place = NamedDependency[scopes.Scope]
By = NamedDependency[Actor]
#: Counted by `campaigns.my_organisation.waiting`, which knows the features that are built on this one.
Waits = NamedDependency[Waiting]


def provide_by(place: Place, request_id: NamedDependency[str]) -> Actor:
    """The signed-in person as the log names them."""
    return place.actor(request_id)


#: For routers whose paths hold `{coalition:str}`.
DEPENDENCIES = {
    **SIGNED_IN,
    "place": Provide(provide_scope),
    "by": Provide(provide_by, sync_to_thread=False),
}

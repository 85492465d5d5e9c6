"""The request that is being answered, for what templates need deep inside a macro. Handlers are given theirs."""

from contextvars import ContextVar
from typing import Any

from litestar import Request
from litestar.types import Scope

scope: ContextVar[Scope] = ContextVar("scope")


def current_request() -> Request[Any, Any, Any]:
    """The request. Raises `LookupError` outside one, as in a worker."""
    return Request(scope.get())

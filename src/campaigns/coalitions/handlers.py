"""The pages and answers about coalitions themselves."""

from typing import Any

HANDLERS: list[Any] = []

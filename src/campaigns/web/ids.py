"""Ids as they come in an address or a form."""

from uuid import UUID


def id_in(text: str) -> UUID | None:
    """The id that a text is; None for anything else, which stands for no row at all."""
    try:
        return UUID(text)
    except ValueError:
        return None

"""Where a browser may be sent on to."""

from urllib.parse import urlsplit

#: Where people go who were not on their way to another page.
HOME = "/secretariat"


def safe_next(address: str, otherwise: str = HOME) -> str:
    r"""A page of ours to go on to, or `otherwise` for anything that may lead elsewhere (CWE-601).

    Only a path counts, with or without a query: no scheme, no host, no `//`, no backslash, no control character.
    """
    if not (address.isascii() and address.isprintable() and address.startswith("/")):
        return otherwise
    if address.startswith("//") or "\\" in address:
        return otherwise
    parts = urlsplit(address)
    return otherwise if parts.scheme or parts.netloc else address

"""Links and codes that are worked out from the server's secret, so that none of them is stored.

A token is the row's id (16 bytes) and the first 16 bytes of an HMAC-SHA-256 over purpose, id and rotation: 43 characters
of base64url. Re-sending gives the same link; raising a row's `rotation` ends the links made before. A code is six digits
from an HMAC of its own, so knowing one does not give the other.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from enum import StrEnum
from uuid import UUID

from campaigns.errors import NotFound

TOKEN_LENGTH = 43
CODE_DIGITS = 6


class Purpose(StrEnum):
    """What a token is for. A token for one purpose is never accepted for another."""

    INVITATION = "invitation"
    REPLY = "reply"
    ADDRESS_CHECK = "address-check"
    AUTHORITY = "authority"
    SIGN_IN = "sign-in"
    OBJECTION = "objection"
    UNSUBSCRIBE = "unsubscribe"
    MY_ORGANISATION = "my-organisation"
    INDIVIDUAL = "individual"
    INDIVIDUAL_CHECK = "individual-check"
    CASCADE = "cascade"
    CASCADE_PAGE = "cascade-page"
    JOINING = "joining"
    STANDING_AUTHORITY = "standing-authority"


class Keys:
    """Makes and checks tokens and codes with one server secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def _mac(self, what: str, row: UUID, rotation: int) -> bytes:
        message = b"\0".join((what.encode(), row.bytes, str(rotation).encode()))
        return hmac.digest(self._secret, message, "sha256")

    def token(self, purpose: Purpose, row: UUID, rotation: int = 0) -> str:
        """The token for a row: 43 characters, safe in a path."""
        return urlsafe_b64encode(row.bytes + self._mac(purpose, row, rotation)[:16]).rstrip(b"=").decode()

    def code(self, purpose: Purpose, row: UUID, rotation: int = 0) -> str:
        """Six digits for a person to type."""
        number = int.from_bytes(self._mac(f"{purpose} code", row, rotation)[:8])
        return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"

    def holds(self, token: str, purpose: Purpose, row: UUID, rotation: int = 0) -> bool:
        """Whether this is the row's token at this rotation, compared in constant time."""
        return hmac.compare_digest(token.encode(), self.token(purpose, row, rotation).encode())

    def was_replaced(self, token: str, purpose: Purpose, row: UUID, rotation: int) -> bool:
        """Whether this was the row's token at one of the last hundred rotations before this one."""
        return any(self.holds(token, purpose, row, before) for before in range(max(0, rotation - 100), rotation))

    def code_holds(self, code: str, purpose: Purpose, row: UUID, rotation: int = 0) -> bool:
        """Whether this is the row's code; spaces in what was typed are ignored."""
        typed = "".join(code.split())
        return hmac.compare_digest(typed.encode(), self.code(purpose, row, rotation).encode())

    def hashed(self, what: str, value: str) -> str:
        """A keyed hash (64 hexadecimal digits) for values that are looked up but must not be readable at rest."""
        return hmac.digest(self._secret, f"{what}\0{value}".encode(), "sha256").hex()


def row_of(token: str) -> UUID:
    """The row that a token names, not yet checked. Raises `NotFound` for anything that cannot be a token."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        raise NotFound
    try:
        return UUID(bytes=urlsafe_b64decode(token + "=")[:16])
    except (Error, ValueError):
        raise NotFound from None

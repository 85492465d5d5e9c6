"""Addresses that mail comes back to, one for each message, so that a return needs nobody's word for what it is about.

`bounces@letters.example` becomes `bounces+<48 hexadecimal digits>@letters.example`: the message's id, and the first 64 bits
of an HMAC over it. Hexadecimal, because some servers write local parts in lower case.
"""

import hmac
import re
from uuid import UUID

from campaigns.tokens import Keys

_MARK_DIGITS = 16
_MARKED = re.compile(r"\+([0-9a-f]{32})([0-9a-f]{16})@", re.IGNORECASE)


def return_address(keys: Keys, address: str, message_id: UUID) -> str:
    """Where one message comes back to; `address` is the one from the settings."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{message_id.hex}{_mark(keys, message_id)}@{domain}"


def message_at(keys: Keys, text: str) -> UUID | None:
    """The message of a return address in the text of a header; None without one that we made."""
    for found in _MARKED.finditer(text):
        message_id = UUID(found[1])
        if hmac.compare_digest(found[2].lower(), _mark(keys, message_id)):
            return message_id
    return None


def _mark(keys: Keys, message_id: UUID) -> str:
    return keys.hashed("return address", message_id.hex)[:_MARK_DIGITS]

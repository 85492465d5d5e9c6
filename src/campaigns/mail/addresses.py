"""Mail addresses: what may be written to, and which two are the same."""

import re

from email_validator import EmailNotValidError, validate_email

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext, gettext_noop

LONGEST_LOCAL_PART = 64
LONGEST_ADDRESS = 254

_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
_WRITE_IT_LIKE = gettext_noop("Write an email address like name@organisation.example.")

#: Providers that give an address to anybody, so that it says nothing about the organisation.
_FREE_PROVIDERS = """
aol.com btinternet.com fastmail.com gmail.com gmx.com googlemail.com hotmail.co.uk hotmail.com icloud.com live.co.uk live.com
mail.com me.com msn.com ntlworld.com outlook.com pm.me proton.me protonmail.com sky.com talktalk.net virginmedia.com
yahoo.co.uk yahoo.com ymail.com
"""
#: Domains at which anybody may have an address, from a short list.
FREE_PROVIDERS = frozenset(_FREE_PROVIDERS.split())


def checked(address: str, field: str = "email") -> str:
    """The address as mail is sent to it: the local part as typed, the domain as IDNA A-labels (RFC 5890).

    No look-up is made. Raises `Invalid` with one sentence under `field` for anything that is not an address, for a local
    part beyond ASCII (RFC 6531 addresses cannot be delivered everywhere), and beyond the lengths of RFC 5321, 4.5.3.1.
    """
    try:
        found = validate_email(address.strip(), allow_smtputf8=False, check_deliverability=False)
    except EmailNotValidError:
        raise Invalid({field: gettext(_WRITE_IT_LIKE)}) from None
    sendable = found.ascii_email
    if sendable is None or len(found.local_part) > LONGEST_LOCAL_PART or len(sendable) > LONGEST_ADDRESS:
        raise Invalid({field: gettext(_WRITE_IT_LIKE)})
    return sendable


def match_key(address: str) -> str:
    """What two writings of one mailbox have in common: the domain in lower case, and the local part in ASCII lower case.

    Only A to Z are lowered: `str.lower` would turn letters of other scripts into ASCII ones and match a stranger's address.
    Mail goes to the address that is stored, never to this key. Where an address was erased there is neither: the key of
    nothing is empty, and no row that is written to has it. Raises `Invalid` for what is not an address.
    """
    if not address:
        return ""
    if not _PLAIN.fullmatch(address):
        address = checked(address)
    return address.translate(_ASCII_LOWER)


def mailbox_key(address: str) -> str:
    """`match_key` without what follows a plus sign, which most servers deliver to the same mailbox (RFC 5233)."""
    local, _, domain = match_key(address).rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def domain_of(address: str) -> str:
    """The domain of an address, in lower case and as A-labels."""
    return match_key(address).rpartition("@")[2]


def masked(address: str) -> str:
    """An address for somebody who need not learn it: `a…@wensum.example`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def is_free_mail(address: str) -> bool:
    """Whether the address is with a provider that anybody may use; a hint for reviewers, from a short list."""
    return domain_of(address) in FREE_PROVIDERS

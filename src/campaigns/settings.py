"""One frozen `Settings`, read once from `CAMPAIGNS_…` environment variables."""

import os
from collections.abc import Mapping
from ipaddress import ip_network
from urllib.parse import urlsplit

import msgspec

PREFIX = "CAMPAIGNS_"
SHORTEST_SECRET = 32
#: With the longest path that is mailed, the 57 characters of a sign-in link, no link reaches 100, so that none is broken.
LONGEST_PUBLIC_URL = 42


#: A mark of 49 characters is put behind what stands before the @, which RFC 5321 gives 64.
LONGEST_BOUNCE_NAME = 15


class SettingsError(Exception):
    """A setting is missing or cannot be used; the message names it and says what is wrong."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How this process reaches the others.

    Each field is the environment variable of the same name in capitals, after `CAMPAIGNS_`.
    `public_url` has no trailing slash, 42 characters at most, and is the only base of any link that is written or mailed.
    """

    database_url: str
    redis_url: str
    smtp_url: str
    public_url: str
    secret: str
    mail_from: str = "letters@localhost.localdomain"
    #: Where mail that cannot be delivered comes back to; each message adds a mark of its own before the @. Empty: mail_from.
    bounce_address: str = ""
    #: What a mail service proves itself with when it brings such mail by HTTP; empty where none does.
    bounce_secret: str = ""
    #: A Maildir in which such mail arrives, read by the worker; empty where there is none.
    bounce_maildir: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    web_processes: int = 1
    #: Addresses and networks of reverse proxies whose `X-Forwarded-For` is believed, with spaces or commas between.
    trusted_proxies: str = "127.0.0.1 ::1"
    #: Where the demonstration's mailbox can be read; shown in the footer of the demonstration only.
    mailbox_url: str = ""

    @property
    def secure(self) -> bool:
        """Whether the site is reached by https, so that cookies may demand it."""
        return self.public_url.startswith("https://")


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings, or raise `SettingsError` naming every variable that is missing or wrong."""
    environment = os.environ if environment is None else environment
    known = {field.name: field for field in msgspec.structs.fields(Settings)}
    values = {name: environment[PREFIX + name.upper()] for name in known if environment.get(PREFIX + name.upper())}
    missing = [PREFIX + name.upper() for name, field in known.items() if field.required and name not in values]
    if missing:
        raise SettingsError(f"Set {', '.join(missing)}.")
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as problem:
        raise SettingsError(str(problem)) from None
    return _checked(settings)


def _checked(settings: Settings) -> Settings:
    if len(settings.secret) < SHORTEST_SECRET:
        raise SettingsError(f"{PREFIX}SECRET must be at least {SHORTEST_SECRET} characters of random text.")
    if settings.bounce_secret and len(settings.bounce_secret) < SHORTEST_SECRET:
        raise SettingsError(f"{PREFIX}BOUNCE_SECRET must be at least {SHORTEST_SECRET} characters of random text.")
    local, _, domain = settings.bounce_address.rpartition("@")
    if settings.bounce_address and not (0 < len(local) <= LONGEST_BOUNCE_NAME and domain):
        raise SettingsError(
            f"{PREFIX}BOUNCE_ADDRESS must be an address with at most {LONGEST_BOUNCE_NAME} characters before the @."
        )
    public = urlsplit(settings.public_url)
    if public.scheme not in {"http", "https"} or not public.hostname or settings.public_url.endswith("/"):
        raise SettingsError(f"{PREFIX}PUBLIC_URL must be an http or https address without a slash at its end.")
    if (length := len(settings.public_url)) > LONGEST_PUBLIC_URL:
        raise SettingsError(
            f"{PREFIX}PUBLIC_URL has {length} characters and may have {LONGEST_PUBLIC_URL}:"
            " mail programs would break the longer links."
        )
    for network in settings.trusted_proxies.replace(",", " ").split():
        try:
            ip_network(network)
        except ValueError as problem:
            raise SettingsError(f"{PREFIX}TRUSTED_PROXIES: {problem}.") from None
    for name, schemes in _SCHEMES.items():
        if urlsplit(getattr(settings, name)).scheme not in schemes:
            raise SettingsError(f"{PREFIX}{name.upper()} must begin with {' or '.join(f'{s}://' for s in schemes)}.")
    return settings


_SCHEMES = {
    "database_url": ("postgresql", "postgresql+asyncpg"),
    "redis_url": ("redis", "rediss", "unix"),
    "smtp_url": ("smtp", "smtps"),
}

"""Who asks, as far as a network address tells."""

from collections.abc import Sequence
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from campaigns.settings import Settings
from campaigns.web.bodies import AnyRequest

#: What one household or office has: a whole /64, however many addresses are used from it.
_IPV6_SITE = 64


def client_of(request: AnyRequest) -> str:
    """The client's IPv4 address, or its IPv6 /64; "unknown" where there is none.

    `X-Forwarded-For` is read from its end for as long as what handed the request on is a proxy of ours
    (`Settings.trusted_proxies`); what stands before that is what the client says of itself, and is not looked at.
    """
    settings: Settings = request.app.state.settings
    trusted = _networks(settings.trusted_proxies)
    client = _address(request.client.host if request.client else "")
    handed_on = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",")]
    while client is not None and handed_on and _is_among(client, trusted):
        told = _address(handed_on.pop())
        if told is None:
            break
        client = told
    if isinstance(client, IPv6Address):
        return str(ip_network((client, _IPV6_SITE), strict=False))
    return str(client) if client is not None else "unknown"


@cache
def _networks(names: str) -> Sequence[IPv4Network | IPv6Network]:
    return [ip_network(name) for name in names.replace(",", " ").split()]


def _is_among(address: IPv4Address | IPv6Address, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    return any(address in network for network in networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None

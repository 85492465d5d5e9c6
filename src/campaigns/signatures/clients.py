"""Who asks, as far as a network address tells."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from campaigns.web.bodies import AnyRequest

#: What one household or office has: a whole /64, however many addresses are used from it.
_IPV6_SITE = 64


def client_of(request: AnyRequest) -> str:
    """The client's IPv4 address, or its IPv6 /64; "unknown" where there is none.

    A peer at a private address is taken for our own reverse proxy, whose last entry in `X-Forwarded-For` is then the client.
    From anywhere else that header is what the client says of itself, and is not looked at.
    """
    peer = _address(request.client.host if request.client else "")
    if peer is not None and peer.is_private:
        told = _address(request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip())
        peer = told or peer
    if isinstance(peer, IPv6Address):
        return str(ip_network((peer, _IPV6_SITE), strict=False))
    return str(peer) if peer is not None else "unknown"


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None

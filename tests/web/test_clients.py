"""Who asks: the network address behind our own proxies, and never what a stranger says of himself."""

from typing import Any, cast

import msgspec
import pytest
from litestar.testing import RequestFactory

from campaigns.settings import Settings
from campaigns.web.clients import client_of

OURS = "127.0.0.1 10.0.0.0/8 fd00::/8"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("1.2.3.4", "", "1.2.3.4"),
        ("1.2.3.4", "198.51.100.7", "1.2.3.4"),
        ("10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "6.6.6.6, 198.51.100.7, 10.0.0.9", "198.51.100.7"),
        ("10.0.0.2", "198.51.100.7, nonsense", "10.0.0.2"),
        ("10.0.0.2", "10.0.0.3", "10.0.0.3"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("192.168.1.5", "198.51.100.7", "192.168.1.5"),
        ("127.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fd00::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2606:4700:1:2:3::4", "", "2606:4700:1:2::/64"),
        ("", "", "unknown"),
        ("not an address", "", "unknown"),
    ],
)
def test_the_client_is_whom_our_own_proxies_name(settings: Settings, peer: str, forwarded: str, client: str) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded} if forwarded else {})
    cast(Any, request.scope)["client"] = (peer, 1) if peer else None
    request.app.state.settings = msgspec.structs.replace(settings, trusted_proxies=OURS)

    assert client_of(request) == client

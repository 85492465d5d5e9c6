"""Ports that are chosen now and listened on later."""

import socket

import pytest

from campaigns.services.processes import LOOPBACK, free_port, held_port


def test_a_port_that_is_held_is_given_to_nobody_else_and_takes_no_connection():
    wanted = free_port()
    with held_port(wanted) as ours, held_port(wanted) as theirs:
        assert ours == wanted
        assert theirs != ours
        assert free_port(wanted) not in {ours, theirs}
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((LOOPBACK, ours), timeout=5)
    assert free_port(wanted) == wanted


def test_the_server_that_it_is_held_for_gets_every_connection():
    with held_port() as port, socket.socket() as server:
        for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
            server.setsockopt(socket.SOL_SOCKET, option, 1)
        server.bind((LOOPBACK, port))
        server.listen()
        server.settimeout(5)
        for _ in range(20):
            with socket.create_connection((LOOPBACK, port), timeout=5):
                server.accept()[0].close()
        # It was the server that closed: what is left of those connections must not cost the next run its port.
    with held_port(port) as again:
        assert again == port

"""The web server as the process that it is in production."""

import os
import signal
import socket
import subprocess
import sys
import time

import httpx
import psutil
import pytest

from campaigns.services.processes import free_port, set_privileges
from campaigns.settings import PREFIX


@pytest.fixture(scope="module")
def server(servers, shared_database_url, tmp_path_factory):
    """Two processes behind one port; their port, the process that minds them, and its log."""
    port = free_port()
    ours = {
        "database_url": shared_database_url,
        "redis_url": servers.redis_url,
        "smtp_url": "smtp://127.0.0.1:1",
        "public_url": "http://letters.example",
        "secret": "a secret for tests only, of more than 32 characters",
        "port": str(port),
        "web_processes": "2",
    }
    environment = os.environ | {PREFIX + name.upper(): value for name, value in ours.items()}
    log = tmp_path_factory.mktemp("server") / "server.log"
    with log.open("wb") as output:
        command = [*set_privileges("--pdeathsig", "SIGTERM"), sys.executable, "-P", "-m", "campaigns", "serve"]
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    wait_until(lambda: log.read_text().count("Started worker") == 2)
    yield port, psutil.Process(process.pid), log
    process.terminate()
    assert process.wait(30) == 0


def wait_until(true, seconds=120):
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def answers(port):
    try:
        return httpx.get(f"http://127.0.0.1:{port}/", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def test_the_death_of_one_process_is_made_good_and_ends_nothing(server):
    port, main, log = server
    killed, other = main.children()
    killed.send_signal(signal.SIGKILL)
    assert all(answers(port) for _ in range(20))
    wait_until(lambda: log.read_text().count("Started worker") == 3)
    assert len(set(main.children()) - {killed, other}) == 1


def test_a_client_that_dribbles_its_headers_is_cut_off(server):
    port, *_ = server
    with socket.create_connection(("127.0.0.1", port)) as slow:
        slow.settimeout(20)
        slow.sendall(b"GET / HTTP/1.1\r\nHost: letters.example\r\nX-Slow: ")
        began = time.monotonic()
        while slow.recv(4096):
            pass
        assert time.monotonic() - began < 10


def test_nobody_is_spoken_to_by_websocket(server):
    port, *_ = server
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    assert httpx.get(f"http://127.0.0.1:{port}/", headers=upgrade).status_code != 101
    assert answers(port)

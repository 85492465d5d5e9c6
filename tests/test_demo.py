"""The demonstration as somebody runs it who has never seen the project: started, used, killed, and started again."""

import os
import re
import signal
import stat
import subprocess
import sys
import time

import httpx
import psutil
import pytest

from campaigns.mailings import COMPOSERS
from campaigns.services.processes import free_port, set_privileges

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("only_demonstration")]

#: So that nothing goes on if the run of the tests is killed.
WITH_US = set_privileges("--pdeathsig", "SIGTERM")
DEMO = [sys.executable, "-P", "-m", "campaigns", "demo"]


class Terminal:
    """Somebody's terminal in which the demonstration runs, of this checkout or by the `command` of another installation."""

    def __init__(self, directory, *options, command=DEMO):
        self._output = (directory.parent / "terminal.txt").open("w+b")
        arguments = [*WITH_US, *command, "--data", directory, *options]
        environment = os.environ | {"COLUMNS": "200"}
        self.process = subprocess.Popen(
            arguments,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=directory.parent,
            start_new_session=True,
        )

    @property
    def text(self):
        self._output.seek(0)
        return self._output.read().decode()

    def wait_until_it_says(self, words, seconds=120):
        until = time.monotonic() + seconds
        while words not in self.text:
            assert self.process.poll() is None, self.text
            assert time.monotonic() < until, self.text
            time.sleep(0.05)

    def addresses(self):
        """The public site, the sign-in page and the mailbox, as printed."""
        self.wait_until_it_says("Press Ctrl-C")
        return re.findall(r"http://127\.0\.0\.1:\d+/\S*", self.text)

    def end(self, number):
        """Send a signal and wait; returns the exit code, and what of it is still running a while later."""
        everything = psutil.Process(self.process.pid).children(recursive=True)
        assert len(everything) >= 5
        self.process.send_signal(number)
        code = self.process.wait(60)
        _, left = psutil.wait_procs(everything, timeout=30)
        return code, left

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        self._output.close()


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "Nia's laptop"
    home.mkdir()
    return home


@pytest.fixture
def open_terminal(home):
    terminals = []

    def open_terminal(*options, directory=home / "demo"):
        terminals.append(Terminal(directory, *options))
        return terminals[-1]

    yield open_terminal
    for terminal in terminals:
        terminal.close()


def test_nia_tries_it_stops_it_and_comes_back(open_terminal, home):
    port = free_port(8400)
    first = open_terminal("--port", str(port))
    site, sign_in, mailbox = first.addresses()
    assert site == f"http://127.0.0.1:{port}/"
    assert sign_in == f"{site}sign-in"
    assert all(httpx.get(address).status_code == 200 for address in (site, sign_in, mailbox))
    assert "nia@harbour.example" in first.text
    secrets = home / "demo" / "demonstration.json"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    known = secrets.read_text()
    look_at_one_mail_of_each_kind(site, mailbox)
    before = httpx.get(f"{mailbox}api/messages").json()

    second = open_terminal()
    assert second.process.wait(60) == 1
    [line] = second.text.strip().splitlines()
    assert "another one" in line
    assert str(first.process.pid) in line

    code, left = first.end(signal.SIGTERM)
    assert (code, left) == (0, [])

    began = time.monotonic()
    again = open_terminal()
    assert again.addresses() == [site, sign_in, mailbox]
    assert time.monotonic() - began < 60
    assert secrets.read_text() == known
    after = httpx.get(f"{mailbox}api/messages").json()
    assert {mail["id"] for mail in before} <= {mail["id"] for mail in after}

    _, left = again.end(signal.SIGKILL)
    assert left == []

    fresh = open_terminal("--fresh")
    fresh.addresses()
    assert secrets.read_text() != known
    code, left = fresh.end(signal.SIGINT)
    assert (code, left) == (0, [])
    assert "Traceback" not in fresh.text


def look_at_one_mail_of_each_kind(site, mailbox):
    """Every kind of mail that there is has come to the mailbox, with both its texts, short links and its headers."""
    httpx.post(f"{site}api/v1/sign-in-requests", json={"email": "nia@harbour.example"}).raise_for_status()
    httpx.post(f"{site}api/v1/my-organisation", json={"email": "amina@wensum.example"}).raise_for_status()
    until, mails = time.monotonic() + 90, []
    while set(COMPOSERS) - {mail["kind"] for mail in mails}:
        assert time.monotonic() < until, set(COMPOSERS) - {mail["kind"] for mail in mails}
        time.sleep(0.2)
        mails = httpx.get(f"{mailbox}api/messages").json()
    shown = [
        httpx.get(f"{mailbox}api/messages/{identity}").json()
        for identity in re.findall(r'src="/messages/([^/]+)/html"', httpx.get(f"{mailbox}kinds").text)
    ]
    assert [mail["kind"] for mail in shown] == sorted(COMPOSERS)
    for mail in shown:
        kind, headers = mail["kind"], {name.lower(): value for name, value in mail["headers"]}
        assert mail["text"].strip(), kind
        assert "<html" in mail["html"], kind
        assert all(len(link) < 100 and link.startswith(site) for link in mail["links"]), (kind, mail["links"])
        assert headers["auto-submitted"] == "auto-generated", kind
        assert {"from", "to", "date", "message-id", "subject"} <= set(headers), kind
        asks = kind in {"invitation", "passed_on", "reminder", "cascade_pack", "cascade_page"}
        assert ("list-unsubscribe-post" in headers) == asks, kind
        assert "{{" not in mail["text"] + mail["html"], kind


def test_a_taken_port_gets_another_and_is_told(open_terminal, home):
    taken = free_port(8500)
    (home / "page").mkdir()
    other = subprocess.Popen([sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(taken)], cwd=home / "page")
    try:
        until = time.monotonic() + 30
        while free_port(taken) == taken and time.monotonic() < until:
            time.sleep(0.02)
        terminal = open_terminal("--port", str(taken))
        site, *_ = terminal.addresses()
        assert site != f"http://127.0.0.1:{taken}/"
        assert f"Port {taken} is taken" in terminal.text
        assert httpx.get(site).status_code == 200
        assert terminal.end(signal.SIGHUP) == (0, [])
    finally:
        other.kill()
        other.wait()


@pytest.mark.parametrize("option", [[], ["--fresh"]])
def test_somebody_elses_directory_is_left_alone_and_told_in_one_line(open_terminal, home, option):
    (home / "photographs").mkdir()
    (home / "photographs" / "holiday.jpg").touch()
    terminal = open_terminal(*option, directory=home / "photographs")
    assert terminal.process.wait(60) == 1
    [line] = terminal.text.strip().splitlines()
    assert "holds something else" in line
    assert (home / "photographs" / "holiday.jpg").exists()

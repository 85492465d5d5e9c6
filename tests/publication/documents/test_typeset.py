import subprocess
import sys
from pathlib import Path

import pytest

from campaigns.publication.documents import pdf
from campaigns.publication.documents.pdf import TypesettingError
from campaigns.publication.documents.typeset import Order, complaints_in


def order(directory: Path, template: str) -> Order:
    (directory / "letter.typ").write_text(template)
    return Order(directory=str(directory), fonts=[], data="{}", created=0)


def test_it_can_read_nothing_but_its_templates(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    for path in ("../secret.txt", "/etc/hostname"):
        with pytest.raises(TypesettingError, match=r"escape|not found|failed to load"):
            pdf._run(order(room, f'#read("{path}")'))


def test_it_reaches_no_network(tmp_path: Path) -> None:
    with pytest.raises(TypesettingError, match="failed to download"):
        pdf._run(order(tmp_path, '#import "@preview/example:0.1.0": add'))


def test_it_is_stopped_at_its_limit_of_memory(tmp_path: Path) -> None:
    with pytest.raises(TypesettingError, match="memory allocation"):
        pdf._run(order(tmp_path, '#("x" * 4000000000).len()'))


def test_it_is_given_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CAMPAIGNS_SECRET", "canary")
    seen = {}
    run = subprocess.run

    def noting(*arguments: object, **options: object) -> object:
        seen.update(options)
        return run(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", noting)
    pdf._run(order(tmp_path, '#set document(title: "Letter")\nText'.replace("Text", '#set text(lang: "en")\nText')))
    assert "canary" not in str(seen["env"])


def test_it_begins_without_the_rest_of_the_program() -> None:
    loaded = "import sys; import campaigns.publication.documents.typeset; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    assert not {"sqlalchemy", "litestar", "typst", "markdown_it", "nh3"} & set(modules)


def test_what_the_compiler_says_of_missing_letters_is_read_apart_from_the_rest() -> None:
    missing = 'error: PDF/UA-1 error: the text `"{}"` could not be displayed with font `"X"`\n  = hint: try another\n'
    assert complaints_in(missing.format("안") + missing.format("ไ") + missing.format("안")) == (["안", "ไ"], [])
    assert complaints_in(missing.format('\\u{301}\\"')) == (['\u0301"'], [])
    assert complaints_in(missing.format("안") + "error: missing date\nerror: missing date\n") == (["안"], ["missing date"])


def test_what_the_standards_refuse_is_typeset_without_them(tmp_path: Path) -> None:
    proof = pdf._run(order(tmp_path, "#set document(date: auto)\nNo title, no language."))
    assert proof.pdf.startswith(b"%PDF-")
    assert proof.undrawable == []
    assert proof.complaints == ["PDF/UA-1 error: missing document title"]

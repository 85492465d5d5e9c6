"""The PDF of an edition or of a draft, typeset by a process that is held to its limits."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from campaigns.paths import PACKAGE, STATIC, TEMPLATES
from campaigns.publication.content import EditionContent
from campaigns.publication.documents import letter_data
from campaigns.publication.documents.typeset import Order, Proof
from campaigns.publication.documents.wording import identified_as, person_of

FONTS = STATIC / "vendor" / "fonts"
_TEMPLATES = TEMPLATES / "documents" / "letter"
_SECONDS = 120
#: Nothing of ours is passed on, secrets least of all; and whatever would fetch a package is sent to a closed port.
_ENVIRONMENT = {
    "PYTHONPATH": str(PACKAGE.parent),
    "PYTHONSAFEPATH": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "HTTP_PROXY": "http://127.0.0.1:9",
}


class TypesettingError(Exception):
    """The typesetter failed or was stopped at its limits; the message ends with what it said last."""


def edition_pdf(content: EditionContent) -> tuple[bytes, list[str]]:
    """The edition as PDF/UA-1 and PDF/A-2a, and warnings in words for the secretariat.

    A name with a letter that no font has is shown with a box in its place, and the file then claims neither standard.
    Blocks for as long as the typesetter runs (about 1 second for 6,000 rows). Raises `TypesettingError`.
    """
    proof = _typeset(letter_data.published(content), content)
    return proof.pdf, _warnings(content, proof)


def draft_pdf(content: EditionContent) -> tuple[bytes, list[str]]:
    """The words as a draft, with DRAFT on every page and nobody's name. Otherwise as `edition_pdf`."""
    proof = _typeset(letter_data.draft(content), content)
    return proof.pdf, _warnings(msgspec.structs.replace(content, entries=[], individuals=[]), proof)


def signed_pdf(content: EditionContent, own: dict[str, Any]) -> tuple[bytes, list[str]]:
    """The words of a version with one signature's facts (see `letter_data.signed`). Otherwise as `edition_pdf`."""
    proof = _typeset(letter_data.signed(content, own), content)
    return proof.pdf, _warnings(content, proof)


def _typeset(data: dict[str, Any], content: EditionContent) -> Proof:
    with tempfile.TemporaryDirectory(prefix="campaigns-typeset-") as directory:
        for template in _TEMPLATES.glob("*.typ"):
            shutil.copy(template, directory)
        if content.publisher.logo:
            (Path(directory) / "logo.png").write_bytes(content.publisher.logo)
        order = Order(
            directory=directory,
            fonts=[str(FONTS)],
            data=msgspec.json.encode(data).decode(),
            created=int(content.as_at.timestamp()),
        )
        return _run(order)


def _run(order: Order) -> Proof:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "campaigns.publication.documents.typeset"],
            input=msgspec.msgpack.encode(order),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            cwd=order.directory,
            env=_ENVIRONMENT,
        )
    except subprocess.TimeoutExpired:
        raise TypesettingError(f"The PDF was not ready after {_SECONDS} seconds.") from None
    if done.returncode:
        raise TypesettingError(f"The PDF could not be made: {done.stderr.decode(errors='replace')[-2000:]}")
    return msgspec.msgpack.decode(done.stdout, type=Proof)


def _warnings(content: EditionContent, proof: Proof) -> list[str]:
    rows = {entry.display_name: f"{entry.display_name} {person_of(entry)}" for entry in content.entries}
    rows |= {one.name: f"{one.name} {identified_as(one)}" for one in content.individuals}
    concerned = [name for name, words in rows.items() if any(piece in words for piece in proof.undrawable)]
    elsewhere = [piece for piece in proof.undrawable if not any(piece in words for words in rows.values())]
    boxes = "The PDF shows boxes instead of letters, and is not marked as accessible, because no font here can draw"
    advice = "Everything else shows them right. Ask whoever runs this service to add a font, then build the files again."
    warnings = []
    if concerned:
        warnings.append(f"{boxes} part of these names: {', '.join(concerned)}. {advice}")
    if elsewhere:
        warnings.append(f"{boxes} these letters of the text: {' '.join(elsewhere)}. {advice}")
    if proof.complaints:
        warnings.append(f"The PDF is not marked as accessible. The typesetter says: {'; '.join(proof.complaints)}.")
    return warnings

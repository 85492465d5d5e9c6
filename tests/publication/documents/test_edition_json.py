import hashlib
import json
import re

from campaigns.paths import CHECKOUT
from campaigns.publication.documents.edition_json import edition_json
from tests.publication.documents.editions import SCRIPTS, edition, entry

CONTENT = edition(
    entry("Wensum Voluntary Action (WVA)", person="Amina Cole", title="chief executive"),
    entry("A and B", "A", "B", edition=2),
    *(entry(name) for name in SCRIPTS[:3]),
    edition=2,
)


def test_the_edition_can_be_read_by_a_program() -> None:
    data = json.loads(edition_json(CONTENT))
    assert (data["reference"], data["edition"], data["status"]) == ("FFA-2026-07", 2, "published")
    assert (data["asAt"], data["zone"]) == ("2026-06-04T16:00:00Z", "Europe/London")
    assert data["count"] == {"organisations": 6, "rows": 5}
    assert data["signatories"][0] == {
        "position": 1,
        "name": "Wensum Voluntary Action (WVA)",
        "sortName": "Wensum Voluntary Action (WVA)",
        "organisations": ["Wensum Voluntary Action (WVA)"],
        "group": False,
        "person": "Amina Cole",
        "title": "chief executive",
        "signedInEdition": 1,
    }
    assert data["signatories"][1]["organisations"] == ["A", "B"]
    assert data["text"]["body"].startswith("We are 6 organisations")
    assert len(data["text"]["asks"]) == 3


def test_anybody_can_check_the_fingerprint_from_the_file_alone() -> None:
    data = json.loads(edition_json(CONTENT))
    assert hashlib.sha256(data["canonicalText"].encode()).hexdigest() == data["sha256"]
    assert "{count}" in data["canonicalText"]


def test_names_are_written_in_their_own_script_and_nothing_private_is() -> None:
    written = edition_json(CONTENT).decode()
    assert SCRIPTS[0] in written
    assert "logo" not in written


def test_every_field_is_documented() -> None:
    described = (CHECKOUT / "docs" / "edition-json.md").read_text()
    fields = set(re.findall(r'"(\w+)":', edition_json(CONTENT).decode()))
    assert [field for field in sorted(fields) if f"`{field}`" not in described] == []

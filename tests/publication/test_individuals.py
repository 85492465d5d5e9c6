"""Sam signed in a personal capacity: in a list of his own in every output, and in no count of organisations."""

import csv
import io
import json
import re
from pathlib import Path

import httpx
import msgspec
import pypdf
import pytest
from sqlalchemy import select

from campaigns.actors import Actor, ActorKind
from campaigns.errors import NotAllowedNow
from campaigns.individuals.actions import confirm, withdraw
from campaigns.individuals.deciding import accept, remove
from campaigns.individuals.models import IndividualSignature
from campaigns.letters.actions import close_signing
from campaigns.letters.models import Letter
from campaigns.publication import actions
from campaigns.publication.building import whole_content
from campaigns.publication.content import EditionContent, Individual
from campaigns.publication.documents.files import files
from campaigns.publication.documents.wording import check
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.models import Edition, EditionIndividual
from tests import cast
from tests.individuals.people import ADA, SAM, accepted, checked, let_in, sent
from tests.publication.documents.editions import edition
from tests.publication.stage import SITE, Stage

HEADING = "Individuals signing in a personal capacity"
AFFILIATION = "Senior lecturer, University of Ellery (for identification only)"
SAM_HIMSELF = Actor(ActorKind.LINK, "Sam Ode")


async def frozen(stage: Stage) -> Letter:
    """Wensum and Mill Road have signed, and Sam and Ada for themselves."""
    letter = await stage.open()
    await let_in(stage.session, letter, stage.by, stage.now)
    for name in (cast.WENSUM, cast.MILL_ROAD):
        await stage.sign(letter, name)
    for who in (SAM, ADA):
        await accepted(stage.session, letter, who, stage.by, stage.now)
    await close_signing(stage.session, letter.id, None, stage.by, stage.now)
    await actions.freeze(stage.session, letter.id, None, SITE, stage.by, stage.now)
    await stage.make_files()
    return letter


async def published(stage: Stage) -> Letter:
    letter = await frozen(stage)
    await actions.publish_now(stage.session, letter.id, None, stage.by, stage.now)
    return letter


async def sams(stage: Stage) -> IndividualSignature:
    found = await stage.session.scalars(select(IndividualSignature).where(IndividualSignature.name == "Sam Ode"))
    return found.one()


async def editions(stage: Stage) -> list[Edition]:
    return list(await stage.session.scalars(select(Edition).order_by(Edition.id)))


def with_people(content: EditionContent, *people: Individual) -> EditionContent:
    return msgspec.structs.replace(content, individuals=list(people), individual_count=len(people))


async def test_every_output_has_the_same_two_lists_with_the_same_two_counts(stage: Stage) -> None:
    await frozen(stage)
    [candidate] = await editions(stage)
    content = await whole_content(stage.session, candidate)
    built = {file.file_name.partition("edition-1")[2]: file.content for file in files(content).files}

    assert (candidate.organisation_count, candidate.row_count, candidate.individual_count) == (2, 2, 2)
    told = json.loads(built[".json"])
    assert told["count"] == {"organisations": 2, "rows": 2, "individuals": 2}
    assert [one["name"] for one in told["signatories"]] == [cast.MILL_ROAD, cast.WENSUM]
    assert [(one["name"], one["note"]) for one in told["individuals"]] == [
        ("Sam Ode", "for identification only"),
        ("Ada Quill", ""),
    ]
    rows = list(csv.DictReader(io.StringIO(built["-individuals.csv"].decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["Sam Ode", "Ada Quill"], "by family name"
    assert rows[0]["title and affiliation are"] == "for identification only"
    organisations = built["-signatories.csv"].decode()
    assert "Sam Ode" not in organisations
    text = built["-letter.txt"].decode()
    people = r"Sam Ode\n    Senior.+\nAda Quill\n"
    assert re.search(rf"{HEADING}\n-+\n2 individuals, edition 1, as at .+\n(.+\n)?\n{people}", text)
    assert "2 organisations, edition 1, as at" in text
    paper = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(built[".pdf"])).pages)
    squeezed = " ".join(paper.split())
    for words in (HEADING, "2 individuals, edition 1", "2 organisations, edition 1", "Sam Ode", "for identification only"):
        assert words in squeezed
    assert SAM.email not in "".join(str(one) for one in built.values())


async def test_the_number_in_the_text_is_the_organisations(stage: Stage) -> None:
    letter = await stage.open(cast.letter(attestation="We, {count} organisations, ask you to act."))
    await let_in(stage.session, letter, stage.by, stage.now)
    await stage.sign(letter, cast.WENSUM)
    await accepted(stage.session, letter, SAM, stage.by, stage.now)
    await close_signing(stage.session, letter.id, None, stage.by, stage.now)
    await actions.freeze(stage.session, letter.id, None, SITE, stage.by, stage.now)
    [candidate] = await editions(stage)
    content = await whole_content(stage.session, candidate)
    [told] = [json.loads(file.content) for file in files(content).files if file.file_name.endswith(".json")]
    assert told["text"]["attestation"] == "We, 1 organisations, ask you to act."


def test_an_edition_without_individuals_is_written_as_it_always_was() -> None:
    """Its content of before there were any, without the new fields, makes the same bytes."""
    content = edition()
    told = msgspec.to_builtins(content)
    for name in ("individuals", "individual_count"):
        told.pop(name)
    before = msgspec.convert(told, EditionContent)
    assert before == content
    built = files(before)
    assert [file.file_name.partition("-edition-")[2] for file in built.files] == [
        file.file_name.partition("-edition-")[2] for file in files(content).files
    ]
    for file in built.files:
        assert b"ndividual" not in file.content or file.media_type == "application/pdf", file.file_name
    assert len(built.files) == 5


def test_a_count_that_the_list_has_not_is_not_built() -> None:
    one = with_people(edition(), Individual(name="Sam Ode"))
    check(one)
    with pytest.raises(ValueError, match="counts individuals that it does not list"):
        check(msgspec.structs.replace(one, individual_count=2))


async def test_the_public_pages_and_the_api_show_both_lists(stage: Stage, client: httpx.AsyncClient) -> None:
    letter = await published(stage)
    path = f"/letters/fair-futures/{letter.slug}"
    page = (await client.get(path)).text
    assert page.index("Wensum Voluntary Action (WVA)") < page.index(HEADING) < page.index("Sam Ode")
    assert AFFILIATION in page
    assert "2 individuals, edition 1, as at" in page
    assert "2 organisations, edition 1, as at" in page
    assert SAM.email not in page
    listed = (await client.get(f"{path}/individuals")).text
    assert "Ada Quill" in listed
    assert (await client.get(f"{path}/editions/1/individuals")).status_code == 200
    assert "Sam Ode" not in (await client.get(f"{path}/signatories")).text
    told = (await client.get(f"/api/v1{path}")).json()
    assert (told["organisation_count"], told["individual_count"]) == (2, 2)
    rows = (await client.get(told["individuals"], params={"limit": 1})).json()
    assert [row["affiliation"] for row in rows["individuals"]] == ["University of Ellery"]
    rows = (await client.get(rows["next"])).json()
    assert ([row["name"] for row in rows["individuals"]], rows["next"]) == (["Ada Quill"], None)
    history = (await client.get(f"/api/v1{path}/editions")).json()
    assert history["editions"][0]["individual_count"] == 2


async def test_a_letter_without_individuals_has_no_page_of_them(stage: Stage, client: httpx.AsyncClient) -> None:
    letter = await stage.published(signed_by=[cast.WENSUM])
    path = f"/letters/fair-futures/{letter.slug}"
    assert "ndividual" not in (await client.get(path)).text.partition("<main")[2]
    assert (await client.get(f"{path}/individuals")).status_code == 404


async def test_whoever_withdraws_leaves_every_page_at_that_moment(stage: Stage, client: httpx.AsyncClient) -> None:
    letter = await published(stage)
    path = f"/letters/fair-futures/{letter.slug}"
    pages = [
        *(path, f"{path}/editions/1", f"{path}/individuals"),
        f"/api/v1{path}/editions/1/individuals",
    ]
    tags = {page: (await client.get(page)).headers["etag"] for page in pages}

    await withdraw(stage.session, (await sams(stage)).id, "", SAM_HIMSELF, stage.now)

    for page in pages:
        answer = await client.get(page, headers={"if-none-match": tags[page]})
        assert answer.status_code == 200, page
        assert "Sam Ode" not in answer.text, page
        assert "Ada Quill" in answer.text, page
    assert "1 name of this edition is no longer shown" in (await client.get(path)).text
    told = await stage.session.scalars(select(EditionIndividual.name).order_by(EditionIndividual.position))
    assert list(told) == ["Sam Ode", "Ada Quill"], "what was published stays on record"

    await stage.edition(letter)
    newest = (await editions(stage))[-1]
    assert (newest.state, newest.individual_count, newest.organisation_count) == (EditionState.CURRENT, 1, 2)
    assert "no longer shown" not in (await client.get(path)).text


async def test_an_edition_that_waits_is_built_again_before_it_is_published(stage: Stage) -> None:
    letter = await frozen(stage)
    await actions.schedule(stage.session, letter.id, stage.now, None, stage.by, stage.now)
    why = "They asked us by telephone."
    await remove(stage.session, (await sams(stage)).id, why, None, stage.by, stage.now)

    assert await actions.publish_next_due(stage.session, stage.now) == letter.id
    assert letter.published_at is None
    await stage.make_files()
    assert await actions.publish_next_due(stage.session, stage.now) == letter.id

    first, second = await editions(stage)
    assert (first.state, first.individual_count) == (EditionState.DISCARDED, 2)
    assert (second.state, second.individual_count, second.organisation_count) == (EditionState.CURRENT, 1, 2)


async def test_those_who_wait_do_not_hold_up_the_list_and_do_not_join_it_once_frozen(stage: Stage) -> None:
    letter = await stage.open()
    await let_in(stage.session, letter, stage.by, stage.now)
    await stage.sign(letter, cast.WENSUM)
    waiting = await checked(stage.session, letter, SAM, stage.now)
    unchecked = await sent(stage.session, letter, ADA, stage.now)
    await close_signing(stage.session, letter.id, None, stage.by, stage.now)

    await actions.freeze(stage.session, letter.id, None, SITE, stage.by, stage.now)

    [candidate] = await editions(stage)
    assert (candidate.individual_count, candidate.organisation_count) == (0, 1)
    with pytest.raises(NotAllowedNow, match="frozen"):
        await accept(stage.session, waiting.id, "Known to us.", None, stage.by, stage.now)
    with pytest.raises(NotAllowedNow, match="frozen"):
        await confirm(stage.session, unchecked.id, Actor(ActorKind.LINK, "Ada"), stage.now)
    await actions.unfreeze(stage.session, letter.id, None, stage.by, stage.now)
    await accept(stage.session, waiting.id, "Known to us.", None, stage.by, stage.now)


async def test_the_next_edition_marks_who_is_new_and_says_what_changed(stage: Stage, client: httpx.AsyncClient) -> None:
    letter = await stage.open(cast.statement())
    await let_in(stage.session, letter, stage.by, stage.now)
    await accepted(stage.session, letter, SAM, stage.by, stage.now)
    await stage.sign(letter, cast.WENSUM)
    await stage.edition(letter)
    await accepted(stage.session, letter, ADA, stage.by, stage.now)
    await stage.edition(letter)
    page = (await client.get(f"/letters/fair-futures/{letter.slug}")).text
    [*rows] = re.findall(r'<li class="signatories__row">(.*?)</li>', page, re.DOTALL)
    assert [("new in this edition" in row) for row in rows if "Ada" in row or "Sam" in row] == [False, True]


def test_names_that_a_spreadsheet_would_run_are_guarded(tmp_path: Path) -> None:
    content = with_people(edition(), Individual(name="+Sam", title="-1", affiliation="=cmd()"))
    built = {file.file_name: file for file in files(content).files}
    [name] = [name for name in built if name.endswith("-individuals.csv")]
    [row] = csv.DictReader(io.StringIO(built[name].content.decode("utf-8-sig")))
    assert (row["name"], row["title"], row["affiliation"]) == ("'+Sam", "'-1", "'=cmd()")

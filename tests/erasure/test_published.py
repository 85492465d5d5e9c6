"""An edition that named somebody: its pages name them no more, and its files are taken down until the next edition."""

import httpx
from sqlalchemy import select

from campaigns.erasure.actions import Wish, erase
from campaigns.erasure.models import Ground
from campaigns.erasure.queries import Subject, held
from campaigns.publication import actions
from campaigns.publication.building import whole_content
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.models import Edition, EditionEntry, EditionFile
from tests import cast
from tests.publication.conftest import client, stage
from tests.publication.stage import Stage

__all__ = ["client", "stage"]

BEN = "ben@millroad.example"


async def forget_ben(stage: Stage) -> None:
    wish, today = Wish(ground=Ground.ASKED, received_on=stage.now.date()), stage.now.date()
    subject = Subject(email=BEN)
    await erase(stage.session, stage.keys, stage.company.id, subject, wish, stage.by, stage.now, today)
    await stage.session.flush()


async def test_the_name_leaves_the_pages_and_the_files_are_taken_down(client: httpx.AsyncClient, stage: Stage) -> None:
    letter = await stage.published(signed_by=[cast.WENSUM, cast.MILL_ROAD], show=True)
    path = f"/letters/fair-futures/{letter.slug}"
    told = await held(stage.session, stage.company.id, Subject(email=BEN))
    assert told.editions == [f"{letter.reference}, edition 1"]
    before = await client.get(path)
    [file] = [one for one in (await client.get(f"/api/v1{path}")).json()["files"] if one["address"].endswith(".csv")]
    assert (await client.get(file["address"])).status_code == 200

    await forget_ben(stage)

    after = await client.get(path, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert "Ben Marsh" not in after.text
    assert cast.MILL_ROAD in after.text
    assert "The files of this edition were taken down" in after.text
    assert (await client.get(f"/api/v1{path}")).json()["files"] == []
    assert (await client.get(file["address"])).status_code == 404
    [edition] = (
        await stage.session.scalars(
            select(Edition).where(Edition.letter_id == letter.id).execution_options(populate_existing=True)
        )
    ).all()
    rows = select(EditionEntry).where(EditionEntry.edition_id == edition.id)
    await stage.session.execute(rows.execution_options(populate_existing=True))
    entries = (await whole_content(stage.session, edition)).entries
    assert (edition.organisation_count, len(entries)) == (2, 2), "the count stays"
    assert "Ben Marsh" not in [one.person_name for one in entries]
    kept = (await stage.session.execute(select(EditionFile.sha256, EditionFile.size, EditionFile.content))).all()
    assert {one.content for one in kept} == {b""}
    assert file["sha256"] in {one.sha256 for one in kept}

    await stage.edition(letter)
    assert len((await client.get(f"/api/v1{path}")).json()["files"]) == len(kept), "the next edition has files again"
    assert "Ben Marsh" not in (await client.get(path)).text


async def test_an_edition_that_waits_is_built_again_before_it_is_published(stage: Stage) -> None:
    letter = await stage.frozen(signed_by=[cast.WENSUM, cast.MILL_ROAD], show=True)
    await actions.schedule(stage.session, letter.id, stage.now, None, stage.by, stage.now)

    await forget_ben(stage)

    assert await actions.publish_next_due(stage.session, stage.now) == letter.id
    await stage.make_files()
    assert await actions.publish_next_due(stage.session, stage.now) == letter.id
    current = (await stage.session.scalars(select(Edition).where(Edition.state == EditionState.CURRENT))).one()
    files = (await stage.session.scalars(select(EditionFile.content).where(EditionFile.edition_id == current.id))).all()
    assert all(files)
    assert current.organisation_count == 2

"""A signer who is to be shown no more is gone from every public page at once, and from the next edition's files."""

import httpx
from sqlalchemy import select

from campaigns.actors import Actor, ActorKind
from campaigns.letters.models import Letter
from campaigns.mail.models import Message
from campaigns.publication import actions
from campaigns.publication.building import whole_content
from campaigns.publication.models import Edition
from campaigns.signatures.changing import hide_person
from campaigns.signatures.models import Signature
from tests import cast
from tests.publication.stage import Stage

AMINA_COLE = Actor(ActorKind.LINK, "Amina Cole")


async def hide(stage: Stage, organisation: str) -> None:
    found = await stage.session.scalars(select(Signature.id).where(Signature.display_name == organisation))
    await hide_person(stage.session, found.one(), AMINA_COLE, stage.now)
    await stage.session.flush()


async def people_in(stage: Stage, letter: Letter) -> list[list[str]]:
    editions = await stage.session.scalars(select(Edition).where(Edition.letter_id == letter.id).order_by(Edition.id))
    return [[one.person_name for one in (await whole_content(stage.session, edition)).entries] for edition in editions]


async def test_every_page_leaves_her_out_at_once_and_nobody_is_told_that_nothing_changed(
    client: httpx.AsyncClient, stage: Stage
) -> None:
    letter = await stage.published(signed_by=[cast.WENSUM, cast.MILL_ROAD], show=True)
    path = f"/letters/fair-futures/{letter.slug}"
    pages = [path, f"{path}/signatories", f"{path}/editions/1", f"{path}/editions/1/signatories"]
    pages.append(f"/api/v1{path}/editions/1/signatories")
    tags = {}
    for page in pages:
        answer = await client.get(page)
        assert "Amina Cole" in answer.text, page
        tags[page] = answer.headers["etag"]

    await hide(stage, cast.WENSUM)

    for page in pages:
        answer = await client.get(page, headers={"If-None-Match": tags[page]})
        assert answer.status_code == 200, page
        assert "Amina Cole" not in answer.text, page
        assert "Chief executive" not in answer.text, page
        assert "Wensum Voluntary Action (WVA)" in answer.text, page
        assert "Ben Marsh" in answer.text, page
    found = await client.get(f"{path}/signatories", params={"search": "amina"})
    assert "Wensum" not in found.text, "nor does a search find the organisation by her name"
    mailed = await stage.session.scalars(select(Message.recipient_email).where(Message.kind == "person_hidden"))
    assert "nia@harbour.example" in mailed.all()


async def test_the_next_edition_leaves_her_out_and_the_first_stays_as_it_is(stage: Stage) -> None:
    letter = await stage.published(signed_by=[cast.WENSUM], show=True)
    await hide(stage, cast.WENSUM)

    await stage.edition(letter)

    assert await people_in(stage, letter) == [["Amina Cole"], [""]]


async def test_an_edition_that_waits_is_built_again_before_it_is_published(stage: Stage) -> None:
    letter = await stage.frozen(signed_by=[cast.WENSUM, cast.MILL_ROAD], show=True)
    await actions.schedule(stage.session, letter.id, stage.now, None, stage.by, stage.now)
    await hide(stage, cast.WENSUM)

    assert await actions.publish_next_due(stage.session, stage.now) == letter.id
    assert letter.published_at is None
    await stage.make_files()
    assert await actions.publish_next_due(stage.session, stage.now) == letter.id

    assert await people_in(stage, letter) == [["Ben Marsh", "Amina Cole"], ["Ben Marsh", ""]]

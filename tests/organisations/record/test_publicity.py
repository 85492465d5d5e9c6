"""Wensum's logo and boilerplate: drawn anew with rights and words, and every version of the text kept."""

import base64
import io

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from campaigns.duplicates.merging import merge
from campaigns.errors import Invalid
from campaigns.organisations.actions import add_organisation
from campaigns.organisations.fields import OrganisationFields
from campaigns.organisations.locking import locked
from campaigns.organisations.record.boilerplate import MOST_WORDS, boilerplate_versions, set_boilerplate
from campaigns.organisations.record.logo import logo_of, picture_of, remove_logo, set_logo
from campaigns.organisations.record.models import Boilerplate
from campaigns.organisations.record.queries import organisation_record
from tests.organisations.browsing import text_of


def picture(form="PNG", size=(1600, 400)):
    content = io.BytesIO()
    Image.new("RGB", size, "#7a1f3d").save(content, form)
    return content.getvalue()


@pytest.fixture
async def wensum(at_futures, futures, now):
    fields = OrganisationFields(display_name="Wensum Voluntary Action (WVA)")
    added = await add_organisation(at_futures, futures.coalition_id, fields, futures.actor, now)
    await at_futures.commit()
    return added


async def test_a_logo_is_drawn_anew_with_its_words_and_who_said_that_it_may_be_used(at_futures, futures, wensum, now):
    await set_logo(at_futures, wensum.id, picture("JPEG"), "A river", rights=True, actor=futures.actor, now=now)
    png, digest = await picture_of(at_futures, wensum.id)
    with Image.open(io.BytesIO(png)) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (800, 200))
    logo = await logo_of(at_futures, wensum.id)
    assert (logo.alt, logo.sha256, logo.rights_by, logo.rights_at) == ("A river", digest, "Nia Rees", now)

    await set_logo(at_futures, wensum.id, None, "A wide river", rights=False, actor=futures.actor, now=now)
    assert (await logo_of(at_futures, wensum.id)).alt == "A wide river", "words alone need no rights"
    await remove_logo(at_futures, wensum.id, futures.actor, now)
    await remove_logo(at_futures, wensum.id, futures.actor, now)
    assert await logo_of(at_futures, wensum.id) is None


@pytest.mark.parametrize(
    ("content", "alt", "rights", "field", "sentence"),
    [
        (picture(), "A river", False, "rights", "lets you use it"),
        (picture(), " ", True, "logo_alt", "cannot see it"),
        (picture(), "x" * 201, True, "logo_alt", "200 characters"),
        (b"<svg onload='alert(1)'/>", "A river", True, "logo", "SVG"),
        (b"GIF89a nothing", "A river", True, "logo", "PNG, JPEG or WebP"),
        (b"x" * (2 * 1024 * 1024 + 1), "A river", True, "logo", "2 MB"),
        (picture(size=(5000, 4000)), "A river", True, "logo", "too many pixels"),
        (None, "A river", True, "logo", "Choose a picture."),
    ],
)
async def test_what_cannot_be_kept_is_refused_with_a_reason(
    at_futures, futures, wensum, now, content, alt, rights, field, sentence
):
    with pytest.raises(Invalid) as refused:
        await set_logo(at_futures, wensum.id, content, alt, rights=rights, actor=futures.actor, now=now)
    assert sentence in refused.value.problems[field]


async def test_every_version_of_the_boilerplate_is_kept_and_the_newest_counts(at_futures, futures, wensum, now):
    for text in ("We help  people by the river.", "We help people by the river.", "We help everybody."):
        await set_boilerplate(at_futures, wensum.id, text, futures.actor, now)
    versions = await boilerplate_versions(at_futures, wensum.id)
    assert [one.text for one in versions] == ["We help everybody.", "We help people by the river."], "the same adds none"
    assert versions[0].by == "Nia Rees"
    assert (await organisation_record(at_futures, wensum.id)).boilerplate == "We help everybody."
    await set_boilerplate(at_futures, wensum.id, "", futures.actor, now)
    assert (await organisation_record(at_futures, wensum.id)).boilerplate == ""

    first = (await at_futures.scalars(select(Boilerplate).limit(1))).one()
    first.text = "Something else"
    with pytest.raises(DBAPIError, match="never changed"):
        await at_futures.flush()


@pytest.mark.parametrize("text", [" ".join(["word"] * (MOST_WORDS + 1)), "x" * 1001])
async def test_a_boilerplate_has_a_hundred_words_at_most(at_futures, futures, wensum, now, text):
    with pytest.raises(Invalid, match="or fewer"):
        await set_boilerplate(at_futures, wensum.id, text, futures.actor, now)


async def test_what_a_merged_organisation_had_is_found_under_the_one_that_is_left(at_futures, futures, wensum, now):
    twin = await add_organisation(
        at_futures, futures.coalition_id, OrganisationFields(display_name="Wensum Action"), futures.actor, now
    )
    await set_logo(at_futures, twin.id, picture(), "A river", rights=True, actor=futures.actor, now=now)
    await set_boilerplate(at_futures, twin.id, "We help.", futures.actor, now)

    kept = await locked(at_futures, wensum.id)
    await merge(at_futures, kept, await locked(at_futures, twin.id), futures.actor, now)

    record = await organisation_record(at_futures, wensum.id)
    assert (record.boilerplate, record.logo.alt) == ("We help.", "A river")
    await set_boilerplate(at_futures, wensum.id, "We help still.", futures.actor, now)
    assert (await organisation_record(at_futures, wensum.id)).boilerplate == "We help still."


async def test_nia_uploads_a_logo_and_writes_the_boilerplate(nia, wensum):
    here = f"/organisations/{wensum.id}"
    files = {"logo": ("logo.png", picture(), "image/png")}
    refused = await nia.send(f"{here}/logo", {"logo_alt": "A river"}, files=files)
    assert refused.status_code == 422
    assert "Say that the organisation lets you use it." in text_of(refused)

    answer = await nia.send(f"{here}/logo", {"logo_alt": "A river", "rights": "yes"}, files=files)
    shown = await nia.get(answer.headers["location"])
    assert "The logo was changed." in text_of(shown)
    assert 'alt="A river"' in shown.text
    image = await nia.get(f"{here}/logo.png")
    assert image.headers["content-type"] == "image/png"
    opened = await nia.get(f"{here}/logo")
    assert (await nia.send_from(opened, f"{here}/logo/remove", {})).status_code == 303
    assert (await nia.send_from(opened, f"{here}/logo/remove", {})).status_code == 409
    assert (await nia.get(f"{here}/logo.png")).status_code == 404

    refused = await nia.send(f"{here}/boilerplate", {"boilerplate": "word " * 101})
    assert "100 words or fewer; this has 101" in text_of(refused)
    assert "word word" in refused.text
    answer = await nia.send(f"{here}/boilerplate", {"boilerplate": "We help people by the river."})
    shown = text_of(await nia.get(answer.headers["location"]))
    assert "Nia Rees counts now We help people by the river." in shown
    assert "We help people by the river." in text_of(await nia.get(here))


async def test_a_program_does_the_same(nia, wensum):
    api = f"/api/v1/coalitions/fair-futures/organisations/{wensum.id}"
    token = nia.client.cookies
    body = {"picture": base64.b64encode(picture()).decode(), "alt": "A river", "rights": True}
    answer = await nia.client.put(f"{api}/logo", json=body, headers=bearer(token))
    assert answer.json()["logo"]["alt"] == "A river"
    assert (await nia.client.get(f"{api}/logo", headers=bearer(token))).headers["content-type"] == "image/png"
    answer = await nia.client.put(f"{api}/boilerplate", json={"text": "We help."}, headers=bearer(token))
    assert [one["text"] for one in answer.json()] == ["We help."]
    assert (await nia.client.get(api, headers=bearer(token))).json()["boilerplate"] == "We help."
    assert (await nia.client.delete(f"{api}/logo", headers=bearer(token))).status_code == 204


def bearer(cookies):
    return {"Authorization": f"Bearer {next(iter(cookies.values()))}"}

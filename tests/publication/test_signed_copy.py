"""The PDF that a signer keeps: the exact text with who agreed to it, when, on what authority and in which words."""

import io

import httpx
import pikepdf
import pytest

from campaigns.publication.documents.pdf import TypesettingError
from campaigns.publication.drafts import Papers
from campaigns.publication.pages import signed_copy as page
from campaigns.signatures.access import reply_token
from tests import cast
from tests.publication.documents.reading import words_of
from tests.signatures.conftest import app, client, own_app, own_client, own_engine, own_sessions, own_story, site, story
from tests.signatures.story import AMINA, BEN, JO, Story, Window, sign

__all__ = ["app", "client", "own_app", "own_client", "own_engine", "own_sessions", "own_story", "site", "story"]


async def test_amina_downloads_what_she_signed_and_so_does_a_colleague(client: httpx.AsyncClient, story: Story) -> None:
    window = await sign(Window(client), story.path(AMINA))
    before = await story.everything()

    await window.follow("Download the signed copy")

    answer = window.answer
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == f'attachment; filename="{story.reference}-0001.pdf"'
    signature = await story.newest()
    words = words_of(answer.content)
    for fact in (
        "The signature",
        f"{story.reference}-0001",
        "Amina Cole, Chief executive",
        "Chief executive or director",
        "Where it stands",
        "Not a published edition",
    ):
        assert fact in words, fact
    assert " ".join(signature.attested.split()) in words
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        information = document.open_metadata()
        assert information["dc:title"] == "Signed copy: Warm homes for every family"
        assert information["pdfuaid:part"] == "1", "it can be read aloud"
    assert (await client.get(f"{story.path(JO)}/signed.pdf")).content == answer.content
    assert await story.everything() == before


async def test_the_labels_are_in_the_readers_language_and_the_letter_in_its_own(
    client: httpx.AsyncClient, story: Story
) -> None:
    await sign(Window(client), story.path(AMINA))
    client.cookies.clear()
    english = await client.get(f"{story.path(AMINA)}/signed.pdf")
    await client.post(f"{story.path(AMINA)}/language", data={"locale": "cy"})
    welsh = await client.get(f"{story.path(AMINA)}/signed.pdf")
    assert "Y llofnod" in words_of(welsh.content)
    assert "Y llofnod" not in words_of(english.content)
    body = "Warm homes for every family"
    assert body in words_of(welsh.content)


async def test_there_is_none_of_what_was_not_sent_nor_for_others(client: httpx.AsyncClient, story: Story) -> None:
    await sign(Window(client), story.path(AMINA))
    assert (await client.get(f"{story.path(BEN)}/signed.pdf")).status_code == 404
    signature = await story.newest()
    own = f"/s/{reply_token(story.keys, signature.id, signature.rotation)}"
    assert (await client.get(f"{own}/signed.pdf")).status_code == 200
    assert (await client.get(f"{own[:-1]}x/signed.pdf")).status_code == 404
    assert cast.WENSUM in signature.display_name


async def test_a_text_that_cannot_be_set_is_said_in_words(
    client: httpx.AsyncClient, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_copy):
        raise TypesettingError("no")

    monkeypatch.setattr(page, "COPIES", Papers(fails))
    await sign(Window(client), story.path(AMINA))
    answer = await client.get(f"{story.path(AMINA)}/signed.pdf")
    assert answer.status_code == 409
    assert "The plain text has the same words." in answer.text

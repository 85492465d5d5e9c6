"""Nia looks through the names before the freeze, and corrects a row; nothing is changed by itself."""

import pytest
from sqlalchemy import select

from campaigns.duplicates.models import Likeness, Pair
from campaigns.letters.actions import close_signing
from campaigns.letters.models import Letter
from campaigns.organisations.models import Organisation
from campaigns.organisations.record.fields import OtherNameFields
from campaigns.organisations.record.names import add_name
from campaigns.organisations.relations import NameKind
from campaigns.publication.actions import freeze
from campaigns.review import clean_up
from campaigns.review.clean_up import names_to_look_at
from campaigns.signatures.answers import (
    AuthorityAnswer,
    NameAnswer,
    SignerAnswer,
    answer_authority,
    answer_name,
    answer_signer,
)
from campaigns.signatures.models import Authority, Signature
from campaigns.signatures.signing import begin_by_invitation, submit
from campaigns.tokens import Keys
from tests import cast
from tests.conftest import Clock
from tests.letters.desk import SITE, Open, Writing, app, company, desk, rivers, words, writing
from tests.review.test_pages import LETTER, letter
from tests.signatures.story import AMINA, BEN, SIAN
from tests.signatures.test_signing import opened_by

__all__ = ["app", "company", "desk", "letter", "rivers", "writing"]

NAMES = f"{LETTER}/names"


async def signed_as(writing: Writing, keys: Keys, email: str, name: str, *, shown: bool = False) -> Signature:
    """A signature that counts at once, under another form of the own name."""
    async with writing.held() as session:
        opened = await opened_by(session, keys, writing.company, email)
        begun = await begin_by_invitation(session, opened, writing.clock.now())
        answer_name(begun, NameAnswer(display_name=name))
        who = SignerAnswer(signer_name="Kit Moss", signer_title="Chair", signer_email=email, show_person=shown)
        answer_signer(begun, who)
        answer_authority(begun, AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
        return await submit(session, begun.id, None, opened.actor(), writing.clock.now())


async def reads(writing: Writing, signature: Signature) -> str:
    async with writing.held() as session:
        return (await session.get_one(Signature, signature.id, populate_existing=True)).display_name


async def test_what_deserves_a_look_is_shown_with_the_record_beside_it(
    desk: Open, writing: Writing, letter: Letter, keys: Keys
) -> None:
    nia = await desk("Nia")
    assert "Nobody is in the list yet." in words(await nia.get(NAMES))
    loud = await signed_as(writing, keys, AMINA, "WENSUM VOLUNTARY ACTION")
    await signed_as(writing, keys, SIAN, cast.LLAIS)
    async with writing.held() as session:
        wensum = writing.company.organisations[cast.WENSUM].id
        legal = OtherNameFields(kind=NameKind.LEGAL, name="Wensum Voluntary Action Limited")
        await add_name(session, wensum, legal, writing.company.actor("Nia"), writing.clock.now())

    page = words(await nia.get(NAMES))

    assert "2 rows of the list, from Llais Ynys Môn to WENSUM VOLUNTARY ACTION. 1 row has something to look at." in page
    assert "Spelling The name is all in capitals." in page
    assert "The acronym WVA, which is on record, is not in the row." in page
    assert "You know it as Wensum Voluntary Action (WVA), registered as Wensum Voluntary Action Limited." in page
    assert "Change it to “Wensum Voluntary Action (WVA)”?" in page
    assert await reads(writing, loud) == "WENSUM VOLUNTARY ACTION", "nothing is changed by looking"


async def test_nia_corrects_a_row_from_there(desk: Open, writing: Writing, letter: Letter, keys: Keys) -> None:
    loud = await signed_as(writing, keys, AMINA, "WENSUM VOLUNTARY ACTION", shown=True)
    nia = await desk("Nia")
    shown = await nia.get(f"{LETTER}/signatures/{loud.id}/edit?name=Wensum+Voluntary+Action+(WVA)")
    path = f"{LETTER}/signatures/{loud.id}/edit"
    assert 'value="Wensum Voluntary Action (WVA)"' in shown.text

    refused = await nia.send(shown, path, 422, name=cast.MILL_ROAD)
    assert "is no form of a name that the directory has for this organisation" in words(refused)
    assert f'value="{cast.MILL_ROAD}"' in refused.text
    unfiled = await nia.send(shown, path, 422, sort_name="Action, Wensum")
    assert "Say why it is filed under another name than its own." in words(unfiled)
    after = await nia.follow(await nia.send(shown, path, title="Chair of trustees", hide_person="yes"))

    assert "The row was corrected." in words(after)
    assert "Nothing in them needs a look." in words(after)
    assert await reads(writing, loud) == cast.WENSUM
    page = words(await nia.get(f"{LETTER}/signatures/{loud.id}"))
    assert "Corrected the row, by Nia Rees" in page
    assert "Job title or role before Chair Job title or role after Chair of trustees" in page
    overtaken = await nia.send(shown, path, 409, title="Trustee")
    assert "Check them again before you go on." in words(overtaken)
    same = await nia.follow(await nia.post(path))
    assert "The row reads as before. Nobody was written to." in words(same)


async def test_rows_that_may_be_one_organisation_are_shown_with_each_other(
    desk: Open, writing: Writing, letter: Letter, keys: Keys
) -> None:
    wensum = await signed_as(writing, keys, AMINA, cast.WENSUM)
    await signed_as(writing, keys, BEN, cast.MILL_ROAD)
    await signed_as(writing, keys, SIAN, cast.LLAIS)
    async with writing.held() as session:
        ids = sorted(writing.company.organisations[name].id for name in (cast.WENSUM, cast.MILL_ROAD))
        pair = Pair(
            coalition_id=writing.company.id,
            one_id=ids[0],
            other_id=ids[1],
            likeness=Likeness.NAME,
            found_at=writing.clock.now(),
        )
        session.add(pair)
    nia = await desk("Nia")

    answer = await nia.get(NAMES)

    assert "2 rows have something to look at." in words(answer)
    told = words(answer)
    assert "It may be the same organisation as “Wensum Voluntary Action (WVA)”, which stands in the list too." in told
    assert f"{LETTER}/signatures/{wensum.id}" in answer.text
    async with writing.held() as session:
        await session.delete((await session.scalars(select(Pair))).one())
    assert "Nothing in them needs a look." in words(await nia.get(NAMES))


async def test_a_long_list_is_looked_through_a_page_at_a_time(
    writing: Writing, letter: Letter, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    for email, name in ((AMINA, "WENSUM VOLUNTARY ACTION"), (BEN, cast.MILL_ROAD), (SIAN, "LLAIS YNYS MÔN")):
        await signed_as(writing, keys, email, name)
    assert clean_up.PAGE == 100
    async with writing.held() as session:
        first = await names_to_look_at(session, letter.id, limit=2)
        second = await names_to_look_at(session, letter.id, first.more, limit=2)
        third = await names_to_look_at(session, letter.id, second.more, limit=2)

    assert (first.first, first.last, first.looked_at) == ("LLAIS YNYS MÔN", cast.MILL_ROAD, 2)
    assert [row.display_name for row in first.rows] == ["LLAIS YNYS MÔN"]
    assert [row.display_name for row in second.rows] == ["WENSUM VOLUNTARY ACTION"]
    assert (second.more, third.looked_at) == (None, 2)


async def test_once_frozen_the_page_only_shows(
    desk: Open, writing: Writing, letter: Letter, keys: Keys, clock: Clock
) -> None:
    loud = await signed_as(writing, keys, AMINA, "WENSUM VOLUNTARY ACTION")
    nia = await desk("Nia")
    shown = await nia.get(f"{LETTER}/signatures/{loud.id}/edit")
    async with writing.held() as session:
        by = writing.company.actor("Nia")
        await close_signing(session, letter.id, None, by, clock.now())
        await freeze(session, letter.id, None, SITE, by, clock.now())

    page = words(await nia.get(NAMES))
    assert "The list is frozen, so no row can be corrected any more." in page
    assert "Correct the row" not in page
    late = await nia.send(shown, f"{LETTER}/signatures/{loud.id}/edit", 409, title="Trustee")
    assert "The list is frozen." in words(late)


async def test_it_works_by_program_and_only_for_the_secretariat(
    desk: Open, writing: Writing, letter: Letter, keys: Keys
) -> None:
    loud = await signed_as(writing, keys, AMINA, "WENSUM VOLUNTARY ACTION")
    path = f"{LETTER}/signatures/{loud.id}/edit"
    body = {"name": "Wensum Voluntary Action", "row_version": loud.row_version}
    for other in ("Dev", "Rosa", "Amina"):
        await (await desk(other)).api("GET", NAMES, 403)
        await (await desk(other)).api("POST", path, 403, **body)
    nia = await desk("Nia")
    found = await nia.api("GET", NAMES)
    assert [flag["kind"] for flag in found["rows"][0]["flags"]] == ["spelling", "acronym"]
    assert (await nia.api("POST", path, 422, **{**body, "name": cast.LLAIS}))["errors"].keys() == {"name"}

    [change] = await nia.api("POST", path, **body)

    assert (change["step"], change["by"], change["undone"]) == ("edit", "Nia Rees", False)
    await nia.api("POST", path, 409, **body)
    assert await reads(writing, loud) == "Wensum Voluntary Action"
    async with writing.held() as session:
        wensum = await session.get_one(Organisation, writing.company.organisations[cast.WENSUM].id)
        assert wensum.display_name == cast.WENSUM, "the directory is another matter"

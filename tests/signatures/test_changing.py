"""After signing the row can still read otherwise: the form of its name, the title, the person. History stays as it was."""

from email import message_from_bytes, policy
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from campaigns.database import hold_to
from campaigns.errors import Conflict
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.mail.compose import Composing
from campaigns.mail.models import Message
from campaigns.mail.render import written
from campaigns.mailings import COMPOSERS
from campaigns.review.names import accept_name, proposed_names, refuse_name
from campaigns.settings import Settings
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signatory, SignatureChange
from tests import cast
from tests.conftest import Clock
from tests.mail.reading import text_of, words, words_of_html
from tests.signatures.story import AMINA, INFO, JO, Story, Window, sign, squeezed


async def rows(story: Story) -> list[str]:
    """The organisations' names as the edition counts them."""
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        found = await session.scalars(select(Signatory.name).where(Signatory.letter_id == story.letter_id))
        return list(found)


async def waiting_names(story: Story) -> list[UUID]:
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        return [one.id for one in await proposed_names(session, story.letter_id)]


async def mail(story: Story, settings: Settings, clock: Clock, kind: str, to: str) -> str:
    """The text of the newest mail of a kind to somebody, as it is sent; its HTML says the same."""
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        message = await session.scalar(
            select(Message).where(Message.kind == kind, Message.recipient_email == to).order_by(Message.id.desc()).limit(1)
        )
        assert message is not None
        composed = await COMPOSERS[kind](session, message, Composing(settings, story.keys, clock.now()))
        assert composed is not None
        raw = written(message, composed, "letters@harbour.example", clock.now())
    sent = message_from_bytes(raw, policy=policy.default)
    assert words(text_of(sent)) == words_of_html(sent)
    return squeezed(text_of(sent))


async def test_amina_corrects_the_form_her_title_and_shows_herself(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    window = await sign(Window(client), story.path(AMINA))
    attested = (await story.newest()).attested
    await window.follow("change how the row reads")
    assert window.value("display_name") == "Wensum Voluntary Action (WVA)"
    assert window.value("signer_title") == "Chief executive"

    await window.press("Change the row", display_name="Wensum Voluntary Action", signer_title="Director", shown="person")

    assert window.path.endswith("/changed")
    assert "Name in the list before Wensum Voluntary Action (WVA)" in window.text
    assert "Name in the list after Wensum Voluntary Action" in window.text
    assert "Amina Cole, Director" in window.text
    signature = await story.newest()
    assert (signature.state, signature.display_name) == (SignatureState.ACCEPTED, "Wensum Voluntary Action")
    assert (signature.signer_title, signature.show_person) == ("Director", True)
    assert signature.attested == attested, "what was agreed to is never written anew"
    assert await rows(story) == ["Wensum Voluntary Action"]
    assert [step for step, _ in await story.steps()] == ["submit", "change"]
    assert set(await story.mailed("signature_changed")) == {AMINA, JO, INFO}
    told = await mail(story, settings, clock, "signature_changed", JO)
    assert "Chief executive" in told
    assert "Director" in told


async def test_another_name_waits_for_the_secretariat_and_the_row_stays(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await sign(Window(client), story.path(AMINA))
    await window.open(f"{story.path(AMINA)}/change")
    await window.press("Change the row", display_name="Norfolk Together")

    assert "The secretariat looks at the name “Norfolk Together” first" in window.text
    assert await rows(story) == ["Wensum Voluntary Action (WVA)"]
    assert (await story.newest()).state is SignatureState.ACCEPTED
    assert set(await story.mailed("name_proposed")) == {"nia@harbour.example", "tom@harbour.example"}
    # A second thought takes the place of the first.
    await window.open(f"{story.path(JO)}/change")
    await window.press("Change the row", display_name="East Together")
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        [waiting] = await proposed_names(session, story.letter_id)
        assert (waiting.proposed, waiting.known_as) == ("East Together", cast.WENSUM)
        await accept_name(session, story.letter_id, waiting.id, story.company.actor("Nia"), clock.now())

    await window.open(f"{story.path(AMINA)}/changed")
    assert "Name in the list after East Together" in window.text
    assert await rows(story) == ["East Together"]
    assert set(await story.mailed("signature_changed")) == {AMINA, JO, INFO}


async def test_a_refused_name_is_explained_and_the_signature_stands(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    window = await sign(Window(client), story.path(AMINA))
    await window.open(f"{story.path(AMINA)}/change")
    await window.press("Change the row", display_name=cast.MILL_ROAD)
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        [waiting] = await proposed_names(session, story.letter_id)
        reason = "That is another member."
        await refuse_name(session, story.letter_id, waiting.id, reason, story.company.actor("Nia"), clock.now())

    await window.open(f"{story.path(AMINA)}/changed")
    assert "They said: That is another member." in window.text
    assert await rows(story) == ["Wensum Voluntary Action (WVA)"]
    assert [step for step, _ in await story.steps()] == ["submit", "propose_name", "refuse_name"]
    assert "That is another member." in await mail(story, settings, clock, "name_refused", AMINA)


async def test_a_name_that_waits_is_taken_back_and_the_row_stays(client: httpx.AsyncClient, story: Story) -> None:
    window = await sign(Window(client), story.path(AMINA))
    await window.open(f"{story.path(AMINA)}/change")
    await window.press("Change the row", display_name="Norfolk Together")
    old = await Window(client).open(f"{story.path(JO)}/changed")

    await window.press("Take this name back")

    assert "The secretariat looks at the name" not in window.text
    assert [step for step, _ in await story.steps()] == ["submit", "propose_name", "take_name_back"]
    assert await waiting_names(story) == []
    assert await rows(story) == [cast.WENSUM]
    # A page that still shows it takes nothing back a second time.
    await old.press("Take this name back")
    assert old.status == 409
    again = await client.post(f"/api/v1/invitations/{story.tokens[AMINA]}/take-name-back")
    assert again.status_code == 409


async def test_a_later_form_of_the_own_name_ends_the_one_that_waits(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await sign(Window(client), story.path(AMINA))
    await window.open(f"{story.path(AMINA)}/change")
    await window.press("Change the row", display_name="Norfolk Together")
    [asked] = await waiting_names(story)
    await window.open(f"{story.path(AMINA)}/change")
    await window.press("Change the row", signer_title="Director", display_name=cast.WENSUM)
    assert await waiting_names(story) == [asked], "another title has nothing to do with the name"
    await window.open(f"{story.path(AMINA)}/change")

    await window.press("Change the row", display_name="Wensum Voluntary Action")

    assert await waiting_names(story) == []
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        with pytest.raises(Conflict, match="does not wait any more"):
            await accept_name(session, story.letter_id, asked, story.company.actor("Nia"), clock.now())
    assert await rows(story) == ["Wensum Voluntary Action"]


async def test_a_colleague_changes_the_form_but_neither_the_title_nor_shows_the_signer(
    client: httpx.AsyncClient, story: Story
) -> None:
    await sign(Window(client), story.path(AMINA))
    window = await Window(client).open(f"{story.path(JO)}/change")
    assert "Only Amina Cole can change the job title" in window.text
    _, held = window.form("Change the row", {})
    path = window.path

    answer = await client.post(path, data={**held, "signer_title": "Chair", "shown": "person"}, follow_redirects=True)

    assert answer.status_code == 422
    signature = await story.newest()
    assert (signature.signer_title, signature.show_person) == ("Chief executive", False)
    await window.press("Change the row", display_name="WENSUM Voluntary Action (WVA)")
    assert await rows(story) == ["WENSUM Voluntary Action (WVA)"]


async def test_a_colleague_hides_the_signer_and_cannot_show_her_again(client: httpx.AsyncClient, story: Story) -> None:
    await sign(Window(client), story.path(AMINA), shown="person")
    window = await Window(client).open(f"{story.path(JO)}/change")

    await window.press("Take the name out now")

    assert (await story.newest()).show_person is False
    assert (await story.steps())[-1] == ("hide_person", "Jo Pratt")
    assert "Shown in the list before The organisation, with the signer’s name and title" in window.text
    answer = await client.post(f"/api/v1/invitations/{story.tokens[JO]}/change", json={"show_person": True})
    assert answer.status_code == 422
    assert "show_person" in answer.text


async def test_a_frozen_list_takes_nothing_but_the_name_out(client: httpx.AsyncClient, story: Story) -> None:
    await sign(Window(client), story.path(AMINA), shown="person")
    before = await Window(client).open(f"{story.path(AMINA)}/change")
    await story.change_letter(signing=SigningState.FROZEN)

    await before.press("Change the row", display_name="Wensum Voluntary Action")
    assert before.status == 409
    assert await rows(story) == ["Wensum Voluntary Action (WVA)"]
    window = await Window(client).open(f"{story.path(AMINA)}/change")
    assert "The list is frozen" in window.text
    await window.press("Take the name out now")
    assert (await story.newest()).show_person is False


async def test_a_page_that_was_overtaken_changes_nothing(client: httpx.AsyncClient, story: Story) -> None:
    await sign(Window(client), story.path(AMINA))
    old = await Window(client).open(f"{story.path(JO)}/change")
    window = await Window(client).open(f"{story.path(AMINA)}/change")
    await window.press("Change the row", signer_title="Director")

    await old.press("Change the row", display_name="Wensum Voluntary Action")

    assert (old.status, old.heading) == (409, "Nothing was changed just now")
    assert await rows(story) == ["Wensum Voluntary Action (WVA)"]


async def test_the_same_again_is_no_change_and_nobody_is_written_to(client: httpx.AsyncClient, story: Story) -> None:
    await sign(Window(client), story.path(AMINA))
    window = await Window(client).open(f"{story.path(AMINA)}/change")
    await window.press("Change the row", display_name=" Wensum  Voluntary Action (WVA) ")

    assert "Nothing has been changed since it was signed." in window.text
    assert await story.mailed("signature_changed") == []
    assert [step for step, _ in await story.steps()] == ["submit"]


async def test_what_was_said_before_is_kept_for_good(client: httpx.AsyncClient, story: Story) -> None:
    await sign(Window(client), story.path(AMINA))
    answer = await client.post(f"/api/v1/invitations/{story.tokens[AMINA]}/change", json={"signer_title": "Director"})

    assert answer.json()["signature"]["signer_title"] == "Director"
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        [change] = await session.scalars(select(SignatureChange))
        assert (change.title_before, change.title_after) == ("Chief executive", "Director")
        with pytest.raises(DBAPIError, match="never changed"):
            async with session.begin_nested():
                await session.execute(text("UPDATE signature_change SET title_before = 'Chair'"))


async def test_a_withdrawal_after_a_change_still_says_who_withdrew(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    await sign(Window(client), story.path(AMINA), shown="person")
    window = await Window(client).open(f"{story.path(JO)}/withdraw")
    await window.press("Withdraw the signature")
    await client.post(f"/api/v1/invitations/{story.tokens[AMINA]}/hide-person")

    assert (await story.steps())[-1] == ("hide_person", "Amina Cole")
    assert "withdrawn by Jo Pratt" in await mail(story, settings, clock, "signature_withdrawn", AMINA)

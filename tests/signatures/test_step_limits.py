"""What writes to other people can be done a few times an hour; what protects somebody always acts at once."""

from datetime import timedelta

import httpx
import pytest

from campaigns.actors import Actor, ActorKind
from campaigns.database import hold_to
from campaigns.errors import TooMany
from campaigns.signatures.changing import Wanted, change
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.step_limits import CHANGED, NAME_PROPOSED, TAKEN_BACK, TOLD
from tests.conftest import Clock
from tests.signatures.story import AMINA, INFO, JO, Story, Window, sign


async def wrong(client: httpx.AsyncClient, story: Story, why: str = "", by: str = JO) -> Window:
    window = await Window(client).open(await story.objection_path(by))
    return await window.press("This is wrong", person_name="Jo Pratt", explanation=why)


async def test_wrong_and_right_again_ends_off_the_list_and_mails_have_an_end(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await sign(Window(client), story.path(AMINA))
    path = await story.objection_path(JO)
    window = Window(client)
    for _ in range(TAKEN_BACK.in_an_hour):
        clock.advance(minutes=1)
        await window.open(path)
        await window.press("This is wrong", person_name="Jo Pratt")
        await window.press("It is right: list it again")
        assert (await story.newest()).state is SignatureState.ACCEPTED
    clock.advance(minutes=1)
    await window.open(path)

    # Saying that it is wrong acts at once, however often it was said before.
    await window.press("This is wrong", person_name="Jo Pratt")
    assert (await story.newest()).state is SignatureState.SUSPENDED
    await window.press("It is right: list it again")

    assert (window.status, "It stays off the list now" in window.text) == (429, True)
    assert (await story.newest()).state is SignatureState.SUSPENDED
    told = await story.mailed("dispute_taken_back")
    assert len(told) == TAKEN_BACK.in_an_hour * len(set(told))
    before = len(await story.mailed("signature_disputed"))
    for _ in range(20):
        await window.open(path)
        await window.press("It is right: list it again")
    assert len(await story.mailed("signature_disputed")) == before
    # An hour later it can be taken back once more, and not again on this day.
    clock.advance(hours=2)
    await window.open(path)
    await window.press("It is right: list it again")
    assert (await story.newest()).state is SignatureState.ACCEPTED
    clock.advance(hours=2)
    window = await wrong(client, story)
    await window.press("It is right: list it again")
    assert window.status == 429


async def test_many_reasons_are_all_kept_and_told_in_one_mail_once_the_hour_is_over(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await sign(Window(client), story.path(AMINA))
    for number in range(TOLD.in_an_hour + 5):
        clock.advance(seconds=20)
        await client.post(
            f"/api/v1/objections/{(await story.objection_path(JO)).removeprefix('/o/')}",
            json={"person_name": "Jo Pratt", "explanation": f"Reason {number}"},
        )

    told = await story.mailed("signature_disputed")
    people = len(set(told))
    assert len(told) == (TOLD.in_an_hour + 1) * people
    assert len([step for step, _ in await story.steps() if step == "suspend"]) == TOLD.in_an_hour + 5
    window = await Window(client).open(await story.objection_path(JO))
    assert "They read this too, in one mail at" in window.text


async def test_a_row_is_changed_back_and_forth_only_so_often_and_what_was_typed_is_kept(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await sign(Window(client), story.path(AMINA))
    for number in range(CHANGED.in_an_hour):
        clock.advance(minutes=1)
        await window.open(f"{story.path(AMINA)}/change")
        await window.press("Change the row", signer_title=("Director", "Chief executive")[number % 2])
        assert window.path.endswith("/changed")
    told = len(await story.mailed("signature_changed"))
    assert told == CHANGED.in_an_hour * len({AMINA, JO, INFO})

    await window.open(f"{story.path(AMINA)}/change")
    await window.press("Change the row", signer_title="Convenor")

    assert (window.status, window.value("signer_title")) == (429, "Convenor")
    assert "This row was changed often today" in window.text
    assert len(await story.mailed("signature_changed")) == told
    clock.advance(minutes=61)
    await window.press("Change the row", signer_title="Convenor")
    assert window.path.endswith("/changed")


async def test_the_signer_is_hidden_at_once_though_the_row_was_changed_too_often(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await sign(Window(client), story.path(AMINA), shown="person")
    for number in range(CHANGED.in_an_hour):
        clock.advance(minutes=1)
        await window.open(f"{story.path(AMINA)}/change")
        await window.press("Change the row", signer_title=("Director", "Chief executive")[number % 2])

    await window.open(f"{story.path(AMINA)}/change")
    await window.press("Change the row", signer_title="Convenor", shown="organisation")

    assert "The signer’s name was taken out at once. The other changes were not made" in window.text
    signature = await story.newest()
    assert (signature.show_person, signature.signer_title) == (False, "Chief executive")
    # To be shown again is a change like any other, so that hiding cannot be used to write to everybody either.
    await window.open(f"{story.path(AMINA)}/change")
    await window.press("Change the row", shown="person")
    assert window.status == 429


async def test_names_are_proposed_only_so_often(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    window = await sign(Window(client), story.path(AMINA))
    for number in range(NAME_PROPOSED.in_an_hour):
        clock.advance(minutes=1)
        await window.open(f"{story.path(AMINA)}/change")
        await window.press("Change the row", display_name=f"Norfolk Together {number}")
    told = len(await story.mailed("name_proposed"))

    await window.open(f"{story.path(AMINA)}/change")
    await window.press("Change the row", display_name="Norfolk Apart")

    assert (window.status, window.value("display_name")) == (429, "Norfolk Apart")
    assert "The secretariat was asked for other names often today" in window.text
    assert len(await story.mailed("name_proposed")) == told


@pytest.mark.parametrize("hours", [0, 1])
async def test_the_day_has_a_limit_too(client: httpx.AsyncClient, story: Story, clock: Clock, hours: int) -> None:
    await sign(Window(client), story.path(AMINA))
    signature = await story.newest()
    done = 0
    for number in range(3 * CHANGED.in_a_day):
        clock.advance(minutes=30 if hours else 1)
        async with story.sessions() as session:
            hold_to(session, story.company.id)
            try:
                wanted = Wanted(title=("Director", "Chief executive")[number % 2])
                outcome = await change(
                    session, signature.id, wanted, None, Actor(ActorKind.LINK, "Amina Cole"), clock.now(), own=True
                )
            except TooMany:
                continue
            await session.commit()
            done += outcome.changed
    assert clock.now() < (await story.newest()).started_at + timedelta(days=1)
    assert done == (CHANGED.in_a_day if hours else CHANGED.in_an_hour)

"""Sam signs in a personal capacity, on the pages: from an invitation, from a published letter, and back again."""

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from campaigns.database import hold_to
from campaigns.individuals.deciding import accept
from campaigns.individuals.expiring import expire_individuals
from campaigns.individuals.lifecycle import IndividualState
from campaigns.individuals.models import IndividualSignature, IndividualSignatureEvent
from campaigns.signatures.queries import count_accepted
from campaigns.tokens import Purpose
from tests.conftest import Clock
from tests.individuals.people import newest
from tests.signatures.story import AMINA, JO, Story, Window, ready

YOU = {
    "name": "Sam Ode",
    "title": "Senior lecturer",
    "affiliation": "Wensum Voluntary Action (WVA)",
    "email": "sam.ode@ellery.example",
}


async def individuals(story: Story) -> list[IndividualSignature]:
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        return list(await session.scalars(select(IndividualSignature).order_by(IndividualSignature.id)))


async def check_path(story: Story) -> str:
    return await story.individual_path(Purpose.INDIVIDUAL_CHECK)


async def own_path(story: Story) -> str:
    return await story.individual_path(Purpose.INDIVIDUAL)


async def fill_in(window: Window, **changes: str) -> Window:
    """From "Start now" to the page with the last button."""
    await window.press("Start now")
    await window.press("Continue", YOU | changes)
    return await window.press("Continue", publish_name="yes")


async def from_outside(story: Story, window: Window, **changes: str) -> Window:
    """Signed from the published letter's own page, with an address that is not checked yet."""
    await story.publish()
    await story.change_letter(individuals_may_sign=True)
    await window.open(story.start_path)
    await window.follow("Sign in a personal capacity")
    await fill_in(window, **changes)
    return await window.press("Sign the letter in a personal capacity")


async def nia_accepts(story: Story) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        signature = await newest(session)
        await accept(session, signature.id, "Rang the university.", None, story.company.actor("Nia"), signature.started_at)


async def test_a_person_says_by_which_part_of_the_name_they_are_sorted(
    story: Story, client: httpx.AsyncClient, clock: Clock
) -> None:
    await story.publish()
    await story.change_letter(individuals_may_sign=True)
    window = Window(client)
    await window.open(story.start_path)
    await window.follow("Sign in a personal capacity")
    await window.press("Start now")
    await window.press("Continue", YOU | {"name": "Ann Vaughan Ode", "sort_by": "Aardvark"})
    assert (window.status, window.errors) == (422, ["Enter words of your name, as they stand in it."])
    assert window.value("sort_by") == "Aardvark"
    await window.press("Continue", sort_by="vaughan ode")
    await window.press("Continue", publish_name="yes")
    assert "Sorted in the list by Vaughan Ode" in window.text
    body = {"version": 1, "name": "Bo Vance", "email": "bo@vance.example", "publish_name": True}
    address = f"/api/v1{story.start_path[:-5]}/individuals"
    assert (await client.post(address, json=body | {"sort_by": "Vaughan"})).status_code == 422
    assert (await client.post(address, json=body)).status_code == 201
    ann, bo = await individuals(story)
    assert bo.sort_key < ann.sort_key, "Vance stands before Vaughan Ode"


async def test_opening_links_changes_nothing(story: Story, client: httpx.AsyncClient, clock: Clock) -> None:
    window = await from_outside(story, Window(client))
    before = await story.everything()
    own = await own_path(story)
    for path in (own, f"{own}/address", f"{own}/withdraw", await check_path(story), f"{own}/you", f"{own}/check"):
        answer = await client.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer"), path
        assert (await client.head(path, follow_redirects=True)).status_code in {200, 405}
    assert await story.everything() == before
    assert window.heading == "Check your email"


async def test_there_is_no_yes_before_somebody_says_it_and_a_no_leaves_nothing(
    story: Story, client: httpx.AsyncClient, clock: Clock
) -> None:
    await story.publish()
    await story.change_letter(individuals_may_sign=True)
    window = Window(client)
    await window.open(f"{story.start_path}/personal")
    await window.press("Start now")
    await window.press("Continue", YOU)
    assert window.heading == "May we publish your name?"
    assert window.chosen("publish_name") == []
    await window.press("Continue")
    assert window.errors == ["Say whether your name may be published. Nothing is chosen for you."]
    assert window.titled().startswith("Error:")

    await window.press("Continue", publish_name="no")

    assert window.heading == "You have not signed"
    assert await individuals(story) == []
    assert await story.mailed("individual_check") == []


async def test_another_affiliation_asks_for_consent_again(story: Story, client: httpx.AsyncClient, clock: Clock) -> None:
    await story.publish()
    await story.change_letter(individuals_may_sign=True)
    window = Window(client)
    await window.open(f"{story.start_path}/personal")
    await fill_in(window, affiliation="", title="")
    assert "I agree that my name is published with this letter" in window.text
    await window.follow("Change your organisation")
    await window.press("Continue", affiliation="University of Ellery")
    assert window.heading == "May we publish your name?"
    assert "my name and my affiliation are published" in window.text


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("name", "  ", "Enter your full name."),
        ("name", "…", "Your name must have at least one letter."),
        ("affiliation", "see www.spam.example", "Leave web addresses out of this."),
        ("title", "x" * 201, "Use 200 characters or fewer."),
        ("email", "sam at ellery", "Write an email address like name@organisation.example."),
    ],
)
async def test_what_cannot_be_used_is_said_in_words_and_kept(
    story: Story, client: httpx.AsyncClient, clock: Clock, field: str, typed: str, why: str
) -> None:
    await story.publish()
    await story.change_letter(individuals_may_sign=True)
    window = Window(client)
    await window.open(f"{story.start_path}/personal")
    await window.press("Start now")
    await window.press("Continue", {**YOU, field: typed})
    assert (window.status, window.errors) == (422, [why])
    assert window.value(field).strip() == typed.strip()


async def test_the_code_does_the_same_as_the_link_and_five_wrong_ones_end_it(
    story: Story, client: httpx.AsyncClient, clock: Clock
) -> None:
    window = await from_outside(story, Window(client))
    assert await story.mailed("individual_check") == ["sam.ode@ellery.example"]
    signature = (await individuals(story))[-1]
    code = story.keys.code(Purpose.INDIVIDUAL_CHECK, signature.id, signature.rotation)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    await window.press("Continue", code=wrong)
    assert window.status == 422
    await window.press("Continue", code=f"{code[:3]} {code[3:]}")
    assert window.heading == "The secretariat is looking at your signature"

    other = await from_outside(story, Window(client), email="ada@quill.example", name="Ada Quill")
    signature = (await individuals(story))[-1]
    code = story.keys.code(Purpose.INDIVIDUAL_CHECK, signature.id, signature.rotation)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(5):
        await other.press("Continue", code=wrong)
    await other.press("Continue", code=code)
    assert "After five wrong codes only the link" in other.text
    await other.open(await check_path(story))
    await other.press("Confirm this address")
    assert other.heading == "The secretariat is looking at your signature"


async def test_another_address_ends_what_was_mailed_before(story: Story, client: httpx.AsyncClient, clock: Clock) -> None:
    window = await from_outside(story, Window(client))
    old = await check_path(story)
    await window.follow("Use a different address")
    await window.press("Send the code", email="SAM.ODE@ellery.example")
    assert "This is the address you gave" in window.errors[0]
    await window.press("Send the code", email="sam@home.example")
    assert "sam@home.example" in window.text
    assert (await client.get(old)).status_code == 404
    assert await story.mailed("individual_check") == ["sam.ode@ellery.example", "sam@home.example"]


async def test_one_address_signs_once_and_the_second_is_told_only_by_its_own_mailbox(
    story: Story, client: httpx.AsyncClient, clock: Clock
) -> None:
    window = await from_outside(story, Window(client))
    await window.open(await check_path(story))
    await window.press("Confirm this address")

    again = await from_outside(story, Window(client), name="Somebody Else", email="SAM.ODE@ellery.example")
    assert again.heading == "Check your email", "a stranger who types the address learns nothing"
    await again.open(await check_path(story))
    await again.press("Confirm this address")

    assert again.status == 409
    assert "This address has signed the letter already: Sam Ode signed at" in again.text
    assert [one.state for one in await individuals(story)] == ["awaiting_review", "awaiting_email"]
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        second = await newest(session)
        second.state = IndividualState.AWAITING_REVIEW
        with pytest.raises(IntegrityError, match="uq_individual_signature_one_live"):
            await session.flush()


async def test_withdrawing_is_one_page_and_one_button_and_frees_the_address(
    story: Story, client: httpx.AsyncClient, clock: Clock
) -> None:
    window = await from_outside(story, Window(client))
    await window.open(await check_path(story))
    await window.press("Confirm this address")
    await nia_accepts(story)
    await window.open(await own_path(story))
    assert window.heading == "You have signed in a personal capacity"
    await window.follow("Withdraw")
    await window.press("Withdraw my signature", reason="I have changed my mind.")
    assert window.heading == "Your signature is withdrawn"
    assert await story.mailed("individual_withdrawn") == ["sam.ode@ellery.example"]
    assert await story.mailed("individual_left") == ["nia@harbour.example", "tom@harbour.example"]

    await window.follow("Sign again")
    await fill_in(window)
    await window.press("Sign the letter in a personal capacity")
    await window.open(await check_path(story))
    await window.press("Confirm this address")
    assert window.heading == "The secretariat is looking at your signature"
    assert [one.number for one in await individuals(story)] == [1, 2]


async def test_nobody_is_written_to_at_an_address_that_was_never_proved(
    story: Story, client: httpx.AsyncClient, clock: Clock
) -> None:
    window = await from_outside(story, Window(client))
    await window.follow("Take the signature back")
    await window.press("Withdraw my signature")
    assert window.heading == "Your signature is withdrawn"
    assert await story.mailed("individual_withdrawn") == []
    assert await story.mailed("individual_left") == []


async def test_what_is_never_confirmed_comes_to_nothing_and_is_forgotten(
    story: Story, client: httpx.AsyncClient, clock: Clock
) -> None:
    window = await from_outside(story, Window(client))
    path = await check_path(story)
    now = clock.advance(hours=72)
    await story.change_letter(deadline_at=None, rolling=True)
    await window.open(path)
    await window.press("Confirm this address")
    assert (window.status, "three days to confirm" in window.text) == (409, True), "the job that expires it may be late"
    async with story.sessions.begin() as session:
        assert await expire_individuals(session, now) == 1
        assert await expire_individuals(session, now) == 0
    [row] = await individuals(story)
    assert (row.state, row.name, row.email, row.attested) == ("expired", "", "", "")
    await window.open(await own_path(story))
    assert window.heading == "The signature came to nothing"


async def test_the_deadline_is_the_servers_and_the_setting_holds_for_the_last_button(
    story: Story, client: httpx.AsyncClient, clock: Clock
) -> None:
    await story.publish()
    await story.change_letter(individuals_may_sign=True)
    window = Window(client)
    await window.open(f"{story.start_path}/personal")
    await fill_in(window)
    await story.change_letter(individuals_may_sign=False)
    await window.press("Sign the letter")
    assert (window.status, "signed by organisations only" in window.text) == (409, True)
    await story.change_letter(individuals_may_sign=True)
    await window.open(await own_path(story))
    clock.advance(days=5)
    await window.press("Sign the letter")
    assert (window.status, "Signing has closed" in window.text) == (409, True)
    assert [one.state for one in await individuals(story)] == ["started"]


async def test_signing_for_oneself_and_for_the_organisation_are_two_things(
    story: Story, client: httpx.AsyncClient, clock: Clock
) -> None:
    """Amina signs for Wensum as ever, with the same address that she signs with herself."""
    await story.change_letter(individuals_may_sign=True)
    window = Window(client)
    await ready(window, story.path(AMINA))
    await window.open(f"{story.path(AMINA)}/personal")
    await fill_in(window, name="Amina Cole", email=AMINA, affiliation="", title="")
    await window.press("Sign the letter in a personal capacity")
    await window.open(f"{story.path(AMINA)}/check")
    await window.press("Sign the letter for")
    assert window.heading == "Wensum Voluntary Action (WVA) has signed"
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        assert await count_accepted(session, story.letter_id) == 1
    assert [one.number for one in await story.signatures()] == [1], "numbers of organisations run on without a gap"


async def test_the_api_asks_for_the_same_and_shows_the_same(story: Story, client: httpx.AsyncClient, clock: Clock) -> None:
    await story.publish()
    await story.change_letter(individuals_may_sign=True)
    path = f"/api/v1{story.start_path[:-5]}/individuals"
    body = {"version": 1, "name": "Sam Ode", "email": "sam.ode@ellery.example", "affiliation": "University of Ellery"}
    assert (await client.post(path, json=body)).status_code == 422, "the consent cannot be left out"
    for said in (None, False):
        refused = await client.post(path, json={**body, "name": "", "publish_name": said})
        assert refused.status_code == 422
        assert set(refused.json()["errors"]) == {"name", "publish_name"}
    stale = await client.post(path, json={**body, "version": 2, "publish_name": True})
    assert (stale.status_code, await individuals(story)) == (409, [])

    seen = (await client.post(path, json={**body, "publish_name": True})).json()
    assert (seen["state"], seen["reference"]) == ("awaiting_email", f"{story.reference}-P0001")
    own = f"/api/v1/individuals/{seen['token']}"
    signature = (await individuals(story))[-1]
    code = story.keys.code(Purpose.INDIVIDUAL_CHECK, signature.id, signature.rotation)
    assert (await client.post(f"{own}/code", json={"code": f"{(int(code) + 1) % 10**6:06}"})).status_code == 422
    assert (await client.post(f"{own}/again")).status_code == 429
    moved = (await client.post(f"{own}/address", json={"email": "sam@home.example"})).json()
    assert (await client.get(own)).status_code == 404
    own = f"/api/v1/individuals/{moved['token']}"
    check = (await check_path(story)).removeprefix("/q/")
    assert (await client.post(f"/api/v1/individual-checks/{check}")).json()["state"] == "awaiting_review"
    await nia_accepts(story)
    assert (await client.get(own)).json()["state"] == "accepted"
    assert "Rang the university" not in (await client.get(own)).text, "how it was checked is the secretariat's own"
    gone = await client.post(f"{own}/withdrawal", json={})
    assert gone.json()["state"] == "withdrawn"
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        steps = await session.scalars(select(IndividualSignatureEvent.step).order_by(IndividualSignatureEvent.id))
        assert list(steps) == ["submit", "change_address", "check_address", "accept", "withdraw"]


async def test_what_was_typed_for_the_organisation_is_not_asked_again_and_the_link_says_that_it_was_begun(
    story: Story, client: httpx.AsyncClient
) -> None:
    await story.change_letter(individuals_may_sign=True)
    window = await Window(client).open(story.path(AMINA))
    await window.press("Sign for")
    await window.press("Continue")
    await window.press("Continue", signer_name="Amina R. Cole", signer_title="Writer", signer_email="amina@home.example")
    await window.press("Continue", authority="personal")
    await window.press("Start now")

    assert (window.value("name"), window.value("title"), window.value("email")) == (
        "Amina R. Cole",
        "Writer",
        "amina@home.example",
    )
    assert window.value("affiliation") == "", "an organisation is never said of itself"

    own = await Window(client).open(story.path(AMINA))
    assert "From this link a signature in a personal capacity was begun today at" in own.text
    assert "amina@home.example" not in own.text, "whoever the link is forwarded to learns of nobody"
    assert "personal capacity was begun" not in (await Window(client).open(story.path(JO))).text


async def test_somebody_who_typed_nothing_finds_nothing_filled_in(story: Story, client: httpx.AsyncClient) -> None:
    await story.change_letter(individuals_may_sign=True)
    window = await Window(client).open(f"{story.path(AMINA)}/personal")
    await window.press("Start now")
    assert (window.value("name"), window.value("email")) == ("", "")

"""Two people, two tabs, two presses: one outcome, and everybody is told in words."""

import asyncio
from collections import Counter

import httpx
from sqlalchemy import func, select, text

from campaigns.database import hold_to
from campaigns.invitations.access import Opened, open_link
from campaigns.invitations.answering import Decline
from campaigns.invitations.reasons import Reason
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signatory, SignatureEvent
from campaigns.signatures.replying import decline
from campaigns.signatures.signing import submit
from campaigns.web.wiring import Application
from tests.conftest import Clock
from tests.signatures.story import AMINA, BEN, INFO, JO, SIAN, Story, Window, ready, sign
from tests.signatures.test_signing import VISITOR


async def last_form(window: Window, path: str, **signer: str) -> tuple[str, dict[str, str]]:
    """Where the last button would go, and what it would send."""
    return (await ready(window, path, **signer)).form("Sign the letter for", {})


async def test_twenty_presses_of_two_colleagues_make_one_signature(
    own_client: httpx.AsyncClient, own_app: Application, own_story: Story
) -> None:
    info = {"signer_name": "Kim Day", "signer_title": "Chair"}
    forms = [
        await last_form(Window(own_client), own_story.path(AMINA)),
        await last_form(Window(own_client), own_story.path(JO)),
    ]
    forms.append(await last_form(Window(own_client), own_story.path(INFO), **info))

    answers = await asyncio.gather(*(own_client.post(path, data=data, follow_redirects=True) for path, data in forms * 7))

    async with own_story.sessions() as session:
        hold_to(session, own_story.company.id)
        live = select(func.count()).select_from(Signatory).where(Signatory.state == SignatureState.ACCEPTED)
        assert await session.scalar(live) == 1
        assert await session.scalar(select(func.count()).select_from(SignatureEvent)) == 1
    [signed] = [one for one in await own_story.signatures() if one.state is SignatureState.ACCEPTED]
    told = Counter(answer.status_code for answer in answers)
    assert told == {200: 7, 409: 14}
    for answer in answers:
        assert f"Your organisation has signed this letter already: {signed.signer_name}" in answer.text or (
            answer.status_code == 200 and "Wensum Voluntary Action (WVA) has signed" in answer.text
        )
    assert len(await own_story.mailed("signature_accepted")) == 1


async def test_one_link_opened_in_twenty_tabs_begins_once(own_client: httpx.AsyncClient, own_story: Story) -> None:
    window = await Window(own_client).open(own_story.path(AMINA))
    path, data = window.form("Sign for", {})

    answers = await asyncio.gather(*(own_client.post(path, data=data) for _ in range(20)))

    assert {answer.status_code for answer in answers} == {303}
    assert len(await own_story.signatures()) == 1


async def test_one_answer_sent_twenty_times_is_taken(own_client: httpx.AsyncClient, own_story: Story) -> None:
    window = await Window(own_client).open(own_story.path(AMINA))
    await window.press("Sign for")
    await window.press("Continue")
    path, data = window.form("Continue", {"signer_phone": "020 7946 0002"})

    answers = await asyncio.gather(*(own_client.post(path, data=data) for _ in range(20)))

    assert {(answer.status_code, answer.headers["location"]) for answer in answers} == {
        (303, f"{own_story.path(AMINA)}/authority")
    }
    assert (await own_story.newest()).signer_phone == "020 7946 0002"


async def test_colleagues_who_answer_differently_at_once_are_told(own_client: httpx.AsyncClient, own_story: Story) -> None:
    declining = await Window(own_client).open(f"{own_story.path(AMINA)}/decline")
    waiting = await Window(own_client).open(f"{own_story.path(JO)}/more-time")
    day = {"needed_by-day": "4", "needed_by-month": "6", "needed_by-year": "2026"}
    forms = [declining.form("Send", {"reasons": ["risk"]}), waiting.form("Ask", day)] * 5

    answers = await asyncio.gather(*(own_client.post(path, data=data) for path, data in forms))

    assert Counter(answer.status_code for answer in answers) == {303: 5, 409: 5}
    # A decline is told to the two other contacts as well.
    assert len(await own_story.mailed("answer_recorded")) in {1, 3}
    late = next(answer for answer in answers if answer.status_code == 409)
    assert "while you were on this page. Send your answer again to replace that one." in late.text


async def test_twenty_codes_and_links_at_once_confirm_once(own_client: httpx.AsyncClient, own_story: Story) -> None:
    window = await sign(Window(own_client), own_story.path(BEN), signer_email="ben.private@post.example")
    by_code = window.form("Continue", {"code": await own_story.code()})
    link = await Window(own_client).open(await own_story.check_path())
    by_link = link.form("Confirm this address", {})

    answers = await asyncio.gather(
        *(own_client.post(path, data=data, follow_redirects=True) for path, data in [by_code, by_link] * 10)
    )

    assert {answer.status_code for answer in answers} == {200}
    assert (await own_story.newest()).state is SignatureState.AWAITING_REVIEW
    async with own_story.sessions() as session:
        hold_to(session, own_story.company.id)
        steps = list(await session.scalars(select(SignatureEvent.step).order_by(SignatureEvent.id)))
    assert steps == ["submit_unchecked", "check_address"]


async def test_withdrawing_in_twenty_tabs_withdraws_once(own_client: httpx.AsyncClient, own_story: Story) -> None:
    await sign(Window(own_client), own_story.path(AMINA))
    windows = [await Window(own_client).open(f"{own_story.path(email)}/withdraw") for email in (AMINA, JO)]
    forms = [window.form("Withdraw the signature", {}) for window in windows] * 10

    answers = await asyncio.gather(*(own_client.post(path, data=data, follow_redirects=True) for path, data in forms))

    assert {answer.status_code for answer in answers} == {200}
    assert len(await own_story.mailed("signature_withdrawn")) == 3


async def test_a_code_and_another_address_at_once_never_wait_for_each_other(
    own_client: httpx.AsyncClient, own_story: Story
) -> None:
    window = await sign(Window(own_client), own_story.path(SIAN), signer_email="sian@post.example")
    by_code = window.form("Continue", {"code": await own_story.code()})
    other = await Window(own_client).open(f"{own_story.path(SIAN)}/address")
    changed = other.form("Send the code", {"signer_email": "sian@other.example"})

    answers = await asyncio.gather(*(own_client.post(path, data=data) for path, data in [by_code, changed] * 10))

    assert {answer.status_code for answer in answers} <= {303, 409, 422}
    signature = await own_story.newest()
    checked = signature.state is SignatureState.AWAITING_REVIEW
    assert signature.signer_email == ("sian@post.example" if checked else "sian@other.example")


async def test_a_no_waits_for_the_signature_that_is_being_written(
    own_client: httpx.AsyncClient, own_story: Story, clock: Clock
) -> None:
    await ready(Window(own_client), own_story.path(AMINA))
    drafted = await own_story.newest()
    path, data = (await Window(own_client).open(f"{own_story.path(JO)}/decline")).form("Send", {"reasons": ["risk"]})

    async with own_story.sessions.begin() as session:
        hold_to(session, own_story.company.id)
        await submit(session, drafted.id, None, VISITOR, clock.now())
        declining = asyncio.create_task(own_client.post(path, data=data))
        while not declining.done() and not await _somebody_waits(own_story):
            await asyncio.sleep(0.02)
    answer = await declining

    assert answer.status_code == 409
    assert "Your organisation has signed. Withdraw the signature before you give another answer." in answer.text
    assert await own_story.mailed("answer_recorded") == []


async def test_a_signature_is_not_written_over_a_no_of_the_same_moment(
    own_client: httpx.AsyncClient, own_story: Story, clock: Clock
) -> None:
    path, data = await last_form(Window(own_client), own_story.path(AMINA))
    opened = await _opened(own_story, JO)

    async with own_story.sessions.begin() as session:
        hold_to(session, own_story.company.id)
        no = Decline(person_name="Jo Pratt", reasons=[Reason.RISK])
        await decline(session, opened, no, None, clock.now())
        signing = asyncio.create_task(own_client.post(path, data=data))
        while not signing.done() and not await _somebody_waits(own_story):
            await asyncio.sleep(0.02)
    answer = await signing

    assert answer.status_code == 409
    assert "Jo Pratt declined while you were on this page." in answer.text
    # Now that she has seen it, she may sign all the same.
    again = await own_client.post(path, data=data, follow_redirects=True)
    assert "Wensum Voluntary Action (WVA) has signed" in again.text


async def _opened(story: Story, email: str) -> Opened:
    async with story.sessions() as session:
        return await open_link(session, story.keys, story.tokens[email])


async def _somebody_waits(story: Story) -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    async with story.sessions() as session:
        return bool(await session.scalar(text(waiting)))

"""Nia asks, Amina reads what it means and says yes or no, her colleagues are told, and anybody there ends it."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from campaigns.database import hold_to
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.organisations.actions import end_contact
from campaigns.organisations.models import SignOff
from campaigns.settings import Settings
from campaigns.standing_authority import telling
from campaigns.standing_authority.actions import expire_due
from campaigns.standing_authority.lifecycle import AuthorityState
from campaigns.standing_authority.models import StandingAuthorityEvent
from tests import cast
from tests.conftest import Clock
from tests.mail.reading import html_of, links, text_of, words, words_of_html
from tests.signatures.story import AMINA, INFO, JO, Story, Window
from tests.standing_authority.giving import ask, authority, end, given, grant, path_in, switch_on, use
from tests.standing_authority.reading import mails

NIA, TOM = "nia@harbour.example", "tom@harbour.example"
YES = {"answer": "trustees_agreed", "agreed_on": "at the meeting on 28 May", "person_title": "Chief executive"}


async def test_it_is_off_until_somebody_switches_it_on(story: Story, clock: Clock) -> None:
    with pytest.raises(NotAllowedNow, match="switched off"):
        await ask(story, clock)


async def test_amina_is_told_in_plain_words_what_she_gives_and_nothing_is_in_force_before(
    story: Story, clock: Clock, settings: Settings, client: httpx.AsyncClient
) -> None:
    await switch_on(story)
    wensum = await ask(story, clock)
    told = await mails(story, settings, clock, telling.REQUEST)
    assert set(told) == {AMINA}
    assert words(text_of(told[AMINA])) == words_of_html(told[AMINA])
    assert max(map(len, links(html_of(told[AMINA])))) < 100

    window = await Window(client).open(await path_in(story, telling.REQUEST, AMINA))

    assert window.heading == f"May we sign letters for {cast.WENSUM}?"
    for said in (
        "Open letters",
        "Cold homes",
        "Ministers and councils",
        "1 December 2026",
        "Opening this page allows nothing",
    ):
        assert said in window.text
    assert window.chosen("answer") == [], "no answer is chosen for her"
    assert (await authority(story, wensum)).state is AuthorityState.ASKED
    with pytest.raises(NotAllowedNow, match="not granted yet"):
        await use(story, clock, wensum)

    await window.press("Send my answer")
    assert window.status == 422
    assert window.errors == ["Choose whether you allow this."]
    await window.press("Send my answer", answer="trustees_agreed")
    assert window.errors == ["Enter when the trustees or the board agreed."]
    await window.press("Send my answer", YES)

    assert window.heading == f"We may sign letters for {cast.WENSUM}"
    kept = await authority(story, wensum)
    assert kept.state is AuthorityState.IN_FORCE
    assert kept.granted_words == (
        "I confirm that the secretariat of Fair Futures Alliance may sign open letters for Wensum Voluntary Action (WVA) "
        "until 1 December 2026, about: Cold homes, Rents; to: Ministers and councils. I am authorised to say so for Wensum "
        "Voluntary Action (WVA)."
    )
    granted = await mails(story, settings, clock, telling.GRANTED)
    assert set(granted) == {AMINA, JO, INFO}
    assert all(words(text_of(one)) == words_of_html(one) for one in granted.values())
    assert "If Wensum Voluntary Action (WVA) should not have given this, end it here." in " ".join(
        text_of(granted[JO]).split()
    )
    assert set(await story.mailed(telling.ANSWER)) == {NIA, TOM}


async def test_no_is_an_answer_and_nobody_else_can_give_it(
    story: Story, clock: Clock, settings: Settings, client: httpx.AsyncClient
) -> None:
    await switch_on(story)
    wensum = await ask(story, clock)
    window = await Window(client).open(await path_in(story, telling.REQUEST, AMINA))

    await window.press("Send my answer", answer="no", why_not="Our board wants to see each letter.")

    assert window.heading == "You said no"
    assert (await authority(story, wensum)).state is AuthorityState.REFUSED
    assert await story.mailed(telling.GRANTED) == []
    told = await mails(story, settings, clock, telling.ANSWER)
    assert "Our board wants to see each letter." in text_of(told[NIA])
    with pytest.raises(NotAllowedNow, match="refused"):
        await grant(story, clock, wensum)


async def test_jo_ends_it_at_once_from_the_mail_that_told_her(
    story: Story, clock: Clock, settings: Settings, client: httpx.AsyncClient
) -> None:
    wensum = await given(story, clock)
    await use(story, clock, wensum)
    window = await Window(client).open(await path_in(story, telling.GRANTED, JO))
    assert "Letters that were signed by it" in window.text
    assert "It asks a minister to insulate rented homes." in window.text

    await window.press("End the standing authority")

    assert window.heading == f"We may no longer sign for {cast.WENSUM}"
    assert (await authority(story, wensum)).state is AuthorityState.ENDED
    ended = await mails(story, settings, clock, telling.ENDED)
    assert set(ended) == {AMINA, JO, INFO}
    assert "was ended by Jo Pratt (jo@wensum.example) at 10am" in " ".join(text_of(ended[AMINA]).split())
    assert all(words(text_of(one)) == words_of_html(one) for one in ended.values())
    assert [one.state for one in await story.signatures()] == ["accepted"], "what was signed stays until somebody says no"


async def test_a_link_opens_nothing_for_who_has_left_or_was_never_there(
    story: Story, clock: Clock, client: httpx.AsyncClient
) -> None:
    await given(story, clock)
    path = await path_in(story, telling.GRANTED, JO)
    assert (await client.get(path[:-2] + "xx")).status_code == 404
    assert (await client.get(f"{path}/uses/1")).status_code == 404
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await end_contact(session, story.company.contacts[JO].id, story.company.actor("Nia"), clock.now())
    assert (await client.get(path)).status_code == 404


async def test_a_colleague_sees_the_request_only_where_it_was_sent_to_them(
    story: Story, clock: Clock, client: httpx.AsyncClient
) -> None:
    await given(story, clock)
    await ask(story, clock, JO, topics="Buses")
    window = await Window(client).open(await path_in(story, telling.GRANTED, AMINA))
    assert "Buses" not in window.text
    window = await window.open(await path_in(story, telling.REQUEST, JO))
    assert "Buses" in window.text


async def test_another_scope_is_another_authority_and_ends_the_one_before(story: Story, clock: Clock) -> None:
    first = await given(story, clock)
    second = await ask(story, clock, topics="Buses")
    assert (await authority(story, first)).state is AuthorityState.IN_FORCE
    with pytest.raises(Conflict, match="asked already"):
        await ask(story, clock, topics="Trains")

    await grant(story, clock, second)

    assert (await authority(story, first)).state is AuthorityState.ENDED
    assert (await authority(story, second)).state is AuthorityState.IN_FORCE
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        events = await session.scalars(select(StandingAuthorityEvent).order_by(StandingAuthorityEvent.id))
        assert [(one.authority_id, one.step) for one in events] == [(first, "grant"), (first, "end"), (second, "grant")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kinds": []}, "kinds"),
        ({"topics": " \n "}, "topics"),
        ({"topics": "x" * 1001}, "topics"),
        ({"addressees": ""}, "addressees"),
        ({"until": date(2026, 6, 2)}, "until"),
        ({"until": date(2027, 6, 3)}, "until"),
    ],
)
async def test_a_scope_says_what_about_what_to_whom_and_for_twelve_months_at_most(
    story: Story, clock: Clock, changes: dict[str, Any], field: str
) -> None:
    await switch_on(story)
    with pytest.raises(Invalid) as refused:
        await ask(story, clock, **changes)
    assert set(refused.value.problems) == {field}
    assert await story.mailed(telling.REQUEST) == []


async def test_twelve_months_to_the_day_are_allowed_and_a_shared_inbox_is_not_asked(story: Story, clock: Clock) -> None:
    await switch_on(story)
    with pytest.raises(Invalid) as refused:
        await ask(story, clock, INFO)
    assert set(refused.value.problems) == {"contact_id"}
    await ask(story, clock, until=date(2027, 6, 2))


async def test_where_two_people_have_to_agree_there_is_none(story: Story, clock: Clock) -> None:
    await switch_on(story)
    wensum = await ask(story, clock)
    await story.change_organisation(cast.WENSUM, sign_off=SignOff.TWO_PEOPLE)
    with pytest.raises(NotAllowedNow, match="two people have to agree"):
        await grant(story, clock, wensum)
    await end(story, clock, wensum)
    with pytest.raises(NotAllowedNow, match="two people have to agree"):
        await ask(story, clock)


async def test_it_expires_by_itself_and_its_people_are_told(story: Story, clock: Clock, settings: Settings) -> None:
    wensum = await given(story, clock, until=date(2026, 6, 9))
    asked = await ask(story, clock, topics="Buses")
    clock.set(clock.now().replace(day=9, hour=22, minute=59, second=59))
    assert await expired(story, clock) == 0
    clock.advance(seconds=1)  # midnight in London
    assert await expired(story, clock) == 1
    assert await expired(story, clock) == 0

    assert (await authority(story, wensum)).state is AuthorityState.EXPIRED
    told = await mails(story, settings, clock, telling.ENDED)
    assert set(told) == {AMINA, JO, INFO}
    assert "was for a time that is over now" in " ".join(text_of(told[AMINA]).split())
    assert (await authority(story, asked)).state is AuthorityState.ASKED
    clock.advance(days=23)
    assert await expired(story, clock) == 1
    assert (await authority(story, asked)).state is AuthorityState.EXPIRED
    assert len(await story.mailed(telling.ENDED)) == 3, "of a request that nobody answered only the secretariat is told"
    with pytest.raises(NotAllowedNow, match="expired"):
        await grant(story, clock, asked)


async def expired(story: Story, clock: Clock) -> int:
    async with story.sessions.begin() as session:
        return await expire_due(session, clock.now())


async def test_a_request_that_is_too_old_is_not_granted_though_the_worker_is_late(story: Story, clock: Clock) -> None:
    await switch_on(story)
    wensum = await ask(story, clock)
    clock.set(clock.now() + timedelta(days=30))
    with pytest.raises(NotAllowedNow, match="Its time is over"):
        await grant(story, clock, wensum)


async def test_a_program_does_all_of_it_with_the_mailed_token(story: Story, clock: Clock, client: httpx.AsyncClient) -> None:
    await switch_on(story)
    wensum = await ask(story, clock)
    own = "/api/v1/standing-authorities" + (await path_in(story, telling.REQUEST, AMINA)).removeprefix("/g")
    seen = (await client.get(own)).json()
    assert (seen["state"], seen["may_answer"], seen["may_end"]) == ("asked", True, False)
    assert (await client.post(f"{own}/end")).status_code == 409
    unbased = await client.post(f"{own}/grant", json={"person_name": "Amina Cole", "person_title": "Chief executive"})
    assert unbased.status_code in {400, 422}

    yes = {"person_name": "Amina Cole", "person_title": "Chief executive", "basis": "chief_executive"}
    answer = await client.post(f"{own}/grant", json=yes)
    assert (answer.status_code, answer.json()["state"]) == (200, "in_force")
    assert (await client.post(f"{own}/refusal", json={})).status_code == 409
    await use(story, clock, wensum)
    jos = "/api/v1/standing-authorities" + (await path_in(story, telling.USED, JO)).removeprefix("/g")
    no = (await client.post(f"{jos}/uses/1/not-this-one")).json()
    assert [(one["number"], one["state"]) for one in no["uses"]] == [(1, "withdrawn")]
    assert (await client.post(f"{jos}/uses/2/not-this-one")).status_code == 404
    assert (await client.post(f"{jos}/end")).json()["state"] == "ended"

"""Nia gives a link and looks at what came by it; Pat vouches on the body's own page, and sees nothing but its own."""

from datetime import datetime

import httpx
import pytest

from campaigns.cascades import actions
from campaigns.people.sessions import start_session
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import BodyAnswer
from tests import cast
from tests.cascades.sharing import PAT, QUAY, Sharing, begin_sharing
from tests.letters.desk import Desk, words
from tests.signatures.story import AMINA, SIAN, Story, Window, sign

WHO = {"person_name": "Pat Reid", "person_title": "Membership manager"}


@pytest.fixture
async def sharing(story: Story, now: datetime) -> Sharing:
    return await begin_sharing(story, now)


@pytest.fixture
async def nia(client: httpx.AsyncClient, story: Story, now: datetime) -> Desk:
    async with story.sessions.begin() as session:
        token = await start_session(session, story.company.people["Nia"], now)
    client.cookies.set("session", token)
    return Desk(client, token, "/secretariat/fair-futures")


async def test_nia_gives_a_link_with_a_cap_pauses_it_and_ends_it(nia: Desk, story: Story, now: datetime) -> None:
    base = f"/letters/{story.reference}/cascades"
    assert "No organisation is marked" in words(await nia.get(base))
    async with story.sessions.begin() as session:
        people = [("Pat Reid", "Membership manager", PAT)]
        body = await cast.organisation(session, story.company, QUAY, people, now)
        body.is_infrastructure = True
    refused = await nia.post(base, 422, cap="0", organisation=str(body.id))
    assert "Enter a number from 1 to 20,000." in words(refused)
    assert "Choose the infrastructure organisation." in words(await nia.post(base, 422, cap="40"))
    given = await nia.post(base, cap="40", organisation=str(body.id))
    shown = await nia.follow(given)
    assert "on its way to the organisation’s contacts" in words(shown)
    assert "0 of 40" in words(shown)
    one = given.headers["location"].partition("?")[0].removeprefix(nia.base)
    for button, said in (("pause", "The link is paused."), ("resume", "The link takes signatures again.")):
        assert said in words(await nia.follow(await nia.post(f"{one}/{button}", page=one)))
    assert "The cap was changed." in words(await nia.follow(await nia.post(f"{one}/cap", page=one, cap="60")))
    stale = await nia.get(one)
    await nia.send(stale, f"{one}/pause")
    assert "Somebody changed this link" in words(await nia.send(stale, f"{one}/cap", 409, cap="70"))
    await nia.post(f"{one}/send-again", page=one)
    missing = await nia.post(f"{one}/replace", 422, reason="Posted on a forum.")
    assert "Posted on a forum." in missing.text
    replaced = await nia.post(f"{one}/replace", reason="Posted on a forum.", send="now")
    assert "The link is replaced, and the new one is on its way." in words(await nia.follow(replaced))
    ended = await nia.follow(await nia.post(f"{one}/end"))
    assert "The link is ended." in words(ended)
    history = words(ended).partition("History")[2]
    assert [step in history for step in ("Given", "Paused", "Resumed", "Cap changed", "Ended")] == [True] * 5
    assert "Replaced by Nia Rees. Posted on a forum." in history


async def test_pat_sees_what_came_by_the_link_and_nothing_else(
    client: httpx.AsyncClient, sharing: Sharing, story: Story, now: datetime
) -> None:
    await sign(Window(client), story.path(AMINA))
    await sharing.signed("Otter Friends", now, email="kit.moss@otter.example")
    await sharing.signed("Acorn Trust", now, email="someone@gmail.com", confirmed=False)
    window = await Window(client).open(await sharing.page())
    assert window.heading == f"Signed by the link of {QUAY}"
    assert "Otter Friends" in window.text
    assert "Kit Moss, Chair" in window.text
    assert "otter.example" in window.text
    assert "1 more has not confirmed an address" in window.text
    for hidden in ("kit.moss@", "Acorn Trust", "Wensum", "Amina", AMINA, SIAN, PAT):
        assert hidden not in window.answer.text, hidden


async def test_pat_vouches_for_all_of_them_after_a_look(
    client: httpx.AsyncClient, sharing: Sharing, story: Story, now: datetime
) -> None:
    plain = await sharing.signed("Otter Friends", now)
    joint = await sharing.signed("Rook Club", now, partners=["Crow Club"])
    window = await Window(client).open(await sharing.page())
    before = await story.everything()
    await window.follow("Vouch for all of them")
    assert window.heading == "Vouch for 2 organisations"
    assert "1 organisation would be on the list at once" in window.text
    assert "1 organisation would be left to the secretariat" in window.text
    assert (window.value("person_name"), window.value("person_title")) == ("", "")
    assert await story.everything() == before
    await window.press("Vouch for all 2")
    assert window.status == 422
    assert window.errors == ["Enter your full name.", "Enter your job title or role."]

    await window.press("Vouch for all 2", WHO)

    told = "You vouched for 2 organisations: 1 accepted, 1 left to the secretariat."
    assert told in window.page.text_content()
    assert (await sharing.signature(plain)).state is SignatureState.ACCEPTED
    assert (await sharing.signature(joint)).state is SignatureState.AWAITING_REVIEW


async def test_pat_ticks_one_that_is_not_theirs_and_nia_reads_why(
    client: httpx.AsyncClient, sharing: Sharing, story: Story, nia: Desk, now: datetime
) -> None:
    stranger = await sharing.signed("Otter Friends", now)
    page = await sharing.page()
    window = await Window(client).open(f"{page}/not-ours?signature={stranger}")
    await window.press("Tell the secretariat")
    assert "Say why, so that the secretariat can decide." in window.errors
    await window.press("Tell the secretariat", reason="They left us in spring.", **WHO)
    assert "You said that 1 organisation is not one of yours." in window.page.text_content()
    assert (await sharing.signature(stranger)).body_answer is BodyAnswer.NOT_OURS

    queue = words(await nia.get(f"/letters/{story.reference}/review"))
    assert f"by a cascade link of {QUAY}" in queue
    assert "Not one of theirs" in queue
    decide = words(await nia.get(f"/letters/{story.reference}/review/{stranger}"))
    assert "They left us in spring." in decide
    assert f"Pat Reid, Membership manager, of {QUAY}" in decide


async def test_nobody_can_be_chosen_twice_over_or_from_elsewhere(
    client: httpx.AsyncClient, sharing: Sharing, story: Story, now: datetime
) -> None:
    await sign(Window(client), story.path(AMINA))
    amina = await story.newest()
    page = await sharing.page()
    window = await Window(client).open(f"{page}/vouch?signature={amina.id}&signature=words")
    assert "does not wait" in window.text
    assert "Wensum" not in window.text
    assert (await Window(client).open(f"{page}/vouch")).status == 422
    for done in ("vouched-1-1", "vouched-99999-1-1", "<script>"):
        assert "govuk-notification-banner" not in (await client.get(page, params={"done": done})).text


async def test_the_body_is_not_told_what_the_coalition_knows(
    client: httpx.AsyncClient, sharing: Sharing, story: Story, nia: Desk, now: datetime
) -> None:
    async with sharing.held() as session:
        await cast.organisation(session, story.company, "Community Action Dorley", [], now)
    near = await sharing.signed("Comunity Action Dorley", now)
    window = await Window(client).open(f"{await sharing.page()}/vouch?signature={near}")
    assert "1 organisation would be left to the secretariat" in window.text
    assert "Community Action Dorley" not in window.answer.text
    await window.press("Vouch for it", WHO)
    await window.open(f"{await sharing.page()}?show=with_secretariat")
    assert "Community Action Dorley" not in window.answer.text
    decide = words(await nia.get(f"/letters/{story.reference}/review/{near}"))
    assert "its name is near to Community Action Dorley" in decide


async def test_the_board_says_through_whom_and_shows_only_those(
    client: httpx.AsyncClient, sharing: Sharing, story: Story, nia: Desk, now: datetime
) -> None:
    await sharing.signed("Otter Friends", now)
    board = f"/letters/{story.reference}/responses"
    whole = words(await nia.get(board))
    assert f"cascade via {QUAY}" in whole
    assert cast.LLAIS in whole
    only = words(await nia.get(f"{board}?via={sharing.link_id}"))
    assert "Otter Friends" in only
    assert f"the cascade link of {QUAY}" in only
    assert cast.LLAIS not in only
    rows = await nia.api("GET", f"{board}?via={sharing.link_id}")
    assert [(row["name"], row["via"], row["route"]) for row in rows["rows"]] == [("Otter Friends", QUAY, "cascade")]
    csv = (await nia.get(f"{board}.csv")).text
    assert "cascade via" in csv.splitlines()[0].split(",")
    assert f",{QUAY}" in csv


async def test_the_same_by_program(
    client: httpx.AsyncClient, sharing: Sharing, story: Story, nia: Desk, now: datetime
) -> None:
    base = f"/letters/{story.reference}/cascades"
    [link] = (await nia.api("GET", base))["links"]
    assert (link["body"], link["state"], link["cap"]) == (QUAY, "open", actions.CAP)
    one = await nia.api("GET", f"{base}/{link['id']}")
    assert one["address"].endswith(sharing.path)
    assert {(mail["email"], mail["kind"]) for mail in one["mails"]} == {
        (email, kind) for email in ("info@quayvs.example", PAT) for kind in ("cascade_pack", "cascade_page")
    }
    link = await nia.api("PUT", f"{base}/{link['id']}/cap", cap=5, row_version=link["row_version"])
    link = await nia.api("POST", f"{base}/{link['id']}/pause", row_version=link["row_version"])
    link = await nia.api("POST", f"{base}/{link['id']}/resume", row_version=link["row_version"])
    assert (link["state"], link["cap"]) == ("open", 5)
    assert (await nia.api("POST", f"{base}/{link['id']}/send-again"))["mails"] == 2
    body = {"reason": "Posted on a forum.", "send": False, "row_version": link["row_version"]}
    assert "reason" in (await nia.api("POST", f"{base}/{link['id']}/replace", 422, **{**body, "reason": " "}))["errors"]
    old = sharing.path
    replaced = await nia.api("POST", f"{base}/{link['id']}/replace", **body)
    await nia.api("POST", f"{base}/{link['id']}/replace", 409, **body)
    link = replaced["cascade"]
    assert (await client.get(old)).status_code == 410
    assert (await client.get(f"/api/v1/cascades/{old[3:]}")).status_code == 410
    sharing.rotation = 1
    assert replaced["address"].endswith(sharing.path)

    seen = (await client.get(f"/api/v1/cascades/{sharing.path[3:]}")).json()
    assert (seen["shared_by"], seen["why_not"], seen["letter"]["open"]) == (QUAY, "", True)
    signed, stranger = await sharing.signed("Otter Friends", now), await sharing.signed("Acorn Trust", now)
    body = f"/api/v1/cascade-pages/{await sharing.token()}"
    page = (await client.get(body)).json()
    assert [row["name"] for row in page["rows"]] == ["Otter Friends", "Acorn Trust"]
    assert page["figures"]["waiting"] == 2
    preview = (await client.get(f"{body}/vouching", params={"signature": str(signed)})).json()
    assert ([row["name"] for row in preview["accepted"]], preview["left"]) == (["Otter Friends"], [])
    told = await client.post(f"{body}/vouching", json={"signatures": [str(signed)], **WHO})
    assert (told.status_code, told.json()) == (200, {"accepted": 1, "left": 0, "gone": 0})
    told = await client.post(f"{body}/not-ours", json={"signatures": [str(stranger)], "reason": "", **WHO})
    assert (told.status_code, list(told.json()["errors"])) == (422, ["reason"])
    told = await client.post(f"{body}/not-ours", json={"signatures": [str(stranger)], "reason": "Unknown.", **WHO})
    assert told.json() == {"accepted": 0, "left": 1, "gone": 0}
    link = await nia.api("POST", f"{base}/{link['id']}/end", row_version=link["row_version"])
    assert (link["state"], link["figures"]["signed"]) == ("ended", 1)
    told = await client.post(f"{body}/vouching", json={"signatures": [str(stranger)], **WHO})
    assert told.status_code == 409


async def test_nothing_public_says_through_whom(
    client: httpx.AsyncClient, sharing: Sharing, story: Story, now: datetime
) -> None:
    window = await Window(client).open(await sharing.page())
    await sharing.signed("Otter Friends", now)
    window = await Window(client).open(f"{await sharing.page()}/vouch?everybody=yes")
    path, fields = window.form("Vouch for it", WHO)
    await client.post(path, data=fields)
    reply = await story.newest()
    assert reply.state is SignatureState.ACCEPTED
    await story.publish()
    for address in (f"/letters/fair-futures/{story.slug}/sign", "/letters/fair-futures"):
        assert QUAY not in (await client.get(address)).text

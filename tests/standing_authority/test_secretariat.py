"""Nia's pages and her program: the switch, asking, and signing for those who allowed it."""

import csv
import io
from uuid import UUID

import httpx
import pytest

from campaigns.signatures.lifecycle import SignatureState
from campaigns.standing_authority import telling
from campaigns.standing_authority.lifecycle import AuthorityState
from tests import cast
from tests.conftest import Clock
from tests.letters.desk import Open, desk, words
from tests.signatures.story import AMINA, BEN, Story
from tests.standing_authority.giving import WHY, authority, given, grant, use

__all__ = ["desk"]


@pytest.fixture
def company(story: Story) -> cast.Company:
    """The desk stands in the coalition of the story."""
    return story.company


async def test_nia_switches_it_on_asks_and_ends_it_on_her_pages(desk: Open, story: Story, clock: Clock) -> None:
    nia = await desk("Nia")
    page = f"/organisations/{story.company.organisations[cast.WENSUM].id}/standing-authority"
    assert "Standing authority is off for your coalition" in words(await nia.get(page))
    assert "Sign by standing authority" not in words(await nia.get(f"/letters/{story.reference}/responses"))
    await nia.post("/coalition/standing-authority", standing_authority="on")

    empty = await nia.post(page, 422)
    for said in ("Choose whom to ask", "what may be signed", "what it may be about", "to whom it may go", "the last day"):
        assert said.lower() in words(empty).lower()
    whom = str(story.company.contacts[AMINA].id)
    day = {"until-day": "1", "until-month": "12", "until-year": "2026"}
    typed = {"kinds": ["open_letter", "statement"], "topics": "Cold homes", "addressees": "Ministers", **day}
    asked = await nia.follow(await nia.post(page, contact_id=whom, **typed))
    assert "Nothing is in force before they say yes." in words(asked)
    assert await story.mailed(telling.REQUEST) == [AMINA]

    [one] = (await nia.api("GET", page.replace("-authority", "-authorities")))["authorities"]
    assert (one["state"], one["kinds"], one["until"]) == ("asked", ["open_letter", "statement"], "2026-12-01")
    await grant(story, clock, UUID(one["id"]))
    assert "Wensum Voluntary Action (WVA)" in words(await nia.get("/coalition/standing-authority"))
    shown = await nia.get(page)
    ended = await nia.follow(await nia.send(shown, f"{page}/{one['id']}/end"))
    assert "It has ended." in words(ended)
    assert (await authority(story, UUID(one["id"]))).state is AuthorityState.ENDED
    assert set(await story.mailed(telling.ENDED)) == {AMINA, "jo@wensum.example", "info@wensum.example"}


async def test_nia_looks_at_what_she_signs_before_she_signs_it(desk: Open, story: Story, clock: Clock) -> None:
    wensum, mill_road = await given(story, clock), await given(story, clock, BEN, cast.MILL_ROAD)
    nia = await desk("Nia")
    page = f"/letters/{story.reference}/standing-authority"
    board = await nia.get(f"/letters/{story.reference}/responses")
    assert "Sign by standing authority" in words(board)
    assert cast.WENSUM in words(await nia.get(page))

    unsaid = await nia.post(page, 422, chosen=[str(wensum), str(mill_road)], do="check", **{f"why-{wensum}": WHY})
    assert words(unsaid).count("Say why the letter is within what they allow.") == 2, "in the summary and at its field"
    assert WHY in unsaid.text, "what was typed is kept"
    checked = await nia.post(page, 200, chosen=[str(wensum)], do="check", **{f"why-{wensum}": WHY})
    assert "Nia Rees of the secretariat signed “Warm homes for every family” (version 1) for Wensum" in words(checked)
    assert "3 people are told by mail" in words(checked)
    assert await story.signatures() == [], "looking signs nothing"
    assert await story.mailed(telling.USED) == []

    signed = await nia.follow(await nia.send(checked, page, do="sign"))

    assert "are signed for by standing authority" in words(signed)
    assert "by standing authority" in words(await nia.get(f"/letters/{story.reference}/responses"))
    [signature] = await story.signatures()
    assert signature.state is SignatureState.ACCEPTED
    its_page = words(await nia.get(f"/letters/{story.reference}/signatures/{signature.id}"))
    assert "by standing authority, given as its chief executive or director" in its_page
    assert "Authority given by Amina Cole, Chief executive" in its_page
    table = (await nia.get(f"/letters/{story.reference}/responses.csv")).text
    rows = csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))
    assert [row["authority"] for row in rows if row["organisation"] == cast.WENSUM] == ["by standing authority"]
    again = await nia.client.post(
        f"{nia.base}{page}", data={"csrf_token": "x", "chosen": str(wensum), "version": "1", "do": "sign"}
    )
    assert again.status_code == 403
    assert cast.WENSUM not in words(await nia.get(page)), "it is not offered again"


async def test_the_same_by_program(desk: Open, story: Story, clock: Clock) -> None:
    nia = await desk("Nia")
    assert await nia.api("GET", "/standing-authority") == {"on": False}
    path = f"/letters/{story.reference}/standing-authority"
    assert "switched off" in (await nia.api("GET", path))["refusal"]
    await nia.api("PUT", "/standing-authority", on=True)
    wensum = await given(story, clock)
    may = await nia.api("GET", path)
    assert ([one["row"] for one in may["organisations"]], may["version"]) == ([cast.WENSUM], 1)

    empty = await nia.api("POST", path, 422, version=1, uses=[{"authority_id": str(wensum), "why": " "}])
    assert set(empty["errors"]) == {f"why-{wensum}"}
    [made] = await nia.api("POST", path, 201, version=1, uses=[{"authority_id": str(wensum), "why": WHY}])
    assert (made["route"], made["state"], made["display_name"]) == ("standing", "accepted", cast.WENSUM)
    told = await nia.api("GET", f"/standing-authorities/{wensum}")
    assert [(one["number"], one["why"]) for one in told["uses"]] == [(1, WHY)]
    assert [one["id"] for one in await nia.api("GET", "/standing-authorities")] == [str(wensum)]
    assert (await nia.api("POST", f"/standing-authorities/{wensum}/end"))["authority"]["state"] == "ended"


async def test_members_and_the_public_see_how_it_came_only_where_it_is_theirs(
    story: Story, clock: Clock, client: httpx.AsyncClient
) -> None:
    await use(story, clock, await given(story, clock))
    own = await client.get(story.path(AMINA), follow_redirects=True)
    assert "by the standing authority that Amina Cole gave" in own.text
    others = await client.get(story.path(BEN), follow_redirects=True)
    assert "standing authority" not in others.text

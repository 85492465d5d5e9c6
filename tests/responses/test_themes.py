"""Rosa of the working group reads why organisations decline: what each let her see, and no name that was not given."""

import csv
import io

from campaigns.invitations.answering import Decline
from campaigns.invitations.models import WhoSees
from campaigns.invitations.reasons import Reason
from campaigns.signatures import replying
from campaigns.tokens import Keys
from tests import cast
from tests.letters.desk import Open, Writing, app, company, desk, rivers, words, writing
from tests.responses.test_board import BOARD, invited_letter
from tests.signatures.test_signing import opened_by, sign

__all__ = ["app", "company", "desk", "rivers", "writing"]

LETTER = "/letters/FFA-2026-01"
THEMES = f"{LETTER}/themes"


async def declines(writing: Writing, keys: Keys, email: str, who_sees: WhoSees, explanation: str, *reasons: Reason) -> None:
    async with writing.held() as session:
        opened = await opened_by(session, keys, writing.company, email)
        no = Decline(
            person_name="Sam Private", reasons=list(reasons), explanation=explanation, would_sign_if="", who_sees=who_sees
        )
        newest = await replying.newest_answer(session, opened.invitation_id)
        await replying.decline(session, opened, no, newest.id if newest else None, writing.clock.now())


async def three_decline(writing: Writing, keys: Keys) -> None:
    await invited_letter(writing)
    await declines(writing, keys, "amina@wensum.example", WhoSees.WORKING_GROUP_NAMED, "=Too broad", Reason.DISAGREE_PART)
    await declines(
        writing, keys, "ben@millroad.example", WhoSees.WORKING_GROUP_UNNAMED, "We rent.", Reason.RISK, Reason.DISAGREE_PART
    )
    await declines(writing, keys, "sian@llais.example", WhoSees.SECRETARIAT, "Our funder would go.", Reason.SIGNED_SIMILAR)


async def test_the_working_group_sees_reasons_and_only_the_names_it_was_given(
    desk: Open, writing: Writing, keys: Keys
) -> None:
    await three_decline(writing, keys)
    rosa = await desk("Rosa")
    assert f'href="{rosa.base}{THEMES}"' in (await rosa.get(LETTER)).text
    page = await rosa.get(THEMES)
    told = words(page)
    assert "Reasons of 2 organisations" in told
    assert "We disagree with part of it 2 It could put our work or our people at risk 1" in told
    assert "Wensum Voluntary Action (WVA) We disagree with part of it =Too broad" in told
    assert "An organisation that gave no name" in told
    for hidden in ("Mill Road", "Llais", "funder", "similar", "Sam Private", "3 organisations", "millroad"):
        assert hidden not in page.text, hidden
    await rosa.get(BOARD, 403)
    await rosa.get(f"{BOARD}.csv", 403)


async def test_the_csv_and_the_api_tell_no_more_than_the_page(desk: Open, writing: Writing, keys: Keys) -> None:
    await three_decline(writing, keys)
    rosa = await desk("Rosa")
    file = (await rosa.get(f"{THEMES}.csv")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert [(row["organisation"], row["explanation"]) for row in rows] == [(cast.WENSUM, "'=Too broad"), ("", "We rent.")]
    found = await rosa.api("GET", THEMES)
    assert found["themes"] == [{"reason": "disagree_part", "organisations": 2}, {"reason": "risk", "organisations": 1}]
    assert [set(one) for one in found["said"]] == [{"organisation", "reasons", "explanation", "would_sign_if"}] * 2
    assert "Llais" not in file + str(found)


async def test_who_changes_their_mind_takes_back_what_they_let_be_seen(desk: Open, writing: Writing, keys: Keys) -> None:
    await three_decline(writing, keys)
    writing.clock.advance(hours=1)
    await declines(writing, keys, "amina@wensum.example", WhoSees.SECRETARIAT, "For you only.", Reason.RISK)
    async with writing.held() as session:
        await sign(session, await opened_by(session, keys, writing.company, "ben@millroad.example"), writing.clock.now())
    rosa, nia = await desk("Rosa"), await desk("Nia")
    for browser in (rosa, nia):
        told = words(await browser.get(THEMES))
        assert "No organisation has let the working group see why it declines." in told
        assert "rent" not in told
    assert "For you only." in words(await nia.get(BOARD))


async def test_drafters_members_and_other_coalitions_see_nothing(
    desk: Open, writing: Writing, keys: Keys, rivers: cast.Company
) -> None:
    await three_decline(writing, keys)
    for name in ("Dev", "Amina"):
        browser = await desk(name)
        await browser.get(THEMES, 403)
        await browser.get(f"{THEMES}.csv", 403)
        await browser.api("GET", THEMES, 403)
    await (await desk("Sam", rivers)).api("GET", THEMES, 404)
    assert "Why organisations decline" in words(await (await desk("Nia")).get(BOARD))

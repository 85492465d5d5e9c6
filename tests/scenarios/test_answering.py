"""Acceptance scenarios of a member's answers, each under its number: reading, signing, objecting, declining."""

import io
import re
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, CDPSession, Page, expect
from pypdf import PdfReader

from campaigns.database import hold_to
from campaigns.reminders.actions import plan
from campaigns.reminders.times import Lead
from campaigns.signatures.lifecycle import SignatureState
from tests import cast
from tests.mail.reading import text_of
from tests.scenarios.scene import Scene, addressed
from tests.signatures.browsing import Browsing
from tests.signatures.story import AMINA, INFO, JO, SIAN, Story, sign, to_authorise

REASON = "Ask 2 would cost our island its only clinic"


async def test_scenario_1_reading_is_not_signing(scene: Scene) -> None:
    before = await scene.story.everything()
    path = scene.story.path(AMINA)
    for number in range(50):
        reader = await scene.browser()
        address = {"X-Forwarded-For": f"203.0.113.{number}", "User-Agent": f"Scanner/{number}"}
        assert (await reader.client.get(path, headers=address)).status_code == 200
        if number < 20:
            assert (await reader.client.head(path, headers=address)).status_code == 200
    assert await scene.story.everything() == before
    assert await scene.deliver() == []

    member = await sign(await scene.browser(), path)

    assert member.heading == "Wensum Voluntary Action (WVA) has signed"


@pytest.mark.browser
async def test_scenario_1_a_browser_that_runs_no_script(chromium: Browser, site: str, own_story: Story) -> None:
    before = await own_story.everything()
    context = await chromium.new_context(java_script_enabled=False)
    page = await context.new_page()
    for path in ("", "/decline", "/more-time"):
        await page.goto(site + own_story.path(AMINA) + path, wait_until="networkidle")
    assert await own_story.everything() == before
    await context.close()


@pytest.mark.browser
async def test_scenario_1_a_browser_that_runs_every_script_for_a_minute(page: Page, site: str, own_story: Story) -> None:
    before = await own_story.everything()
    await page.clock.install()
    for path in ("", "/decline", "/more-time"):
        await page.goto(site + own_story.path(AMINA) + path)
        await page.clock.fast_forward("01:00")
        await page.wait_for_load_state("networkidle")
    assert await own_story.everything() == before


@pytest.mark.browser
async def test_scenario_3_jo_signs_without_javascript_by_keyboard_alone(
    chromium: Browser, site: str, own_story: Story
) -> None:
    context = await chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = await context.new_page()
    keyboard = Keyboard(page, await context.new_cdp_session(page))
    await page.goto(site + own_story.path(JO))
    titles = []

    for button in ("Sign for Wensum", "Continue", "Continue"):
        titles.append(await page.title())
        await keyboard.press_at(button)
    titles.append(await page.title())
    await keyboard.tab_to("radio", "")
    await page.keyboard.press("Space")
    await keyboard.press_at("Continue")
    titles.append(await page.title())
    await keyboard.press_at("Sign the letter for")

    await expect(page.get_by_role("heading", level=1)).to_have_text("Wensum Voluntary Action (WVA) has signed")
    await expect(page.locator("main")).to_contain_text(f"{own_story.reference}-0001")
    assert (await own_story.newest()).state is SignatureState.ACCEPTED
    assert len(set(titles)) == len(titles), "every page says in its title which one it is"
    assert all(title.endswith("– Fair Futures Alliance") for title in titles), titles
    await context.close()


async def test_scenario_4_the_others_are_told(scene: Scene) -> None:
    await sign(await scene.browser(), scene.story.path(JO))
    signed_at = scene.clock.now()

    told = addressed(await scene.deliver())

    assert set(told) == {JO, AMINA, INFO}
    assert (scene.clock.now() - signed_at).total_seconds() <= 60
    for email in (AMINA, INFO):
        text = " ".join(text_of(told[email]).split())
        assert "Jo Pratt (Policy officer) signed" in text
        assert "Version signed: 1" in text
        assert scene.path_in(told[email], "/o/"), "how to object"
    assert "/o/" not in text_of(told[JO])


async def test_scenario_5_an_objection_suspends(scene: Scene) -> None:
    await sign(await scene.browser(), scene.story.path(JO))
    told = addressed(await scene.deliver())

    amina = await (await scene.browser()).open(scene.path_in(told[AMINA], "/o/"))
    assert (await scene.story.newest()).state is SignatureState.ACCEPTED
    await amina.press("This is wrong", explanation="We never discussed this.")

    assert (await scene.story.newest()).state is SignatureState.SUSPENDED
    alarm = addressed(await scene.deliver())
    assert "We never discussed this." in text_of(alarm["nia@harbour.example"])
    nia = await scene.secretariat()
    await nia.open(f"{scene.letter}/review")
    first = nia.page.xpath("//tbody/tr")[0].text_content()
    assert "Wensum Voluntary Action" in first
    assert "Said to be wrong" in first
    await scene.story.change_letter(signing="closed")
    await nia.open(f"{scene.letter}/freeze")
    assert "Wensum Voluntary Action" not in "".join(nia.page.xpath("//ol//text()")), "not in the candidate list"


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
async def test_scenario_5_in_a_browser(chromium: Browser, site: str, scene: Scene, *, scripts: bool) -> None:
    await sign(await scene.browser(), scene.story.path(JO))
    told = addressed(await scene.deliver())
    context = await chromium.new_context(java_script_enabled=scripts)
    amina = Browsing(await context.new_page(), site)
    await amina.go(scene.path_in(told[AMINA], "/o/"))
    await amina.fill(explanation="We never discussed this.")
    await amina.press("This is wrong")
    assert (await scene.story.newest()).state is SignatureState.SUSPENDED
    assert amina.complaints == []
    alarm = addressed(await scene.deliver())
    assert "We never discussed this." in text_of(alarm["nia@harbour.example"])
    await context.close()


async def test_scenario_6_dual_authority(scene: Scene) -> None:
    await scene.story.change_organisation(cast.WENSUM, sign_off="two_people")
    contact = str(scene.story.company.contacts[AMINA].id)
    jo = await to_authorise(await scene.browser(), scene.story.path(JO), {"authoriser": contact})
    await jo.press("Send it to Amina Cole to authorise")
    assert (await scene.story.newest()).state is SignatureState.AWAITING_AUTHORITY
    asked = addressed(await scene.deliver())
    assert set(asked) == {AMINA}, "nobody is told of what nobody authorised"
    amina = await (await scene.browser()).open(scene.path_in(asked[AMINA], "/a/"))
    assert (await scene.story.newest()).state is SignatureState.AWAITING_AUTHORITY

    await amina.press("Send my answer", authorising="not_signing", why_not="Not without the trustees")

    assert (await scene.story.newest()).state is SignatureState.REJECTED
    told = addressed(await scene.deliver())
    assert "Not without the trustees" in text_of(told[JO])
    # Nobody is written to twice within ten minutes, however often somebody asks.
    scene.clock.advance(minutes=11)
    again = await to_authorise(await scene.browser(), scene.story.path(JO), {"authoriser": contact})
    await again.press("Send it to Amina Cole to authorise")
    asked = addressed(await scene.deliver())
    amina = await (await scene.browser()).open(scene.path_in(asked[AMINA], "/a/"))
    await amina.press("Send my answer", authorising="trustees_agreed", agreed_on="On 1 June")
    assert [one.state for one in await scene.story.signatures()] == [SignatureState.REJECTED, SignatureState.ACCEPTED]


async def test_scenario_9_a_decline_in_confidence(scene: Scene) -> None:
    """Llais says no to the secretariat alone; nobody else finds the reason, or that it was asked, anywhere."""
    sian = await (await scene.browser()).open(scene.story.path(SIAN))
    await sian.follow("Not sign, and say why")
    assert sian.chosen("who_sees") == ["secretariat"]
    await sian.press("Send this answer", {"explanation": REASON}, reasons=["disagree_part"])
    await sign(await scene.browser(), scene.story.path(AMINA))
    await scene.deliver()
    async with scene.story.sessions.begin() as session:
        hold_to(session, scene.story.company.id)
        await plan(session, scene.story.letter_id, [Lead.TWO_WORKING_DAYS, Lead.FOUR_HOURS], scene.clock.now())
    for time in (datetime(2026, 6, 3, 16, tzinfo=UTC), datetime(2026, 6, 5, 12, tzinfo=UTC)):
        scene.clock.set(time)
        await scene.remind()
        assert set(addressed(await scene.deliver())) == {"ben@millroad.example"}

    scene.clock.set(datetime(2026, 6, 5, 16, 30, tzinfo=UTC))
    await scene.publish()

    shown = dict([*await seen_by_the_public(scene), *await seen_by_a_member(scene), *await seen_by_the_working_group(scene)])
    assert len(shown) > 15
    for address, content in shown.items():
        assert REASON not in content, address
        assert "Llais" not in content, address
    # The same words are there for the secretariat, so that the search above would have found them.
    nia = await scene.secretariat()
    board = (await nia.client.get(f"{scene.letter}/responses.csv")).text
    assert "Llais" in board


async def seen_by_the_public(scene: Scene) -> list[tuple[str, str]]:
    reader = await scene.browser()
    public = f"/letters/fair-futures/{scene.story.slug}"
    page = (await reader.client.get(public)).text
    files = sorted(set(re.findall(r'href="([^"]*/editions/1/[^"]+)"', page)))
    assert {file.rpartition(".")[2] for file in files} >= {"pdf", "csv", "json", "txt"}
    api = f"/api/v1/letters/fair-futures/{scene.story.slug}"
    pages = [public, f"{public}/signatories?q=Llais", "/", "/letters/fair-futures", "/feed.atom", "/sitemap.xml"]
    found = []
    for address in [*pages, *files, api, f"{api}/editions", f"{api}/editions/1/signatories"]:
        answer = await reader.client.get(address)
        assert answer.status_code == 200, address
        content = " ".join(text_of_pdf(answer.content).split()) if address.endswith(".pdf") else answer.text
        # What the reader typed into the search stands in its box.
        found.append(
            (address, content.replace('value="Llais"', "").replace("“<bdi>Llais</bdi>”", "").replace("q=Llais", ""))
        )
    return found


async def seen_by_a_member(scene: Scene) -> list[tuple[str, str]]:
    amina = await scene.browser()
    invitation = scene.story.path(AMINA)
    found = [(path, (await amina.open(path)).answer.text) for path in (invitation, f"{invitation}/signed")]
    await amina.open("/my-organisation")
    await amina.press("Send", email=AMINA)
    [mail] = await scene.deliver()
    own = scene.path_in(mail, "/m/")
    return [*found, (own, (await amina.open(own)).answer.text), ("the mail", text_of(mail))]


async def seen_by_the_working_group(scene: Scene) -> list[tuple[str, str]]:
    rosa = await scene.secretariat("Rosa")
    found = []
    for page in ("", "/themes", "/themes.csv"):
        answer = await rosa.client.get(scene.letter + page)
        assert answer.status_code == 200, page
        found.append((f"Rosa: {page}", answer.text))
    for page in ("/responses", "/responses.csv", "/review", "/freeze"):
        assert (await rosa.client.get(scene.letter + page)).status_code in {403, 404}, page
    return found


def text_of_pdf(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


async def test_scenario_10_a_change_of_mind(scene: Scene) -> None:
    sian = await (await scene.browser()).open(scene.story.path(SIAN))
    await sian.follow("Not sign, and say why")
    await sian.press("Send this answer", reasons=["needs_board"])
    scene.clock.advance(hours=3)

    await sign(sian, scene.story.path(SIAN))

    assert sian.heading == "Llais Ynys Môn has signed"
    nia = await scene.secretariat()
    organisation = scene.story.company.organisations[cast.LLAIS].id
    await nia.open(f"{scene.letter}/responses/{organisation}")
    records = nia.text.partition("Answers")[2].partition("Mail")[0]
    declined, signed = (records.index(one) for one in ("Siân Huws declined", "by Siân Huws, Prif weithredwr Signed"))
    assert declined < signed, "both records, in their order"
    assert "Our board has to agree first." in records


class Keyboard:
    """Tab, Enter and Space, and what has the focus as a screen reader is told it; scripts may be off."""

    def __init__(self, page: Page, protocol: CDPSession) -> None:
        self._page, self._protocol = page, protocol

    async def focused(self) -> tuple[str, str]:
        """The role and the name of what has the focus."""
        tree = await self._protocol.send("Accessibility.getFullAXTree")
        for node in tree["nodes"]:
            focused = any(one["name"] == "focused" and one["value"]["value"] for one in node.get("properties", []))
            if focused and node["role"]["value"] != "RootWebArea":
                return node["role"]["value"], node["name"]["value"]
        return "", ""

    async def tab_to(self, role: str, name: str) -> None:
        for _ in range(60):
            await self._page.keyboard.press("Tab")
            focused = await self.focused()
            if focused[0] == role and name in focused[1]:
                return
        pytest.fail(f"No {role} {name!r} within sixty tabs")

    async def press_at(self, name: str) -> None:
        """Tab on to a button and press Enter."""
        await self.tab_to("button", name)
        async with self._page.expect_navigation():
            await self._page.keyboard.press("Enter")

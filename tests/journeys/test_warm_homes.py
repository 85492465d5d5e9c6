"""From nothing to a published letter, at the pages: without a browser, and in Chromium with JavaScript off and on.

Nia writes, locks and invites; Amina signs, Ben signs from another address and is reviewed, Siân declines in confidence; Nia
closes, freezes and publishes; anybody reads. In the browser axe checks every page on the way for WCAG 2.2 A and AA, at
360 and 1280 pixels, for requests to other hosts and for complaints of its security policy.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
from playwright.async_api import Browser

from campaigns import clock
from tests import cast
from tests.journeys.conftest import Stack
from tests.journeys.story import Desk, sign
from tests.journeys.visitors import BrowserVisitor, HttpVisitor, Visitor, new_browser_visitor
from tests.web.accessibility import violations

WIDTHS = (360, 1280)
Look = Callable[[Visitor], Awaitable[None]]


@dataclass
class Company:
    """Opens a window for each person of the story, and looks closely at pages where there is something to look with."""

    stack: Stack
    open: Callable[[], Awaitable[Visitor]]
    look: Look


@asynccontextmanager
async def without_browser(stack: Stack) -> AsyncIterator[Company]:
    async with AsyncExitStack() as clients:

        async def window() -> Visitor:
            client = httpx.AsyncClient(follow_redirects=True, timeout=30)
            return HttpVisitor(await clients.enter_async_context(client))

        async def look(_: Visitor) -> None:
            return None

        yield Company(stack, window, look)


@asynccontextmanager
async def in_chromium(stack: Stack, chromium: Browser, *, javascript: bool) -> AsyncIterator[Company]:
    contexts, visitors = [], []

    async def window() -> Visitor:
        context = await chromium.new_context(java_script_enabled=javascript, locale="en-GB")
        contexts.append(context)
        visitors.append(await new_browser_visitor(context, stack.site))
        return visitors[-1]

    async def look(visitor: Visitor) -> None:
        assert isinstance(visitor, BrowserVisitor)
        for width in WIDTHS:
            await visitor.page.set_viewport_size({"width": width, "height": 900})
            if javascript:
                assert await violations(visitor.page) == [], f"{visitor.page.url} at {width}"
            # An element's own box is measured by the protocol, which works with JavaScript off as well.
            body = await visitor.page.locator("main").bounding_box()
            assert body is not None
            assert body["width"] <= width, f"{visitor.page.url} is wider than {width}"

    yield Company(stack, window, look)
    complaints = [line for visitor in visitors for line in visitor.complaints]
    for context in contexts:
        await context.close()
    assert complaints == []


async def test_without_a_browser(stack: Stack) -> None:
    async with without_browser(stack) as company:
        await the_story(company, "Warm homes, told without a browser")


@pytest.mark.browser
async def test_in_chromium_without_javascript(stack: Stack, chromium: Browser) -> None:
    async with in_chromium(stack, chromium, javascript=False) as company:
        await the_story(company, "Warm homes, without scripts")


@pytest.mark.browser
async def test_in_chromium_with_javascript(stack: Stack, chromium: Browser) -> None:
    async with in_chromium(stack, chromium, javascript=True) as company:
        await the_story(company, "Warm homes, with scripts")


async def the_story(company: Company, title: str) -> None:
    stack = company.stack
    desk = Desk(await company.open(), stack.mailbox, stack.site, "fair-futures")
    reader = await company.open()
    await desk.sign_in("nia@harbour.example")
    await company.look(desk.visitor)
    reference = await nia_writes_locks_and_invites(company, desk, title)
    await nobody_outside_can_see_it(reader, stack, title)
    await members_answer(company, title)
    await nia_looks_at_the_answers(company, desk, reference)
    await desk.accept_all_reviews(reference)
    await desk.close_and_freeze(reference)
    await desk.wait_for_files(reference)
    await company.look(desk.visitor)
    await desk.publish(reference)
    await company.look(desk.visitor)
    await anybody_reads(company, reader, title)


async def nia_writes_locks_and_invites(company: Company, desk: Desk, title: str) -> str:
    visitor = desk.visitor
    await visitor.go(f"{desk.home}/letters/new")
    await company.look(visitor)
    await visitor.press("Save draft")
    assert "There is a problem" in await visitor.text()
    await company.look(visitor)
    deadline = clock.now() + timedelta(days=3)
    day = {"deadline_date-day": deadline.day, "deadline_date-month": deadline.month, "deadline_date-year": deadline.year}
    reference = await desk.write(
        {
            "title": title,
            "addressee_name": "The Rt Hon Alex Venn",
            "addressee_office": "Secretary of State for Housing",
            "body": "Dear Secretary of State,\n\n1. Fund insulation.\n2. Publish the figures.\n",
            "attestation": "We, the undersigned, ask you to act.",
            "deadline_time": "17:00",
            **{name: str(part) for name, part in day.items()},
        },
        {"kind": "open_letter", "rolling": "no"},
    )
    await visitor.go(f"{desk.home}/letters/{reference}")
    await company.look(visitor)
    await visitor.go(f"{desk.home}/letters/{reference}/preview")
    assert "Draft" in await visitor.text()
    await company.look(visitor)
    await visitor.go(f"{desk.home}/letters/{reference}/lock")
    await company.look(visitor)
    await desk.lock(reference)
    await visitor.go(f"{desk.home}/letters/{reference}/invite")
    await company.look(visitor)
    await desk.invite_all(reference)
    await company.look(visitor)
    return reference


async def nobody_outside_can_see_it(reader: Visitor, stack: Stack, title: str) -> None:
    await reader.go(f"{stack.site}/letters/fair-futures")
    assert title not in await reader.text()


async def members_answer(company: Company, title: str) -> None:
    mailbox = company.stack.mailbox
    amina, ben, sian = await company.open(), await company.open(), await company.open()
    link = await mailbox.link("amina@wensum.example", title, "/r/")
    assert len(link) < 100

    async def look_at_amina() -> None:
        await company.look(amina)

    await amina.go(link)
    await company.look(amina)
    assert "has signed" in await sign(amina, link, show=True, look=look_at_amina)
    notice = await mailbox.newest("info@wensum.example", f"signed “{title}”")
    assert "Amina Cole (Chief executive) signed" in notice["text"]
    assert "Amina Cole" in await text_at(ben, await mailbox.link("jo@wensum.example", title, "/r/"))

    said = await sign(
        ben,
        await mailbox.link("ben@millroad.example", title, "/r/"),
        signer={"signer_email": f"ben-{abs(hash(title))}@post.example"},
    )
    assert "has signed" not in said
    await company.look(ben)
    address = f"ben-{abs(hash(title))}@post.example"
    await ben.go(await mailbox.link(address, title, "/v/"))
    await company.look(ben)
    await ben.press("Confirm this address")
    await company.look(ben)

    await sian.go(await mailbox.link("sian@llais.example", title, "/r/"))
    await sian.follow("Not sign, and say why")
    await company.look(sian)
    await sian.choose("reasons", "needs_board")
    await sian.fill({"explanation": "Our board meets in July."})
    await sian.press("Send this answer")
    await company.look(sian)


async def text_at(visitor: Visitor, address: str) -> str:
    await visitor.go(address)
    return await visitor.text()


async def nia_looks_at_the_answers(company: Company, desk: Desk, reference: str) -> None:
    visitor = desk.visitor
    await visitor.go(f"{desk.home}/letters/{reference}/responses")
    text = await visitor.text()
    assert "1 signed" in text
    assert "1 to review" in text
    assert "1 declined" in text
    await company.look(visitor)
    for page in (f"letters/{reference}/review", f"letters/{reference}/history", "organisations", "coalition", "letters"):
        await visitor.go(f"{desk.home}/{page}")
        await company.look(visitor)


async def anybody_reads(company: Company, reader: Visitor, title: str) -> None:
    await reader.go(f"{company.stack.site}/letters/fair-futures")
    await company.look(reader)
    await reader.follow(title)
    text = await reader.text()
    assert "2 organisations, edition 1" in text
    assert text.index(cast.MILL_ROAD) < text.index(cast.WENSUM) < text.index("Amina Cole")
    assert cast.LLAIS not in text
    assert "Our board meets" not in text
    await company.look(reader)

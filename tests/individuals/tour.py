"""The pages of somebody who signs for themselves, in every state they can be seen in; a part of the members' tour."""

from collections.abc import AsyncIterator

from campaigns.tokens import Purpose
from tests.signatures.browsing import Browsing
from tests.signatures.story import BEN, Story


async def for_oneself(browsing: Browsing, story: Story) -> AsyncIterator[str]:
    """Asha signs for herself, where she cannot and then where she can; her address signs once."""
    async for name in _beginning(browsing, story):
        yield name
    async for name in _signing(browsing, story):
        yield name
    async for name in _once(browsing, story):
        yield name


async def _beginning(browsing: Browsing, story: Story) -> AsyncIterator[str]:
    await browsing.go(f"{story.path(BEN)}/personal")
    yield "only organisations sign this letter"
    await story.change_letter(individuals_may_sign=True)
    await browsing.go(f"{story.path(BEN)}/personal")
    yield "for oneself, from an invitation"
    await browsing.go(story.start_path)
    yield "start, where individuals may sign"
    await browsing.press("Start now")
    organisations = browsing.page.url.removeprefix(browsing.site).removesuffix("/name")
    await browsing.go(f"{organisations}/personal")
    yield "for oneself, from begun answers"
    await browsing.go(f"{organisations}/authority")
    yield "authority, where individuals may sign"


async def _signing(browsing: Browsing, story: Story) -> AsyncIterator[str]:
    await browsing.go(f"{story.start_path}/personal")
    yield "for oneself, from outside"
    await browsing.press("Start now")
    yield "who are you?"
    await browsing.press("Continue")
    yield "who are you, with errors"
    await browsing.fill(
        name="Dr Asha Roy", title="Senior lecturer", affiliation="University of Ellery", email="a.roy@home.example"
    )
    await browsing.press("Continue")
    yield "may we publish your name?"
    await browsing.press("Continue")
    yield "may we publish your name, with an error"
    await browsing.choose("publish_name", "yes")
    await browsing.press("Continue")
    await browsing.page.get_by_text("Read the whole text here").click()
    yield "check for oneself"
    await browsing.press("Sign the letter in a personal capacity")
    own = browsing.page.url.removeprefix(browsing.site)
    yield "check your email, for oneself"
    await browsing.fill(code="12")
    await browsing.press("Continue")
    yield "check your email, for oneself, with an error"
    await browsing.go(f"{own}/address")
    yield "another address for oneself"
    await browsing.go(await story.individual_path(Purpose.INDIVIDUAL_CHECK))
    yield "is this your address, for oneself"
    await browsing.press("Confirm this address")
    yield "looked at, for oneself"


async def _once(browsing: Browsing, story: Story) -> AsyncIterator[str]:
    first = await story.individual_path(Purpose.INDIVIDUAL)
    await browsing.go(f"{story.start_path}/personal")
    await browsing.press("Start now")
    await browsing.fill(name="Ash Roy", email="A.ROY@home.example")
    await browsing.press("Continue")
    await browsing.choose("publish_name", "yes")
    await browsing.press("Continue")
    await browsing.press("Sign the letter in a personal capacity")
    await browsing.go(await story.individual_path(Purpose.INDIVIDUAL_CHECK))
    await browsing.press("Confirm this address")
    yield "one address signs once"
    await browsing.go(f"{first}/withdraw")
    yield "withdraw for oneself"
    await browsing.press("Withdraw my signature")
    yield "withdrawn for oneself"
    await browsing.go(f"{story.start_path}/personal")
    await browsing.press("Start now")
    await browsing.fill(name="Ash Roy", email="a.roy@home.example")
    await browsing.press("Continue")
    await browsing.choose("publish_name", "no")
    await browsing.press("Continue")
    yield "not signed, because the name is not published"

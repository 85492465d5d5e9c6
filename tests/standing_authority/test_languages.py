"""Amina gives standing authority in Welsh: the sentence is kept as she read it."""

import httpx

from campaigns.languages.catalogues import gettext
from campaigns.languages.locales import Locale, reading
from campaigns.standing_authority import telling
from campaigns.standing_authority.queries import detail_of
from campaigns.standing_authority.wording import grant_sentence
from tests import cast
from tests.conftest import Clock
from tests.signatures.story import AMINA, Story, Window
from tests.standing_authority.giving import WHY, ask, authority, path_in, switch_on, use


def welsh(message: str, **values: object) -> str:
    """The message as Amina reads it."""
    with reading(Locale.WELSH):
        said = gettext(message, **values)
    assert said != message.format(**values)
    return said


async def test_amina_gives_it_in_welsh_and_it_is_used_in_english(
    story: Story, clock: Clock, client: httpx.AsyncClient
) -> None:
    await switch_on(story)
    wensum = await ask(story, clock)
    client.headers["accept-language"] = "cy"
    window = await Window(client).open(await path_in(story, telling.REQUEST, AMINA))
    assert "1 Rhagfyr 2026" in window.text
    assert welsh("open letters").capitalize() in window.text
    await window.press(welsh("Send my answer"), answer="delegated")
    assert window.errors == [welsh("Enter who delegated this to you.")]
    await window.press(welsh("Send my answer"), answer="chief_executive", person_title="Prif weithredwr")

    kept = await authority(story, wensum)
    with reading(Locale.WELSH):
        assert kept.granted_words == grant_sentence(detail_of(kept, cast.WENSUM), "Fair Futures Alliance")
    assert kept.granted_words in window.text
    [signature] = await use(story, clock, wensum)
    assert "Why it is covered: It asks a minister" in signature.attested, "what the secretariat did is told in English"
    await window.open(window.path)
    assert welsh("Signed") in window.text
    assert WHY in window.text
    await window.press("English", locale="en-GB")
    assert [one.get("lang") for one in window.page.xpath("//blockquote")] == ["cy"]
    await window.press("Cymraeg", locale="cy")
    await window.open(f"{window.path.rstrip('/')}/uses/1")
    await window.press(welsh("Not this one: take it off the list"))
    assert window.heading == welsh("It is off the list")

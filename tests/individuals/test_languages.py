"""Sam signs in Welsh, and what Sam agreed to is kept as it was read, whatever language is chosen afterwards."""

import httpx
import pytest

from campaigns.individuals.wording import attestation, consent_sentence
from campaigns.languages.agreed import lang_attribute, language_of
from campaigns.languages.catalogues import gettext
from campaigns.languages.locales import Locale, reading
from tests.individuals.test_signing import YOU, check_path, individuals, own_path
from tests.signatures.story import Story, Window


def welsh(message: str) -> str:
    """The message as Sam reads it."""
    with reading(Locale.WELSH):
        said = gettext(message)
    assert said != message
    return said


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize(("title", "affiliation"), [("", ""), ("Nyrs", ""), ("", "Llais"), ("Nyrs", "Llais")])
def test_the_language_of_what_was_agreed_to_is_known_afterwards(locale: Locale, title: str, affiliation: str) -> None:
    with reading(locale):
        agreed = attestation("Sam Ode", "Warm homes", 1, title, affiliation), consent_sentence(title, affiliation)
        assert [lang_attribute(one) for one in agreed] == ["", ""]
    assert {language_of(one) for one in agreed} == {locale}


async def test_sam_signs_in_welsh_and_reads_english_afterwards(story: Story, client: httpx.AsyncClient) -> None:
    await story.publish()
    await story.change_letter(individuals_may_sign=True)
    window = Window(client)
    client.headers["accept-language"] = "cy"
    await window.open(f"{story.start_path}/personal")
    await window.press(welsh("Start now"))
    await window.press(welsh("Continue"), YOU | {"name": ""})
    assert window.errors == [welsh("Enter your full name.")]
    await window.press(welsh("Continue"), YOU)
    await window.press(welsh("Continue"), publish_name="yes")
    with reading(Locale.WELSH):
        consent = consent_sentence(YOU["title"], YOU["affiliation"])
        attested = attestation(YOU["name"], "Warm homes for every family", 1, YOU["title"], YOU["affiliation"])
    assert consent in window.text
    assert attested in window.text
    await window.press("English", locale="en-GB")
    assert [one.get("lang") for one in window.page.xpath("//blockquote")] == [None, "cy"]
    await window.press("Cymraeg", locale="cy")

    await window.press(welsh("Sign the letter in a personal capacity"))

    [sam] = await individuals(story)
    assert (sam.attested, sam.consent, sam.locale) == (attested, consent, Locale.WELSH)
    await window.open(await check_path(story))
    await window.press(welsh("Confirm this address"))
    assert window.heading == welsh("The secretariat is looking at your signature")
    await window.open(await own_path(story))
    await window.press("English", locale="en-GB")
    assert window.heading == "The secretariat is looking at your signature"
    assert window.page.xpath("//dd/span[@lang='cy']/text()") == [attested, consent]
    await window.follow("Withdraw")
    await window.press("Cymraeg", locale="cy")
    await window.press(welsh("Withdraw my signature"))
    assert window.heading == welsh("Your signature is withdrawn")

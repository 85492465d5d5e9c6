"""Every mail about a signature in a personal capacity, as it arrives: both parts say the same, and nothing to a stranger."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from campaigns.actors import Actor, ActorKind
from campaigns.database import hold_to
from campaigns.individuals.actions import withdraw
from campaigns.individuals.answers import YouAnswer
from campaigns.individuals.deciding import reject, remove
from campaigns.individuals.mails import COMPOSERS
from campaigns.letters.models import Letter
from campaigns.mail.compose import LONGEST_LINK, Composing
from campaigns.mail.models import Message
from campaigns.mail.render import written
from campaigns.settings import Settings
from tests.conftest import Clock
from tests.individuals.people import ADA, SAM, accepted, checked, let_in, sent
from tests.mail.reading import links, text_of, words, words_of_html
from tests.signatures.story import Story

RECIPIENTS = {
    "individual_check": {"stranger@post.example"},
    "individual_accepted": {SAM.email},
    "individual_rejected": {ADA.email},
    "individual_removed": {"twice@post.example"},
    "individual_withdrawn": {"gone@post.example"},
    "individual_left": {"nia@harbour.example", "tom@harbour.example"},
}


@pytest.fixture
async def mails(story: Story, settings: Settings, clock: Clock) -> dict[str, dict[str, EmailMessage]]:
    """Everything has happened that is mailed about: each mail by its kind and recipient, if still wanted."""
    found: dict[str, dict[str, EmailMessage]] = {}
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        letter, by, now = await session.get_one(Letter, story.letter_id), story.company.actor("Nia"), clock.now()
        await let_in(session, letter, by, now)
        await accepted(session, letter, SAM, by, now)
        await sent(session, letter, _at("stranger", "Win a prize at once"), now)
        no = await checked(session, letter, ADA, now)
        await reject(session, no.id, "We could not reach\n\nyou.", None, by, now)
        twice = await accepted(session, letter, _at("twice", "Sam Ode"), by, now)
        await remove(session, twice.id, "You are listed already.", None, by, now)
        gone = await accepted(session, letter, _at("gone", "Ines Vale"), by, now)
        await withdraw(session, gone.id, "", Actor(ActorKind.LINK, "Ines Vale"), now)
        composing = Composing(settings, story.keys, now)
        for message in await session.scalars(select(Message).where(Message.kind.in_(COMPOSERS))):
            if (mail := await COMPOSERS[message.kind](session, message, composing)) is not None:
                raw = written(message, mail, "letters@harbour.example", now)
                arrived = message_from_bytes(raw, policy=policy.default)
                found.setdefault(message.kind, {})[message.recipient_email] = arrived
    return found


def _at(address: str, name: str) -> YouAnswer:
    return YouAnswer(name=name, title="", affiliation="", email=f"{address}@post.example")


async def test_each_goes_to_whom_it_is_for_and_says_the_same_twice(mails: dict[str, dict[str, EmailMessage]]) -> None:
    assert {kind: set(some) for kind, some in mails.items()} == RECIPIENTS
    for kind, some in mails.items():
        for mail in some.values():
            assert all(len(link) <= LONGEST_LINK for link in links(text_of(mail))), kind
            # The numbers of a list are the browser's own in HTML.
            said, shown = (
                {one for one in both if not one.isdigit()} for both in (words(text_of(mail)), words_of_html(mail))
            )
            assert said == shown, (kind, said ^ shown)


async def test_a_typed_address_gets_none_of_the_words_that_were_typed(mails: dict[str, dict[str, EmailMessage]]) -> None:
    [mail] = mails["individual_check"].values()
    assert "prize" not in mail.as_string()
    assert "/q/" in text_of(mail)
    assert "/p/" not in text_of(mail), "the signature's own page is for whoever has proved the address"


async def test_whoever_is_listed_has_the_sentences_the_row_and_the_way_out(
    mails: dict[str, dict[str, EmailMessage]],
) -> None:
    text = " ".join(text_of(mails["individual_accepted"][SAM.email]).split())
    assert "I, Sam Ode, sign “Warm homes for every family”, version 1, in a personal capacity." in text
    assert "I agree that my name, my title and my affiliation are published with this letter" in text
    assert "Senior lecturer, University of Ellery (for identification only)" in text
    assert "/p/" in text
    assert "Fund insulation for every rented home" in text


async def test_reasons_are_told(mails: dict[str, dict[str, EmailMessage]]) -> None:
    assert "We could not reach" in text_of(mails["individual_rejected"][ADA.email])
    assert "You are listed already." in text_of(mails["individual_removed"]["twice@post.example"])
    told = text_of(mails["individual_left"]["nia@harbour.example"])
    assert "Ines Vale" in told
    assert "/edition" in told

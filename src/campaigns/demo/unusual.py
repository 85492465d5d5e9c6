"""What happens seldom: links that get out, a flooded page, two signatures of one organisation, a wish to be erased."""

from datetime import datetime, timedelta

from campaigns.actors import Actor, ActorKind
from campaigns.demo.individuals import sign_as_oneself
from campaigns.demo.stage import Stage
from campaigns.erasure.actions import Wish, erase
from campaigns.erasure.models import Ground
from campaigns.erasure.queries import Subject
from campaigns.letters.models import Letter
from campaigns.review.actions import Decision, accept
from campaigns.signatures.answers import (
    AuthorityAnswer,
    NameAnswer,
    SignerAnswer,
    answer_authority,
    answer_name,
    answer_signer,
)
from campaigns.signatures.confirming import confirm_address
from campaigns.signatures.models import Authority
from campaigns.signatures.replacing import replace_own_link
from campaigns.signatures.signing import begin_by_public_route, submit
from campaigns.unusual_use.alerts import UNUSUAL, count_use
from campaigns.unusual_use.models import PublicPage, Used
from campaigns.unusual_use.pausing import pause_if_flooded

SIGNED_TWICE = "希望中心 (Hope Centre)"
LINK_POSTED = "مركز الأمل (Markaz al-Amal)"
USED_EVERYWHERE = "Rural Minds"


async def every_seldom_thing(stage: Stage, letter: Letter, at: datetime) -> None:
    """On the open letter, one after the other, from `at` on."""
    await _signed_twice(stage, letter, at)
    signature = await stage.signature_of(letter, LINK_POSTED)
    why = "Their mail with the link was posted to a public list."
    await replace_own_link(stage.session, signature.id, why, None, stage.secretary, at + timedelta(minutes=30))
    opened = await stage.open(letter, USED_EVERYWHERE)
    for place in range(UNUSUAL[Used.INVITATION]):
        client = f"192.0.2.{place}"
        await count_use(stage.session, stage.keys, Used.INVITATION, opened.link_id, letter.id, client, at)
    await _erased(stage, letter, at + timedelta(hours=1))


async def flooded(stage: Stage, letter: Letter, at: datetime) -> None:
    """More came by the public page within an hour than anybody can look at, so it paused by itself."""
    await pause_if_flooded(stage.session, letter, PublicPage.PUBLIC, letter.pauses_after + 1, at)


async def _signed_twice(stage: Stage, letter: Letter, at: datetime) -> None:
    """A second person signs by the public page; the secretariat asks which signature is meant, and it is the new one."""
    first = await stage.signature_of(letter, SIGNED_TWICE)
    opened = await stage.open(letter, SIGNED_TWICE)
    second = await begin_by_public_route(stage.session, opened.letter, at)
    answer_name(second, NameAnswer(display_name="Hope Centre"))
    who = SignerAnswer(signer_name="Tao Lin", signer_title="Chair of trustees", signer_email="tao@hopecentre.example")
    answer_signer(second, who)
    answer_authority(second, AuthorityAnswer(authority=Authority.TRUSTEES_AGREED, authority_note="On Tuesday"))
    visitor = Actor(ActorKind.LINK, who.signer_name)
    await submit(stage.session, second.id, None, visitor, at)
    await confirm_address(stage.session, second.id, visitor, at + timedelta(minutes=3))
    decision = Decision(
        check="Rang 020 7946 0789, the number on their website: the chair signs for them now.",
        organisations=[stage.organisations[SIGNED_TWICE]],
        in_place_of=[first.id],
    )
    await accept(stage.session, second.id, decision, None, stage.secretary, at + timedelta(minutes=20))


async def _erased(stage: Stage, letter: Letter, at: datetime) -> None:
    """Somebody who signed in a personal capacity asks that nothing is kept of it."""
    person = await sign_as_oneself(stage, letter, "Noor Blythe", at)
    wish = Wish(ground=Ground.ASKED, received_on=at.date())
    later = at + timedelta(minutes=40)
    subject = Subject(email=person.email)
    await erase(stage.session, stage.keys, stage.coalition.id, subject, wish, stage.secretary, later, later.date())

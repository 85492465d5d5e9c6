"""What else is on the secretariat's desk, in a real browser: organisations, imported lists, the coalition, signing in."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.coalitions.models import CoalitionRole
from campaigns.invitations.actions import INVITATION
from campaigns.jobs import NoBell
from campaigns.mail.models import Message, Stream, Suppression, SuppressionReason
from campaigns.mail.outbox import Recipient, send
from campaigns.mail.suppression import suppress
from campaigns.organisations.imports.actions import apply, discard, upload
from campaigns.organisations.imports.reader import read_waiting
from campaigns.people.actions import request_sign_in
from campaigns.signatures.lifecycle import SignatureState
from campaigns.tokens import Keys, Purpose
from tests import cast
from tests.letters.desk import Writing, app, company, writing
from tests.letters.test_look import Looking, look, look_at_refusal, looking, told
from tests.organisations.imports.files import as_csv
from tests.signatures.rows import signature
from tests.walls.pages import Part, missed

__all__ = ["app", "company", "looking", "writing"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = "/secretariat/fair-futures"
GOOD = [["Quay Mutual", "QM", "", "Ada Lunn", "Chair", "ada@quay.example"]]
MIXED = [
    *GOOD,
    ["LLAIS YNYS MON", "", "", "", "", "info@llais.example"],
    ["Otter Trust of the Lower Wensum Valley", "", "", "Ivy Lane", "Warden", "ivy@"],
    ["مركز الأمل (Markaz al-Amal)", "", "", "", "", ""],
]


@dataclass
class Desk:
    """Every page there is to look at, by what it shows; first Nia's, then those of somebody who is not signed in."""

    paths: dict[str, str] = field(default_factory=dict)
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)
    outside: dict[str, str] = field(default_factory=dict)


async def make_desk(writing: Writing, keys: Keys) -> Desk:
    company, now, desk = writing.company, writing.clock.now(), Desk()
    nia, one = company.actor("Nia"), company.organisations[cast.WENSUM]
    contact = company.contacts["amina@wensum.example"]
    async with writing.held() as session:
        await cast.organisation(session, company, "আশা কেন্দ্র", [], now)
        files = {"read": as_csv(MIXED), "hopeless": as_csv(MIXED[2:3]), "unreadable": b"\x00\x01", "applied": as_csv(GOOD)}
        lists = {
            name: (await upload(session, company.id, f"{name}-members-and-friends.csv", content, nia, now)).id
            for name, content in {**files, "discarded": as_csv(GOOD)}.items()
        }
    await read_waiting(writing.sessions, NoBell())
    async with writing.held() as session:
        await apply(session, lists["applied"], leave_out=False, actor=nia, now=now)
        await discard(session, lists["discarded"], nia, now)
        lists["waiting"] = (await upload(session, company.id, "members.csv", as_csv(GOOD), nia, now)).id
        tom = company.people["Tom"].id
        role = await session.scalar(select(CoalitionRole.id).where(CoalitionRole.person_id == tom))
        sign_in = await request_sign_in(session, keys, "nia@harbour.example", "192.0.2.1", now)
        old = await request_sign_in(session, keys, "nia@harbour.example", "192.0.2.1", now - timedelta(hours=1))
        contact_mail = Recipient("Amina Cole", "amina@wensum.example")
        await send(
            session, INVITATION, contact.id, to=contact_mail, stream=Stream.INVITATION, now=now, coalition_id=company.id
        )
        message = (await session.scalars(select(Message).where(Message.subject_id == contact.id))).one()
        await suppress(session, message, SuppressionReason.BOUNCED, now, "550 5.1.1 No such mailbox here")
        suppression = (await session.scalars(select(Suppression))).one()
    letter = await writing.locked()
    async with writing.held() as session:
        signed = await signature(session, letter, cast.WENSUM, SignatureState.ACCEPTED, 1, now, one.id)
    at = f"{DESK}/organisations"
    desk.paths |= {
        "list": at,
        "list, searched in vain": f"{at}?search=zzz",
        "list, changed": f"{at}?done=discarded",
        "add": f"{at}/add",
        "one": f"{at}/{one.id}",
        "one without contacts": f"{at}/{company.organisations['আশা কেন্দ্র'].id}?done=added",
        "change": f"{at}/{one.id}/change",
        "contact to add": f"{at}/{one.id}/contacts/add",
        "contact": f"{at}/{one.id}/contacts/{contact.id}/change",
        "contact to end": f"{at}/{one.id}/contacts/{contact.id}/end",
        "standing authority": f"{at}/{one.id}/standing-authority",
        "upload": f"{at}/imports/new",
        **{f"import {name}": f"{at}/imports/{number}" for name, number in lists.items()},
        "import read, problems": f"{at}/imports/{lists['read']}?only=problems",
        "coalition": f"{DESK}/coalition",
        "coalition to change": f"{DESK}/coalition/change",
        "standing authority, the switch": f"{DESK}/coalition/standing-authority",
        "logo": f"{DESK}/coalition/logo",
        "asking to join": f"{DESK}/coalition/joining",
        "role to give": f"{DESK}/coalition/people/add",
        "role to end": f"{DESK}/coalition/people/{role}/end",
        "not written to": f"{DESK}/suppressions",
        "not written to, lifted": f"{DESK}/suppressions?show=lifted",
        "to lift": f"{DESK}/suppressions/{suppression.id}/lift",
        "erasures": f"{DESK}/erasures",
        "whose details to erase": f"{DESK}/erasures/find",
        "details of a contact": f"{DESK}/erasures/contact/{company.contacts['ben@millroad.example'].id}",
        "details of a signer": f"{DESK}/erasures/signature/{signed.id}",
        "sign out": "/sign-out",
    }
    desk.refused = {
        f"{name}, {button}": (desk.paths[name], button)
        for name, button in (
            ("add", "Add the organisation"),
            ("contact to add", "Add the contact"),
            ("upload", "Upload the list"),
            ("import read", "Add "),
            ("logo", "Save the logo"),
            ("role to give", "Give the role"),
            ("to lift", "Write to this address again"),
        )
    }
    desk.outside = {
        "sign in": "/sign-in",
        "code": f"/sign-in/code/{sign_in}",
        "link": f"/sign-in/link/{keys.token(Purpose.SIGN_IN, sign_in)}",
        "old link": f"/sign-in/link/{keys.token(Purpose.SIGN_IN, old)}",
        "signed out": "/sign-out",
    }
    return desk


@pytest.mark.parametrize("width", [1280, 360])
async def test_every_other_page_is_for_everybody(looking: Looking, writing: Writing, keys: Keys, width: int) -> None:
    desk = await make_desk(writing, keys)
    wrong: dict[str, list[str]] = {}
    async with looking.browser(width) as browser:
        for name, path in desk.paths.items():
            await browser.go(path)
            await look(browser, name, wrong)
        for name, (path, button) in desk.refused.items():
            await look_at_refusal(browser, name, path, button, wrong)
        await browser.page.context.clear_cookies()
        for name, path in desk.outside.items():
            await browser.go(path)
            await look(browser, name, wrong)
        for name, button in (("sign in", "Send the link"), ("code", "Sign in")):
            await look_at_refusal(browser, f"{name}, nothing typed", desk.outside[name], button, wrong)
    assert not wrong, told(wrong)
    assert missed(looking.app, Part.DESK, [*desk.paths.values(), *desk.outside.values()]) == set()

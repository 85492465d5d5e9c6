"""The directory's pages in a real browser: for everybody, on a phone and at a desk, in daylight and in the dark."""

import os
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from campaigns.coalitions.queries import look_of
from campaigns.duplicates.actions import compare
from campaigns.handlers import HANDLERS
from campaigns.joining.actions import accept, ask_to_join, confirm
from campaigns.joining.fields import EnquiryFields
from campaigns.joining.models import Enquiry
from campaigns.my_organisation.corrections.deciding import refuse
from campaigns.my_organisation.corrections.details import DetailsFields
from campaigns.my_organisation.corrections.proposing import propose_details, propose_logo
from campaigns.my_organisation.queries import Door
from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.members.actions import Move, move_member, set_host
from campaigns.organisations.members.lifecycle import Ending
from campaigns.organisations.members.steps import end
from campaigns.organisations.record.boilerplate import set_boilerplate
from campaigns.organisations.record.categories import add_category
from campaigns.organisations.record.details import set_details
from campaigns.organisations.record.fields import (
    CategoryFields,
    DetailFields,
    IdentifierFields,
    OtherNameFields,
    SignerFields,
)
from campaigns.organisations.record.logo import set_logo
from campaigns.organisations.record.names import add_identifier, add_name
from campaigns.organisations.record.signers import add_signer
from campaigns.organisations.register.models import RegisterEntry, RegisterLoad
from campaigns.organisations.relations import Language, NameKind
from campaigns.people.sessions import start_session
from campaigns.tokens import Keys
from campaigns.web.sessions import cookie_name
from campaigns.web.wiring import application
from tests import cast
from tests.organisations.record.test_publicity import picture as picture_of_a_logo
from tests.walls.pages import Part, missed
from tests.web.test_look import Browsing

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SITE = "http://letters.example"
BASE = "/secretariat/fair-futures/organisations"
#: Where pictures of the pages go, for whoever wants to look at them; nowhere unless told.
PICTURES = os.environ.get("CAMPAIGNS_PICTURES", "")


@pytest.fixture
async def filled(sessions, now):
    """Fair Futures with something on every page. Gives the addresses of the pages by name, and Nia's session."""
    async with sessions() as session:
        company = await cast.fair_futures(session, now)
        session.info["coalition_id"] = company.id
        by = company.actor("Nia")
        wensum, mill, llais = (company.organisations[name] for name in (cast.WENSUM, cast.MILL_ROAD, cast.LLAIS))
        await add_name(session, wensum.id, OtherNameFields(kind=NameKind.FORMER, name="Norwich CVS"), by, now)
        await add_name(
            session, wensum.id, OtherNameFields(kind=NameKind.LEGAL, name="Wensum Voluntary Action Limited"), by, now
        )
        number = IdentifierFields(scheme=Scheme.ENGLAND_AND_WALES, number="1099999")
        await add_identifier(session, wensum.id, number, by, now)
        signer = await add_signer(session, wensum.id, SignerFields(name="Amina Cole", role_title="Chief executive"), by, now)
        category = await add_category(session, company.id, CategoryFields(label="Housing"))
        details = DetailFields(locality="Cromer", language=Language.BOTH, branch_of_id=wensum.id, categories=[category.id])
        await set_details(session, mill.id, details, mill.row_version, by, now)
        await set_host(session, company.id, wensum.id, by, now)
        for one in (llais, mill):
            await move_member(session, company.id, one.id, Move.PLACE, by, now)
        pair = await compare(session, company.id, mill.id, llais.id, now)
        enquiries = [
            await asking(session, company, name, now) for name in ("Wensum Voluntary Action Youth", "Tern Island Trust")
        ]
        today = now.date()
        await accept(
            session,
            enquiries[1].id,
            organisation_id=None,
            since=today,
            words="Lovely to have you.",
            reason="The board agreed.",
            row_version=None,
            actor=by,
            now=now,
            today=today,
        )
        await end(session, llais.id, Ending.LAPSED, today, "The fee was not paid.", by, now, today)
        await set_logo(session, wensum.id, picture_of_a_logo(), "Wensum Voluntary Action", rights=True, actor=by, now=now)
        for words in ("We help people by the river.", "We help charities by the river, in three towns."):
            await set_boilerplate(session, wensum.id, words, by, now)
        proposals = await propose_details(session, door_of(company), corrected(), now)
        picture = picture_of_a_logo()
        [logo] = await propose_logo(session, door_of(company), picture, "A river", rights=True, note="", now=now)
        await refuse(session, proposals[1].id, "Anybody there has such an address.", by, now)
        for number, name, registered in (("1099991", "WENSUM VOLUNTARY ACTION", True), ("1099992", "WENSUM VALLEY", False)):
            session.add(
                RegisterEntry(
                    scheme=Scheme.ENGLAND_AND_WALES,
                    number=number,
                    name=name,
                    name_key=name.lower(),
                    is_registered=registered,
                    website="www.wensum.example",
                    company_number="",
                )
            )
        session.add(RegisterLoad(scheme=Scheme.ENGLAND_AND_WALES, extracted_on=now.date(), loaded_at=now, entries=412_004))
        token = await start_session(session, company.people["Nia"], now)
        await session.commit()
    here, asked = f"{BASE}/{wensum.id}", f"{BASE}/enquiries"
    return token, {
        "list": BASE,
        "narrowed list": f"{BASE}?search=mill&category={category.id}",
        "nothing found": f"{BASE}?show=partners",
        "record": here,
        "branch": f"{BASE}/{mill.id}",
        "change names": f"{here}/change",
        "other names": f"{here}/names",
        "numbers": f"{here}/numbers",
        "relation": f"{here}/relation",
        "details": f"{BASE}/{mill.id}/details",
        "add a signer": f"{here}/signers/add",
        "change a signer": f"{here}/signers/{signer.id}/change",
        "changes": f"{here}/changes",
        "logo": f"{here}/logo",
        "no logo": f"{BASE}/{mill.id}/logo",
        "boilerplate": f"{here}/boilerplate",
        "no boilerplate": f"{BASE}/{mill.id}/boilerplate",
        "membership": f"{BASE}/{llais.id}/membership",
        "membership of the host": f"{here}/membership",
        "admit": f"{BASE}/{llais.id}/membership/admit",
        "end the membership": f"{BASE}/{mill.id}/membership/end",
        "undo the ending": f"{BASE}/{llais.id}/membership/undo",
        "enquiries": asked,
        "decided enquiries": f"{asked}?show=decided",
        "enquiry": f"{asked}/{enquiries[0].id}",
        "accepted enquiry": f"{asked}/{enquiries[1].id}",
        "accept": f"{asked}/{enquiries[0].id}/accept",
        "turn down": f"{asked}/{enquiries[0].id}/turn-down",
        "undo the acceptance": f"{asked}/{enquiries[1].id}/undo",
        "register": f"{BASE}/register?search=wensum",
        "register, nothing looked for": f"{BASE}/register",
        "register for one": f"{here}/register",
        "corrections": f"{BASE}/corrections",
        "decided corrections": f"{BASE}/corrections?show=decided",
        "correction": f"{BASE}/corrections/{proposals[0].id}",
        "correction of a logo": f"{BASE}/corrections/{logo.id}",
        "refused correction": f"{BASE}/corrections/{proposals[1].id}",
        "categories": f"{BASE}/categories",
        "category": f"{BASE}/categories/{category.id}",
        "members": f"{BASE}/members",
        "duplicates": f"{BASE}/duplicates",
        "pair": f"{BASE}/duplicates/{pair.id}",
    }


async def asking(session, company, name, now):
    """An enquiry whose address is confirmed."""
    fields = EnquiryFields(
        name=name,
        about="We bring young people together.\nWe work in three towns.",
        website="www.youth.example",
        contact_name="Kim Poe",
        contact_role="Co-ordinator",
        email=f"kim@{name.split()[0].lower()}.example",
        why="We sign letters by ourselves and are not heard.",
    )
    await ask_to_join(session, Keys("a secret for this look alone, of 32 characters"), company.id, fields, now)
    enquiry = (await session.scalars(select(Enquiry).order_by(Enquiry.id.desc()).limit(1))).one()
    return await confirm(session, enquiry.id, now)


def door_of(company):
    """What Jo's opened link leads to."""
    wensum = company.organisations[cast.WENSUM]
    return Door(
        link_id=wensum.id,
        coalition=look_of(company.coalition),
        organisation_name=cast.WENSUM,
        contact=company.contacts["jo@wensum.example"],
        organisation=wensum,
        expires_at=company.coalition.created_at,
        opened=True,
        over=False,
    )


def corrected():
    name = "Wensum Community Action (WCA)"
    return DetailsFields(
        name=name,
        acronym="WVA",
        legal_name="Wensum Voluntary Action Limited",
        charity_number="1099999",
        mail_domains="wensum.example",
        note="Since 1 May.",
    )


#: Forms whose answer to nothing typed is a page of its own.
REFUSED = {
    "other names": "Add the name",
    "numbers": "Add the number",
    "add a signer": "Add the person",
    "duplicates": "Compare",
    "pair": "Save the decision",
    "no logo": "Save the logo",
    "correction": "Save the decision",
    "end the membership": "Save",
    "undo the ending": "Undo it",
    "accept": "Accept and send the welcome",
    "turn down": "Do not accept, and send the mail",
}


@pytest.mark.parametrize("width", [1280, 360])
async def test_every_page_of_the_directory_is_for_everybody(chromium, settings, sessions, bell, clock, filled, width):
    token, paths = filled
    context = await chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=True, locale="en-GB")
    await context.add_cookies([{"name": cookie_name(settings), "value": token, "url": SITE}])
    wrong = {}
    app = application(settings, sessions, bell, HANDLERS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        browsing = Browsing(await context.new_page(), client)
        async with browsing.served():
            for name, path in paths.items():
                await browsing.go(path)
                found = await browsing.faults()
                await picture(browsing, f"{name} {width}")
                if name in REFUSED:
                    await browsing.page.get_by_role("button", name=REFUSED[name], exact=True).click()
                    await browsing.page.wait_for_load_state()
                    browsing.complaints[:] = [one for one in browsing.complaints if "422" not in one]
                    found += await browsing.faults()
                    await picture(browsing, f"{name} refused {width}")
                if found:
                    wrong[name] = found
    await context.close()
    assert wrong == {}
    assert missed(app, Part.DIRECTORY, paths.values()) == set()


async def picture(browsing, name):
    if PICTURES:
        await browsing.page.screenshot(path=Path(PICTURES) / f"{name.replace(' ', '-')}.png", full_page=True)

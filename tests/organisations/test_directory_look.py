"""The directory's pages in a real browser: for everybody, on a phone and at a desk, in daylight and in the dark."""

import os
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe

from campaigns.duplicates.actions import compare
from campaigns.handlers import HANDLERS
from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.members.actions import Move, move_member, set_host
from campaigns.organisations.record.categories import add_category
from campaigns.organisations.record.details import set_details
from campaigns.organisations.record.fields import (
    CategoryFields,
    DetailFields,
    IdentifierFields,
    OtherNameFields,
    SignerFields,
)
from campaigns.organisations.record.names import add_identifier, add_name
from campaigns.organisations.record.signers import add_signer
from campaigns.organisations.relations import Language, NameKind
from campaigns.people.sessions import start_session
from campaigns.web.sessions import cookie_name
from campaigns.web.wiring import application
from tests import cast
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
        token = await start_session(session, company.people["Nia"], now)
        await session.commit()
    here = f"{BASE}/{wensum.id}"
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
        "categories": f"{BASE}/categories",
        "category": f"{BASE}/categories/{category.id}",
        "members": f"{BASE}/members",
        "duplicates": f"{BASE}/duplicates",
        "pair": f"{BASE}/duplicates/{pair.id}",
    }


#: Forms whose answer to nothing typed is a page of its own.
REFUSED = {
    "other names": "Add the name",
    "numbers": "Add the number",
    "add a signer": "Add the person",
    "duplicates": "Compare",
    "pair": "Save the decision",
}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "light"), (360, "dark")])
async def test_every_page_of_the_directory_is_for_everybody(
    chromium, settings, sessions, bell, clock, filled, width, scheme
):
    token, paths = filled
    context = await chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=True, locale="en-GB"
    )
    await context.add_cookies([{"name": cookie_name(settings), "value": token, "url": SITE}])
    wrong = {}
    app = application(settings, sessions, bell, HANDLERS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        browsing = Browsing(await context.new_page(), client)
        async with browsing.served():
            for name, path in paths.items():
                await browsing.go(path)
                found = await problems(browsing, scheme)
                await picture(browsing, f"{name} {width} {scheme}")
                if name in REFUSED:
                    await browsing.page.get_by_role("button", name=REFUSED[name], exact=True).click()
                    await browsing.page.wait_for_load_state()
                    browsing.complaints[:] = [one for one in browsing.complaints if "422" not in one]
                    found += await problems(browsing, scheme)
                    await picture(browsing, f"{name} refused {width} {scheme}")
                if found:
                    wrong[name] = found
    await context.close()
    assert wrong == {}
    assert missed(app, Part.DIRECTORY, paths.values()) == set()


async def problems(browsing, scheme):
    if scheme == "dark":  # which changes colours and nothing else
        found = await Axe().run(browsing.page, options={"runOnly": {"type": "rule", "values": ["color-contrast"]}})
        return [node["html"][:200] for one in found.response["violations"] for node in one["nodes"]]
    found = [*await browsing.violations(), *await browsing.small_targets(), *browsing.complaints]
    browsing.complaints.clear()
    return [*found, "it scrolls sideways"] if await browsing.scrolls_sideways() else found


async def picture(browsing, name):
    if PICTURES:
        await browsing.page.screenshot(path=Path(PICTURES) / f"{name.replace(' ', '-')}.png", full_page=True)

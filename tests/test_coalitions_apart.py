"""Nothing of one coalition is seen or touched from another, on any route there is; and within one, roles hold.

The routes are the application's own, so a new one is walked without a word here. If its path has a parameter that nobody
knows a value for, the test says where to add one; if it asks for a permission, `PERMISSION_OF` wants to know which.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from campaigns.coalitions.roles import PERMISSIONS, Permission, Role
from campaigns.database import unscoped
from campaigns.signatures.models import Signature
from campaigns.tokens import Purpose
from campaigns.web.safety import is_private
from campaigns.web.wiring import Application
from tests.walls.fixtures import Visit, _nine_o_clock, app, site_settings, visit, world
from tests.walls.requests import Way, combinations, known, ways
from tests.walls.world import Side, World, changed

__all__ = ["_nine_o_clock", "app", "site_settings", "visit", "world"]

#: Parameters that name a row of one coalition; the others are numbers and names within such a row.
OF_A_ROW = (
    *("coalition", "reference", "organisation_id", "contact_id", "import_id", "role_id", "signature_id"),
    *("name_id", "identifier_id", "signer_id", "category_id", "pair_id"),
    *("suppression_id", "individual_id", "cascade_id", "enquiry_id", "correction_id", "authority_id", "erasure_id"),
    *("link_id", "alert_id"),
)
INSIDE = ("/secretariat/{coalition}", "/api/v1/coalitions/{coalition}")
ROLES = list(Role)
NOBODY = "00000000-0000-7000-8000-000000000000"


def inside(app: Application) -> list[Way]:
    """The routes that only people with a role in a coalition may enter."""
    found = [way for way in ways(app) if way.template.startswith(INSIDE)]
    assert len(found) > 100
    return found


def leaks(side: Side, answer: httpx.Response) -> list[str]:
    """What an answer, its headers included, tells of a coalition."""
    told = answer.text + "\n".join(f"{name}: {value}" for name, value in answer.headers.items() if name != "location")
    return [secret for secret in [*side.secrets, *side.company.people, side.company.coalition.name] if _says(secret, told)]


def _says(secret: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", text, re.IGNORECASE) is not None


@pytest.mark.parametrize("role", [None, *ROLES])
async def test_no_route_of_a_coalition_opens_for_anybody_of_another(
    app: Application, world: World, visit: Visit, role: Role | None
) -> None:
    visitor, before = visit(world.own, role), await world.rows()
    for way in inside(app):
        for values in combinations(known(way, world.theirs.values), 2):
            answer = await visitor.ask(way, way.path(values))
            where = (way.method, way.path(values), answer.status_code)
            expected = 404 if role else 401 if way.is_api else 303
            assert answer.status_code == expected, where
            assert not leaks(world.theirs, answer), where
            if expected == 303:
                assert answer.headers["location"].startswith("/sign-in?next=/"), where
    assert not changed(before, await world.rows())


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.MEMBER_REPRESENTATIVE])
async def test_a_coalition_that_is_not_ours_looks_like_one_that_nobody_founded(
    app: Application, world: World, visit: Visit, role: Role
) -> None:
    visitor = visit(world.own, role)
    for way in inside(app):
        values = {name: one[0] for name, one in known(way, world.theirs.values).items()}
        theirs = await visitor.ask(way, way.path(values))
        nobodys = await visitor.ask(way, way.path({**values, "coalition": "nobody-founded-this"}))
        assert _without_number(theirs) == _without_number(nobodys), (way.method, way.template)


def _without_number(answer: httpx.Response) -> tuple[Any, ...]:
    number = answer.headers.pop("x-request-id")
    return (
        answer.status_code,
        sorted(answer.headers.items()),
        re.sub(r"/secretariat/[\w-]+", "", answer.text.replace(number, "")),
    )


@pytest.mark.parametrize("role", ROLES)
async def test_no_id_of_another_coalition_works_at_an_address_of_our_own(
    app: Application, world: World, visit: Visit, role: Role
) -> None:
    visitor, before = visit(world.own, role), await world.rows()
    for way in inside(app):
        for values, of_nobody in with_one_foreign(way, world):
            answer = await visitor.ask(way, way.path(values))
            where = (way.method, way.path(values), answer.status_code)
            assert answer.status_code in {403, 404, 409, 422}, where
            assert answer.status_code != 403 or role is not Role.SECRETARIAT, where
            if answer.status_code in {409, 422}:  # refused before anybody looked for the row
                nobodys = await visitor.ask(way, way.path(of_nobody))
                assert _without_number(answer) == _without_number(nobodys), where
            assert not leaks(world.theirs, answer), where
    assert not changed(before, await world.rows())


def with_one_foreign(way: Way, world: World) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The route at our own coalition with one parameter, or all of them, naming rows of the other one.

    With each comes the same naming in their place what nobody has.
    """
    own, theirs = known(way, world.own.values), known(way, world.theirs.values)
    rows = [name for name in way.names if name in OF_A_ROW and name != "coalition"]
    for foreign in [[name] for name in rows] + ([rows] if len(rows) > 1 else []):
        mixed = {name: theirs[name] if name in foreign else own[name] for name in way.names}
        of_nobody = {name: "CRN-1900-99" if name == "reference" else NOBODY for name in foreign}
        yield from ((values, {**values, **of_nobody}) for values in combinations(mixed, 3))


async def test_ids_of_another_coalition_inside_a_form_or_a_body_reach_nothing(
    app: Application, world: World, visit: Visit
) -> None:
    own, theirs, by = world.own, world.theirs, {(way.method, way.template): way for way in ways(app)}
    secretary, before = visit(own, Role.SECRETARIAT), await world.rows()
    organisations = theirs.values["organisation_id"]
    letter = own.letters["open"]
    signature = own.values["signature_id"][-1]

    async def send(template: str, body: dict[str, Any]) -> httpx.Response:
        way = by["POST", template]
        values = {"coalition": own.slug, "reference": letter.reference, "signature_id": signature}
        if "signature_id" in way.names:
            values["reference"] = own.letters["rolling"].reference
        return await secretary.ask(way, way.path(values), body=body)

    api = "/api/v1/coalitions/{coalition}/letters/{reference}"
    pages = "/secretariat/{coalition}/letters/{reference}"
    row_version = {"row_version": letter.row_version}
    version = {"row_version": await _row_version(world, signature)}
    answers = [await send(f"{api}/invitations", {"organisations": organisations, **row_version})]
    for do in ("check", "send"):  # to check first shows that there is nobody to invite
        chosen = {"do": do, "who": "chosen", "organisation": organisations, **row_version}
        answers.append(await send(f"{pages}/invite", chosen))
    accepted = {"check": "Rang them", "organisations": organisations[:1], **version}
    answers.append(await send(f"{api}/signatures/{{signature_id}}/accept", accepted))
    accepted = {"do": "accept", "how": "rang", "organisation-0": organisations[0], **version}
    answers.append(await send(f"{pages}/review/{{signature_id}}", accepted))
    assert [answer.status_code for answer in answers] == [422, 200, 422, 404, 404]
    assert not [answer.url for answer in answers if leaks(theirs, answer)]
    assert not changed(before, await world.rows())


async def _row_version(world: World, signature_id: str) -> int:
    async with world.sessions() as session:
        found = await session.execute(
            select(Signature.row_version)
            .where(Signature.id == UUID(signature_id))
            .execution_options(**unscoped("a test's look"))
        )
        return found.scalar_one()


async def test_what_is_not_published_opens_by_no_public_address(app: Application, world: World, visit: Visit) -> None:
    strangers = [visit(None, None), *(visit(world.own, role) for role in ROLES)]
    public = [way for way in ways(app) if {"coalition", "slug"} <= set(way.names)]
    assert len(public) > 10
    before = await world.rows()
    hidden = [one.slug for state, one in world.theirs.letters.items() if state not in {"published", "rolling"}]
    for visitor in strangers:
        for way in public:
            for values in combinations({**known(way, world.theirs.values), "slug": hidden}):
                answer = await visitor.ask(way, way.path(values))
                assert answer.status_code == 404, (way.method, way.path(values))
                assert not leaks(world.theirs, answer), way.path(values)
    assert not changed(before, await world.rows())


async def test_what_is_published_tells_nothing_more_than_what_is_published(
    app: Application, world: World, visit: Visit
) -> None:
    allowed = {
        world.theirs.company.coalition.contact_email,
        *world.theirs.company.people,
        world.theirs.company.coalition.name,
    }
    for visitor in (visit(None, None), visit(world.own, Role.SECRETARIAT)):
        for way in ways(app, {"GET"}):
            if way.template.startswith(INSIDE) or way.opens_by_token or "sign_in_id" in way.names:
                continue
            for values in combinations(known(way, world.theirs.values)):
                answer = await visitor.ask(way, way.path(values))
                assert set(leaks(world.theirs, answer)) <= allowed, way.path(values)


async def test_a_token_opens_only_what_it_was_made_for(app: Application, world: World, visit: Visit) -> None:
    visitor, before = visit(None, None), await world.rows()
    tokens = world.theirs.tokens
    purpose = {
        "/r": Purpose.INVITATION,
        "/api/v1/invitations": Purpose.INVITATION,
        "/s": Purpose.REPLY,
        "/api/v1/replies": Purpose.REPLY,
        "/v": Purpose.ADDRESS_CHECK,
        "/api/v1/address-checks": Purpose.ADDRESS_CHECK,
        "/a": Purpose.AUTHORITY,
        "/api/v1/authorisations": Purpose.AUTHORITY,
        "/o": Purpose.OBJECTION,
        "/api/v1/objections": Purpose.OBJECTION,
        "/u": Purpose.UNSUBSCRIBE,
        "/api/v1/subscriptions": Purpose.UNSUBSCRIBE,
        "/sign-in/link": Purpose.SIGN_IN,
        "/m": Purpose.MY_ORGANISATION,
        "/api/v1/my-organisation": Purpose.MY_ORGANISATION,
        "/p": Purpose.INDIVIDUAL,
        "/api/v1/individuals": Purpose.INDIVIDUAL,
        "/q": Purpose.INDIVIDUAL_CHECK,
        "/api/v1/individual-checks": Purpose.INDIVIDUAL_CHECK,
        "/c": Purpose.CASCADE,
        "/api/v1/cascades": Purpose.CASCADE,
        "/b": Purpose.CASCADE_PAGE,
        "/api/v1/cascade-pages": Purpose.CASCADE_PAGE,
        "/j": Purpose.JOINING,
        "/api/v1/join-checks": Purpose.JOINING,
        "/g": Purpose.STANDING_AUTHORITY,
        "/api/v1/standing-authorities": Purpose.STANDING_AUTHORITY,
    }
    by_token = [way for way in ways(app) if "token" in way.names]
    assert {way.opens_by_token for way in by_token} == set(tokens) == set(purpose), (
        "A route opens by a kind of token that is not known here: add it to `Side.tokens` in tests/walls/world.py and above."
    )
    pages = {way.opens_by_token for way in by_token if not way.template.startswith("/api/")}
    robots = re.findall(r"^Disallow: (\S+)$", (await visitor.client.get("/robots.txt")).text, re.MULTILINE)
    seen = [page for page in pages if not is_private(page) or not f"{page}/".startswith(tuple(robots))]
    assert seen == [], "these addresses hold a secret, which `web.safety` and robots.txt have to know"
    ids = {name: world.theirs.values[name][0] for name in ("passed_id", "version_id", "proposal_id")}
    for way in by_token:
        wrong = [
            token
            for beginning, some in tokens.items()
            if purpose[beginning] is not purpose[way.opens_by_token]
            for token in some[:1]
        ]
        right = tokens[way.opens_by_token][0]
        wrong += [right[:-4] + ("AAAA" if right[-4:] != "AAAA" else "BBBA"), right[:-1], right + "A"]
        for token in wrong:
            path = way.path({**ids, "number": "1", "token": token})
            answer = await visitor.ask(way, path)
            assert answer.status_code == 404, (way.method, path)
            assert not leaks(world.theirs, answer)
    assert not changed(before, await world.rows())


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_opens_what_the_table_of_permissions_says_and_nothing_else(
    app: Application, world: World, visit: Visit, role: Role
) -> None:
    visitor, before = visit(world.own, role), await world.rows()
    for way in inside(app):
        permission = permission_of(way)
        allowed = permission is None or permission in PERMISSIONS[role]
        if allowed and way.method != "GET":
            continue
        values = {name: one[0] for name, one in known(way, world.own.values).items()}
        answer = await visitor.ask(way, way.path(values))
        where = (way.method, way.path(values), answer.status_code, permission)
        if allowed:
            assert answer.status_code != 403, where
        else:
            assert answer.status_code == 403, where
            assert f"does not let you {permission}" in unescape(answer.text), where
    assert not changed(before, await world.rows())


#: Which permission a route below a coalition asks for: the first pattern that fits, from the most special on. None stands
#: for a page that anybody with a role may open.
PERMISSION_OF: list[tuple[str, Permission | None]] = [
    (r"GET /secretariat/\{coalition\}$", None),
    (r"(POST|PUT) .*/\{reference\}/individuals$", Permission.INVITE),
    (r"POST .*/\{reference\}/individuals/.*$", Permission.REVIEW_SIGNATURES),
    (r"GET .*/\{reference\}/individuals(/.*|\.csv)?$", Permission.SEE_RESPONSES),
    (r"\w+ .*/letters/.*/standing-authority$", Permission.REVIEW_SIGNATURES),
    (r"\w+ .*/standing-authorities(/.*)?$", Permission.MANAGE_ORGANISATIONS),
    (r"\w+ .*/coalition(/.*)?$", Permission.MANAGE_COALITION),
    (r"\w+ /api/v1/coalitions/\{coalition\}(/logo|/joining|/roles.*|/standing-authority)?$", Permission.MANAGE_COALITION),
    (
        r"\w+ .*/(organisations|organisation-imports|contacts|members|suppressions|erasures)(/.*|\.csv|\.xlsx)?$",
        Permission.MANAGE_ORGANISATIONS,
    ),
    (r"\w+ .*/(invite|invitations.*|cascades.*|.*/send-again|reminders.*|deadline|extend|extension)$", Permission.INVITE),
    (r"\w+ .*/(links/\{link_id\}/replace|alerts/\{alert_id\}/leave)$", Permission.INVITE),
    (r"GET /api/.*/(alerts|pauses)$", Permission.SEE_RESPONSES),
    (r"\w+ .*/(pauses(/.*)?|signatures/\{signature_id\}/link)$", Permission.REVIEW_SIGNATURES),
    (r"\w+ .*/late(-requests)?(/.*)?$", Permission.REVIEW_SIGNATURES),
    (r"\w+ .*/passed-on/\{passed_id\}/confirm$", Permission.MANAGE_ORGANISATIONS),
    (r"\w+ .*/passed-on/\{passed_id\}/end$", Permission.INVITE),
    (
        r"\w+ .*/(review.*|proposed-names.*|signatures/.*/(accept|reject|ask-authority|settle|suspend|reinstate|remove))$",
        Permission.REVIEW_SIGNATURES,
    ),
    (r"\w+ .*/\{reference\}/(names|signatures/\{signature_id\}/edit)$", Permission.REVIEW_SIGNATURES),
    (r"\w+ .*/record(/.*)?$", Permission.REVIEW_SIGNATURES),
    (r"POST /api/.*/signatures$", Permission.REVIEW_SIGNATURES),
    (r"POST .*/responses/\{organisation_id\}/notes$", Permission.SEE_RESPONSES),
    (r"GET .*/themes(\.csv)?$", Permission.SEE_THEMES),
    (r"GET .*/(responses.*|signatures/.*|tasks)$", Permission.SEE_RESPONSES),
    (r"\w+ .*/(close|freeze|unfreeze)$", Permission.CLOSE),
    (r"\w+ .*/(edition|edition/.*|editions/.*)$", Permission.PUBLISH),
    (r"\w+ .*/(lock|revise)$", Permission.LOCK),
    (r"\w+ .*/letters/(new|preview|\{reference\}/edit)$", Permission.DRAFT),
    (r"(POST|PUT) .*/letters(/\{reference\})?$", Permission.DRAFT),
    (r"GET .*/letters(/.*)?$", Permission.READ_LETTERS),
]


def permission_of(way: Way) -> Permission | None:
    """What the table says a route asks for; no more than one line fits."""
    name = f"{way.method} {way.template}".replace("{reference}/responses/{organisation_id}/send-again", "send-again")
    for pattern, permission in PERMISSION_OF:
        if re.match(pattern, name):
            return permission
    raise AssertionError(f"Say in PERMISSION_OF which permission {name} asks for.")

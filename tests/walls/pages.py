"""Every page that there is, made from the application's own routes: a test that looks at pages says which it has missed.

    assert missed(app, Part.LETTERS, visited) == set()

A new route is missed by itself until somebody looks at it, or says in `NO_PAGES` that it answers with no page.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from campaigns.web.wiring import Application
from tests.walls.requests import Way, ways

#: What answers a GET with something other than a page: feeds, files, pictures, figures.
NO_PAGES = re.compile(r"/(api|static|colours)/.*|.*\.(atom|csv|pdf|png|txt|xlsx|xml)|.*/\{file_name\}|/[rs]/\{token\}/text")


class Part(StrEnum):
    """Whose test looks at a page, by the route's path; the first that fits."""

    LETTERS = r"/secretariat(/\{coalition\}(/letters.*)?)?"
    DIRECTORY = (
        r"/secretariat/\{coalition\}/organisations/"
        r"(\{organisation_id\}/(names|numbers|relation|details|signers|changes|membership|logo|boilerplate|register).*|(categories|members|duplicates|enquiries|corrections|register).*)"
    )
    DESK = r"/secretariat/.*|/sign-(in|out).*"
    MEMBERS = r"/[a-z]/\{token\}.*|.*/sign(/personal)?|/my-organisation|/join/.*"
    PUBLIC = r".*"


def missed(app: Application, part: Part, visited: Iterable[str]) -> set[str]:
    """The pages of a part, as paths with `{names}`, of which no example is among these addresses."""
    pages = [way for way in ways(app, {"GET"}) if not NO_PAGES.fullmatch(way.template)]
    own = {way.template for way in pages if next(one for one in Part if re.fullmatch(one, way.template)) is part}
    return own - {_page_at(pages, address) for address in visited}


def _page_at(pages: list[Way], address: str) -> str:
    """The page at an address: with `letters/new` and `letters/{reference}` both, the one that has the word."""
    path = address.partition("?")[0]
    fitting = [way for way in pages if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(way.template)), path)]
    return min(fitting, key=lambda way: len(way.names)).template if fitting else ""

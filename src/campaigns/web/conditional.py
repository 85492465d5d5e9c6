"""Answers that a reader who has them already need not be sent again: entity tags and 304 (RFC 9110, 8.8.3 and 13.1.2)."""

import hashlib
import re
from functools import cache
from typing import Any

import msgspec
from litestar.response import Response

from campaigns.languages.locales import current
from campaigns.paths import PACKAGE, TEMPLATES
from campaigns.web.assets import release
from campaigns.web.bodies import AnyRequest

#: Anybody may keep it, and asks each time whether it has changed: a correction is seen at once.
ASK_EACH_TIME = "public, no-cache"
#: For addresses whose bytes never change.
KEEP = "public, max-age=31536000, immutable"

_TAG = re.compile(r'(?:W/)?("[^"]*")')


def tag_of(*shown: Any) -> str:
    """An entity tag for what is made from `shown` (anything msgspec encodes) by this very program.

    Quoted, ASCII, and another one for each language.
    """
    digest = hashlib.sha256(program().encode() + current().encode() + msgspec.json.encode(shown))
    return f'"{digest.hexdigest()[:32]}"'


@cache
def program() -> str:
    """A name for exactly this code, these templates and these assets, so that a new release is never taken for the old."""
    digest = hashlib.sha256(release().encode())
    for file in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.po"), *TEMPLATES.rglob("*.*")]):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def unchanged(request: AnyRequest, tag: str, cache_control: str = ASK_EACH_TIME) -> Response[None] | None:
    """The answer 304 for a reader whose `If-None-Match` has the tag, or None: then make the answer and mark it `tagged`."""
    asked = request.headers.get("if-none-match", "")
    if asked.strip() != "*" and tag not in _TAG.findall(asked):
        return None
    headers = {"ETag": tag, "Cache-Control": cache_control, "Vary": "Accept-Language, Cookie"}
    return Response(None, status_code=304, headers=headers)


def tagged(answer: Response[Any], tag: str, cache_control: str = ASK_EACH_TIME) -> Response[Any]:
    """The answer, carrying its tag."""
    answer.headers |= {"ETag": tag, "Cache-Control": cache_control}
    return answer

"""Form bodies from any bytes: read once, within their limit, and parsed without ever failing in a way of its own."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import multipart  # type: ignore[import-untyped]
from litestar import Request
from litestar.exceptions import ClientException, InternalServerException

from campaigns.errors import TooLarge
from campaigns.languages.catalogues import gettext, gettext_noop

#: The largest body of a page's form unless its route says otherwise with `request_max_body_size`.
FORM_LIMIT = 64 * 1024
#: More fields than any form of ours has, and few enough to be cheap.
FIELD_LIMIT = 1000

_BROKEN = gettext_noop("The form did not arrive whole, so nothing was saved. Go back and send it again.")
_FIELDS = "form_fields"

AnyRequest = Request[Any, Any, Any]


class Upload(NamedTuple):
    """A file as it was sent; its name and media type are the sender's claim and nothing more."""

    file_name: str
    media_type: str
    content: bytes


class Fields(NamedTuple):
    """What a form sent, in its order. `texts` has one pair for each time a name occurs."""

    texts: list[tuple[str, str]]
    uploads: list[tuple[str, Upload]]

    def all(self, name: str) -> list[str]:
        """Every text sent under a name."""
        return [text for field, text in self.texts if field == name]


async def read_fields(request: AnyRequest) -> Fields:
    """The form of a request, read and parsed once however often it is asked for.

    Anything but a form is a form without fields. Raises `ClientException` (400) for bytes that are no form, `TooLarge` or
    Litestar's own 413 for too many of them.
    """
    state = request.scope["state"]
    if _FIELDS not in state:
        state[_FIELDS] = await _read(request)
    fields: Fields = state[_FIELDS]
    return fields


async def _read(request: AnyRequest) -> Fields:
    media_type, options = multipart.parse_options_header(request.headers.get("content-type", ""))
    if media_type not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return Fields([], [])
    try:
        body = await request.body()
    except InternalServerException:
        # The client went away in the middle; Litestar would call that a fault of ours.
        raise ClientException(gettext(_BROKEN)) from None
    if media_type == "multipart/form-data":
        return _multipart(body, options.get("boundary", ""))
    return Fields(_url_encoded(body), [])


def _url_encoded(body: bytes) -> list[tuple[str, str]]:
    if body.count(b"&") >= FIELD_LIMIT:
        raise TooLarge(gettext("The form has too many fields. Nothing was saved."))
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except ValueError:
        raise ClientException(gettext(_BROKEN)) from None


def _multipart(body: bytes, boundary: str) -> Fields:
    fields = Fields([], [])
    try:
        with multipart.PushMultipartParser(boundary, max_segment_count=FIELD_LIMIT, strict=True) as parser:
            for segment, content in _segments(parser.parse(body)):
                if segment.filename is None:
                    fields.texts.append((segment.name, content.decode()))
                elif segment.filename or content:
                    upload = Upload(segment.filename, segment.content_type or "application/octet-stream", content)
                    fields.uploads.append((segment.name, upload))
    except multipart.ParserLimitReached:
        raise TooLarge(gettext("The form has too many fields. Nothing was saved.")) from None
    except ValueError:  # the parser's own errors and text that is not UTF-8
        raise ClientException(gettext(_BROKEN)) from None
    return fields


def _segments(events: Iterable[Any]) -> Iterable[tuple[Any, bytes]]:
    segment: Any = None
    chunks: list[bytes] = []
    for event in events:
        if event is None:
            yield segment, b"".join(chunks)
            segment, chunks = None, []
        elif segment is None:
            segment = event
        else:
            chunks.append(event)

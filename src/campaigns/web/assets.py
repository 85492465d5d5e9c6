"""Style sheets, scripts and fonts at `/static/<release>/…`, kept by browsers for a year because the address changes.

`release` is a hash over all of them, so that relative addresses inside style sheets and scripts are of the same release.
Only files that were there at the start are served, by exact name: there is no path to walk out of.
"""

import gzip
import hashlib
import mimetypes
from functools import cache
from pathlib import Path

from litestar import get
from litestar.params import FromPath
from litestar.response import Response

from campaigns.errors import NotFound
from campaigns.paths import STATIC
from campaigns.web.bodies import AnyRequest

_YEAR = "public, max-age=31536000, immutable"
#: The licences travel with the program; no page leads to them.
_NOT_SERVED = ("vendor/licences/",)
_MEDIA_TYPES = {".js": "text/javascript", ".otf": "font/otf", ".ttf": "font/ttf", ".woff2": "font/woff2"}
_PACKED = {".css", ".js", ".svg", ".ttf"}
_SMALLEST_TO_PACK = 500


def asset(name: str) -> str:
    """For templates: the address of a file below `static/`, such as `asset('vendor/site.css')`."""
    return f"/static/{release()}/{name}"


@cache
def release() -> str:
    """A name for exactly these files: 12 hexadecimal digits."""
    digest = hashlib.sha256()
    stamp = STATIC / "vendor" / ".built-from"
    if stamp.is_file():
        digest.update(stamp.read_bytes())
    for name, file in sorted(_files().items()):
        if not name.startswith("vendor/"):
            digest.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


@get("/static/{of_release:str}/{name:path}", include_in_schema=False)
async def static_file(request: AnyRequest, of_release: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """A file of ours. From a page of another release it is served too, but not kept."""
    file = _files().get(name.strip("/"))
    if file is None:
        raise NotFound
    packed, content = _content(file)
    media_type = _MEDIA_TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    headers = {"Cache-Control": _YEAR if of_release == release() else "no-cache", "Vary": "Accept-Encoding"}
    if packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(content, media_type=media_type, headers=headers)


@cache
def _files() -> dict[str, Path]:
    found = {file.relative_to(STATIC).as_posix(): file for file in STATIC.rglob("*") if file.is_file()}
    return {name: file for name, file in found.items() if not name.startswith(_NOT_SERVED) and not file.name.startswith(".")}


@cache
def _content(file: Path) -> tuple[bytes, bytes]:
    content = file.read_bytes()
    text = file.suffix in _PACKED and len(content) >= _SMALLEST_TO_PACK
    return gzip.compress(content, mtime=0) if text else b"", content

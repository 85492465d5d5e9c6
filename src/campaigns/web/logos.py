"""A logo that somebody uploads becomes a PNG of our own making, or a sentence saying why not.

Nothing of the file that came is kept: its pixels are drawn anew, without metadata and without anything that was hidden
in it (OWASP ASVS 5.0, 5.2 and 5.4).
"""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from campaigns.errors import Invalid
from campaigns.languages.catalogues import gettext

LARGEST_BYTES = 2 * 1024 * 1024
#: The longer side of what is kept, in pixels: enough for paper at 300 dots per inch and 68 mm.
SIDE = 800
#: Refused before anything is decoded: a small file can claim a huge picture.
MOST_PIXELS = 16_000_000

_FORMATS = ("PNG", "JPEG", "WEBP")
_SVG_SIGNS = (b"<svg", b"<?xml", b"<!doctype svg")


def clean_logo(data: bytes, field: str = "logo") -> bytes:
    """The picture as a PNG of at most `SIDE` pixels, with transparency kept. Raises `Invalid` on `field`."""
    if len(data) > LARGEST_BYTES:
        raise Invalid({field: gettext("The logo must be smaller than 2 MB.")})
    if data.lstrip()[:100].lower().startswith(_SVG_SIGNS):
        raise Invalid({field: gettext("An SVG file cannot be used, because it can carry programs. Save the logo as a PNG.")})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _redrawn(data, field)
    except Invalid:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError, ValueError):
        raise Invalid(
            {field: gettext("This file is not a picture that can be read. Use a PNG, JPEG or WebP file.")}
        ) from None
    except Exception:  # noqa: BLE001 - a decoder may raise anything on bytes made to break it
        raise Invalid({field: gettext("This picture is damaged. Save it again as a PNG and choose that file.")}) from None


def _redrawn(data: bytes, field: str) -> bytes:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Invalid({field: gettext("The logo has too many pixels. Make it 800 pixels wide or less.")})
        if min(picture.width, picture.height) * 50 < max(picture.width, picture.height):
            raise Invalid({field: gettext("The logo is too long and thin to be shown. Crop it.")})
        picture.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(picture)
        pixels = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    pixels.thumbnail((SIDE, SIDE))
    drawn = Image.new(pixels.mode, pixels.size)
    drawn.paste(pixels)
    kept = io.BytesIO()
    drawn.save(kept, format="PNG", optimize=True)
    return kept.getvalue()

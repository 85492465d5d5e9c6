"""Logos are drawn anew; what cannot be a logo is refused in a sentence."""

import contextlib
import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from campaigns.errors import Invalid
from campaigns.web.logos import LARGEST_BYTES, SIDE, clean_logo


def picture(size: tuple[int, int] = (40, 20), mode: str = "RGB", form: str = "PNG", **options: object) -> bytes:
    kept = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(kept, form, **options)
    return kept.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = b"IDAT" + zlib.compress(b"\0" * 10)
    chunks = [b"IHDR" + header, pixels, b"IEND"]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in chunks
    )


def refused(data: bytes) -> str:
    with pytest.raises(Invalid) as invalid:
        clean_logo(data)
    assert list(invalid.value.problems) == ["logo"]
    return invalid.value.problems["logo"]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_the_usual_pictures_become_png(form: str) -> None:
    with Image.open(io.BytesIO(clean_logo(picture((400, 200), form=form)))) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (400, 200))
        red, green, blue = drawn.convert("RGB").getpixel((10, 10))  # type: ignore[misc]
        assert red > 240
        assert max(green, blue) < 15


def test_a_large_picture_is_made_smaller_in_proportion() -> None:
    with Image.open(io.BytesIO(clean_logo(picture((3000, 1500))))) as drawn:
        assert drawn.size == (SIDE, SIDE // 2)


def test_transparency_is_kept() -> None:
    with Image.open(io.BytesIO(clean_logo(picture(mode="RGBA")))) as drawn:
        assert drawn.mode == "RGBA"
        assert drawn.getpixel((1, 1)) == (0, 0, 0, 0)


def test_nothing_hidden_in_the_file_is_kept() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "CANARY of the office")
    exif = Image.Exif()
    exif[0x010E] = "CANARY of the camera"
    for data in (picture(pnginfo=notes), picture(form="JPEG", exif=exif), picture() + b"<script>CANARY</script>PK\x03\x04"):
        cleaned = clean_logo(data)
        assert b"CANARY" not in cleaned
        assert clean_logo(cleaned) == cleaned


def test_a_picture_on_its_side_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(clean_logo(picture((40, 20), form="JPEG", exif=exif)))) as drawn:
        assert drawn.size == (20, 40)


@pytest.mark.parametrize(
    "data",
    [b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', b'  <?xml version="1.0"?><svg/>', b"<!DOCTYPE SVG><svg/>"],
)
def test_svg_is_refused_with_its_reason(data: bytes) -> None:
    assert "can carry programs" in refused(data)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"%PDF-1.7", picture()[:60], picture(form="GIF"), picture(form="BMP")])
def test_what_is_no_picture_of_ours_is_refused(data: bytes) -> None:
    assert refused(data).endswith(".")


def test_too_many_bytes_pixels_or_too_thin_is_refused() -> None:
    assert "smaller than 2 MB" in refused(picture() + b"\0" * LARGEST_BYTES)
    assert "too many pixels" in refused(png_that_claims(9000, 9000))
    assert refused(png_that_claims(60_000, 60_000)).endswith(".")
    assert "too long and thin" in refused(picture((65_000, 1)))


GOOD = [picture(form=form) for form in ("PNG", "JPEG", "WEBP")]


@settings(max_examples=200)
@given(st.binary(max_size=300), st.sampled_from(GOOD), st.integers(0, 200))
def test_damaged_pictures_never_do_worse_than_be_refused(noise: bytes, good: bytes, at: int) -> None:
    damaged = good[:at] + noise + good[at + len(noise) :]
    with contextlib.suppress(Invalid), Image.open(io.BytesIO(clean_logo(damaged))) as drawn:
        assert max(drawn.size) <= SIDE

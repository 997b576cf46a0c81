"""Pictures as they are kept: upright, no larger than a page needs, and without what the camera wrote into them."""

import io

from PIL import Image, ImageOps

# A picture of 2,000 pixels fills an A4 page at 170 points an inch.
LONGEST_SIDE = 2_000
SMALL_SIDE = 480
JPEG_QUALITY = 85
# What is needed to show the colours; place, time, camera and comments go.
KEPT_INFO = {"icc_profile", "transparency"}


def is_photo(media_type: str) -> bool:
    """Whether a file of this media type is a picture."""
    return media_type.startswith("image/")


def as_kept(content: bytes) -> bytes:
    """A picture turned upright, its longest side at most 2,000 pixels, in its own format, without metadata.

    The content has been proved a whole picture by `core.file_types`.
    """
    with Image.open(io.BytesIO(content)) as picture:
        kind = str(picture.format)
        return _written(_upright(picture, LONGEST_SIDE), kind)


def small(content: bytes) -> bytes:
    """The same as a JPEG of at most 480 pixels, for galleries."""
    return as_jpeg(content, SMALL_SIDE)[0]


def as_jpeg(content: bytes, longest: int) -> tuple[bytes, int, int]:
    """A picture as a JPEG of at most so many pixels a side, for print; with its width and height."""
    with Image.open(io.BytesIO(content)) as picture:
        flat = _flat(_upright(picture, longest))
        return _written(flat, "JPEG"), flat.width, flat.height


def _upright(picture: Image.Image, longest: int) -> Image.Image:
    picture.draft("RGB", (longest, longest))  # a large JPEG is unpacked no larger than needed
    turned = ImageOps.exif_transpose(picture)
    if turned.mode == "P":
        turned = turned.convert("RGBA" if "transparency" in turned.info else "RGB")
    turned.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return turned


def _flat(picture: Image.Image) -> Image.Image:
    """On white paper where it lets the ground shine through."""
    if picture.mode not in {"RGBA", "LA"}:
        return picture.convert("RGB")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _written(picture: Image.Image, kind: str) -> bytes:
    if kind == "JPEG" and picture.mode not in {"RGB", "L"}:
        picture = picture.convert("RGB")
    picture.info = {name: value for name, value in picture.info.items() if name in KEPT_INFO}
    out = io.BytesIO()
    picture.save(out, kind, quality=JPEG_QUALITY, optimize=kind != "WEBP")
    return out.getvalue()

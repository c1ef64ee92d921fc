"""Photos people take at the bench: judged by their content, redrawn small, with nothing beside the image kept."""

import io
import struct
import warnings

from django.utils.translation import gettext
from PIL import Image, ImageOps

LARGEST_PHOTO = 20_000_000  # bytes, as they come
LARGEST_PICTURE = 60_000_000  # pixels, before anything is unpacked
LONGEST_SIDE = 1600  # pixels, as kept: a crack shows, a name on a sticker hardly
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")
_HEIC = {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"}


class NotAPhoto(ValueError):
    """The bytes are no picture we keep."""


def clean(content: bytes) -> bytes:
    """The picture as a JPEG of its own: upright, bounded, without place, time, camera or preview. Raises NotAPhoto."""
    if len(content) > LARGEST_PHOTO:
        raise NotAPhoto(gettext("This photo is too large."))
    if content[4:12] in _HEIC:
        raise NotAPhoto(
            gettext("HEIC photos are not read. On an iPhone: Settings, Camera, Formats, “Most Compatible”.")
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _redrawn(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise NotAPhoto(gettext("This photo is too large.")) from bomb
    except (OSError, SyntaxError, EOFError, LookupError, ArithmeticError, ValueError, struct.error) as broken:
        if isinstance(broken, NotAPhoto):
            raise
        raise NotAPhoto(gettext("This is no photo we can read: JPEG, PNG or WebP.")) from broken


def _redrawn(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > LARGEST_PICTURE:
            raise NotAPhoto(gettext("This photo is too large."))
        picture.draft(
            "RGB", (LONGEST_SIDE, LONGEST_SIDE)
        )  # a JPEG unpacks straight to about the size we keep
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        kept = Image.new("RGB", upright.size, "white")
        kept.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
    made = io.BytesIO()
    kept.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()

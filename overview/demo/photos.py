"""Pictures of the demo: drawn landscapes, so that galleries and the year book have something to show."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from activities.models.activity import Activity
from core import attachments

from .world import World

SIZE = (1280, 960)
YEAR = 2025
# Kind of activity -> how many pictures the year's first activity of the kind has.
SHOWN = {"joint": 2, "red_base": 3, "service": 1}


def load(world: World) -> None:
    """Pictures on some activities of 2025."""
    for kind, number in SHOWN.items():
        activity = (
            Activity.objects.of_branch(world.branch).in_year(YEAR).of_kind(kind).earliest("happened_on")
        )
        for place in range(1, number + 1):
            upload = SimpleUploadedFile(f"现场{place}.jpg", _landscape(place))
            attachments.add(record=activity, upload=upload, by=world.secretary)


def _landscape(number: int) -> bytes:
    """Sky, mountains, the mouth of a tunnel and a road, a little different each time."""
    width, height = SIZE
    picture = Image.new("RGB", SIZE, (196 - 12 * number, 214, 230))
    pen = ImageDraw.Draw(picture)
    peak = width * (2 + number) // 8
    pen.polygon([(0, 700), (peak, 180 + 40 * number), (width, 640), (width, 800), (0, 800)], (104, 122, 112))
    pen.polygon([(0, 760), (width - peak, 420), (width, 720), (width, 800), (0, 800)], (126, 144, 124))
    pen.rectangle((0, 780, width, height), (150, 140, 122))
    pen.polygon(
        [(width // 2 - 90, 800), (width // 2 + 90, 800), (width - 300, height), (300, height)], (96, 96, 98)
    )
    pen.pieslice((width // 2 - 170, 560, width // 2 + 170, 1040), 180, 360, (70, 70, 74))
    pen.pieslice((width // 2 - 130, 620, width // 2 + 130, 980), 180, 360, (28, 28, 32))
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()

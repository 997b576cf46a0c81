"""Pictures on records: turned upright, made smaller, freed of what the camera wrote, and at most nine to an activity."""

import hashlib
import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from activities.tests.helpers import make_activity
from core import attachments, photos
from core.refusals import Refused

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825
PLACE = "GPS-CANARY"


def taken(size=(300, 200), *, orientation=1, kind="JPEG", mode="RGB") -> bytes:
    """A picture whose left half is red, with everything in it that a phone writes."""
    image = Image.new(mode, size, "white")
    image.paste("red" if mode != "L" else 0, (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, PLACE
    exif.get_ifd(GPS)[1] = "N"
    options = {"exif": exif}
    if kind == "JPEG":
        options |= {"comment": PLACE.encode()}
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Place", PLACE)
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_takes_out_what_the_camera_wrote(kind):
    content = taken(kind=kind)
    assert PLACE.encode() in content
    kept = photos.as_kept(content)
    assert PLACE.encode() not in kept
    assert not opened(kept).getexif()
    assert opened(kept).format == kind


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((4000, 3000), (2000, 1500)),
        ((1500, 6000), (500, 2000)),
        ((2000, 100), (2000, 100)),
        ((12, 8), (12, 8)),
    ],
)
def test_keeps_the_longest_side_to_two_thousand_pixels(size, kept):
    assert opened(photos.as_kept(taken(size))).size == kept


@pytest.mark.parametrize(("orientation", "red_at"), [(1, "left"), (3, "right"), (6, "top"), (8, "bottom")])
def test_turns_the_picture_before_the_mark_goes(orientation, red_at):
    image = opened(photos.as_kept(taken(orientation=orientation)))
    width, height = image.size
    assert (width > height) == (orientation in {1, 3})
    places = {
        "left": (10, height // 2),
        "right": (width - 10, height // 2),
        "top": (width // 2, 10),
        "bottom": (width // 2, height - 10),
    }
    red, green, _ = image.getpixel(places[red_at])
    assert red > 200
    assert green < 60


@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "JPEG"), ("L", "JPEG"), ("RGBA", "PNG"), ("P", "PNG"), ("1", "PNG")]
)
def test_handles_every_mode(mode, kind):
    out = io.BytesIO()
    Image.new(mode, (40, 30)).save(out, kind)
    assert opened(photos.as_kept(out.getvalue())).size == (40, 30)
    assert opened(photos.small(out.getvalue())).mode == "RGB"


@pytest.fixture
def activity(cast):
    return make_activity(cast, "joint")


def upload(activity, by, name="照片.jpg", content=None):
    return attachments.add(record=activity, upload=SimpleUploadedFile(name, content or taken()), by=by)


def test_keeps_the_hash_and_size_of_what_is_stored(cast, activity):
    file = upload(activity, cast.secretary, content=taken((3000, 2000)))
    with default_storage.open(file.storage_name) as stored:
        content = stored.read()
    assert hashlib.sha256(content).hexdigest() == file.sha256
    assert len(content) == file.size
    assert PLACE.encode() not in content


def test_takes_nine_pictures_and_any_other_file(cast, activity):
    for number in range(9):
        upload(activity, cast.secretary, f"{number}.jpg")
    with pytest.raises(Refused, match="照片最多 9 张，这里已经有 9 张"):
        upload(activity, cast.secretary, "十.jpg")
    attachments.add(record=activity, upload=SimpleUploadedFile("名单.txt", b"abc"), by=cast.secretary)
    attachments.remove(attachment=attachments.photos_of(activity)[0], by=cast.secretary)
    upload(activity, cast.secretary, "再来.jpg")
    assert attachments.photos_of(activity).count() == 9


def test_shows_them_on_the_page_of_the_activity(cast, activity, client_of):
    client = client_of(cast.secretary)
    address = reverse("activities:activity_detail", args=[activity.pk])
    assert "gallery-title" not in client.get(address).content.decode()
    file = upload(activity, cast.secretary)
    small = reverse("core:attachment_small", args=[file.pk])
    assert small in client.get(address).content.decode()
    response = client.get(small)
    assert response["Content-Type"] == "image/jpeg"
    assert max(opened(response.content).size) <= photos.SMALL_SIDE
    assert client_of(cast.outsider).get(small).status_code == 404


def test_other_files_have_no_small_picture(cast, activity, client_of):
    file = attachments.add(record=activity, upload=SimpleUploadedFile("名单.txt", b"abc"), by=cast.secretary)
    assert client_of(cast.secretary).get(reverse("core:attachment_small", args=[file.pk])).status_code == 404

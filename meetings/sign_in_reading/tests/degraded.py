"""Signed sheets as phones and scanners bring them: drawn on the printed page, then turned, bent in light, blurred, pressed."""

import io
import random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from documents.content import Role
from documents.fonts import typeface
from documents.reading.photos import DPI, PIXELS_PER_MM, rows_printed
from meetings.sign_in_reading.reading import signing_rows


def pages_of(pdf: bytes) -> list[Image.Image]:
    """The printed pages."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in document]


def sign(
    pages: list[Image.Image], pdf: bytes, written: dict[int, str], rng: random.Random, *, column: int = 3
) -> None:
    """Write words by number into a column, as different hands and pens do."""
    for page, rows in zip(pages, rows_printed(pdf), strict=True):
        for number, row in signing_rows(rows).items():
            if words := written.get(number):
                _write(page, row[column].box, words, rng)


def _write(page: Image.Image, box, words: str, rng: random.Random) -> None:
    left, top, right, bottom = box
    size = rng.randint(round(4.2 * PIXELS_PER_MM), round(6.2 * PIXELS_PER_MM))
    font = ImageFont.truetype(str(typeface(Role.KAI).primary.path), size)
    layer = Image.new("L", (right - left + 40, bottom - top + 40), 0)
    ImageDraw.Draw(layer).text((24, 20), words, fill=255, font=font)
    layer = layer.rotate(rng.uniform(-6, 6), resample=Image.Resampling.BICUBIC)
    ink = rng.choice([(20, 20, 20), (25, 40, 130), (60, 60, 70), (150, 30, 30)])
    page.paste(
        Image.new("RGB", layer.size, ink),
        (left - 20 + rng.randint(-4, 10), top - 22 + rng.randint(-6, 4)),
        layer,
    )


def degraded(page: Image.Image, rng: random.Random) -> bytes:
    """A page as a phone takes it or a scanner gives it."""
    pixels = np.asarray(page)
    height, width = pixels.shape[:2]
    scale = rng.uniform(0.7, 1.3)
    room = 0.12
    canvas = (round(width * scale * (1 + room)), round(height * scale * (1 + room)))
    off_x, off_y = canvas[0] * room / 2, canvas[1] * room / 2
    skew = rng.uniform(0, 0.04) * width * scale
    corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    target = np.float32(
        [[off_x + rng.uniform(-skew, skew), off_y + rng.uniform(-skew, skew)] for _ in range(4)]
    ) + np.float32([[0, 0], [width * scale, 0], [width * scale, height * scale], [0, height * scale]])
    turn = cv2.getRotationMatrix2D((canvas[0] / 2, canvas[1] / 2), rng.uniform(-4, 4), 0.96)
    target = cv2.transform(target[None], turn)[0].astype(np.float32)
    table = rng.randint(60, 180)
    shown = cv2.warpPerspective(
        pixels,
        cv2.getPerspectiveTransform(corners, target),
        canvas,
        borderValue=(table, table - 10, table - 25),
        flags=cv2.INTER_AREA,
    ).astype(np.float32)
    shown *= _light(canvas, rng)[..., None]
    if rng.random() < 0.7:
        shown = cv2.GaussianBlur(shown, (0, 0), rng.uniform(0.3, 1.1) * scale)
    shown += np.random.default_rng(rng.randint(0, 10**6)).normal(0, rng.uniform(1, 7), shown.shape)
    shown = np.clip(shown, 0, 255).astype(np.uint8)
    if rng.random() < 0.25:
        shown = np.rot90(shown, rng.randint(1, 3))
    stored = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(shown)).save(stored, "JPEG", quality=rng.randint(45, 92))
    return stored.getvalue()


def _light(size: tuple[int, int], rng: random.Random):
    """Light that falls off to a side, and the shadow of a hand or a phone."""
    wide, high = size
    x, y = np.meshgrid(np.linspace(-1, 1, wide), np.linspace(-1, 1, high))
    light = 1 - rng.uniform(0, 0.25) * (rng.uniform(-1, 1) * x + rng.uniform(-1, 1) * y + 1)
    if rng.random() < 0.6:
        angle, far = rng.uniform(0, 6.3), rng.uniform(-0.5, 0.8)
        side = np.cos(angle) * x + np.sin(angle) * y
        light *= 1 - rng.uniform(0.15, 0.45) / (1 + np.exp(-(side - far) * rng.uniform(8, 40)))
    return (light * rng.uniform(0.75, 1.0)).astype(np.float32)

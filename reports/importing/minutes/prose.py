"""What running text says of a meeting that no label names: 会议由赵某主持, 在二楼会议室召开, a date, 应到12人，实到11人."""

import re

from .attendance import count
from .found import ReadMinutes, Said
from .labels import Field
from .names import figures_in
from .values import read_when

# A summary (纪要) says these in its first sentences.
_FIRST_LINES = 6
_CHAIR = re.compile(
    r"(?:会议|大会|活动)?由([^，。；：]{2,24}?)(?:同志)?主持|([\u4e00-\u9fff·]{2,4})(?:同志)?主持(?:了)?(?:会议|大会)"
    r"|(?:^|[，。；])([\u4e00-\u9fff·]{2,4}?)(?:同志)?主持(?=[，。；]|$)"
)
_RECORDER = re.compile(
    r"(?:[，。；]|由)([\u4e00-\u9fff·]{2,4}?)(?:同志)?(?:负责|担任)?(?:会议)?记录(?=[，。；]|$)"
    r"|(?:^|[，。；])(?:会议记录|记录人)：?(?!由)([\u4e00-\u9fff·]{2,4}?)(?:同志)?(?=[，。；]|$)"
)
_FIGURES = re.compile(r"(?:应到|应出席|应参加|应参会)[^。]{0,300}")
_PLACE = re.compile(r"(?<!现)在([^，。；：]{2,24}?)(?:组织)?(?:召开|举行|开展)")


def first_lines(found: ReadMinutes) -> list[Said]:
    """The headings and the first lines of running text."""
    discussion = [said for item in found.items[:1] for said in (item.title, *item.values[Field.DISCUSSION])]
    return [*found.headings, *found.minutes[:_FIRST_LINES], *discussion[:_FIRST_LINES]]


def fill_from_prose(found: ReadMinutes) -> set[str]:
    """Add time, place and chair from running text where no label gave them; returns which were added."""
    added: set[str] = set()
    readers = (
        (Field.WHEN, _when),
        (Field.PLACE, _place),
        (Field.CHAIR, _chair),
        (Field.RECORDER, _recorder),
    )
    for field, read in readers:
        if found.first(field):
            continue
        for said in first_lines(found):
            if text := read(said.text):
                found.values.setdefault(field, []).append(Said(text, said.line))
                added.add(field)
                break
    _roll(found)
    return added


def _roll(found: ReadMinutes) -> None:
    """Figures and names of the roll inside a sentence, where no line of its own gave any."""
    if found.figures or found.people:
        return
    for said in first_lines(found):
        match = _FIGURES.search(said.text)
        if match and figures_in(match[0])[0]:
            count(found, Field.DUE, Said(match[0], said.line))
            return


def _when(text: str) -> str:
    when = read_when(text)
    return text if when and when.has_year else ""


def _place(text: str) -> str:
    match = _PLACE.search(text)
    return match[1] if match else ""


def _chair(text: str) -> str:
    match = _CHAIR.search(text)
    return next(filter(None, match.groups()), "") if match else ""


def _recorder(text: str) -> str:
    match = _RECORDER.search(text)
    return next(filter(None, match.groups()), "") if match else ""

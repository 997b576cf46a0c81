"""Time, place, chair and roll of minutes that tell them in sentences."""

import re

from .counting import count
from .found import Field, ReadMinutes, Said
from .names import figures_in
from .values import read_month, read_when

# A summary (纪要) says these in its first sentences.
_FIRST_LINES = 6
_CHAIR = re.compile(
    r"(?:会议|大会|活动)?由([^，。；：]{2,24}?)(?:同志)?主持|([\u4e00-\u9fff·]{2,4})(?:同志)?主持(?:了)?(?:会议|大会)"
    r"|(?:^|[，。；])([\u4e00-\u9fff·]{2,4}?)(?:同志)?主持(?=[，。；]|$)"
    r"|(?:书记|委员|组长|[，。；])([\u4e00-\u9fff·]{2,4}?)(?:同志)?主持(?:召开|了)"
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
            text = read(said.text) or (_when_in_chat(said.text, found) if field == Field.WHEN else "")
            if text:
                found.values.setdefault(field, []).append(Said(text, said.line))
                added.add(field)
                break
    if not found.first(Field.WHEN) and (dated := _day_of_month(found)):
        found.values.setdefault(Field.WHEN, []).append(dated)
        added.add(Field.WHEN)
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


def _when_in_chat(text: str, found: ReadMinutes) -> str:
    """A day without its year in a message: the year is that of the message."""
    when = read_when(text, year=found.year_of_chat) if found.year_of_chat else None
    return text if when else ""


def _day_of_month(found: ReadMinutes) -> Said | None:
    """A day without its year in the first lines, of the very month that the file's name or a heading gives."""
    for named in (found.name, *(said.text for said in found.headings)):
        month = read_month(named)
        if month and month[1]:
            for said in first_lines(found):
                when = read_when(said.text, year=month[0])
                if when and when.day.month == month[1]:
                    return said
    return None


def _place(text: str) -> str:
    match = _PLACE.search(text)
    return match[1] if match else ""


def _chair(text: str) -> str:
    match = _CHAIR.search(text)
    return next(filter(None, match.groups()), "") if match else ""


def _recorder(text: str) -> str:
    match = _RECORDER.search(text)
    return next(filter(None, match.groups()), "") if match else ""

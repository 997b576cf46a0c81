"""The figures and names of the roll as lines of minutes give them."""

import re
from dataclasses import replace

from meetings.documents.minutes_labels import NAME_SEPARATOR

from .found import Field, Listed, ReadMinutes, Said
from .names import (
    Named,
    all_but,
    are_names,
    away_in,
    away_reason,
    figures_in,
    is_nobody,
    made_up_in,
    names_in,
)
from .values import read_count

PEOPLE = frozenset({Field.ATTENDEES, Field.LEAVE, Field.ABSENT, Field.EXEMPT, Field.MAKE_UP})
COUNTED = PEOPLE | {Field.DUE, Field.PRESENT}
# No branch has so many members; a longer list is text of another kind.
MAX_PEOPLE = 300
_KEY_OF: dict[str, str] = {
    Field.DUE: "应到",
    Field.PRESENT: "实到",
    Field.ATTENDEES: "实到",
    Field.LEAVE: "请假",
    Field.ABSENT: "缺席",
    Field.EXEMPT: "不计入应到",
}
_FIELD_OF = {
    "应到": Field.DUE,
    "实到": Field.ATTENDEES,
    "请假": Field.LEAVE,
    "缺席": Field.ABSENT,
    "不计入应到": Field.EXEMPT,
    "列席": Field.GUESTS,
}
_BARE_COUNT = re.compile(
    r"^\s*(?:共|计|共计)?\s*[0-9０-９零〇一二三四五六七八九十]{1,4}\s*(?:人|名|位)?\s*[。.]?\s*$"
)

_EVERYBODY = re.compile("全体|全部|所有")
# 林某、陈某等19人: how many there were in all.
_ET_CETERA = re.compile(r"等\s*([0-9]{1,3})\s*(?:人|名|位)")


def count(found: ReadMinutes, field: str, said: Said) -> None:
    """Note the figures and the names of one line under a label of the roll."""
    found.labels.append(said.line)
    if field == Field.MAKE_UP:
        _made_up(found, said)
        return
    if field == Field.ATTENDEES and _EVERYBODY.search(said.text):
        said = _everybody_but(found, said)
    figures, rest = figures_in(said.text)
    if field in _KEY_OF and _BARE_COUNT.match(said.text):
        figures, rest = figures_in(f"{_KEY_OF[field]}{said.text.strip(' 。.').rstrip('人名位')}人")
    if field in (Field.LEAVE, Field.ABSENT) and is_nobody(rest) and not any(one.number for one in figures):
        found.nobody.add(field)
    if field == Field.ATTENDEES and not figures and (match := _ET_CETERA.search(said.text)):
        found.figures.setdefault("实到", []).append((read_count(match[1]) or 0, said.line))
    for figure in figures:
        found.figures.setdefault(figure.key, []).append((figure.number, said.line))
        note_named(found, _FIELD_OF[figure.key], [*figure.names], said)
    if field == Field.DUE and are_names(rest):
        found.due += [Listed(one, said.line) for one in names_in(rest)]
    elif field == Field.PRESENT and are_names(rest):
        note_named(found, Field.ATTENDEES, names_in(rest), said)
    elif field not in (Field.DUE, Field.PRESENT) and not is_nobody(rest):
        note_named(found, field, names_in(rest), said)


def _everybody_but(found: ReadMinutes, said: Said) -> Said:
    """Note who is named as an exception to 全体党员; returns what is left of the line."""
    rest, away = all_but(said.text)
    for word, one in away:
        field, reason = away_by(one.note)
        is_leave = "请假" in word or field == Field.LEAVE
        note_named(found, Field.LEAVE if is_leave else Field.ABSENT, [Named(one.name, reason)], said)
    return Said(rest, said.line)


def take_own(found: ReadMinutes, field: str, said: Said) -> None:
    """Note figures and people as the form of this system writes them (`reports.content.minutes_labels`)."""
    if field in (Field.DUE, Field.PRESENT) or (field in _KEY_OF and said.text.isdecimal()):
        count(found, field, said)
    elif field == Field.ATTENDEES:
        note_named(found, field, [Named(name) for name in said.text.split(NAME_SEPARATOR) if name], said)
    elif said.text:
        away = away_in(said.text)
        found.people.setdefault(field, []).append(Listed(away, said.line, away.made_up_on))


def note_named(found: ReadMinutes, field: str, named: list[Named], said: Said) -> None:
    """Note people under a list of the roll, or as guests; who is named among those present as away belongs elsewhere."""
    if field == Field.GUESTS:
        guests = (f"{one.name}（{one.note}）" if one.note else one.name for one in named)
        found.values.setdefault(field, []).extend(Said(guest, said.line) for guest in guests)
    elif field != Field.DUE:
        listed = found.people.setdefault(field, [])
        if len(listed) + len(named) > MAX_PEOPLE:
            found.minutes.append(said)
            return
        for one in named:
            note, day = made_up_in(one.note)
            away, note = away_by(note) if field == Field.ATTENDEES else ("", note)
            target = found.people.setdefault(away, []) if away else listed
            target.append(Listed(Named(one.name, note), said.line, day))


def away_by(note: str) -> tuple[str, str]:
    """Where somebody belongs who is named among those present as away (因在外培训缺席), and the reason alone."""
    reason = away_reason(note)
    if reason is None:
        return "", note
    return (Field.LEAVE if "请假" in note or reason else Field.ABSENT), reason


def _made_up(found: ReadMinutes, said: Said) -> None:
    """补学日期：李某 2025年3月12日: the day belongs to who is named, among those on leave and absent."""
    for part in re.split(r"[、，,；;]", said.text):
        rest, day = made_up_in(part, always=True)
        for listed in (found.people.get(field, []) for field in (Field.LEAVE, Field.ABSENT)):
            for place, one in enumerate(listed):
                if day and one.named.name and one.named.name in rest:
                    listed[place] = replace(one, made_up_on=day)

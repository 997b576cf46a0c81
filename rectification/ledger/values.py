"""How the values of a 整改台账 are shown in its cells and read from those of a filled-in one.

What stands in one cell as several entries (具体表现, 进展, 佐证) is one line each; further lines of an entry begin with a
full-width space, so that reading gives the same entries again.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import MISSING
from datetime import date, datetime
from typing import Any

from django.db import models

from core.dates import chinese_date
from core.refusals import Refused
from documents.numbering import leading_number
from documents.reading.cells import clean, one_line

from ..people import people_in

Cell = str | int | date | None

CONTINUED = "　"
_DATE = r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?"
_DATED = re.compile(_DATE + r"[\s，：:]*(.*)")
# As the ledger itself writes a line of progress; whatever follows the one space is text.
_OWN_DATED = re.compile(r"(\d{4})-(\d{2})-(\d{2}) (.*)")
_NUMBER = re.compile(r"^\d{1,2}[.．、]\s?")
_SEPARATORS = re.compile(r"[、,，;；/\s]+")


def entry(text: object) -> str:
    """Clean text as one of several entries of a cell: without empty lines."""
    return "\n".join(line for line in clean(text).split("\n") if line)


class Value:
    """One kind of value, here a text of some lines. `note` explains it in the template, `options` it offers there."""

    empty: Any = ""
    note = ""
    options: Sequence[str] = ()

    def take(self, stored: Any) -> Any:
        """What the row holds of a stored value."""
        return clean(stored)

    def show(self, value: Any) -> Cell:
        """The value as a cell of the sheet."""
        cell: Cell = value
        return cell

    def words(self, value: Any) -> str:
        """The value for people."""
        return str(value)

    def printed(self, value: Any) -> str:
        """The value in a cell on paper."""
        return self.words(value)

    def read(self, cell: object, name: str, most: int) -> Any:
        """The value of a cell. Raises Refused in the column's name, also for more than `most` characters."""
        text = self.take(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
        if len(text) > most:
            raise Refused(f"“{name}”有 {len(text)} 个字，最多 {most} 个，请缩短。")
        return text


class Line(Value):
    """A text of one line."""

    def take(self, stored: Any) -> str:
        return one_line(stored)


class Person(Line):
    """The name of somebody in the register."""

    note = "从下拉框选名册里的党员。"

    def read(self, cell: object, name: str, most: int) -> str:
        """One name, without its notes. Raises Refused for several."""
        names = people_in(cell)
        if len(names) > 1:
            raise Refused(f"“{name}”里有 {len(names)} 个人，只能写一位，其余的请写进“责任人”。")
        return names[0] if names else ""


class People(Value):
    """Names of people, several of them or bodies."""

    empty = ()
    note = Person.note

    def take(self, stored: Iterable[object]) -> tuple[str, ...]:
        return tuple(filter(None, map(one_line, stored)))

    def show(self, value: tuple[str, ...]) -> str:
        return "、".join(value)

    words = show

    def read(self, cell: object, name: str, most: int) -> tuple[str, ...]:
        """Names and bodies, however they are separated. Raises Refused for more than `most` characters in all."""
        people = people_in(cell)
        Value().read(self.show(people), name, most)
        return people


class Year(Value):
    """A year in four digits. A row without one takes that of its import."""

    empty = MISSING

    def take(self, stored: int) -> int:
        return stored

    def read(self, cell: object, name: str, most: int) -> int | None:
        """2025, also written 2025年 or 2025年度."""
        text = one_line(cell).removesuffix("年").removesuffix("年度").removesuffix(".0")
        if text and not re.fullmatch(r"(19|20|21)\d{2}", text):
            raise Refused(f"“{name}”里的“{text[:20]}”不是年份，请写成 2025 这样的四位数字。")
        return int(text) if text else None


class Day(Value):
    """A day, or none."""

    empty = None
    note = "写成 2026-03-26。"

    def take(self, stored: date | None) -> date | None:
        return stored

    def words(self, value: date | None) -> str:
        return chinese_date(value) if value else ""

    def read(self, cell: object, name: str, most: int) -> date | None:
        if isinstance(cell, date):
            return cell.date() if isinstance(cell, datetime) else cell
        text = one_line(cell)
        if not text:
            return None
        if not (found := re.fullmatch(_DATE, text)):
            raise Refused(f"“{name}”里的“{text[:20]}”不是日期，请写成 2026-03-26 这样。")
        return _date_of(found, name)


class DueDay(Day):
    """The day of a time limit; read with the words around it by `read_due`."""

    def read(self, cell: object, name: str, most: int) -> None:
        """Nothing by itself: a month without a year needs that of the row."""
        return


class DueWords(Line):
    """What a time limit says that no day holds; marked in the sheet, so that it is read back as it stands."""

    def show(self, value: str) -> str:
        return f"说明：{value}" if value else ""

    def read(self, cell: object, name: str, most: int) -> str:
        """Nothing by itself."""
        return ""


class Choice(Value):
    """One of some choices, by its label; `empty` stands where nothing is said."""

    def __init__(self, choices: type[models.TextChoices], empty: object = ""):
        self.empty = empty
        self.codes = {str(label): str(code) for code, label in choices.choices}
        self.labels = {code: label for label, code in self.codes.items()}
        self.options = list(self.codes)

    def take(self, stored: str) -> str:
        return stored

    def show(self, value: str) -> str:
        return self.labels.get(value, "")

    words = show

    def read(self, cell: object, name: str, most: int) -> str:
        return self.code_of(word, name) if (word := one_line(cell)) else ""

    def code_of(self, word: str, name: str) -> str:
        """The code of a label. Raises Refused for another word."""
        if word not in self.codes:
            raise Refused(f"“{name}”里的“{word[:20]}”不认识，请填写：{'、'.join(self.codes)}。")
        return self.codes[word]


class Aside(Choice):
    """A choice that paper sets in brackets behind what stands before it, unless it goes without saying."""

    def __init__(self, choices: type[models.TextChoices], empty: object = "", unsaid: str = ""):
        super().__init__(choices, empty)
        self.unsaid = unsaid

    def printed(self, value: str) -> str:
        return "" if value == self.unsaid else f"（{self.labels[value]}）"


class States(Aside):
    """Where an item stands, also in the words of other ledgers. Done is not yet closed: somebody has to look at it."""

    _WORDS = (
        ("CLOSED", r"(已经?)?销号(完成)?|已?验收销号"),
        (
            "REVIEW",
            r"(已经?|全部)?(整改|完成|办结|落实|解决|改正)(完成|完毕|到位|结束|好)?"
            r"|待(复核|验收|销号)|(完成)?100%",
        ),
        (
            "ACTIVE",
            r"(正在|正|持续)?(整改|推进|进行|落实|办理|实施)(之?中|过程中)|正在(整改|推进|进行|落实|办理)"
            r"|部分(完成|整改)|整改推进中|在办",
        ),
        ("PENDING", r"(尚?未|没有?|还没)(开始|启动|整改|推进)(整改)?|待(整改|启动|开始)"),
        ("LONG_TERM", r"需?长期(坚持|整改|推进)?|常态化?(推进|坚持|整改|长效)*|持续(整改|坚持|推进)"),
        ("RETURNED", r"(已)?退回(重改|整改)?"),
    )

    def code_of(self, word: str, name: str) -> str:
        """The code of a label or of other words for it. Raises Refused for what says neither."""
        if word in self.codes:
            return self.codes[word]
        plain = word.strip("。.！!；; ")
        for code, pattern in self._WORDS:
            if re.fullmatch(pattern, plain):
                return code
        return super().code_of(word, name)


class Choices(Choice):
    """Several of some choices."""

    def __init__(self, choices: type[models.TextChoices]):
        super().__init__(choices, empty=())
        self.note, self.options = f"{'、'.join(self.codes)}，多个用顿号隔开。", []

    def take(self, stored: Iterable[str]) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(stored)

    def show(self, value: Iterable[str]) -> str:
        return "、".join(self.labels[code] for code in value)

    words = show

    def read(self, cell: object, name: str, most: int) -> tuple[str, ...]:  # type: ignore[override]
        """The codes of labels, each once, however they are separated."""
        words = filter(None, _SEPARATORS.split(one_line(cell)))
        return tuple(dict.fromkeys(self.code_of(word, name) for word in words))


class Entries(Value):
    """Several texts of one line, a line of the cell each."""

    empty = ()
    note = "一行一条。"

    def take(self, stored: Iterable[object]) -> tuple[Any, ...]:
        return tuple(filter(None, map(one_line, stored)))

    def lines(self, value: tuple[Any, ...]) -> list[str]:
        """The text of each entry, with what stands before it."""
        return list(value)

    def show(self, value: tuple[Any, ...]) -> str:
        """A line each; further lines of an entry begin with the mark of continued ones."""
        return "\n".join(text.replace("\n", f"\n{CONTINUED}") for text in self.lines(value))

    def words(self, value: tuple[Any, ...]) -> str:
        return "\n".join(self.lines(value))

    def read(self, cell: object, name: str, most: int) -> tuple[Any, ...]:
        """A line each; numbers 1, 2, 3 … before all of them only count them."""
        entries = split(cell)
        numbers = [number for text in entries if (number := leading_number(text))]
        if len(entries) > 1 and [one.value for one in numbers] == list(range(1, len(entries) + 1)):
            entries = [text[one.end :] for text, one in zip(entries, numbers, strict=True)]
        return _short_enough(self.take(entries), name, most)


class Points(Entries):
    """Numbered texts of some lines, below a text that is read by itself (`Heading`)."""

    note = ""
    at_most = 20

    def take(self, stored: Iterable[object]) -> tuple[str, ...]:
        return tuple(filter(None, map(entry, stored)))

    def lines(self, value: tuple[str, ...]) -> list[str]:
        return [f"{number}. {text}" for number, text in enumerate(value, start=1)]

    def read(self, cell: object, name: str, most: int) -> tuple[str, ...]:
        """What stands below the first entry. Raises Refused also for too many."""
        points = _short_enough(self.take(_NUMBER.sub("", text) for text in split(cell)[1:]), name, most)
        if len(points) > self.at_most:
            raise Refused(f"{name}有 {len(points)} 条，最多 {self.at_most} 条。")
        return points


class Heading(Line):
    """The first entry of a cell; the others below it are `Points`."""

    def read(self, cell: object, name: str, most: int) -> str:
        text: str = super().read(next(iter(split(cell)), ""), name, most)
        return text


class Dated(Entries):
    """Texts of some lines, each after its day."""

    note = "一行一条，日期开头：2026-03-26 开展第一次抽查。"

    def take(self, stored: Iterable[tuple[date, object]]) -> tuple[tuple[date, str], ...]:  # type: ignore[override]
        return tuple((on, entry(text)) for on, text in stored)

    def lines(self, value: tuple[tuple[date, str], ...]) -> list[str]:
        return [f"{on:%Y-%m-%d} {text}" for on, text in value]

    def read(self, cell: object, name: str, most: int) -> tuple[tuple[date, str], ...]:
        """By day; lines without one go on. Raises Refused for a text without a day, and a day without a text."""
        found: list[tuple[date, str]] = []
        for line in clean(cell).split("\n"):
            dated = None if line.startswith(CONTINUED) else (_OWN_DATED.match(line) or _DATED.match(line))
            if dated:
                found.append((_date_of(dated, name), dated[4]))
            elif found and line.strip():
                on, text = found[-1]
                found[-1] = (on, f"{text}\n{line.removeprefix(CONTINUED)}")
            elif line.strip():
                raise Refused(
                    f"“{name}”里的“{line.strip()[:20]}”前面要有日期，例如“2026-03-26 开展第一次抽查”。"
                )
        rows = self.take(found)
        if bare := next((on for on, text in rows if not text), None):
            raise Refused(f"“{name}”里 {bare:%Y-%m-%d} 后面没有内容，请写明做了什么。")
        _short_enough(tuple(text for _, text in rows), name, most)
        return tuple(sorted(rows, key=lambda row: row[0]))


def split(cell: object) -> list[str]:
    """The entries of a cell: a line each, lines that begin with a full-width space go on."""
    entries: list[str] = []
    for line in clean(cell).split("\n"):
        if line.startswith(CONTINUED) and entries:
            entries[-1] += "\n" + line[1:]
        elif line.strip():
            entries.append(line.strip())
    return entries


def split_dated(cell: object) -> tuple[tuple[tuple[date, str], ...], str]:
    """The dated entries of a cell of progress, and the lines before the first of them, which have no day."""
    lines = clean(cell).split("\n")
    begin = next((place for place, line in enumerate(lines) if _DATED.match(line)), len(lines))
    undated = "\n".join(lines[:begin]).strip()
    try:
        return Dated().read("\n".join(lines[begin:]), "", 10**6), undated
    except Refused:
        return (), ""


def _short_enough(texts: tuple[str, ...], name: str, most: int) -> tuple[str, ...]:
    if long := next((text for text in texts if len(text) > most), ""):
        raise Refused(f"“{name}”里的“{long[:20]}……”有 {len(long)} 个字，最多 {most} 个。")
    return texts


def _date_of(found: re.Match[str], name: str) -> date:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise Refused(f"“{name}”里的“{found[1]}-{found[2]}-{found[3]}”没有这一天，请改正日期。") from error

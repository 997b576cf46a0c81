"""One row of the 整改台账 as plain values: to cells for the sheet, and back from the cells of a filled-in one.

What stands in one cell as several entries (具体表现, 进展, 佐证) is one line each; further lines of an entry begin with a
full-width space, so that reading gives the same entries again.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from core.refusals import Refused

from ..enums import ItemMode, ItemState, OpinionSource

LEDGER_COLUMNS = tuple(
    (
        "序号 所属年度 对照方面 存在问题（具体表现） 来源 原因 目标 措施 整改方式 责任领导 责任人 时限 销号标准 进展"
        " 完成情况 佐证 状态 销号时间 销号人 备注"
    ).split()
)
CONTINUED = "　"
# The most characters of each column, as the records hold them.
LONGEST = {
    "对照方面": 300,
    "目标": 1000,
    "措施": 2000,
    "销号标准": 1000,
    "完成情况": 4000,
    "销号人": 40,
    "备注": 300,
}
_BREAKS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# How the file format writes what it cannot hold; its readers disagree on reading it back, so it is left out.
_ESCAPE_MARK = re.compile(r"_x00(?:5[Ff]|0[Dd])_|x005[Ff]_")
_DATE = r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?"
_DATED = re.compile(_DATE + r"[\s，：:]*(.*)")
# As the ledger itself writes a line of progress; whatever follows the one space is text.
_OWN_DATED = re.compile(r"(\d{4})-(\d{2})-(\d{2}) (.*)")
_NUMBERED = re.compile(r"\d{1,2}[.．、]\s?(.*)")
_SEPARATORS = re.compile(r"[、,，;；/\s]+")


@dataclass(frozen=True)
class LedgerRow:
    """The values of one row; texts are clean, see `clean`, `entry` and `one_line`."""

    year: int
    content: str
    framework: str = ""
    problem: str = ""
    points: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    goal: str = ""
    mode: str = ItemMode.IMMEDIATE
    leader: str = ""
    responsible: str = ""
    due_on: date | None = None
    criterion: str = ""
    progress: tuple[tuple[date, str], ...] = ()
    result: str = ""
    evidence: tuple[str, ...] = ()
    state: str = ItemState.PENDING
    closed_on: date | None = None
    closer: str = ""
    remark: str = ""

    def cells(self, number: int) -> tuple[str | int | date | None, ...]:
        """The row's cells in the order of LEDGER_COLUMNS."""
        points = [f"{place}. {text}" for place, text in enumerate(self.points, start=1)]
        return (
            number,
            self.year,
            self.framework,
            _entries([self.problem, *points]),
            "、".join(OpinionSource(code).label for code in self.sources),
            _entries(self.causes),
            self.goal,
            self.content,
            ItemMode(self.mode).label,
            self.leader,
            self.responsible,
            self.due_on,
            self.criterion,
            _entries(f"{on:%Y-%m-%d} {text}" for on, text in self.progress),
            self.result,
            _entries(self.evidence),
            ItemState(self.state).label,
            self.closed_on,
            self.closer,
            self.remark,
        )


def clean(text: object) -> str:
    """Text with line feeds alone, without invisible characters and space at its ends."""
    kept = _INVISIBLE.sub("", _BREAKS.sub("\n", str(text or "")))
    while _ESCAPE_MARK.search(kept):
        kept = _ESCAPE_MARK.sub("", kept)
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()


def entry(text: object) -> str:
    """Clean text as one of several entries of a cell: without empty lines."""
    return "\n".join(line for line in clean(text).split("\n") if line)


def one_line(text: object) -> str:
    """Clean text in one line."""
    return " ".join(part.strip() for part in clean(text).split("\n") if part.strip())


def read_row(cells: dict[str, object], *, default_year: int) -> LedgerRow:
    """The row that cells by column hold. Raises Refused for the first cell that cannot be read."""
    problem, points = _problem(cells.get("存在问题（具体表现）"))
    closed_on = _day(cells, "销号时间")
    assumed = ItemState.CLOSED if closed_on else ItemState.PENDING
    row = LedgerRow(
        year=_year(cells.get("所属年度"), default_year),
        content=_text(cells, "措施"),
        framework=_text(cells, "对照方面", line=True),
        problem=problem,
        points=points,
        sources=_sources(cells.get("来源")),
        causes=tuple(one_line(line) for line in _split(cells.get("原因"))),
        goal=_text(cells, "目标"),
        mode=_choice(cells, "整改方式", ItemMode, ItemMode.IMMEDIATE),
        leader=_text(cells, "责任领导", line=True),
        responsible=_text(cells, "责任人", line=True),
        due_on=_day(cells, "时限"),
        criterion=_text(cells, "销号标准"),
        progress=_progress(cells.get("进展")),
        result=_text(cells, "完成情况"),
        evidence=tuple(one_line(line) for line in _split(cells.get("佐证"))),
        state=_choice(cells, "状态", ItemState, assumed),
        closed_on=closed_on,
        closer=_text(cells, "销号人", line=True),
        remark=_text(cells, "备注", line=True),
    )
    _check(row)
    return row


def _check(row: LedgerRow) -> None:
    if not row.content:
        raise Refused("“措施”没有填写，请写明整改措施。")
    if row.points and not row.problem:
        raise Refused("“存在问题（具体表现）”第一行要写问题表述，具体表现写在下面。")
    if row.causes and not row.problem:
        raise Refused("填写了“原因”，但没有填写“存在问题（具体表现）”，请补上问题。")
    if row.closed_on and row.state != ItemState.CLOSED:
        raise Refused(
            f"填写了“销号时间”，但“状态”是“{ItemState(row.state).label}”，请把状态改为“已销号”或删去销号时间。"
        )
    for column, texts, most in (
        ("存在问题（具体表现）", (row.problem, *row.causes), 300),
        ("具体表现", row.points, 1000),
        ("进展", tuple(text for _, text in row.progress), 1000),
        ("佐证", row.evidence, 300),
    ):
        if long := next((text for text in texts if len(text) > most), ""):
            raise Refused(f"“{column}”里的“{long[:20]}……”有 {len(long)} 个字，最多 {most} 个。")
    if len(row.points) > 20:
        raise Refused(f"具体表现有 {len(row.points)} 条，最多 20 条。")


def _entries(texts: Iterable[str]) -> str:
    return "\n".join(text.replace("\n", f"\n{CONTINUED}") for text in texts if text)


def _split(value: object) -> list[str]:
    """The entries of a cell: a line each, lines that begin with a full-width space go on."""
    entries: list[str] = []
    for line in _lines(value):
        if line.startswith(CONTINUED) and entries:
            entries[-1] += "\n" + line[1:]
        elif line.strip():
            entries.append(line.strip())
    return entries


def _lines(value: object) -> list[str]:
    text = clean(value)
    return text.split("\n") if text else []


def _problem(value: object) -> tuple[str, tuple[str, ...]]:
    entries = _split(value)
    if not entries:
        return "", ()
    points = [(found[1] if (found := _NUMBERED.match(text)) else text, text) for text in entries[1:]]
    kept = ["\n".join([first.split("\n")[0], *text.split("\n")[1:]]).strip() for first, text in points]
    return one_line(entries[0]), tuple(entry(text) for text in kept if entry(text))


def _progress(value: object) -> tuple[tuple[date, str], ...]:
    found: list[tuple[date, str]] = []
    for line in _lines(value):
        dated = None if line.startswith(CONTINUED) else (_OWN_DATED.match(line) or _DATED.match(line))
        if dated:
            found.append((_date_of(dated, "进展"), dated[4]))
        elif found and line.strip():
            on, text = found[-1]
            found[-1] = (on, f"{text}\n{line.removeprefix(CONTINUED)}")
        elif line.strip():
            raise Refused(f"“进展”里的“{line.strip()[:20]}”前面要有日期，例如“2026-03-26 开展第一次抽查”。")
    cleaned = [(on, entry(text)) for on, text in found]
    if bare := next((on for on, text in cleaned if not text), None):
        raise Refused(f"“进展”里 {bare:%Y-%m-%d} 后面没有内容，请写明做了什么。")
    return tuple(sorted(cleaned, key=lambda row: row[0]))


def _sources(value: object) -> tuple[str, ...]:
    labels = {str(label): code for code, label in OpinionSource.choices}
    found = []
    for word in filter(None, _SEPARATORS.split(one_line(value))):
        if word not in labels:
            raise Refused(f"“来源”里的“{word[:20]}”不认识，请填写：{'、'.join(labels)}。")
        found.append(labels[word])
    return tuple(dict.fromkeys(found))


def _text(cells: dict[str, object], column: str, *, line: bool = False) -> str:
    value = cells.get(column)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = one_line(value) if line else "\n".join(_lines(value)).strip()
    most = LONGEST.get(column, 300)
    if len(text) > most:
        raise Refused(f"“{column}”有 {len(text)} 个字，最多 {most} 个，请缩短。")
    return text


def _choice(cells: dict[str, object], column: str, choices, assumed: str) -> str:  # type: ignore[no-untyped-def]
    word = _text(cells, column, line=True)
    if not word:
        return assumed
    labels = {str(label): str(code) for code, label in choices.choices}
    if word not in labels:
        raise Refused(f"“{column}”里的“{word[:20]}”不认识，请填写：{'、'.join(labels)}。")
    return labels[word]


def _year(value: object, default: int) -> int:
    text = one_line(value).removesuffix("年").removesuffix("年度").removesuffix(".0")
    if not text:
        return default
    if not re.fullmatch(r"(19|20|21)\d{2}", text):
        raise Refused(f"“所属年度”里的“{text[:20]}”不是年份，请写成 2025 这样的四位数字。")
    return int(text)


def _day(cells: dict[str, object], column: str) -> date | None:
    value = cells.get(column)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = one_line(value)
    if not text:
        return None
    if not (found := re.fullmatch(_DATE, text)):
        raise Refused(f"“{column}”里的“{text[:20]}”不是日期，请写成 2026-03-26 这样。")
    return _date_of(found, column)


def _date_of(found: re.Match[str], column: str) -> date:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise Refused(f"“{column}”里的“{found[1]}-{found[2]}-{found[3]}”没有这一天，请改正日期。") from error

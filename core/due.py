"""Time limits as people write them: a day, the end of a month, quarter or year, at once, or for good."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from .refusals import Refused

# Day 0 of Excel's counting, and the numbers that can only be days (2009 to 2064).
_EXCEL = date(1899, 12, 30)
_SERIAL = range(40_000, 60_001)
_FULLWIDTH = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")
_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九十", start=1)} | {
    "十一": 11,
    "十二": 12,
}
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_YEAR = r"(?:(?P<year>20\d\d|\d\d(?=年))\s*年?度?[-./、,，]?\s*|今年|本年度?|当年|(?P<next>明年|次年))?"
_BY = r"\s*(?:底|末|月底|月末)?\s*(?:以前|之前|前|内|完成)?"
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<year>20\d\d)\s*[-./年]\s*{_MONTH}\s*[-./月]\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*[日号]?(?!\d)",
        rf"{_YEAR}{_MONTH}\s*[月/.]\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*[日号](?!\d)",
        r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)",
        rf"{_YEAR}{_MONTH}\s*月份?(?:的)?(?P<part>上旬|中旬|下旬|底|末|月底|月末)",
        rf"{_YEAR}(?:第)?(?P<quarter>[一二三四1-4])\s*季度{_BY}",
        rf"{_YEAR}[Qq](?P<quarter>[1-4])",
        rf"{_YEAR}(?P<half>上|下)半年{_BY}",
        rf"(?P<year>20\d\d)\s*[-./年]\s*{_MONTH}\s*月?份?(?![\d月])(?!\s*[-./]\s*\d)(?!\s*[前初以之])",
        rf"{_YEAR}{_MONTH}\s*月份?(?:内|完成)?(?!\s*[前初以之到至])",
        r"(?P<year>20\d\d)\s*年?(?:年底|年末|底|末|年内|全年|度内|年终)",
        r"(?:今年|本年度?|当年)(?:年?底|末|内)|(?P<next>明年|次年)(?:年?底|末)|年底|年末|年内|年终",
    )
)
_AT_ONCE = re.compile(
    r"(?:立|即|边)(?:行|知|查|整|学)?(?:立|即|边)改|立即(?:整改|改正|完成|落实)?"
    r"|马上(?:就改|整改)?|即时(?:整改)?|当[场日]整改"
)
_FOR_GOOD = re.compile(
    r"长期|持续|常态|常抓|贯穿|坚持|全年|每[年月周日天季]|经常|随时|日常|不定期|定期|按[月季周]|始终|长效"
)
# Words around a day that say nothing of their own.
_FILLERS = re.compile(
    r"以前|之前|前|止|截至|截止|计划|预计|拟|于|在|完成|整改到位|整改|办结|到位|落实|[并且和、，,；;。.（）()：:\s至到~～—–-]|期限|时限|底|末|内"
)
_RANGE = re.compile(r"[至到~～—–―-]")


# As the ledger itself writes what is not understood by itself.
_OWN = re.compile(r"(?:(20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))\n)?说明：(.+)")


@dataclass(frozen=True)
class Due:
    """What a time limit says: a day, words that no day holds (长期坚持), and whether it asks for putting right at once."""

    on: date | None = None
    words: str = ""
    at_once: bool = False


def read_due(cell: object, name: str, *, year: int) -> Due:
    """The time limit in a cell; a month or quarter without a year is one of `year`.

    Raises Refused with the cell's words for what names no day and is no known way of speaking.
    """
    if isinstance(cell, datetime):
        return Due(cell.date())
    if isinstance(cell, date):
        return Due(cell)
    typed = str(cell or "").strip()
    if own := _OWN.fullmatch(typed):
        return Due(date.fromisoformat(own[1]) if own[1] else None, own[2])
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else " ".join(typed.split())
    if not text:
        return Due()
    plain = text.translate(_FULLWIDTH)
    if re.fullmatch("[0-9]{5}", plain) and int(plain) in _SERIAL:
        return Due(_EXCEL + timedelta(days=int(plain)))
    on, rest = _last_day(plain, year, name)
    rest = _FILLERS.sub("", rest)
    at_once, for_good = bool(_AT_ONCE.search(plain)), bool(_FOR_GOOD.search(plain))
    if on is None and not (at_once or for_good):
        raise Refused(
            f"“{name}”里的“{text[:20]}”看不出是哪一天，请写成 2026-06-30 这样，或写“长期坚持”“立行立改”。"
        )
    return Due(on, text if rest or on is None else "", at_once)


def _last_day(text: str, year: int, name: str) -> tuple[date | None, str]:
    """The day that a text names last, as a span ends with it, and the words around its days."""
    found: list[tuple[int, int, date]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if not any(match.start() < end and begin < match.end() for begin, end, _ in found):
                found.append((match.start(), match.end(), _day_of(match, year, name)))
    if not found:
        return None, text
    found.sort()
    rest = "".join(
        text[begin:end]
        for begin, end in zip(
            [0, *(end for _, end, _ in found)], [*(begin for begin, _, _ in found), len(text)], strict=True
        )
    )
    if len(found) > 1 and not all(_RANGE.search(text[one[1] : other[0]]) for one, other in pairwise(found)):
        raise Refused(f"“{name}”里的“{text[:20]}”有几个日期，请只写最后完成的那一天。")
    return found[-1][2], rest


def _number(text: str) -> int:
    return _DIGITS.get(text) or int(text)


def _day_of(match: re.Match[str], year: int, name: str) -> date:
    said = match.groupdict()
    if said.get("year"):
        year = int(said["year"]) if len(said["year"]) == 4 else 2000 + int(said["year"])
    elif said.get("next"):
        year += 1
    if said.get("quarter"):
        return _end(year, 3 * _number(said["quarter"]))
    if said.get("half"):
        return _end(year, 6 if said["half"] == "上" else 12)
    if not said.get("month"):
        return _end(year, 12)
    month = _number(said["month"])
    if not said.get("day"):
        part = {"上旬": 10, "中旬": 20}.get(said.get("part") or "")
        return date(year, month, part) if part else _end(year, month)
    try:
        return date(year, month, int(said["day"]))
    except ValueError as error:
        raise Refused(f"“{name}”里的“{match[0].strip()}”没有这一天，请改正日期。") from error


def _end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])

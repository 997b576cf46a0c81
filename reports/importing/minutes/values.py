"""Dates, times and numbers as people type them into minutes."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time

from ..numbering import chinese_value

# A meeting of the Party is not before its founding, and no calendar needs more.
FIRST_YEAR, LAST_YEAR = 1921, 2100

_D = "零〇○一二三四五六七八九十0-9"
_DATE = re.compile(
    rf"(?<![0-9:])(?:(?P<y>[0-9]{{4}}|[零〇○一二三四五六七八九]{{4}}|[0-9]{{2}}(?=\s*年))\s*[年./\-—]\s*)?"
    rf"(?P<m>[{_D}]{{1,3}})\s*[月./\-]\s*(?P<d>[{_D}]{{1,3}})(?:\s*[日号]|(?![0-9:]))"
)
_WEEKDAY = re.compile(r"[(（]?\s*(?:星期|周|礼拜)\s*([一二三四五六日天])\s*[)）]?")
_PERIOD = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚|夜间"
_TIME = re.compile(
    rf"(?P<p>{_PERIOD})?\s*(?P<h>[{_D}]{{1,3}})\s*(?:[:：]\s*(?P<i>[0-9]{{2}})(?:[:：][0-9]{{2}})?"
    rf"|[时点]\s*(?:(?P<half>半)|(?P<quarter>[一三])刻|整|(?P<j>[{_D}]{{1,3}})\s*分?)?)"
)
_WEEKDAY_GAP = re.compile(r"[\s,，]*(?:[(（]?\s*(?:星期|周|礼拜)\s*[一二三四五六日天]\s*[)）]?)?[\s,，]*")
_RANGE = re.compile(r"\s*(?:-+|—+|–|―|~|～|至|到|－)\s*")
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "晚", "夜间"})
_MONTH = re.compile(r"(?<![0-9])([12][0-9]{3})\s*年\s*(?:([0-9]{1,2})\s*月)?")
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class When:
    """A day and times read from a text; `doubts` says what was not written, or does not fit."""

    day: date
    starts: time | None = None
    ends: datetime | None = None
    has_year: bool = True
    doubts: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Half-width digits and marks, for reading numbers; never for words that are kept."""
    return unicodedata.normalize("NFKC", text).replace("○", "〇").replace("两点", "二点")


def read_when(text: str, *, year: int | None = None) -> When | None:
    """The day and times of “2025年3月7日下午2:30—4:00”; `year` serves a date without one. None where there is no date."""
    text = plain(text)
    found = _date_at(text, year)
    if found is None:
        return None
    day, has_year, end = found
    doubts = _weekday_doubts(text, day)
    starts, period, end = _time_at(text, end, "")
    ends = _end_at(text, end, day, period) if starts else None
    if starts and ends and ends < datetime.combine(day, starts):
        later = datetime.combine(ends.date(), time((ends.hour + 12) % 24, ends.minute))
        ends = later if later >= datetime.combine(day, starts) else None
        if ends is None:
            doubts = (*doubts, "结束时间早于开始时间，没有采用")
    return When(day, starts, ends, has_year, doubts)


def _date_at(text: str, year: int | None, start: int = 0) -> tuple[date, bool, int] | None:
    for match in _DATE.finditer(text, start):
        typed = match["y"]
        whole = chinese_value_of(typed) if typed else year
        if typed and len(typed) == 2 and whole is not None:
            whole += 2000
        month, day = chinese_value_of(match["m"]), chinese_value_of(match["d"])
        if whole is None or not FIRST_YEAR <= whole <= LAST_YEAR:
            continue
        try:
            return date(whole, month, day), typed is not None, match.end()
        except (ValueError, OverflowError):
            continue
    return None


def chinese_value_of(text: str) -> int:
    """The value of 七, 十二 or 07; -1 for what is no number."""
    try:
        return chinese_value(text.replace("○", "〇"))
    except (KeyError, ValueError):
        return -1


def _weekday_doubts(text: str, day: date) -> tuple[str, ...]:
    match = _WEEKDAY.search(text)
    if match is None:
        return ()
    named = match[1].replace("天", "日")
    actual = _WEEKDAYS[day.weekday()]
    return () if named == actual else (f"写的是星期{named}，这一天是星期{actual}",)


def _time_at(text: str, start: int, period: str) -> tuple[time | None, str, int]:
    """The time that follows at most a weekday and blanks; a period of the day lasts until another is named."""
    gap = _WEEKDAY_GAP.match(text, start)
    at = gap.end() if gap else start
    match = _TIME.match(text, at)
    if match is None:
        return None, period, at
    period = match["p"] or period
    hour = chinese_value_of(match["h"])
    minute = 30 if match["half"] else 15 * chinese_value_of(match["quarter"]) if match["quarter"] else 0
    if written := match["i"] or match["j"]:
        minute = chinese_value_of(written)
    if period in _AFTERNOON and 1 <= hour < 12:
        hour += 12
    if period == "中午" and 1 <= hour <= 2:
        hour += 12
    try:
        return time(hour, minute), period, match.end()
    except ValueError:
        return None, period, at


def _end_at(text: str, start: int, day: date, period: str) -> datetime | None:
    gap = _RANGE.match(text, start)
    if gap is None:
        return None
    found = _DATE.match(text, gap.end())
    last, at = day, gap.end()
    if found and (dated := _date_at(text, day.year, gap.end())):
        last, _, at = dated
        period = ""
    ends, _, _ = _time_at(text, at, period)
    return datetime.combine(last, ends) if ends else None


def read_time(text: str) -> time | None:
    """A time alone, such as 16:00 or 下午四点半."""
    return _time_at(plain(text), 0, "")[0]


def read_day(text: str, *, year: int | None = None) -> date | None:
    """The day of “3月31日前”; `year` serves a date without one."""
    found = _date_at(plain(text), year)
    return found[0] if found else None


def read_year(text: str) -> int | None:
    """The year of “2025年度” or “2025”."""
    match = re.search(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", plain(text))
    return int(match[0]) if match else None


def read_month(text: str) -> tuple[int, int | None] | None:
    """Year and month of a title such as “2025年3月支委会会议记录”."""
    match = _MONTH.search(plain(text))
    return (int(match[1]), int(match[2]) if match[2] else None) if match else None


def read_count(text: str) -> int | None:
    """The number of “12人” or “十二名”; None where there is none, or too long to be people."""
    match = re.search(rf"[{_D}]{{1,4}}", plain(text))
    value = chinese_value_of(match[0]) if match else -1
    return value if value >= 0 else None

"""Days and spans of days in somebody else's tables, as people write them."""

import re
from datetime import date, timedelta

from core.refusals import Refused

from .cells import one_line

_FULL = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")
_MONTH, _DAY_OF_MONTH = r"1[0-2]|0?[1-9]", r"3[01]|[12]\d|0?[1-9]"
_WHOLE = re.compile(
    rf"(?P<y>[12]\d{{3}})(?:\s*[-./年]\s*(?P<m>{_MONTH})(?:\s*[-./月]\s*(?P<d>{_DAY_OF_MONTH}))?\s*[日号月年]?"
    r"|(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12]\d|3[01])?|年)"
)
_IN_YEAR = re.compile(rf"(?P<m>{_MONTH})\s*[-./月]\s*(?P<d>{_DAY_OF_MONTH})\s*[日号]?")
_IN_MONTH = re.compile(rf"(?P<d>{_DAY_OF_MONTH})\s*[日号]?")
_BETWEEN = re.compile(r"\s*(?:至|到|~|～|—+|–|―|--)\s*")
_HYPHEN = re.compile(r"\s*-\s*")
# What may stand behind a day without changing it: when on that day, which weekday.
_TIME_OF_DAY = re.compile(
    r"\s*[（(]?\s*(?:(?:星期|周)[一二三四五六日天]\s*)?[）)]?\s*(?:凌晨|早上|早晨|上午|中午|下午|傍晚|晚上?)?"
    r"\s*(?:\d{1,2}(?::\d{2}(?::\d{2})?|[时点](?:半|\d{1,2}分?)?))?$"
)
# Day 0 of Excel's counting, and the numbers that are days of a life (1927 to 2064).
_EXCEL, _SERIALS = date(1899, 12, 30), range(10_000, 60_001)


def day_of(text: str, *, first_of_month: bool = False, year: int | None = None) -> date:
    """A day as people write it; one without a year is of `year`, where that is known.

    Raises Refused where it is none, or not told to the day.
    """
    words = one_line(text).translate(_FULL)
    if re.fullmatch(r"\d{5}", words) and int(words) in _SERIALS:
        return _EXCEL + timedelta(days=int(words))
    plain = _TIME_OF_DAY.sub("", words).strip()
    if found := _WHOLE.fullmatch(plain):
        month, day = found["m"] or found["m2"], found["d"] or found["d2"]
        if month and not day and first_of_month:
            day = "1"
        if not (month and day):
            missing = "哪一日" if month else "月和日"
            raise Refused(f"“{words[:20]}”没有写{missing}，请补全，或删去不填。")
        return _day(int(found["y"]), month, day, words)
    if found := _IN_YEAR.fullmatch(plain):
        if year is None:
            raise Refused(f"“{words[:20]}”没有写哪一年，请补全，例如 2025-03-07。")
        return _day(year, found["m"], found["d"], words)
    raise Refused(f"“{words[:20]}”不是日期，请写成 1998-07-01 这样。")


def span_of(text: str, *, year: int | None = None) -> tuple[date, date]:
    """The first and the last day of 2025年3月3日至5日, 2025.3.3-3.5 or a single day.

    Raises Refused as `day_of` does, and where the last day comes before the first.
    """
    words = one_line(text).translate(_FULL)
    parts = _BETWEEN.split(words)
    if len(parts) == 1 and (hyphens := _HYPHEN.split(words)) and len(hyphens) in {2, 6}:
        half = len(hyphens) // 2
        parts = ["-".join(hyphens[:half]), "-".join(hyphens[half:])]
    if len(parts) == 1:
        day = day_of(words, year=year)
        return day, day
    if len(parts) != 2:
        raise Refused(f"“{words[:30]}”看不出起止日期，请写成 2025-03-03至2025-03-05 这样。")
    first = day_of(parts[0], year=year)
    in_month = _IN_MONTH.fullmatch(parts[1])
    last = (
        _day(first.year, str(first.month), in_month["d"], words)
        if in_month
        else day_of(parts[1], year=first.year)
    )
    if last < first:
        raise Refused(f"“{words[:30]}”的结束日期早于开始日期，请改正。")
    return first, last


def _day(year: int, month: str, day: str, words: str) -> date:
    try:
        return date(year, int(month), int(day))
    except ValueError as error:
        raise Refused(f"“{words[:20]}”这一天不存在，请改正。") from error

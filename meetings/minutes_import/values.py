"""Dates, times, numbers and votes as people type them into minutes."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time

from documents.numbering import chinese_value
from meetings.enums import VoteMatter, VoteMethod
from meetings.votes.quorum import Tally

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


_N = r"\s*[:：为]?\s*([0-9]{1,4}|[零〇一二三四五六七八九十]{1,4})"
_CAST = {
    "in_favour": re.compile(rf"(?<!不)(?:赞成|同意)(?:票)?{_N}"),
    "against": re.compile(rf"(?:反对|不同意|不赞成)(?:票)?{_N}"),
    "abstained": re.compile(rf"弃权(?:票)?{_N}"),
}
_PEOPLE_FIRST = {
    "in_favour": re.compile(r"([0-9]{1,4})\s*(?:人|票|名)?\s*(?:赞成|(?<!不)同意)"),
    "against": re.compile(r"([0-9]{1,4})\s*(?:人|票|名)?\s*(?:反对|不同意)"),
    "abstained": re.compile(r"([0-9]{1,4})\s*(?:人|票|名)?\s*弃权"),
}
_BALLOTS = {
    "ballots_issued": re.compile(rf"发出(?:选票|表决票|票)?{_N}"),
    "ballots_returned": re.compile(rf"收回(?:选票|表决票|票)?{_N}"),
    "ballots_valid": re.compile(rf"有效(?:选票|表决票|票)?{_N}"),
}
_SEATS = re.compile(rf"应选(?:人数)?{_N}")
_MATTERS = (
    (VoteMatter.CONFIRMATION, re.compile("转正")),
    (VoteMatter.ADMISSION, re.compile(r"(?:接收|吸收|发展)[^。；]{0,30}预备党员")),
    # 换届选举的请示, 选举办法: papers about an election, voted on like any other matter.
    (
        VoteMatter.ELECTION,
        re.compile(
            "当选|(?:选举|换届)(?!选举|的?(?:工作)?的?(?:请示|方案|办法|报告|通知|筹备|事宜|准备|时间|安排))"
        ),
    ),
)
_QUOTED = re.compile("《[^《》]*》")
_CANDIDATES = (
    re.compile(r"(?:接收|吸收|发展)([\u4e00-\u9fff·]{2,4}?)(?:同志)?(?:为|入党)"),
    re.compile(r"(?:关于|讨论|审议|研究|同意)?([\u4e00-\u9fff·]{2,4}?)同志[^。；]{0,12}转正"),
)


@dataclass(frozen=True, slots=True)
class ReadVote:
    """A vote with its numbers; `doubts` says what had to be assumed."""

    matter: str
    method: str
    tallies: tuple[Tally, ...]
    ballots_issued: int | None = None
    ballots_returned: int | None = None
    ballots_valid: int | None = None
    seats: int | None = None
    doubts: tuple[str, ...] = field(default=())

    @property
    def words(self) -> str:
        """一般事项，举手表决：赞成 9，反对 1，弃权 0."""
        head = f"{VoteMatter(self.matter).label}，{VoteMethod(self.method).label}"
        lines = [
            f"{tally.candidate}{'：' if tally.candidate else ''}"
            f"赞成 {tally.in_favour}，反对 {tally.against}，弃权 {tally.abstained}"
            for tally in self.tallies
        ]
        return f"{head}：{'；'.join(lines)}"


def is_vote(text: str) -> bool:
    """Whether a line gives votes: at least two of 赞成, 反对, 弃权 with their numbers."""
    return len(_cast(plain(text))) >= 2


def read_vote(text: str, title: str, people: Collection[str] = ()) -> ReadVote | None:
    """The vote of a line; what it is about is told from the agenda item's title. None without numbers.

    `people` are the names that the item speaks of: the one person it can be about where the title names nobody.
    """
    numbers = plain(text)
    cast = _cast(numbers)
    if "in_favour" not in cast:
        return None
    ballots = {name: _count(pattern, numbers) for name, pattern in _BALLOTS.items()}
    about = _QUOTED.sub("", title + text)
    matter = next((one for one, pattern in _MATTERS if pattern.search(about)), VoteMatter.ORDINARY)
    method, doubts = _method(text, matter, ballots), []
    if method is None:
        method = VoteMethod.HANDS
        doubts.append("没有写表决方式，暂按举手表决")
    candidate = ""
    if matter != VoteMatter.ORDINARY:
        candidate = next((found[1] for one in _CANDIDATES if (found := one.search(title))), "")
        if not candidate and len(people) == 1:
            (candidate,) = people
        doubts.append(f"按议题的文字判断是“{VoteMatter(matter).label}”")
    if method == VoteMethod.HANDS:
        ballots = dict.fromkeys(_BALLOTS)
    seats = _count(_SEATS, numbers) if matter == VoteMatter.ELECTION else None
    tally = Tally(candidate=candidate, **cast)
    return ReadVote(matter, method, (tally,), **ballots, seats=seats, doubts=tuple(doubts))


def _cast(text: str) -> dict[str, int]:
    found = {name: _count(pattern, text) for name, pattern in _CAST.items()}
    if found["in_favour"] is None:
        found = {name: _count(pattern, text) for name, pattern in _PEOPLE_FIRST.items()}
    if re.search(r"一致(?:同意|通过|赞成)", text) and found["in_favour"] is None:
        return {}
    return {name: number for name, number in found.items() if number is not None}


def _count(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return read_count(match[1]) if match else None


def _method(text: str, matter: str, ballots: dict[str, int | None]) -> VoteMethod | None:
    if "无记名" in text or "不记名" in text:
        return VoteMethod.SECRET
    if "举手" in text:
        return VoteMethod.HANDS
    if "票决" in text or "投票" in text or any(value is not None for value in ballots.values()):
        return VoteMethod.BALLOT
    return VoteMethod.SECRET if matter == VoteMatter.ELECTION else None


_OWN_NAMES = {
    "赞成": "in_favour",
    "反对": "against",
    "弃权": "abstained",
    "书面赞成": "written_in_favour",
    "书面反对": "written_against",
    "书面弃权": "written_abstained",
}
_OWN_TALLY = re.compile(r"^(?:(?P<name>.+)：)?(?P<counts>(?:(?:书面)?(?:赞成|反对|弃权) \d{1,5}，?){3,6})$")
_OWN_COUNT = re.compile(r"((?:书面)?(?:赞成|反对|弃权)) (\d+)")


def read_own_vote(text: str) -> ReadVote | None:
    """A vote as `Vote.paragraphs` prints it; None for any other words."""
    lines = text.split("\n")
    head = lines[0].split("，")
    matter = next((one for one in VoteMatter if one.label == head[0]), None)
    method = next((one for one in VoteMethod if len(head) > 1 and one.label == head[1]), None)
    tallies = tuple(_own_tally(match) for line in lines if (match := _OWN_TALLY.match(line)))
    if matter is None or method is None or not tallies:
        return None
    ballots = next((line for line in lines[1:] if line.startswith("发出")), "")
    counts = {name: _count(pattern, ballots) for name, pattern in _BALLOTS.items()}
    seats = _count(_SEATS, lines[0])
    return ReadVote(matter, method, tallies, seats=seats, doubts=(), **counts)


def _own_tally(match: re.Match[str]) -> Tally:
    counts = {_OWN_NAMES[name]: int(number) for name, number in _OWN_COUNT.findall(match["counts"])}
    return Tally(candidate=match["name"] or "", **counts)

"""Votes as minutes tell them: 表决：赞成9票，反对1票，弃权0票."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from meetings.enums import VoteMatter, VoteMethod
from meetings.quorum import Tally

from .values import plain, read_count

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
    (VoteMatter.ELECTION, re.compile("选举|当选|换届")),
)
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
    matter = next((one for one, pattern in _MATTERS if pattern.search(title + text)), VoteMatter.ORDINARY)
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
    """A vote as `reports.content.minutes_labels.vote_lines` prints it; None for any other words."""
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

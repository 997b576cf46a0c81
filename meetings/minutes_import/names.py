"""Names as they stand in lists: 张三、李四（出差），王五 请假2人（…）, with what is said of each."""

import re
from dataclasses import dataclass, replace
from datetime import date

from documents.reading.files import BLANKS
from meetings.documents.minutes_labels import MADE_UP

from .values import plain, read_count, read_day

_OPEN, _CLOSE = "（(【[", "）)】]"
_SEPARATORS = "、，,；;/\n\t|"
_NOBODY = re.compile(r"^(?:无|没有|无人|0|〇|零|/|-+|—+|全部到齐|全勤)[人名]?[。.]?$")
_AND = re.compile(r"(?<=[\u4e00-\u9fff])(?:和|与|及)(?=[\u4e00-\u9fff]{2})")
# Why somebody was away, where it stands without parentheses: 张三出差, or 张三，出差.
EXCUSED = re.compile(
    r"病假|事假|产假|婚假|丧假|年假|休假|探亲|请假|出差|因公|因病|因事|公干|公出|值班|外出|培训|住院|生病|学习"
)
# 张三、李四（均为出差）: said of all of them.
_ALL_OF_THEM = re.compile(r"(?:均|都|皆)(?:为|是|因)?")
_AWAY = re.compile(
    r"(?:缺席|请假|未到会?|未参加|没有参加|没参加|没来|不能参加|未出席|缺勤)(?:会议|本次会议|这次会议)?[。.]?$"
)
_NAME_AND_REASON = re.compile(
    rf"^(?P<name>[\u4e00-\u9fff·]{{2,4}}?)(?:同志)?(?P<note>(?:{EXCUSED.pattern}).*|(?:因|由于).{{1,30}}|(?:{_AWAY.pattern}))$"
)
# What names of people look like; guests come with their offices before them.
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,4}(?:同志)?|[A-Za-z· ]{3,30}")
_STRANGER = re.compile(r"[\w·（）()\s]{2,30}")
_COUNT = re.compile(
    r"^(?:共计?|合计|计)?\s*[0-9零〇一二三四五六七八九十]{1,4}\s*(?:人|名|位)(?:党员)?[。.]?$"
)
_ET_CETERA = re.compile(r"等(?:同志|[0-9零〇一二三四五六七八九十]{1,3}(?:人|名|位)(?:同志|党员)?)?$")
_COMRADE = re.compile(r"(?:等)?同志(?:们)?$")
# What heads a list of names without being one.
_LEAD = re.compile(
    r"^(?:[0-9]{1,4}(?:人|名|位)|因(?:病|事|公)|党员|正式党员|预备党员|支委|其他党员|分别为|分别是|名单|人员|其中)[:：为是]\s*"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name as it was typed (blanks inside taken out) and what stands in parentheses behind it."""

    name: str
    note: str = ""
    made_up_on: date | None = None


def is_nobody(text: str) -> bool:
    """Whether a value says that there is none: 无, 0人, /."""
    return not text.strip(BLANKS) or bool(_NOBODY.match(text.strip(BLANKS)))


def names_in(text: str) -> list[Named]:
    """The names of a list, in order. Counts (10人), 无 and words that only lead in are no names."""
    found: list[Named] = []
    for part in _parts(text.strip(BLANKS + "。.")):
        words, note = _apart(part)
        words = _LEAD.sub("", _ET_CETERA.sub("", words.strip(BLANKS + "：:。.")))
        if not words and note and found and not found[-1].note:
            found[-1] = Named(found[-1].name, note)
        elif words and not note and found and not found[-1].note and EXCUSED.match(words):
            found[-1] = Named(found[-1].name, words)
        elif note and (not words or _COUNT.match(plain(words))):
            found += names_in(note)
        elif words and not _NOBODY.match(words) and not _COUNT.match(plain(words)):
            found += _names_of(words, note)
    if found and (match := _ALL_OF_THEM.match(found[-1].note)):
        note = found[-1].note[match.end() :]
        found = [one if one.note and one is not found[-1] else replace(one, note=note) for one in found]
    return found


def are_names(text: str, *, strangers: bool = False) -> bool:
    """Whether a text can be a list of names and nothing else; `strangers` come with an office before the name."""
    named = names_in(text) if text.strip(BLANKS) else []
    look = _STRANGER if strangers else _NAME
    return bool(named) and all(look.fullmatch(one.name) for one in named)


def away_reason(note: str) -> str | None:
    """The reason in 因在外培训缺席, empty for 缺席 alone; None where the note does not say that somebody was away."""
    if match := _AWAY.search(note):
        return re.sub(r"^(?:因|由于)", "", note[: match.start()]).strip(BLANKS + "，,")
    return note if EXCUSED.match(note) else None


# 全体党员（缺勤：贺小川，值班）, 全体党员（除贺小川外）, 全体党员，除贺小川请假外.
_BUT = re.compile(
    r"[，,]?除(?P<who>[^。；;除]{2,60}?)(?:以|之)?外(?:[，,]?(?:其他|其余)(?:党员|同志|人员)?)?"
)
_AWAY_LEAD = re.compile(
    r"^(?:除|其中)?(?P<away>缺勤|缺席|未到会?|未参加|请假|因故请假)?(?:人员|的|者)?(?:[：:]|有|为|是)?\s*"
)


def all_but(text: str) -> tuple[str, list[tuple[str, Named]]]:
    """What is said of 全体党员 without those who were not there, and each of these with the word for it (缺席, 请假 or none)."""
    away: list[tuple[str, Named]] = []

    def taken(who: str) -> str:
        lead = _AWAY_LEAD.match(who)
        named = names_in(who[lead.end() :] if lead else who)
        if not named or not all(_NAME.fullmatch(one.name) for one in named):
            return who
        if not any(one.note for one in named[:-1]):
            # 除贺小川、钟山请假外: said of both.
            named = [replace(one, note=named[-1].note) for one in named]
        away.extend(((lead["away"] if lead else "") or "", one) for one in named)
        return ""

    def without(match: re.Match[str]) -> str:
        return match[0] if taken(match["who"]) else ""

    rest = _BUT.sub(without, text)
    words, note = _apart(rest)
    if note and not _COUNT.match(plain(note)) and not taken(note):
        rest = words
    return rest, away


def _names_of(words: str, note: str) -> list[Named]:
    """One part between commas: a name, or names with blanks between them."""
    if not note and (match := _NAME_AND_REASON.match(words)):
        return [Named(match["name"], match["note"])]
    pieces = [_COMRADE.sub("", piece) for one in words.split() for piece in _AND.split(one)]
    # 张　三, 林 松 涛: names are often typed with blanks inside.
    if len(pieces) == 3 and all(len(piece) == 1 for piece in pieces):
        pieces = ["".join(pieces)]
    names: list[str] = []
    for piece in filter(None, pieces):
        if names and EXCUSED.search(piece) and (not note or piece == "请假"):
            note = note or piece
        elif names and len(piece) == 1 and len(names[-1]) == 1:
            names[-1] += piece
        else:
            names.append(piece)
    return [Named(name, note if place == len(names) - 1 else "") for place, name in enumerate(names)]


def _parts(text: str) -> list[str]:
    """The text cut at separators outside parentheses."""
    parts, depth, start = [], 0, 0
    for place, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in _SEPARATORS and not depth:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _apart(part: str) -> tuple[str, str]:
    """The words before the first parenthesis, and what stands inside it."""
    opened = next((place for place, char in enumerate(part) if char in _OPEN), None)
    if opened is None:
        return part, ""
    inside = part[opened + 1 :].rstrip(BLANKS + "。.")
    if inside[-1:] in tuple(_CLOSE):
        inside = inside[:-1]
    return part[:opened], inside.strip(BLANKS)


# ---- 补学 ----

_MADE_UP = re.compile(
    r"[；;，,、\s]*(?:已于|于)?(?P<before>[^；;，,、（(]{0,24}?)(?:已经|已)?补(?:学|课)(?:日期|时间)?[：:]?(?P<after>.{0,24})$"
)


def made_up_in(note: str, *, always: bool = False) -> tuple[str, date | None]:
    """A note without its day of 补学, and the day: 出差；补学：2025年3月10日. `always`: any date is such a day."""
    match = _MADE_UP.search(note)
    for text in (match["after"], match["before"]) if match else ():
        if day := read_day(text):
            return note[: match.start()] if match else note, day
    return (note, read_day(note)) if always else (note, None)


def away_in(text: str) -> Named:
    """A person as `reports.content.minutes_labels.away_text` writes one: 周某（出差）；补学：2025年3月10日."""
    words, mark, day = text.rpartition(MADE_UP)
    made_up_on = read_day(day) if mark else None
    if made_up_on is None:
        words = text
    name, opened, reason = words.partition("（")
    return Named(name, reason.removesuffix("）") if opened else "", made_up_on)


# ---- Figures: 应到12人，实到10人，请假2人（李某、王某） ----

_FIGURE = re.compile(
    r"(?P<why>因[事病公])?(?P<key>不计入应到|应出席|应参加|应参会|应到|实际到会|实出席|实参加|实参会|实到|列席|请假|缺席|缺勤|未到)"
    r"(?:会议?|支部|正式|全体)*(?:党员|支委|委员|人员|人数|同志)?(?:总数)?\s*[:：为有]?\s*"
    r"(?P<n>[0-9零〇一二三四五六七八九十]{1,4})\s*(?:人|名|位)?(?:党员)?\s*(?:[（(](?P<in>[^（()）]*(?:[（(][^（()）]*[）)][^（()）]*)*)[）)]"
    r"|\s*[：:]\s*(?P<after>(?:(?!应到|实到|请假|缺席|列席|未到)[^。；;])+))?"
)
_KEYS = {
    "应": "应到",
    "实": "实到",
    "列": "列席",
    "请": "请假",
    "缺": "缺席",
    "未": "缺席",
    "不": "不计入应到",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """应到 12, with the names that stand in parentheses behind the number."""

    key: str
    number: int
    names: tuple[Named, ...] = ()


def figures_in(text: str) -> tuple[list[Figure], str]:
    """The figures of a line of attendance, and the words that are left without them."""
    figures = []
    for match in _FIGURE.finditer(text):
        number = read_count(match["n"])
        if number is not None:
            inside = match["in"] or match["after"] or ""
            named = [replace(one, note=one.note or match["why"] or "") for one in names_in(inside)]
            figures.append(Figure(_KEYS[match["key"][0]], number, tuple(named)))
    rest = _FIGURE.sub("", text).strip(BLANKS + "，,；;。.、")
    return figures, rest

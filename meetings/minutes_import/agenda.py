"""The agenda while it is read: items from a list, headings in the text, what was said and decided under each."""

import re
from difflib import SequenceMatcher

from documents.numbering import Number, NumberStyle, leading_number
from documents.reading.files import BLANKS

from .found import Field, ReadItem, ReadMinutes, Said
from .values import is_vote

MAX_TITLE = 200
# More than the form of a meeting takes; what comes after them stays text.
MAX_ITEMS = 60
_HEADING_STYLES = (
    NumberStyle.CHINESE,
    NumberStyle.ARABIC,
    NumberStyle.CHINESE_PAREN,
    NumberStyle.ARABIC_HALF,
    NumberStyle.ARABIC_PAREN,
)
_MATTER = re.compile(
    r"^(?:第[一二三四五六七八九十\d]{1,3}(?:项|个)?)?议题[一二三四五六七八九十\d]{0,3}\s*[：:、.．]?\s*"
)
_DECIDED = re.compile(
    r"^(?:经[^，。：]{0,20}[，,])?(?:会议|大会|与会人员)(?:讨论|研究|审议)?(?:一致)?(?:决定|议定|形成决议|作出决定)[：:，,]?\s*"
)
_SPEECH = re.compile(r"^([\u4e00-\u9fff·]{2,4}?)(?:同志)?\s*[：:]")
_ALIKE, _LIKE = 0.75, 0.4
# Texts that may say how many were in favour; they stay what they are beside the vote.
_MAY_TELL_OF_A_VOTE = frozenset({Field.DISCUSSION, Field.DECISION})


def is_speech(text: str) -> bool:
    """Whether a line is what one person said: 张三：……."""
    return bool(speaker_of(text))


def speaker_of(text: str) -> str:
    """Who speaks in a line like 张三：……; empty for any other line."""
    match = _SPEECH.match(text)
    return match[1] if match else ""


def decision_opens(text: str) -> bool:
    """Whether a sentence says what was decided: 会议决定…, 经讨论，会议一致决定…."""
    return bool(_DECIDED.match(text))


class Agenda:
    """Adds to the items of `found`; `item` is the one whose text is being read."""

    def __init__(self, found: ReadMinutes) -> None:
        self.found = found
        self.item: ReadItem | None = None
        self.style: NumberStyle | None = None
        # How the matters of a list are numbered, and the last number.
        self.list_number: Number | None = None
        self.is_numbered = False
        self.is_left = False
        self.body_style: NumberStyle | None = None

    def leave(self) -> None:
        """The running text begins: the items of the list wait for their headings."""
        self.is_left = True
        if any(one.is_listed for one in self.found.items):
            self.item = None

    def add(self, title: Said, *, is_listed: bool) -> ReadItem | None:
        """A new item, opened; an empty title adds none."""
        if not title.text or len(self.found.items) >= MAX_ITEMS:
            self.item = None
            self.found.minutes += [title] if title.text else []
            return None
        self.item = ReadItem(title, is_listed)
        self.found.items.append(self.item)
        return self.item

    def goes_on(self, text: str) -> bool:
        """Whether a line under 议题 is one more matter: numbered like the first, and no speech."""
        number, last = leading_number(text), self.list_number
        if is_speech(text) or (number and last and self.found.items and _begins_anew(number, last)):
            return False
        is_numbered = bool(number or _MATTER.match(text))
        # Running text has sentences; a matter is named without.
        if not is_numbered and self.found.items and ("。" in text or len(text) > 60):
            return False
        return is_numbered or not self.is_numbered or not self.found.items

    def repeats(self, text: str) -> bool:
        """Whether a numbered line names a matter of the list once more: its text begins, the list has ended."""
        number = leading_number(text)
        titles = [item.title.text for item in self.found.items if item.is_listed]
        return number is not None and text[number.end :].strip(BLANKS + "：:。") in titles

    def add_listed(self, said: Said, *, opens: bool = False) -> None:
        """A line under 议题: an item each, its number cut off; “1.…；2.…” on one line are several."""
        self.is_numbered = bool(leading_number(said.text) or _MATTER.match(said.text))
        self.list_number = leading_number(said.text) or self.list_number
        for part in _matters(said.text):
            known = next((one for one in self.found.items if _is_same(one.title.text, part)), None)
            if known and opens:
                self.item = known
            else:
                self.add(Said(part, said.line), is_listed=True)

    def heading(self, said: Said, *, in_decision: bool) -> bool:
        """Open the item that a numbered line begins; False for any other line."""
        matter = _MATTER.match(said.text)
        number = leading_number(said.text)
        if not (matter and matter.end()) and not (number and number.style in _HEADING_STYLES):
            return False
        bare = (
            said.text[matter.end() :]
            if matter and matter.end()
            else said.text[number.end :]
            if number
            else ""
        )
        title, rest = _title_and_rest(bare)
        self.found.labels.append(said.line)
        listed = [one for one in self.found.items if one.is_listed]
        if listed:
            return self._reopen(listed, title, rest, number, said)
        if not matter or not matter.end():
            if not title or (in_decision and number and number.style is not self.style):
                return False
            self.style = self.style or (number.style if number else None)
            if number and number.style is not self.style:
                return False
        item = self.add(Said(title, said.line), is_listed=False)
        if item and rest:
            self._rest(Said(rest, said.line))
        return item is not None

    def _rest(self, said: Said) -> None:
        """What follows a heading on its own line."""
        if decision_opens(said.text):
            self.put(Field.DECISION, said)
        else:
            self.text(said)

    def _reopen(
        self, listed: list[ReadItem], title: str, rest: str, number: Number | None, said: Said
    ) -> bool:
        """A heading in the text that takes up an item of the list, by its words or, for 一、, by its number."""
        item = next((one for one in listed if _is_same(one.title.text, title)), None)
        is_top = number is not None and number.style is NumberStyle.CHINESE
        at_place = listed[number.value - 1] if number and 0 < number.value <= len(listed) else None
        if number and self.is_left and not self.body_style:
            # 会议内容： and （一） below it: what numbers the text first numbers its matters.
            self.body_style = number.style
        is_top = is_top or (number is not None and number.style is self.body_style)
        if item is None and at_place and (is_top or _is_like(at_place.title.text, title)):
            item = at_place
            item.doubts.append(f"正文的标题是“{title[:30]}”，按序号归入这项议题")
            self.item = item
            self.text(Said(said.text, said.line))
            return True
        if item is None and is_top and number and self._is_next(number.value, listed):
            item = self.add(Said(title, said.line), is_listed=True)
        last = self.list_number
        # （二） goes on with the list that （一） began, each matter with its own text below it.
        goes_on = number and last and number.style is last.style and number.value == last.value + 1
        if item is None and goes_on and title and not self.is_left:
            item, self.list_number = self.add(Said(title, said.line), is_listed=True), number
        if item is None:
            return False
        self.item = item
        if rest:
            self._rest(Said(rest, said.line))
        return True

    def _is_next(self, number: int, listed: list[ReadItem]) -> bool:
        """Whether the list itself goes on with 二、: each item's text stands right below it, not apart."""
        last = listed[-1]
        has_text = any(last.values[field] for field in (Field.DISCUSSION, Field.DECISION))
        return not self.is_left and has_text and number == len(listed) + 1

    def put(self, field: str, said: Said, label: str = "") -> None:
        """The text behind a label of an item; without an item it stays in the minutes, a decision apart."""
        if self.item is None and len(self.found.items) == 1:
            self.item = self.found.items[0]
        if self.item is not None:
            if field == Field.DECISION:
                said = Said(_DECIDED.sub("", said.text, count=1), said.line)
            if said.text:
                self.item.values[field].append(said)
            if field in _MAY_TELL_OF_A_VOTE and not self.found.is_own_form and is_vote(said.text):
                self.item.values[Field.VOTE].append(said)
        elif field == Field.DECISION:
            self.found.decisions += [said] if said.text else []
        elif said.text:
            self.found.minutes.append(Said(said.line.words or said.text, said.line))

    def text(self, said: Said) -> None:
        """A line of running text under the open item, else of the minutes."""
        if self.item is None:
            self.found.minutes.append(said)
            return
        before, decision = _decision_inside(said.text)
        if before:
            self.put(Field.DISCUSSION, Said(before, said.line))
        if decision:
            self.put(Field.DECISION, Said(decision, said.line))

    def settle_decisions(self) -> None:
        """Decisions at the end, under no item: one for each item where their numbers agree, else to the minutes."""
        found = self.found
        block, owner = found.decisions, None
        if not block and len(found.items) > 1:
            owners = [one for one in found.items if one.values[Field.DECISION]]
            numbered = all(leading_number(said.text) for one in owners for said in one.values[Field.DECISION])
            if owners == [found.items[-1]] and numbered:
                owner = owners[0]
                block = owner.values[Field.DECISION]
        lines = [
            Said(_bare(part), said.line) for said in block for part in said.text.split("\n") if part.strip()
        ]
        if len(lines) == len(found.items) > 1:
            for item, said in zip(found.items, lines, strict=True):
                item.values[Field.DECISION] = [said]
                item.doubts.append("会议决定写在最后，按先后次序归入各项议题")
            found.decisions = []
        elif owner and len(lines) > 1:
            owner.doubts.append("会议决定写在最后，没有写明属于哪项议题")


_INSIDE = re.compile(
    r"(?<=[。；！？])\s*(?:最后|最终)?[，,]?(?:经[^，。：]{0,20}[，,])?(?:会议|大会|与会人员|支委会|支部)?"
    r"(?:讨论|研究|审议)?(?:一致)?(?:决定|议定|形成决议|作出决定)[：:，,]"
)


def _decision_inside(text: str) -> tuple[str, str]:
    """A paragraph up to the sentence that says what was decided, and from there on; empty where none does."""
    match = _INSIDE.search(text)
    if match is None:
        return text, ""
    return text[: match.start()].strip(BLANKS), text[match.end() :].strip(BLANKS)


def _bare(text: str) -> str:
    number = leading_number(text.strip(BLANKS))
    return text.strip(BLANKS)[number.end if number else 0 :]


def _matters(text: str) -> list[str]:
    """The matters of a line under 议题, without their numbers."""
    parts = re.split(r"(?:[；;]|\s)\s*(?=[（(]?[0-9一二三四五六七八九十]{1,2}[）)、.．是](?!\d))", text)
    titles = []
    for part in parts:
        bare = _MATTER.sub("", part.strip(BLANKS), count=1)
        bare = _bare(bare).strip(BLANKS + "；;。")
        if bare:
            titles.append(bare)
    return titles


def _title_and_rest(text: str) -> tuple[str, str]:
    """A heading's own words, and what follows on the same line after its first full stop."""
    head, _, rest = text.partition("。")
    if len(head) > MAX_TITLE:
        return "", ""
    return head.strip(BLANKS + "：:；;"), rest.strip(BLANKS)


def _begins_anew(number: Number, last: Number) -> bool:
    """Whether the text begins behind a list of matters: 一、 again, or 一、 behind 1. 2. 3."""
    return number.value == 1 if number.style is not last.style else number.value <= last.value


def _is_same(one: str, other: str) -> bool:
    one, other = (re.sub(r"\W", "", text[:MAX_TITLE]) for text in (one, other))
    return bool(one and other) and (one in other or other in one or _ratio(one, other) >= _ALIKE)


def _is_like(one: str, other: str) -> bool:
    """Whether two headings at the same place of their lists may name the same matter."""
    return _ratio(re.sub(r"\W", "", one), re.sub(r"\W", "", other[:MAX_TITLE])) >= _LIKE


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()

"""How a paragraph of Word looks, and the numbers that Word shows before it (ECMA-376 part 1, 17.7 and 17.9)."""

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import Any

from docx.oxml import ns

# A long document asks for the same few names in every paragraph.
qn = cache(ns.qn)

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_MAX_LEVELS = 9
_COUNTING = frozenset(
    f"{people}Counting{scale}"
    for people in ("chinese", "japanese", "taiwanese")
    for scale in ("", "Thousand")
)


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: first number, number format, pattern such as “（%1）”."""

    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    paragraph_style: str = ""
    restarts_after: int | None = None
    is_legal: bool = False


class Numbering:
    """The lists of one document; `label` must be called for its paragraphs in order."""

    def __init__(self, element: Any | None) -> None:
        self._abstract: dict[str, Any] = {}
        self._instances: dict[str, Any] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[str] = set()
        for child in [] if element is None else element:
            if child.tag == qn("w:abstractNum"):
                self._abstract[child.get(qn("w:abstractNumId"))] = child
            elif child.tag == qn("w:num"):
                self._instances[child.get(qn("w:numId"))] = child

    def level_of_style(self, num_id: str, style: str) -> int:
        """The level that a paragraph style is tied to in a list, or 0."""
        levels = self._levels_of(num_id)
        return next((at for at, one in levels.items() if one.paragraph_style == style), 0)

    def label(self, num_id: str, level: int) -> str:
        """Counts one more paragraph of the list; its label, "" for bullets and unknown lists."""
        levels = self._levels_of(num_id)
        if level not in levels:
            return ""
        counts = self._counts.setdefault(self._abstract_id(num_id), [None] * _MAX_LEVELS)
        if num_id not in self._started:
            self._started.add(num_id)
            for at in self._overridden(num_id):
                counts[at] = None
        current = counts[level]
        counts[level] = levels[level].start if current is None else current + 1
        for deeper in range(level + 1, _MAX_LEVELS):
            after = levels[deeper].restarts_after if deeper in levels else None
            if after is None or level < after:
                counts[deeper] = None
        for higher in range(level):
            if counts[higher] is None:
                counts[higher] = levels[higher].start if higher in levels else 1
        return self._text(levels, level, [count or 0 for count in counts])

    def _text(self, levels: dict[int, _Level], level: int, counts: list[int]) -> str:
        own = levels[level]
        if own.style in ("bullet", "none"):
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            style = levels[at].style if at in levels else "decimal"
            return formatted(counts[at], "decimal" if own.is_legal else style)

        return re.sub(r"%([1-9])", number, own.pattern).strip()

    def _abstract_id(self, num_id: str) -> str:
        return _value(self._instances[num_id], "w:abstractNumId") or ""

    def _overridden(self, num_id: str) -> list[int]:
        overrides = self._instances[num_id].findall(qn("w:lvlOverride"))
        return [
            _whole(one.get(qn("w:ilvl")), 0)
            for one in overrides
            if one.find(qn("w:startOverride")) is not None
        ]

    def _levels_of(self, num_id: str) -> dict[int, _Level]:
        if num_id not in self._instances:
            return {}
        if num_id not in self._levels:
            self._levels[num_id] = self._read_levels(num_id)
        return self._levels[num_id]

    def _read_levels(self, num_id: str) -> dict[int, _Level]:
        abstract = self._abstract.get(self._abstract_id(num_id))
        abstract = self._linked(abstract) if abstract is not None else None
        found = {} if abstract is None else dict(_levels(abstract))
        for override in self._instances[num_id].findall(qn("w:lvlOverride")):
            found |= dict(_levels(override))
            at = _whole(override.get(qn("w:ilvl")), 0)
            start = _value(override, "w:startOverride")
            if start is not None and at in found:
                one = found[at]
                found[at] = _Level(
                    _whole(start, 1),
                    one.style,
                    one.pattern,
                    one.paragraph_style,
                    one.restarts_after,
                    one.is_legal,
                )
        return found

    def _linked(self, abstract: Any) -> Any:
        """The list that a list style stands for."""
        name = _value(abstract, "w:numStyleLink")
        for other in self._abstract.values() if name else ():
            if _value(other, "w:styleLink") == name:
                return other
        return abstract


def _levels(parent: Any) -> list[tuple[int, _Level]]:
    return [
        (_whole(level.get(qn("w:ilvl")), 0), _level(level))
        for level in parent.findall(qn("w:lvl"))
        if _whole(level.get(qn("w:ilvl")), 0) < _MAX_LEVELS
    ]


def _level(element: Any) -> _Level:
    restart = _value(element, "w:lvlRestart")
    return _Level(
        start=_whole(_value(element, "w:start"), 0),
        style=_value(element, "w:numFmt") or "decimal",
        pattern=_value(element, "w:lvlText") or "",
        paragraph_style=_value(element, "w:pStyle") or "",
        restarts_after=None if restart is None else _whole(restart, 0),
        is_legal=element.find(qn("w:isLgl")) is not None,
    )


def formatted(number: int, style: str) -> str:
    """A number in one of Word's formats; plain digits for formats unknown."""
    if style in _COUNTING:
        return _counting(number)
    if style in ("ideographDigital", "taiwaneseDigital"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if style in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return "".join(_LEGAL[_DIGITS.index(c)] if c in _DIGITS else "拾" for c in _counting(number))
    if style in ("ideographTraditional", "ideographZodiac"):
        cycle = _STEMS if style == "ideographTraditional" else _BRANCHES
        return cycle[(number - 1) % len(cycle)]
    if style in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord("０") + int(digit)) for digit in str(number))
    return _latin(number, style)


def _latin(number: int, style: str) -> str:
    enclosed = {
        "decimalEnclosedCircle": "①",
        "decimalEnclosedCircleChinese": "①",
        "decimalEnclosedParen": "⑴",
        "decimalEnclosedFullstop": "⒈",
        "ideographEnclosedCircle": "㊀",
    }
    if style in enclosed and 1 <= number <= (10 if style.startswith("ideo") else 20):
        return chr(ord(enclosed[style]) + number - 1)
    if style in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if style == "upperLetter" else letter.lower()
    if style in ("upperRoman", "lowerRoman"):
        return _roman(number) if style == "upperRoman" else _roman(number).lower()
    return f"{number:02d}" if style == "decimalZero" else str(number)


def _counting(number: int) -> str:
    """十一, 二十: as people count; digit by digit from a hundred on."""
    if not 0 < number < 100:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    parts = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in parts:
        count, number = divmod(number, value)
        text += sign * min(count, 20)
    return text


def _value(element: Any, tag: str) -> str | None:
    child = element.find(qn(tag))
    return None if child is None else child.get(qn("w:val"))


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise


_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_NAMES = {"title": "title", "标题": "title", "subtitle": "subtitle", "副标题": "subtitle"}
_BODY_LEVEL = 9
_BLACK = ("黑体", "SimHei", "小标宋")  # typefaces that take the place of bold


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a paragraph's look; None where nothing is said."""

    name: str = ""
    outline: int | None = None
    is_centred: bool | None = None
    is_bold: bool | None = None
    size: int | None = None
    num_id: str | None = None
    list_level: int | None = None
    num_style: str = ""  # the style that brought the numbering

    def under(self, other: "Look") -> "Look":
        """This look, with what `other` says put over it."""
        return _over(self, other)

    @property
    def style(self) -> str:
        """“title”, “subtitle”, “toc” or “”."""
        lowered = self.name.lower()
        if lowered.startswith(("toc ", "toc", "目录", "index ")):
            return "toc"
        return _NAMES.get(lowered, "")


@lru_cache(maxsize=1024)
def _over(below: Look, other: Look) -> Look:
    # A document has few looks, and puts the same over each other in every paragraph.
    said = {
        name: value
        for name in below.__dataclass_fields__
        if (value := getattr(other, name)) not in (None, "")
    }
    return replace(below, **said)


class Styles:
    """The styles of one document by id."""

    def __init__(self, element: Any) -> None:
        self._elements = {}
        self._default = ""
        self._root = element
        self._looks: dict[str, Look] = {}
        for style in element.iterchildren(qn("w:style")):
            identifier = style.get(qn("w:styleId"), "")
            self._elements[identifier] = style
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true"):
                self._default = identifier

    def of_paragraph(self, properties: Any) -> Look:
        """The look of a paragraph with these w:pPr (may be None), before its runs."""
        named = _child_value(properties, "w:pStyle")
        identifier = named if named in self._elements else self._default
        base = self._defaults.under(self.of(identifier or ""))
        return base if properties is None else base.under(_paragraph_look(properties))

    def of(self, identifier: str) -> Look:
        """The look a style gives, its ancestors included."""
        if identifier not in self._looks:
            chain: list[str] = []
            while identifier in self._elements and identifier not in chain:
                chain.append(identifier)
                identifier = _child_value(self._elements[identifier], "w:basedOn") or ""
            look = Look()
            for one in reversed(chain):
                look = look.under(self._own(one))
            self._looks[chain[0] if chain else identifier] = look
            return look
        return self._looks[identifier]

    @cached_property
    def _defaults(self) -> Look:
        path = f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}"
        return run_look(self._root.find(path))

    def _own(self, identifier: str) -> Look:
        style = self._elements[identifier]
        name = _child_value(style, "w:name") or ""
        look = Look(name=name)
        if found := _HEADING.match(name):
            look = replace(look, outline=int(found.group(1)))
        look = look.under(run_look(style.find(qn("w:rPr"))))
        properties = style.find(qn("w:pPr"))
        if properties is not None:
            look = look.under(_paragraph_look(properties))
            if properties.find(qn("w:numPr")) is not None:
                look = replace(look, num_style=identifier)
        return look


def run_look(properties: Any) -> Look:
    """The look that w:rPr (may be None) gives."""
    if properties is None:
        return Look()
    bold = is_on(properties, "w:b")
    fonts = properties.find(qn("w:rFonts"))
    font = fonts.get(qn("w:eastAsia"), "") if fonts is not None else ""
    if any(name in font for name in _BLACK):
        bold = True
    size = _child_value(properties, "w:sz")
    return Look(is_bold=bold, size=int(size) if size and size.isdecimal() else None)


def is_on(properties: Any, tag: str) -> bool | None:
    """A switch such as w:b or w:vanish: on, off, or not mentioned."""
    element = properties.find(qn(tag))
    if element is None:
        return None
    return element.get(qn("w:val"), "1") not in ("0", "false", "off", "none")


def _paragraph_look(properties: Any) -> Look:
    level = _child_value(properties, "w:outlineLvl")
    outline = min(int(level), _BODY_LEVEL) + 1 if level and level.isdecimal() else None
    align = _child_value(properties, "w:jc")
    numbering = properties.find(qn("w:numPr"))
    depth = _child_value(numbering, "w:ilvl")
    return Look(
        outline=outline,
        is_centred=None if align is None else align in ("center", "distribute"),
        num_id=_child_value(numbering, "w:numId"),
        list_level=int(depth) if depth and depth.isdecimal() else None,
    )


def _child_value(element: Any, tag: str) -> str | None:
    child = None if element is None else element.find(qn(tag))
    return None if child is None else child.get(qn("w:val"))

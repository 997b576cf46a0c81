"""Looks of Word paragraphs: what a style says, its ancestors and the document's defaults."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from docx.oxml.ns import qn

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
        said = {
            name: value
            for name in self.__dataclass_fields__
            if (value := getattr(other, name)) not in (None, "")
        }
        return replace(self, **said)

    @property
    def style(self) -> str:
        """“title”, “subtitle”, “toc” or “”."""
        lowered = self.name.lower()
        if lowered.startswith(("toc ", "toc", "目录", "index ")):
            return "toc"
        return _NAMES.get(lowered, "")


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

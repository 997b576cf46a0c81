"""Reads a unit's Word template: the page, the looks of its paragraphs, which of them is what, and what a PDF cannot carry."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from core.refusals import Refused
from documents.content import Role
from documents.fonts import CHOICES
from documents.house_style import LABELS, NEEDED, HouseStyle, PageNumber, Place, TextStyle

from .files import suffix_of
from .word import open_word
from .word_styles import is_on, qn

MAX_BYTES = 1024 * 1024
SAMPLES_MOST = 60
LEAST_WIDTH_MM, LEAST_HEIGHT_MM = 80.0, 100.0
SMALLEST_PT, LARGEST_PT = 5.0, 72.0
_MM = 25.4 / 1440
# A line of Chinese type is this much higher than the type, where nothing else is said.
_NATURAL = 1.3
_THEME = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ALIGNMENTS = {
    **dict.fromkeys(("both", "distribute", "thaiDistribute"), "both"),
    **dict.fromkeys(("right", "end"), "right"),
    "center": "center",
}
# Styles that are no unit's own, yet may be meant.
_USUAL = re.compile(
    r"(?i)normal|正文|title|标题|(?:heading|标题) ?[123]|body text|正文文本|signature|salutation"
)
# Which of our five typefaces is nearest to a family, by what its name holds; the first that fits.
_FAMILIES: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern, re.IGNORECASE))
    for role, pattern in (
        (Role.TITLE, "小标宋|大标宋|中宋|XiaoBiaoSong|ZhongSong"),
        (Role.FANG, "仿宋|Fang"),
        (Role.KAI, "楷|Kai"),
        (Role.HEI, "黑|等线|Hei|DengXian|Sans"),
        (Role.SONG, "宋|明体|Song|SimSun|Serif|Ming"),
    )
)


@dataclass(frozen=True)
class Sample:
    """A paragraph of the template, or a style that none of them has: its words and its look. `key` names it."""

    key: str
    text: str
    look: TextStyle
    outline: int = 0
    is_style: bool = False

    @property
    def told(self) -> str:
        """Its look in words."""
        one = self.look
        parts = [f"{one.font} {_number(one.size)} 磅"]
        parts += ["加粗"] if one.is_bold else []
        parts += [{"both": "两端对齐", "left": "左对齐", "right": "右对齐", "center": "居中"}[one.align]]
        parts += [f"首行缩进 {_number(one.indent / one.size)} 字"] if one.indent else []
        parts += [f"左缩进 {_number(one.left)} 磅"] if one.left else []
        parts += [f"右缩进 {_number(one.right)} 磅"] if one.right else []
        parts += [f"行距 {_number(one.pitch)} 磅"]
        parts += [f"段前 {_number(one.before)} 磅"] if one.before else []
        parts += [f"段后 {_number(one.after)} 磅"] if one.after else []
        return "，".join(parts)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class HouseSource:
    """A template as read: the sheet in millimetres, its samples, its page number, and what only the Word file carries."""

    width: float
    height: float
    margins: tuple[float, float, float, float]
    samples: tuple[Sample, ...]
    number: PageNumber | None
    notes: tuple[str, ...]

    def sample(self, key: str) -> Sample | None:
        """The sample of a key."""
        return next((one for one in self.samples if one.key == key), None)


def read_house(data: bytes, name: str) -> HouseSource:
    """Read a template. Raises Refused, in words, for what is none: too big, with macros, without a page, turned."""
    if len(data) > MAX_BYTES:
        raise Refused("模板超过 1 MB。请删去正文里的图片和多余的内容，只留各种样式的段落各一两段，再上传。")
    if suffix_of(data, name) != ".docx":
        raise Refused("模板要用 Word 文档（.docx）。请用 Word 或 WPS 打开，另存为 .docx 后再上传。")
    document = open_word(data)
    return _Reader(document).read()


def role_of(font: str) -> Role | None:
    """Which of our typefaces stands for a family in the PDF; None where none is like it."""
    return next((role for role, pattern in _FAMILIES if pattern.search(font)), None)


def house_style(source: HouseSource, chosen: Mapping[Place, str], data: bytes) -> HouseStyle:
    """The template with a sample for each place. Raises Refused where one is missing, or its typeface is unknown."""
    styles: dict[Place, TextStyle] = {}
    for place in Place:
        sample = source.sample(chosen.get(place, ""))
        if sample is None:
            if place in NEEDED:
                raise Refused(f"请指出哪一段是{LABELS[place]}。")
            continue
        if role_of(sample.look.font) is None:
            raise Refused(
                f"{LABELS[place]}用的字体“{sample.look.font}”服务器上没有，也没有相近的字体可以代替，不能生成 PDF。"
                "请在模板里改用宋体、仿宋、楷体、黑体或小标宋，再上传。"
            )
        styles[place] = sample.look
    digest = hashlib.sha256(data).hexdigest()
    return HouseStyle(source.width, source.height, source.margins, styles, source.number, digest, data)


def notes_on(style: HouseStyle) -> list[str]:
    """What the PDF sets otherwise than the Word file."""
    notes = []
    for font, value in dict.fromkeys((one.font, one.role) for one in style.styles.values()):
        role = Role(value)
        if font not in CHOICES[role].names and font != CHOICES[role].word_name:
            notes.append(f"“{font}”在 PDF 里用{CHOICES[role].label}代替")
    bold = [LABELS[place] for place, one in style.styles.items() if one.is_bold]
    if bold:
        notes.append(f"{'、'.join(bold)}的加粗只在 Word 文件里，PDF 用字体本身的粗细")
    if style.number is None:
        notes.append("模板页脚里没有页码，导出的文件也没有页码")
    return notes


def guessed(samples: tuple[Sample, ...]) -> dict[Place, str]:
    """Which sample is most likely which place; what cannot be told is left out."""
    found: dict[Place, str] = {}
    shown = [one for one in samples if not one.is_style]
    tests = {
        Place.HEADING1: lambda one: one.outline == 1 or re.match("[一二三四五六七八九十]+、", one.text),
        Place.HEADING2: lambda one: (
            one.outline == 2 or re.match("[（(][一二三四五六七八九十]+[）)]", one.text)
        ),
        Place.HEADING3: lambda one: (
            one.outline == 3 or (re.match(r"\d+[.．、]", one.text) and len(one.text) < 30)
        ),
    }
    if title := _title(shown or list(samples)):
        found[Place.TITLE] = title.key
    for place, test in tests.items():
        taken = set(found.values())
        fits = [one for one in shown or samples if one.key not in taken and test(one)]
        if fits:
            found[place] = fits[0].key
    rest = [one for one in shown if one.key not in found.values()]
    if recipient := next(
        (one for one in rest[:3] if one.text.endswith(("：", ":")) and len(one.text) < 40), None
    ):
        found[Place.RECIPIENT] = recipient.key
    signed = [one for one in rest[-3:] if one.look.align == "right" or _is_date(one.text)]
    if signed and signed[0].key not in found.values():
        found[Place.SIGNATURE] = signed[0].key
    texts = [one for one in rest if one.key not in found.values() and one.look.align in {"both", "left"}]
    styles = [one for one in samples if one.is_style and one.key not in found.values()]
    body = max(texts, key=lambda one: (len(one.text), one.look.indent), default=None)
    body = body or next((one for one in styles if re.search("正文|Body|Normal", one.look.style)), None)
    if body:
        found[Place.BODY] = body.key
    return found


def _title(samples: list[Sample]) -> Sample | None:
    named = [one for one in samples if re.fullmatch(r"(?i)title|标题", one.look.style)]
    centred = [one for one in samples if one.look.align == "center" and not one.outline]
    largest = max(centred, key=lambda one: one.look.size, default=None)
    return next(iter(named), None) or largest


def _is_date(text: str) -> bool:
    return bool(re.fullmatch(r"[\d〇零一二三四五六七八九×Xx*]{2,4}年.{1,3}月.{1,3}日", text.replace(" ", "")))


class _Reader:
    """One template: its styles by id, its theme's typefaces, its grid."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.body = document.element.body
        self.styles = {
            one.get(qn("w:styleId"), ""): one for one in document.styles.element.findall(qn("w:style"))
        }
        self.defaults = document.styles.element.find(qn("w:docDefaults"))
        self.usual = next(
            (
                name
                for name, one in self.styles.items()
                if one.get(qn("w:type")) == "paragraph" and one.get(qn("w:default")) in ("1", "true")
            ),
            "",
        )
        self.section = self.body.find(qn("w:sectPr"))
        grid = None if self.section is None else self.section.find(qn("w:docGrid"))
        is_grid = grid is not None and grid.get(qn("w:type")) in ("lines", "linesAndChars", "snapToChars")
        self.grid = _points(grid.get(qn("w:linePitch"))) if is_grid else 0.0
        self.theme = dict(self._theme())

    def read(self) -> HouseSource:
        """Everything of it."""
        width, height, margins = self._page()
        samples = tuple(self._samples())
        if not samples:
            raise Refused(
                "模板里没有文字，也没有可用的样式。请在模板里写上标题、各级标题和正文各一段，再上传。"
            )
        number = self._number()
        return HouseSource(width, height, margins, samples, number, tuple(self._notes(number)))

    def _page(self) -> tuple[float, float, tuple[float, float, float, float]]:
        size = None if self.section is None else self.section.find(qn("w:pgSz"))
        margin = None if self.section is None else self.section.find(qn("w:pgMar"))
        if size is None or margin is None:
            raise Refused(
                "模板没有页面设置（纸张和页边距）。请用 Word 或 WPS 打开，在“页面设置”里确定后另存，再上传。"
            )
        width, height = (round(float(size.get(qn(f"w:{name}"), "0")) * _MM, 2) for name in ("w", "h"))
        sides = {
            name: float(margin.get(qn(f"w:{name}"), "0")) * _MM
            for name in ("top", "right", "bottom", "left", "gutter")
        }
        top, right, bottom = (round(abs(sides[name]), 2) for name in ("top", "right", "bottom"))
        left = round(sides["left"] + sides["gutter"], 2)
        if width > height:
            raise Refused("模板是横向的页面。报告的正文竖排页面，请改为纵向再上传；附件里的宽表会自动横排。")
        if width - left - right < LEAST_WIDTH_MM or height - top - bottom < LEAST_HEIGHT_MM:
            raise Refused(
                f"模板的版心只有 {width - left - right:.0f}×{height - top - bottom:.0f} 毫米，放不下报告。请检查纸张和页边距。"
            )
        return width, height, (top, right, bottom, left)

    def _theme(self) -> Iterator[tuple[str, str]]:
        """The theme's typefaces for Chinese: minorEastAsia → 宋体."""
        parts = (
            one.target_part
            for one in self.document.part.rels.values()
            if one.reltype == RELATIONSHIP_TYPE.THEME and not one.is_external
        )
        for part in parts:
            root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False))
            for kind in ("major", "minor"):
                for fonts in root.iter(f"{_THEME}{kind}Font"):
                    named = fonts.find(f"{_THEME}ea")
                    font = named.get("typeface", "") if named is not None else ""
                    hans = (
                        one.get("typeface", "")
                        for one in fonts.findall(f"{_THEME}font")
                        if one.get("script") == "Hans"
                    )
                    yield f"{kind}EastAsia", font or next(hans, "")

    def _samples(self) -> Iterator[Sample]:
        used: Counter[str] = Counter()
        for place, paragraph in enumerate(self.body.iter(qn("w:p"))):
            text = "".join(node.text or "" for node in paragraph.iter(qn("w:t"))).strip()
            if text and sum(used.values()) < SAMPLES_MOST:
                properties = paragraph.find(qn("w:pPr"))
                style = _value(properties, "w:pStyle") or self.usual
                used[style] += 1
                run = next(
                    (one for one in paragraph.iter(qn("w:r")) if one.find(qn("w:t")) is not None), None
                )
                yield self._sample(
                    f"p{place}", text[:60], style, properties, None if run is None else run.find(qn("w:rPr"))
                )
        for name, style in self.styles.items():
            if (
                style.get(qn("w:type")) == "paragraph"
                and name not in used
                and style.find(qn("w:semiHidden")) is None
            ):
                yield self._sample(f"s:{name}", "", name, None, None)

    def _sample(self, key: str, text: str, style: str, paragraph: Any, run: Any) -> Sample:
        chain = [*self._chain(style)]
        layout: dict[str, str] = {}
        type_: dict[str, Any] = {}
        if self.defaults is not None:
            _layout(self.defaults.find(f"{qn('w:pPrDefault')}/{qn('w:pPr')}"), layout)
            self._type(self.defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}"), type_)
        for one in reversed(chain):
            _layout(one.find(qn("w:pPr")), layout)
            self._type(one.find(qn("w:rPr")), type_)
        _layout(paragraph, layout)
        for one in reversed([*self._chain(_value(run, "w:rStyle") or "")]):
            self._type(one.find(qn("w:rPr")), type_)
        self._type(run, type_)
        name = _value(chain[0], "w:name") if chain else ""
        size = min(max(type_.get("size", 10.5), SMALLEST_PT), LARGEST_PT)
        font = type_.get("font") or "宋体"
        outline = layout.get("outlineLvl", "")
        look = TextStyle(
            style=name or "",
            style_id=style,
            font=font,
            role=(role_of(font) or Role.SONG).value,
            size=size,
            pitch=self._pitch(layout, size),
            align=_ALIGNMENTS.get(layout.get("jc", ""), "left"),
            indent=max(0.0, _length(layout, "ind.firstLine", size)),
            left=max(0.0, _length(layout, "ind.left", size) or _length(layout, "ind.start", size)),
            right=max(0.0, _length(layout, "ind.right", size) or _length(layout, "ind.end", size)),
            before=self._space(layout, "before"),
            after=self._space(layout, "after"),
            is_bold=bool(type_.get("bold")),
        )
        heading = re.match(r"(?i)(?:heading|标题) ?([1-3])$", look.style)
        level = int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else 0
        return Sample(key, text, look, level or (int(heading[1]) if heading else 0), is_style=not text)

    def _chain(self, style: str) -> Iterator[Any]:
        """The style and those that it is based on."""
        seen: set[str] = set()
        while style in self.styles and style not in seen:
            seen.add(style)
            yield self.styles[style]
            style = _value(self.styles[style], "w:basedOn") or ""

    def _type(self, properties: Any, into: dict[str, Any]) -> None:
        if properties is None:
            return
        fonts = properties.find(qn("w:rFonts"))
        if fonts is not None:
            theme = self.theme.get(fonts.get(qn("w:eastAsiaTheme"), ""), "")
            named = theme or fonts.get(qn("w:eastAsia"), "")
            if named:
                into["font"] = named
        size = _value(properties, "w:sz")
        if size and re.fullmatch(r"\d{1,4}(\.\d+)?", size):
            into["size"] = float(size) / 2
        bold = is_on(properties, "w:b")
        if bold is not None:
            into["bold"] = bold

    def _pitch(self, layout: dict[str, str], size: float) -> float:
        """Points from line to line; a line without a fixed height takes whole lines of the grid."""
        natural = size * _NATURAL
        if self.grid and layout.get("snapToGrid") != "0":
            natural = self.grid * max(1, -(-natural // self.grid))
        line, rule = layout.get("spacing.line", ""), layout.get("spacing.lineRule", "auto")
        if not re.fullmatch(r"\d{1,5}(\.\d+)?", line) or float(line) == 0:
            return round(natural, 2)
        if rule == "auto":
            return round(natural * float(line) / 240, 2)
        return round(max(float(line) / 20, natural if rule == "atLeast" else 0), 2)

    def _space(self, layout: dict[str, str], side: str) -> float:
        lines = layout.get(f"spacing.{side}Lines", "")
        if lines.isdecimal() and int(lines):
            return round(int(lines) / 100 * (self.grid or 12), 2)
        return _points(layout.get(f"spacing.{side}"))

    def _footers(self) -> dict[str, Any]:
        """The feet of the last section by kind: default, even, first."""
        found = {}
        for one in self.section.findall(qn("w:footerReference")):
            part = self.document.part.related_parts.get(one.get(qn("r:id"), ""))
            if part is not None:
                found[one.get(qn("w:type"), "default")] = part.element
        return found

    def _number(self) -> PageNumber | None:
        feet = self._footers()
        odd = self._number_in(feet.get("default"))
        if odd is None:
            return None
        settings = self.document.settings.element
        even = self._number_in(feet.get("even")) if is_on(settings, "w:evenAndOddHeaders") else None
        margin = self.section.find(qn("w:pgMar"))
        before, after, place, look = odd
        is_first = not is_on(self.section, "w:titlePg") or self._number_in(feet.get("first")) is not None
        left = {"inside": "right", "outside": "left"}
        return PageNumber(
            before=before,
            after=after,
            odd={"inside": "left", "outside": "right"}.get(place, place),
            even=left.get(even[2] if even else place, even[2] if even else place),
            role=look.role,
            size=look.size,
            distance=round(float(margin.get(qn("w:footer"), "850")) * _MM, 2),
            on_first=is_first,
        )

    def _number_in(self, foot: Any) -> tuple[str, str, str, TextStyle] | None:
        """The words around the page number of a foot, where it stands, and its look."""
        for paragraph in foot.iter(qn("w:p")) if foot is not None else ():
            before, after, state = "", "", "before"
            inner: list[Any] = []
            for node in paragraph.iter():
                if node.tag == qn("w:instrText") or node.tag == qn("w:fldSimple"):
                    said = node.text or node.get(qn("w:instr"), "")
                    state = "field" if re.match(r"\s*PAGE\b", said) else state
                    simple = node.tag == qn("w:fldSimple") and state == "field"
                    inner = [*node.iter(qn("w:t"))] if simple else []
                    state = "after" if simple else state
                elif (
                    node.tag == qn("w:fldChar")
                    and node.get(qn("w:fldCharType")) == "end"
                    and state == "field"
                ):
                    state = "after"
                elif (
                    node.tag == qn("w:t")
                    and node.text
                    and state != "field"
                    and not (state == "after" and node in inner)
                ):
                    before, after = (
                        (before + node.text, after) if state == "before" else (before, after + node.text)
                    )
            if state != "before":
                properties = paragraph.find(qn("w:pPr"))
                style = _value(properties, "w:pStyle") or self.usual
                run = next(paragraph.iter(qn("w:r")), None)
                look = self._sample(
                    "f", "页", style, properties, None if run is None else run.find(qn("w:rPr"))
                ).look
                frame = None if properties is None else properties.find(qn("w:framePr"))
                place = frame.get(qn("w:xAlign"), "") if frame is not None else look.align
                return (
                    before,
                    after,
                    place if place in {"left", "right", "center", "inside", "outside"} else "center",
                    look,
                )
        return None

    def _notes(self, number: PageNumber | None) -> Iterator[str]:
        """What the PDF does not carry."""
        kinds = {"w:headerReference": "页眉", "w:footerReference": "页脚"}
        for tag, what in kinds.items():
            for one in self.section.findall(qn(tag)):
                part = self.document.part.related_parts.get(one.get(qn("r:id"), ""))
                if part is None:
                    continue
                words = "".join(node.text or "" for node in part.element.iter(qn("w:t"))).strip()
                has_picture = any(True for _ in part.element.iter(qn("w:drawing"), qn("w:pict")))
                is_number = (
                    what == "页脚" and number is not None and self._number_in(part.element) is not None
                )
                if has_picture or (words and not is_number):
                    yield f"{what}里的{'图片' if has_picture else '文字'}只在 Word 文件里，PDF 不印"
                    break


def _layout(properties: Any, into: dict[str, str]) -> None:
    """Put what a w:pPr (may be None) says over what was said before, attribute by attribute."""
    if properties is None:
        return
    for tag in ("ind", "spacing"):
        element = properties.find(qn(f"w:{tag}"))
        for name, value in element.attrib.items() if element is not None else ():
            into[f"{tag}.{etree.QName(name).localname}"] = value
    for tag in ("jc", "outlineLvl"):
        if value := _value(properties, f"w:{tag}"):
            into[tag] = value
    snaps = is_on(properties, "w:snapToGrid")
    if snaps is not None:
        into["snapToGrid"] = "1" if snaps else "0"


def _length(layout: dict[str, str], name: str, size: float) -> float:
    """Points; characters go before twips, as in Word."""
    characters = layout.get(f"{name}Chars", "")
    if re.fullmatch(r"-?\d{1,5}", characters) and int(characters):
        return round(int(characters) / 100 * size, 2)
    return _points(layout.get(name))


def _points(twips: str | None) -> float:
    return round(float(twips) / 20, 2) if twips and re.fullmatch(r"-?\d{1,6}(\.\d+)?", twips) else 0.0


def _value(element: Any, tag: str) -> str | None:
    child = None if element is None else element.find(qn(tag))
    return None if child is None else child.get(qn("w:val"))

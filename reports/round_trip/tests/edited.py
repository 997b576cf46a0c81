"""A returned file made from a real export: seeded edits in its XML, as Word and WPS write them, and what was edited.

Edits are typed plainly or tracked. The noise around them (cut runs, rsid, proofErr, bookmarks, smart tags, revised formats,
other typefaces, style names of WPS) changes no word.
"""

import zipfile
from copy import deepcopy
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from random import Random
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from documents.reading.reviewed import one_line
from reports.report.tree import split_sentences
from reports.round_trip.exported import Wording
from reports.round_trip.words import Span, printed

AUTHOR = 'w:author="副书记" w:date="2026-01-17T20:15:00Z"'
WPS_NAMES = {
    "Body Text": "正文文本",
    "heading 1": "标题 1",
    "Title": "标题",
    "Salutation": "称呼",
    "Signature": "签名",
}
SAID = "围绕年度重点任务统筹推进制度建设补齐短板弱项形成工作闭环强化跟踪问效压实各级责任做到件件有着落事事有回音注重实际效果"


@dataclass
class Para:
    """A paragraph of the text: its element, its number, what it says, where its facts stand."""

    element: Any
    label: str
    text: str
    spans: list[Span]
    section: int
    is_touched: bool = False


@dataclass
class Edited:
    """The file under way, and what was done: a kind with the words that the preview must show."""

    rng: Random
    parts: dict[str, bytes]
    root: Any
    told: Wording
    paras: list[Para]
    made: list[tuple[str, str, str]] = field(default_factory=list)
    number: int = 9000

    @classmethod
    def of(cls, data: bytes, told: Wording, rng: Random) -> "Edited":
        """An exported file opened."""
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        root = parse_xml(parts["word/document.xml"])
        body = [p for p in root.iter(qn("w:p")) if style_of(p) in {"BodyText", "Heading2"}]
        paras = []
        for element, (section, one) in zip(body, told.paragraphs(), strict=True):
            text, spans = printed(one.text, told.values)
            whole = text_of(element)
            assert one_line(whole).endswith(text), (whole, text)
            at = whole.rindex(text)
            paras.append(Para(element, whole[:at], text, spans, section))
        return cls(rng, parts, root, told, paras)

    def saved(self) -> bytes:
        """The file."""
        self.parts["word/document.xml"] = etree.tostring(
            self.root, xml_declaration=True, encoding="UTF-8", standalone=True
        )
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        return stream.getvalue()

    # ---- choosing ----

    def free(self, least: int = 24, *, is_unique: bool = True) -> list[Para]:
        """Paragraphs that nothing was done to, nor to their neighbours, and that are no copies of others."""
        texts = [one.text for one in self.paras]
        return [
            one
            for place, one in enumerate(self.paras)
            if len(one.text) >= least
            and not any(two.is_touched for two in self.paras[max(0, place - 1) : place + 2])
            and (not is_unique or texts.count(one.text) == 1)
        ]

    def pick(self, least: int = 24) -> Para | None:
        """One of them."""
        free = self.free(least)
        one = self.rng.choice(free) if free else None
        if one:
            one.is_touched = True
        return one

    def says(self, length: int) -> str:
        """Words of nobody's, never the same twice."""
        self.number += 1
        start = self.rng.randrange(len(SAID))
        words = (SAID * 3)[start : start + length]
        digits = "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in str(self.number))
        return words[: length // 2] + digits + words[length // 2 :]

    # ---- edits ----

    def reword(self, *, is_tracked: bool) -> None:
        """Some words struck, put in or exchanged, away from the facts."""
        one = self.pick()
        if not one:
            return
        places = [
            place
            for place in range(4, len(one.text) - 7)
            if not any(span.start - 2 < place + 6 and place < span.end + 2 for span in one.spans)
            and not any(character.isascii() for character in one.text[place - 1 : place + 7])
        ]
        if not places:
            one.is_touched = False
            return
        start = self.rng.choice(places)
        end = start + self.rng.choice((0, 2, 4, 6))
        said = self.says(self.rng.randrange(3, 9)) if end == start or self.rng.random() < 0.7 else ""
        self._exchange(one, start, end, said, is_tracked=is_tracked)
        self.made.append(("REWORDED", one.text, one.text[:start] + said + one.text[end:]))

    def retype(self, *, is_tracked: bool) -> None:
        """Another number over a fact."""
        rows = [
            (one, span)
            for one in self.free(8)
            for span in one.spans
            if one.text[span.start : span.end].isdecimal()
            and not one.text[max(0, span.start - 1) : span.start].isascii()
            and not one.text[span.end : span.end + 1].isascii()
        ]
        if not rows:
            return
        one, span = self.rng.choice(rows)
        one.is_touched = True
        value = one.text[span.start : span.end]
        typed = str(int(value) + self.rng.randrange(1, 9))
        self._exchange(one, span.start, span.end, typed, is_tracked=is_tracked)
        self.made.append(("FIGURE", value, typed))

    def strike(self, *, is_tracked: bool) -> None:
        """A whole paragraph away."""
        if not (one := self.pick(16)):
            return
        if is_tracked:
            self._strike_mark(one.element)
            runs(one.element, [(one.label + one.text, "del")], self)
        else:
            one.element.getparent().remove(one.element)
        self.made.append(("DELETED", one.text, ""))

    def add(self, *, is_tracked: bool) -> None:
        """A new paragraph behind another one."""
        if not (one := self.pick(1)):
            return
        said = f"{self.says(14)}，{self.says(12)}。"
        new = deepcopy(one.element)
        runs(new, [(said, "ins" if is_tracked else "keep")], self)
        if is_tracked:
            self._mark(new, "ins")
        one.element.addnext(new)
        self.made.append(("ADDED", "", said))

    def move(self, *, is_tracked: bool) -> None:
        """A paragraph behind another one that is not its neighbour."""
        if not (one := self.pick()):
            return
        at = self.paras.index(one)
        goals = [
            two
            for place, two in enumerate(self.paras)
            if abs(place - at) > 2 and not two.is_touched and two in self.free(1, is_unique=False)
        ]
        if not goals:
            one.is_touched = False
            return
        goal = self.rng.choice(goals)
        goal.is_touched = True
        new = deepcopy(one.element)
        if is_tracked:
            runs(new, [(one.label + one.text, "moveTo")], self)
            runs(one.element, [(one.label + one.text, "moveFrom")], self)
            self._mark(new, "moveTo")
            self._mark(one.element, "moveFrom")
        else:
            one.element.getparent().remove(one.element)
        goal.element.addnext(new)
        self.made.append(("MOVED", one.text, one.text))

    def split(self, *, is_tracked: bool) -> None:
        """A paragraph cut between two sentences."""
        rows = [one for one in self.free() for cuts in [self._cuts(one)] if cuts]
        if not rows:
            return
        one = self.rng.choice(rows)
        one.is_touched = True
        cut = self.rng.choice(self._cuts(one))
        second = deepcopy(one.element)
        runs(one.element, [(one.label + one.text[:cut], "keep")], self)
        runs(second, [(one.text[cut:], "keep")], self)
        if is_tracked:
            self._mark(one.element, "ins")
        one.element.addnext(second)
        self.made.append(("SPLIT", one.text, f"{one.text[:cut]}\n{one.text[cut:]}"))

    def _cuts(self, one: Para) -> list[int]:
        at, cuts = 0, []
        for sentence in split_sentences(one.text)[:-1]:
            at += len(sentence)
            inside = any(span.start < at < span.end for span in one.spans)
            if not inside and at >= 10 and len(one.text) - at >= 10 and not one.text[at].isspace():
                cuts.append(at)
        return cuts

    def join(self, *, is_tracked: bool) -> None:
        """Two paragraphs in a row made one; the number of the second goes."""
        free = self.free(14)
        rows = [
            (one, two)
            for one, two in zip(self.paras, self.paras[1:], strict=False)
            if one in free
            and two in free
            and one.section == two.section
            and one.element.getnext() is two.element
        ]
        if not rows:
            return
        one, two = self.rng.choice(rows)
        one.is_touched = two.is_touched = True
        if is_tracked:
            self._strike_mark(one.element)
            runs(two.element, [(two.label, "del"), (two.text, "keep")], self)
        else:
            runs(one.element, [(one.label + one.text + two.text, "keep")], self)
            two.element.getparent().remove(two.element)
        self.made.append(("MERGED", f"{one.text}\n{two.text}", one.text + two.text))

    def rename(self, *, is_tracked: bool) -> None:
        """Another heading."""
        found = [
            p for p in self.root.iter(qn("w:p")) if style_of(p) == "Heading1" and "\u200b" not in text_of(p)
        ]
        done = {new for kind, _, new in self.made if kind == "HEADING"}
        element = self.rng.choice(found)
        whole = text_of(element)
        label, old = whole[: whole.index("、") + 1], whole[whole.index("、") + 1 :]
        if old in done or not old:
            return
        new = old[:2] + "及有关" + old[2:]
        runs(
            element,
            [(label + old[:2], "keep"), ("及有关", "ins" if is_tracked else "keep"), (old[2:], "keep")],
            self,
        )
        self.made.append(("HEADING", old, new))

    def _headings(self) -> list[Any]:
        """Headings of sections that nothing was done to."""
        found = [p for p in self.root.iter(qn("w:p")) if style_of(p) == "Heading1"]
        touched = {new for kind, _, new in self.made if kind == "HEADING"}
        touched |= {words for kind, *both in self.made if kind.startswith("SECTION") for words in both}
        return [p for p in found if words_of(p) and words_of(p) not in touched and "\u200b" not in text_of(p)]

    def divide(self, *, is_tracked: bool) -> None:
        """A heading put in before a paragraph that is not the first of its section: there it would be another heading."""
        inner = [two for one, two in pairwise(self.paras) if one.section == two.section]
        rows = [
            one
            for one in self.free()
            if one in inner and style_of(one.element.getprevious()) in {"BodyText", "Heading2"}
        ]
        found = self._headings()
        if not rows or not found:
            return
        one = self.rng.choice(rows)
        one.is_touched = True
        new, said = deepcopy(found[0]), f"关于{self.says(8)}的情况"
        runs(new, [(f"九、{said}", "ins" if is_tracked else "keep")], self)
        if is_tracked:
            self._mark(new, "ins")
        one.element.addprevious(new)
        self.made.append(("SECTION_ADDED", "", said))

    def unhead(self, *, is_tracked: bool) -> None:
        """A heading away, its text stays."""
        if len(found := self._headings()) < 3:
            return
        element = self.rng.choice(found[1:])
        whole, words = text_of(element), words_of(element)
        if is_tracked:
            self._strike_mark(element)
            runs(element, [(whole, "del")], self)
        else:
            element.getparent().remove(element)
        self.made.append(("SECTION_UNHEADED", words, ""))

    def swap(self, *, is_tracked: bool) -> None:  # noqa: ARG002  # as the others
        """A section with all that stands in it before the one that stood before it."""
        if len(found := self._headings()) < 4 or any(kind.startswith("SECTION") for kind, _, _ in self.made):
            return
        at = self.rng.randrange(1, len(found) - 1)
        first, second = self._block(found[at - 1]), self._block(found[at])
        if first[-1].getnext() is not second[0]:
            return
        short = min(first[0], second[0], key=self._length)
        for element in second:
            first[0].addprevious(element)
        self.made.append(("SECTION_MOVED", words_of(short), words_of(short)))

    def _length(self, heading: Any) -> int:
        """How long a section was when it was exported."""
        at = [one.heading for one in self.told.sections].index(words_of(heading))
        return sum(len(one.text) for one in self.paras if one.section == at)

    def _block(self, heading: Any) -> list[Any]:
        block = [heading]
        while (behind := block[-1].getnext()) is not None and style_of(behind) in {"BodyText", "Heading2"}:
            block.append(behind)
        return block

    def sign(self, *, is_tracked: bool) -> None:
        """Another day below."""
        found = [p for p in self.root.iter(qn("w:p")) if style_of(p) == "Signature"]
        if len(found) != 2 or any(kind == "SIGNED_ON" for kind, _, _ in self.made):
            return
        old = text_of(found[1])
        new = f"{old[:5]}11月30日"
        mode = ("del", "ins") if is_tracked else ("drop", "keep")
        runs(found[1], [(old, mode[0]), (new, mode[1])], self)
        self.made.append(("SIGNED_ON", old, new))

    def renumber(self, *, is_tracked: bool) -> None:  # noqa: ARG002  # as the others
        """Another style of number before a paragraph."""
        rows = [one for one in self.free(10) if one.label and one.label[0].isdecimal()]
        if not rows:
            return
        one = self.rng.choice(rows)
        one.is_touched = True
        runs(one.element, [(f"（{one.label[0]}）{one.text}", "keep")], self)
        self.made.append(("RESTYLED", one.text, one.text))

    def _exchange(self, one: Para, start: int, end: int, said: str, *, is_tracked: bool) -> None:
        gone, come = ("del", "ins") if is_tracked else ("drop", "keep")
        pieces = [(one.label + one.text[:start], "keep"), (one.text[start:end], gone), (said, come)]
        runs(one.element, [*pieces, (one.text[end:], "keep")], self)

    def _strike_mark(self, element: Any) -> None:
        self._mark(element, "del")

    def _mark(self, element: Any, kind: str) -> None:
        """The end of a paragraph put in, struck or moved."""
        properties = element.get_or_add_pPr()
        run = properties.find(qn("w:rPr"))
        if run is None:
            run = parse_xml(f"<w:rPr {nsdecls('w')}/>")
            properties.append(run)
        run.insert(0, parse_xml(f'<w:{kind} {nsdecls("w")} w:id="{self.next()}" {AUTHOR}/>'))

    def next(self) -> int:
        """A number for a mark."""
        self.number += 1
        return self.number

    # ---- noise ----

    def noise(self) -> None:
        """Cut runs, other looks and marks everywhere; no word changes."""
        for element in list(self.root.iter(qn("w:p"))):
            if self.rng.random() < 0.8:
                self._cut_runs(element)
            element.set(qn("w:rsidR"), f"00{self.rng.randrange(16**6):06X}")
            self._marks(element)
        if self.rng.random() < 0.5:
            styles = self.parts["word/styles.xml"].decode()
            for old, new in WPS_NAMES.items():
                styles = styles.replace(f'<w:name w:val="{old}"/>', f'<w:name w:val="{new}"/>')
            self.parts["word/styles.xml"] = styles.encode()

    def _cut_runs(self, element: Any) -> None:
        for run in list(element.iter(qn("w:r"))):
            texts = run.findall(qn("w:t"))
            if len(texts) != 1 or len(run) - (run.find(qn("w:rPr")) is not None) != 1:
                continue
            text = texts[0].text or ""
            cuts = (
                sorted({self.rng.randrange(len(text)) for _ in range(self.rng.randrange(4))} - {0})
                if text
                else []
            )
            for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
                piece = deepcopy(run)
                piece.find(qn("w:t")).text = text[start:end]
                piece.find(qn("w:t")).set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                self._look(piece)
                run.addprevious(piece)
            run.getparent().remove(run)

    def _look(self, run: Any) -> None:
        run.set(qn("w:rsidRPr"), f"00{self.rng.randrange(16**6):06X}")
        if self.rng.random() < 0.3:
            old = run.find(qn("w:rPr"))
            if old is not None:
                run.remove(old)
            run.insert(
                0,
                parse_xml(
                    f'<w:rPr {nsdecls("w")}><w:rFonts w:hint="eastAsia" w:ascii="Arial" w:eastAsia="宋体"/><w:b/>'
                    f'<w:color w:val="FF0000"/><w:sz w:val="{self.rng.choice((24, 28, 30))}"/>'
                    f'<w:rPrChange w:id="{self.next()}" {AUTHOR}><w:rPr/></w:rPrChange></w:rPr>'
                ),
            )

    def _marks(self, element: Any) -> None:
        runs_ = list(element.iterchildren(qn("w:r")))
        if runs_ and self.rng.random() < 0.3:
            run = self.rng.choice(runs_)
            name = self.next()
            for xml in (
                '<w:proofErr w:type="spellStart"/>',
                f'<w:bookmarkStart w:id="{name}" w:name="_GoBack{name}"/>',
            ):
                run.addprevious(parse_xml(xml.replace("/>", f" {nsdecls('w')}/>")))
            for xml in (f'<w:bookmarkEnd w:id="{name}"/>', '<w:proofErr w:type="spellEnd"/>'):
                run.addnext(parse_xml(xml.replace("/>", f" {nsdecls('w')}/>")))
        if runs_ and self.rng.random() < 0.2:
            run = self.rng.choice(runs_)
            tag = parse_xml(
                f'<w:smartTag {nsdecls("w")} w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="chsdate"/>'
            )
            run.addprevious(tag)
            tag.append(run)
        if self.rng.random() < 0.1:
            properties = element.get_or_add_pPr()
            if properties.find(qn("w:pPrChange")) is None:
                properties.append(
                    parse_xml(
                        f'<w:pPrChange {nsdecls("w")} w:id="{self.next()}" {AUTHOR}><w:pPr/></w:pPrChange>'
                    )
                )


EDITS = (
    "reword",
    "reword",
    "reword",
    "retype",
    "strike",
    "add",
    "move",
    "split",
    "join",
    "rename",
    "sign",
    "renumber",
    "divide",
    "unhead",
    "swap",
)


def edit(data: bytes, told: Wording, seed: int, *, edits: int | None = None) -> Edited:
    """A file with some edits, by plain typing or tracked, and noise around them."""
    rng = Random(seed)
    file = Edited.of(data, told, rng)
    for _ in range(rng.randrange(1, 9) if edits is None else edits):
        getattr(file, rng.choice(EDITS))(is_tracked=rng.random() < 0.5)
    file.noise()
    return file


def style_of(element: Any) -> str:
    """The style of a paragraph."""
    found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if found is None else found.get(qn("w:val"))


def words_of(heading: Any) -> str:
    """A heading without its number; empty for one without a number."""
    return text_of(heading).partition("、")[2]


def text_of(element: Any) -> str:
    """Its words."""
    return "".join(one.text or "" for one in element.iter(qn("w:t")))


def runs(element: Any, pieces: list[tuple[str, str]], file: Edited) -> None:
    """New runs in place of those of a paragraph: kept, put in, struck or moved; what is dropped is gone."""
    for one in list(element):
        if one.tag != qn("w:pPr"):
            element.remove(one)
    for text, mode in pieces:
        if not text or mode == "drop":
            continue
        tag = "delText" if mode == "del" else "t"
        run = parse_xml(f'<w:r {nsdecls("w")}><w:{tag} xml:space="preserve"></w:{tag}></w:r>')
        run[0].text = text
        if mode != "keep":
            wrapper = parse_xml(f'<w:{mode} {nsdecls("w")} w:id="{file.next()}" {AUTHOR}/>')
            wrapper.append(run)
            run = wrapper
        element.append(run)

"""A unit's own Word template made ready to be written in: emptied, its styles saying in full how each place looks.

Line heights become exact ones and the document grid goes, so that Word, LibreOffice and the PDF set the same lines. Headers,
footers and whatever else the template brings stay as they are.
"""

from copy import deepcopy
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
import docx.document
from docx.enum.text import WD_LINE_SPACING, WD_PARAGRAPH_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.styles import CT_Style
from docx.shared import Pt
from docx.styles.style import ParagraphStyle

from documents.content import Role
from documents.fonts import CHOICES
from documents.house_style import LABELS, HouseStyle, Place, TextStyle

from .lines import NEVER_FIRST, NEVER_LAST
from .page import DENSE_PITCH_PT, DENSE_PT, TABLE_PITCH_PT, TABLE_PT

# What the writer calls its styles, where the template shows them.
PLACES = {
    "Title": Place.TITLE,
    "Heading1": Place.HEADING1,
    "Heading2": Place.HEADING2,
    "Heading3": Place.HEADING3,
    "BodyText": Place.BODY,
    "Salutation": Place.RECIPIENT,
    "Signature": Place.SIGNATURE,
}
_OUTLINES = {Place.HEADING1: "0", Place.HEADING2: "1", Place.HEADING3: "2"}
_ALIGNMENTS = {
    "both": WD_PARAGRAPH_ALIGNMENT.JUSTIFY,
    "left": WD_PARAGRAPH_ALIGNMENT.LEFT,
    "center": WD_PARAGRAPH_ALIGNMENT.CENTER,
    "right": WD_PARAGRAPH_ALIGNMENT.RIGHT,
}
# As in our own template: see the note on overflowPunct there.
_ASIAN = {
    "widowControl": "0",
    "kinsoku": "1",
    "overflowPunct": "1",
    "autoSpaceDE": "0",
    "autoSpaceDN": "0",
    "snapToGrid": "0",
}
# The order of what a paragraph's properties hold.
_ORDER = tuple(
    f"w:{tag}"
    for tag in """
    pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
    suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd
    snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
    textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange
    """.split()
)
_PREFIX = "House"
_LABELS = {
    "Normal": "报告顶格正文",
    "Heading2": "报告二级标题",
    "Heading3": "报告三级标题",
    "Salutation": "报告主送机关",
    "Signature": "报告落款",
    "AnnexNote": "附件说明",
    "AnnexLabel": "附件标识",
    "AnnexTitle": "附件标题",
    "TableText": "表格文字",
    "TableHead": "表格标题",
    "DenseText": "表格小字",
    "DenseHead": "表格小标题",
    "TableGap": "表格后",
}
# A page does not end with these.
_KEPT = ("Title", "Heading1", "Heading2", "Heading3", "AnnexLabel", "AnnexTitle")
# Those of our own template that the writer's tables and runs ask for.
_OWN = ("Ledger", "Hei", "Kai", "Fang", "Song", "TitleFace")


def opened(house: HouseStyle, own: bytes) -> tuple[docx.document.Document, dict[str, str]]:
    """The template without its words, and the id of the style for each that the writer names; `own` is our template."""
    word = docx.Document(BytesIO(house.docx))
    _empty(word)
    _settle(word.settings.element)
    _drop_own_properties(word)
    return word, _Styles(word, house).written(docx.Document(BytesIO(own)))


def _empty(word: docx.document.Document) -> None:
    """Take everything out of the body but the last section, which keeps heads and feet that it had from an earlier one."""
    body, last = word.element.body, word.element.body.sectPr
    references = [qn("w:headerReference"), qn("w:footerReference")]
    had = {(one.tag, one.get(qn("w:type"))) for one in last if one.tag in references}
    for section in reversed([*body.iter(qn("w:sectPr"))]):
        for one in [one for one in section if one.tag in references and section is not last]:
            if (one.tag, one.get(qn("w:type"))) not in had:
                had.add((one.tag, one.get(qn("w:type"))))
                last.insert(0, deepcopy(one))
    for child in [child for child in body if child is not last]:
        body.remove(child)
    for tag in ("w:docGrid", "w:cols", "w:type", "w:lnNumType"):
        for one in last.findall(qn(tag)):
            last.remove(one)


def _drop_own_properties(word: docx.document.Document) -> None:
    """A file of ours has properties of its own, by which it is known when it comes back."""
    relationships = word.part.package.rels
    for name in [name for name, one in relationships.items() if one.reltype.endswith("/custom-properties")]:
        del relationships[name]


def _settle(settings: Any) -> None:
    """Lines end as in our own template; marks keep their width, and nothing waits to be tracked or protected."""
    for tag in (
        "characterSpacingControl",
        "noLineBreaksAfter",
        "noLineBreaksBefore",
        "trackRevisions",
        "documentProtection",
    ):
        for one in settings.findall(qn(f"w:{tag}")):
            settings.remove(one)
    there = [
        n for n, one in enumerate(settings) if isinstance(one.tag, str) and one.tag.split("}")[1] in _BEFORE
    ]
    place = max(there, default=-1) + 1
    for number, (tag, values) in enumerate(
        (
            ("characterSpacingControl", {"val": "doNotCompress"}),
            ("noLineBreaksAfter", {"lang": "zh-CN", "val": "".join(sorted(NEVER_LAST))}),
            ("noLineBreaksBefore", {"lang": "zh-CN", "val": "".join(sorted(NEVER_FIRST))}),
        )
    ):
        one = OxmlElement(f"w:{tag}")
        for name, value in values.items():
            one.set(qn(f"w:{name}"), value)
        settings.insert(place + number, one)


# What may stand before these in the settings, as far as templates have it.
_BEFORE = frozenset(
    """
    writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries displayBackgroundShape
    printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts
    saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader
    bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState
    formsDesign attachedTemplate linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge
    revisionView trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride
    styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone
    doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders
    bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing
    drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery
    doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin doNotShadeFormData
    noPunctuationKerning
    """.split()
)


class _Styles:
    """The styles of one template."""

    def __init__(self, word: docx.document.Document, house: HouseStyle) -> None:
        self.element = word.styles.element
        self.house = house
        self.taken: set[str] = set()
        self.stored = {one.styleId: one for one in self.element.findall(qn("w:style"))}

    def written(self, own: docx.document.Document) -> dict[str, str]:
        """The id for each name that the writer has."""
        ids = {name: self._place(place) for name, place in PLACES.items() if place in self.house.styles}
        body, line = self.house.body, self.house.body.pitch
        flush = replace(body, indent=0.0, before=0.0, after=0.0)
        song, black = (CHOICES[role].word_name for role in (Role.SONG, Role.HEI))
        hei = replace(flush, font=black, is_bold=False)
        cell = TextStyle("", "", song, Role.SONG.value, TABLE_PT, TABLE_PITCH_PT, "left")
        title = replace(self.house.of(Place.TITLE), before=line, after=line)
        made = {
            "Heading2": body,
            "Heading3": body,
            "Normal": flush,
            "Salutation": flush,
            "Signature": replace(flush, align="right"),
            "AnnexNote": replace(flush, align="left"),
            "AnnexLabel": hei,
            "AnnexTitle": title,
            "TableText": cell,
            "TableHead": replace(cell, font=black, align="center"),
            "DenseText": replace(cell, size=DENSE_PT, pitch=DENSE_PITCH_PT),
            "DenseHead": replace(cell, font=black, size=DENSE_PT, pitch=DENSE_PITCH_PT, align="center"),
            "TableGap": replace(flush, size=1.0, pitch=1.0),
        }
        for name, look in made.items():
            if name not in ids:
                # Tables ask for theirs by our own names.
                identifier = name if name.startswith(("Table", "Dense")) else _PREFIX + name
                ids[name] = self._new(identifier, _LABELS[name], look, "")
        ids["Heading4"] = ids["Heading3"]
        for name in _KEPT:
            ParagraphStyle(self.stored[ids[name]]).paragraph_format.keep_with_next = True
        label = self.stored[ids["AnnexLabel"]]
        ParagraphStyle(label).paragraph_format.page_break_before = True
        self._bring(own)
        return ids

    def _place(self, place: Place) -> str:
        """The template's own style, or one based on it where several places look otherwise in one style."""
        look = self.house.styles[place]
        stored = self.stored.get(look.style_id)
        is_default = stored is not None and stored.get(qn("w:default")) in ("1", "true")
        if stored is None or is_default or look.style_id in self.taken:
            name = f"{look.style}·{LABELS[place]}" if look.style else LABELS[place]
            identifier = self._new(f"{_PREFIX}{place.value}", name, look, look.style_id)
        else:
            identifier = look.style_id
            self._say(stored, look)
        self.taken.add(identifier)
        if place in _OUTLINES:
            properties = self.stored[identifier].get_or_add_pPr()
            for one in properties.findall(qn("w:outlineLvl")):
                properties.remove(one)
            self._put(properties, "outlineLvl", _OUTLINES[place])
        return identifier

    def _new(self, identifier: str, name: str, look: TextStyle, based_on: str) -> str:
        style: CT_Style = OxmlElement("w:style")
        style.set(qn("w:type"), "paragraph")
        style.set(qn("w:customStyle"), "1")
        style.set(qn("w:styleId"), identifier)
        for tag, value in (("name", name), ("basedOn", based_on), ("qFormat", "")):
            if value or tag == "qFormat":
                one = OxmlElement(f"w:{tag}")
                if value:
                    one.set(qn("w:val"), value)
                style.append(one)
        old = self.stored.get(identifier)
        if old is not None:
            self.element.remove(old)
        self.element.append(style)
        self.stored[identifier] = style
        self._say(style, look)
        return identifier

    def _say(self, style: CT_Style, look: TextStyle) -> None:
        """Write a look into a style in full."""
        properties = style.get_or_add_pPr()
        for tag in ("spacing", "ind", "jc", "numPr", "framePr", *_ASIAN):
            for one in properties.findall(qn(f"w:{tag}")):
                properties.remove(one)
        for tag, value in _ASIAN.items():
            self._put(properties, tag, value)
        layout = ParagraphStyle(style).paragraph_format
        layout.alignment = _ALIGNMENTS[look.align]
        layout.first_line_indent = Pt(look.indent)
        layout.left_indent, layout.right_indent = Pt(look.left), Pt(look.right)
        layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
        layout.line_spacing, layout.line_spacing_rule = Pt(look.pitch), WD_LINE_SPACING.EXACTLY
        type_ = ParagraphStyle(style).font
        type_.size, type_.bold = Pt(look.size), look.is_bold
        runs = style.get_or_add_rPr()
        for tag in ("rFonts", "spacing", "kern", "szCs", "lang"):
            for one in runs.findall(qn(f"w:{tag}")):
                runs.remove(one)
        fonts = runs._add_rFonts()
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), look.font)
        fonts.set(qn("w:hint"), "eastAsia")
        # As in our own template: lines end as in Chinese, numbers hold together.
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "zh-CN")
        runs.insert_element_before(language, "w:eastAsianLayout", "w:specVanish", "w:oMath")

    @staticmethod
    def _put(properties: Any, tag: str, value: str) -> None:
        """Put a switch in its place among the properties of a paragraph, whose order is fixed."""
        one = OxmlElement(f"w:{tag}")
        one.set(qn("w:val"), value)
        properties.insert_element_before(one, *_ORDER[_ORDER.index(f"w:{tag}") + 1 :])

    def _bring(self, own: docx.document.Document) -> None:
        """Add the styles of our own template that have nothing to do with the unit's."""
        for one in own.styles.element.findall(qn("w:style")):
            if one.styleId in _OWN:
                copy = deepcopy(one)
                for based in copy.findall(qn("w:basedOn")):
                    copy.remove(based)
                if copy.styleId in self.stored:
                    self.element.remove(self.stored[copy.styleId])
                self.element.append(copy)

"""From the parsed file to the report's own tree: every paragraph once, in the order of the file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from documents.numbering import NumberStyle, chinese_value, label_number
from reports.report.enums import Marker, Support
from reports.report.enums import SectionKind as Kind
from reports.report.tree import GAP, DraftParagraph, DraftSection, DraftSentence, split_sentences

from .schema import ParsedParagraph, ParsedReport, ParsedSection, Role

MAX_REPORT_TITLE, MAX_SALUTATION, MAX_SIGNER, MAX_SECTION_HEADING = 100, 60, 100, 200
_MARKERS = {
    NumberStyle.IS: Marker.ORDINAL,
    NumberStyle.CHINESE_PAREN: Marker.CHINESE,
    NumberStyle.ARABIC: Marker.ARABIC,
    NumberStyle.ARABIC_PAREN: Marker.PAREN,
    NumberStyle.ORDINAL: Marker.SEQUENCE,
}
# “第一，” and its like can be set in our style; “第一是”, “第一方面” would lose words.
_PLAIN_ORDINAL = re.compile(r"^第\s*[一二三四五六七八九十]+[，,、：:.．]?$")
_PARTED = {NumberStyle.CHINESE_SPACE.name, NumberStyle.MULTILEVEL.name, NumberStyle.PART.name}
_DATE = re.compile(r"^(\S{4})年(\S{1,3})月(\S{1,3})日$")
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class Arrangement:
    """A report ready to be stored; `notes` say what was not taken over as text."""

    title: str
    salutation: str
    signer: str
    signed_on: date | None
    sections: list[DraftSection]
    notes: tuple[str, ...] = ()


def arrange(parsed: ParsedReport, *, proposed_title: str) -> Arrangement:
    """Lay the file out as a report; `proposed_title` serves a file that has none."""
    titled = bool(parsed.title) and len(parsed.title) <= MAX_REPORT_TITLE
    opening = [one for one in parsed.opening if not (titled and one.role is Role.TITLE)]
    salutation, opening = _salutation(opening)
    signer, signed_on, closing = _signature(parsed.closing)
    drafts = [
        DraftSection(Kind.PREAMBLE, "", _paragraphs(opening)),
        *_sections(parsed.sections),
        DraftSection(Kind.CLOSING, "", _paragraphs(closing)),
    ]
    return Arrangement(
        title=parsed.title if titled else proposed_title,
        salutation=salutation,
        signer=signer,
        signed_on=signed_on,
        sections=[one for one in drafts if one.heading or one.paragraphs],
        notes=tuple(_notes(parsed)),
    )


def _salutation(opening: list[ParsedParagraph]) -> tuple[str, list[ParsedParagraph]]:
    """The salutation where it comes first and ends in a colon; anywhere else it is a paragraph like others."""
    visible = [one for one in opening if one.role is not Role.PAGE_FURNITURE]
    if visible and visible[0].role is Role.SALUTATION and visible[0].text[-1:] in "：:":
        bare = visible[0].text.rstrip("：: ")
        if bare and len(bare) <= MAX_SALUTATION:
            return bare, [one for one in opening if one is not visible[0]]
    return "", opening


def _signature(closing: Sequence[ParsedParagraph]) -> tuple[str, date | None, list[ParsedParagraph]]:
    """Signature and date where the file ends in exactly these two; otherwise all stays text."""
    visible = [one for one in closing if one.role is not Role.PAGE_FURNITURE]
    if [one.role for one in visible[-2:]] == [Role.SIGNATURE, Role.DATE]:
        signer, signed_on = visible[-2].typed.strip(), date_in(visible[-1].typed)
        others = [one.role for one in visible[:-2]]
        if signed_on and len(signer) <= MAX_SIGNER and Role.SIGNATURE not in others:
            return signer, signed_on, visible[:-2]
    return "", None, list(closing)


def date_in(text: str) -> date | None:
    """A whole date such as 2022年1月5日 or 二〇二二年一月五日; None for anything less."""
    match = _DATE.match(_BLANK.sub("", text).replace("○", "〇"))
    try:
        return date(*(chinese_value(part) for part in match.groups())) if match else None
    except (ValueError, KeyError):
        return None


def _sections(sections: Sequence[ParsedSection]) -> Iterator[DraftSection]:
    """Each section with its heading. One inside a section of the file keeps its heading as a numbered line."""
    inner_style = ""
    for section in sections:
        headings = [one for one in section.paragraphs if one.role is Role.HEADING]
        if not headings:
            # Made of lines that stood under headings of another kind.
            yield DraftSection(section.kind.value, section.heading, _paragraphs(section.paragraphs))
            continue
        own = headings[-1]
        if len(headings) > 1:
            inner_style = own.number_style
        elif own.number_style != inner_style:
            inner_style = ""
        yield from _section(section, headings, is_inner=bool(inner_style))


def _section(
    section: ParsedSection, headings: list[ParsedParagraph], *, is_inner: bool
) -> Iterator[DraftSection]:
    """`headings` ends in the section's own; those above it open sections of their own where it has no number."""
    leading = set(map(id, headings[:-1] if is_inner else headings))
    heading, body = "", list[ParsedParagraph]()
    for paragraph in section.paragraphs:
        if id(paragraph) in leading and len(paragraph.text) <= MAX_SECTION_HEADING:
            if heading or body:
                yield DraftSection(Kind.OTHER, heading, _paragraphs(body))
            heading, body = paragraph.text.strip(), []
        else:
            body.append(paragraph)
    yield DraftSection(section.kind.value, heading, _paragraphs(body))


def _paragraphs(paragraphs: Sequence[ParsedParagraph]) -> tuple[DraftParagraph, ...]:
    return tuple(_paragraph(one) for one in paragraphs if one.role is not Role.PAGE_FURNITURE and one.typed)


def _paragraph(paragraph: ParsedParagraph) -> DraftParagraph:
    marker, number = _marker(paragraph)
    text = paragraph.text if marker else paragraph.number + _gap(paragraph) + paragraph.text
    if paragraph.role is Role.TABLE:
        text = text.replace("\t", "　")
    return DraftParagraph("", tuple(map(_sentence, split_sentences(text))), marker, number)


def _gap(paragraph: ParsedParagraph) -> str:
    """The blank that parted a label without punctuation from the words."""
    return "　" if paragraph.number and (paragraph.automatic or paragraph.number_style in _PARTED) else ""


def _sentence(text: str) -> DraftSentence:
    return DraftSentence(text, Support.GAP if GAP.search(text) else Support.UNBACKED)


def _marker(paragraph: ParsedParagraph) -> tuple[str, int | None]:
    """The number in our own styles; a label that has no counterpart there stays part of the text."""
    if not paragraph.number or not paragraph.text:
        return Marker.NONE, None
    number = label_number(paragraph.number, fallback=0)
    marker = _MARKERS.get(number.style, Marker.NONE)
    if marker is Marker.SEQUENCE and not _PLAIN_ORDINAL.match(paragraph.number):
        return Marker.NONE, None
    return (marker, number.value) if 1 <= number.value <= 99 and marker else (Marker.NONE, None)


def _notes(parsed: ParsedReport) -> Iterator[str]:
    """What a person should know before saving, beyond the warnings of reading."""
    skipped = sum(one.role is Role.PAGE_FURNITURE for one in parsed.paragraphs)
    if skipped:
        yield f"跳过了 {skipped} 行页码或目录，它们不写进报告。"
    if len(parsed.title) > MAX_REPORT_TITLE:
        yield f"标题超过 {MAX_REPORT_TITLE} 字，作为正文第一段保留，请在报告里另拟标题。"
    if any(one.role is Role.TABLE for one in parsed.paragraphs):
        yield "表格逐行改为文字，各格之间空一字。"

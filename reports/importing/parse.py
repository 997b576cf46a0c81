"""The way in: bytes and a file name → `ParsedReport`."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.refusals import Refused
from documents.reading.files import SourceDocument, SourceParagraph, suffix_of
from documents.reading.mending import AWAY, Mending, mended, numbered
from documents.reading.text import decode, read_text
from documents.reading.word import read_word
from reports.importing.frame import closing_roles, is_bare_title, is_furniture, opening_role, title_rows
from reports.importing.headings import meaning_of, year_of
from reports.importing.outline import Candidate, candidates_of, headings_of
from reports.importing.schema import (
    KIND_LABELS,
    ParsedParagraph,
    ParsedReport,
    ParsedSection,
    Role,
    SectionKind,
)

from .blocks import paragraph_of
from .mending import headings_said, regrouped, said_kind, with_learned
from .outline import kinds_of, parted, section_of, slices_of, split_slice, work_of, work_section

MAX_PARAGRAPHS = 50_000
# So much of a file tells its language.
SAMPLE = 20_000
_CHINESE = re.compile("[\u3400-\u9fff]")
_PARTY = re.compile("党(?:支部|员|委|总支|组织|建)|支部|支委|组织生活")
_LETTER = re.compile(r"[^\W\d_]")


def parse_report(
    data: bytes, name: str, mending: Mending | None = None, learned: Mapping[str, str] | None = None
) -> ParsedReport:
    """Reads an older annual report, .txt or .docx by the name's ending.

    `mending` is what a person makes of its paragraphs, by their place; `learned` says of headings in the branch's own
    words, by `heading_key`, which kind of section they head.

    Raises Refused (a Chinese message) for a file that is unreadable, foreign, or holds no
    section of a report: nothing is ever half-read.
    """
    if suffix_of(data, name) == ".docx":
        document = read_word(data, _is_plain_heading)
        texts = [text for one in document.paragraphs for text in one.text.split("\t" if one.is_row else "\n")]
    else:
        document = read_text(data, lambda line: meaning_of(line) is not None)
        texts = decode(data).splitlines()
    report = parse_document(document, mending, learned)
    return replace(report, source_lines=tuple(text for text in texts if text.strip()))


def _is_plain_heading(text: str) -> bool:
    meaning = meaning_of(text)
    return meaning is not None and meaning.is_plain


_HASHES = re.compile(r"(#{1,6})[ \t\u3000]*(?=\S)")
_STRESSED = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_CODE = re.compile(r"`([^`]{1,80})`")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,}|—{3,}|={3,}|─{3,})")


def without_markdown(paragraphs: Sequence[SourceParagraph]) -> tuple[SourceParagraph, ...]:
    """The paragraphs without the marks that text from a chat or an assistant carries: #, **, `, rules.

    A line of # is a heading of that level, the first of them at the very top the title.
    """
    found = []
    for source in paragraphs:
        text = source.text
        hashes = _HASHES.match(text)
        if hashes:
            is_title = not found and len(hashes[1]) == 1
            source = replace(
                source,
                style="title" if is_title else source.style,
                outline=None if is_title else len(hashes[1]),
            )
            text = text[hashes.end() :].rstrip("# ")
        text = _CODE.sub(r"\1", _STRESSED.sub(r"\2", text.removeprefix("> ")))
        if not _RULE.fullmatch(text):
            found.append(source if text == source.text else replace(source, text=text))
    return tuple(found)


def parse_document(
    document: SourceDocument, mending: Mending | None = None, learned: Mapping[str, str] | None = None
) -> ParsedReport:
    """The report in a document that has been read; raises Refused as above."""
    rows = without_markdown(numbered(document.paragraphs))
    paragraphs = with_learned(mended(rows, mending or {}), learned or {})
    _refuse_foreign(paragraphs)
    titled = title_rows(paragraphs)
    headings = headings_said(paragraphs, _headings(paragraphs, titled))
    if not headings and titled:
        titled = ()
        headings = headings_said(paragraphs, _headings(paragraphs, titled))
    if not headings or not _is_about_party(paragraphs, headings):
        named = "、".join(label for kind, label in KIND_LABELS.items() if kind != SectionKind.OTHER)
        raise Refused(
            f"没有认出年度报告的任何一个部分（{named}）。请检查是否选错了文件；"
            "如果是年度报告，请让每个部分的标题单独成行，例如“一、上年度整改情况”，再导入。"
        )
    if not titled and headings[0].row > 0 and is_bare_title(paragraphs[0]):
        titled = (0,)
    opening = _opening(paragraphs[: headings[0].row], titled)
    title = "".join(one.text for one in opening if one.role is Role.TITLE)
    last_row = headings[-1].row + 1
    roles = closing_roles(paragraphs[last_row:])
    end = len(paragraphs) - len(roles)
    closing = tuple(paragraph_of(one, role) for role, one in zip(roles, paragraphs[end:], strict=True))
    sections, warnings = _sections(paragraphs[:end], headings, _year(title, opening))
    warnings = [*document.warnings, *warnings, *_outer_tables(opening, closing)]
    return ParsedReport(
        title,
        opening,
        tuple(map(regrouped, sections)),
        closing,
        tuple(warnings),
        source_paragraphs=tuple(one.label + one.text for one in document.paragraphs),
        left_out={row: AWAY[one.kind] for row, one in (mending or {}).items() if one.kind in AWAY},
    )


def _headings(paragraphs: Sequence[SourceParagraph], titled: tuple[int, ...]) -> list[Candidate]:
    rows = [row for row, source in enumerate(paragraphs) if row not in titled and not is_furniture(source)]
    return headings_of(candidates_of(paragraphs, rows))


def _is_about_party(paragraphs: Sequence[SourceParagraph], headings: list[Candidate]) -> bool:
    """Whether a file that hardly shows a section of a report is one at all: contracts and novels
    have headings such as “困难” too, but never a branch or a Party member."""
    meanings = [one.meaning for one in headings if one.meaning]
    kinds = {kind for meaning in meanings for kind in meaning.kinds}
    if any(meaning.is_plain for meaning in meanings) and (
        len(kinds) > 1 or len(headings) - len(meanings) < 3
    ):
        return True
    return any(_PARTY.search(one.text) for one in paragraphs)


def _refuse_foreign(paragraphs: Sequence[SourceParagraph]) -> None:
    text = "".join(one.text for one in paragraphs)
    if len(paragraphs) > MAX_PARAGRAPHS:
        raise Refused(f"文件太长：超过 {MAX_PARAGRAPHS} 段，不像一份年度报告，请检查是否选错了文件。")
    if not text:
        raise Refused("文件里没有文字，没有可以导入的内容，请检查是否选错了文件。")
    sample = text[:SAMPLE]
    if len(_CHINESE.findall(sample)) * 3 < len(_LETTER.findall(sample)):
        raise Refused("这个文件的内容大多不是中文，不像党支部的年度报告，请检查是否选错了文件。")


def _opening(paragraphs: Sequence[SourceParagraph], titled: tuple[int, ...]) -> tuple[ParsedParagraph, ...]:
    result = []
    after_title = bool(titled)
    for row, source in enumerate(paragraphs):
        role = Role.TITLE if row in titled else opening_role(source, after_title)
        after_title = after_title and role is not Role.BODY
        result.append(paragraph_of(source, role))
    return tuple(result)


def _year(title: str, opening: tuple[ParsedParagraph, ...]) -> int:
    """The year that the report is about, as far as its title or preamble says (else 0)."""
    texts = [title, *(one.text for one in opening if one.role in (Role.SUBTITLE, Role.BODY))]
    return next((year for text in texts if (year := year_of(text))), 0)


def _sections(
    paragraphs: Sequence[SourceParagraph], headings: list[Candidate], year: int
) -> tuple[tuple[ParsedSection, ...], list[str]]:
    named = Counter(kind for one in headings if one.meaning for kind in one.meaning.kinds)
    slices = []
    for whole in slices_of(paragraphs, headings):
        own = Counter(whole.heading.meaning.kinds if whole.heading.meaning else ())
        slices += split_slice(whole, (named - own).keys())
    sections: list[ParsedSection] = []
    warnings: list[str] = []
    kinds = [
        said_kind(one.heading.source.forced) or kind
        for one, kind in zip(slices, kinds_of(slices, year), strict=True)
    ]
    if areas := work_of(kinds):
        section, warnings = work_section(slices[:areas])
        sections.append(section)
    for part, kind in zip(slices[areas:], kinds[areas:], strict=True):
        section, found = section_of(part, kind)
        parts = parted(section)
        if len(parts) > 1:
            found = [f"“{section.heading}”部分的问题、原因、措施写在一起，已按先后分开，请核对。"]
        sections += parts
        warnings += found
    for kind in SectionKind:
        same = [f"“{one.heading}”" for one in sections if one.kind is kind]
        if len(same) > 1 and kind is not SectionKind.OTHER:
            label = KIND_LABELS[kind]
            warnings.append(f"{'、'.join(same)}都认作“{label}”，请核对是否应当分属不同部分。")
    return tuple(sections), warnings


def _outer_tables(opening: tuple[ParsedParagraph, ...], closing: tuple[ParsedParagraph, ...]) -> list[str]:
    parts = (("开头", opening), ("结尾", closing))
    return [
        f"报告{where}有表格（{count} 行），表格内容没有作为条目导入。"
        for where, paragraphs in parts
        if (count := sum(one.role is Role.TABLE for one in paragraphs))
    ]

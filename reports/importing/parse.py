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

from .blocks import number_of, paragraph_of
from .mending import headings_said, regrouped, said_kind, with_learned
from .outline import kinds_of, parted, section_of, slices_of, split_slice, work_of, work_section
from .running import sections_in_words, told_apart

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
    _refuse_other_papers(paragraphs, titled)
    headings = headings_said(paragraphs, _headings(paragraphs, titled))
    begin = headings[0].row if headings else titled[-1] + 1 if titled else 0
    running = () if headings else told_apart(paragraphs[begin:])
    if len(running) < 2 and not headings and titled:
        titled = ()
        headings = headings_said(paragraphs, _headings(paragraphs, titled))
        begin = headings[0].row if headings else 0
    if not (headings or len(running) > 1) or not _is_about_party(paragraphs, headings):
        named = "、".join(label for kind, label in KIND_LABELS.items() if kind != SectionKind.OTHER)
        raise Refused(
            f"没有认出年度报告的任何一个部分（{named}）。请检查是否选错了文件；"
            "如果是年度报告，请让每个部分的标题单独成行，例如“一、上年度整改情况”，再导入。"
        )
    if not titled and begin > 0 and is_bare_title(paragraphs[0]):
        titled = (0,)
    opening = _opening(paragraphs[:begin], titled)
    title = "".join(one.text for one in opening if one.role is Role.TITLE)
    last_row = headings[-1].row + 1 if headings else begin
    roles = closing_roles(paragraphs[last_row:])
    end = len(paragraphs) - len(roles)
    closing = tuple(paragraph_of(one, role) for role, one in zip(roles, paragraphs[end:], strict=True))
    if headings:
        sections, warnings = _sections(paragraphs[:end], headings, _year(title, opening))
    else:
        sections, warnings = sections_in_words(told_apart(paragraphs[begin:end]))
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


# Papers of a branch with headings such as 工作目标 and 措施 that are no report, unless they call themselves one …
_OTHER_PAPER = re.compile(
    r"(?:计划|要点|方案|安排|通知|办法|细则|制度|规定|须知|请示|批复|公告|倡议书|承诺书|责任书|会议记录)"
    r"(?:[（(][^（）()]{1,12}[）)])?$"
)
_REPORT_WORD = re.compile("报告|总结|汇报|述职|对照检查|检视剖析")
# … and what tells how a report is written.
_HOW_TO = re.compile(
    r"^(?:如何|怎样|怎么)|(?:写作|撰写|起草)(?:要求|要点|方法|说明|注意)"
    r"|(?:模板|范文|范本|写法|技巧|指南|流程)(?:[（(][^（）()]{1,12}[）)])?$"
)
_OF_A_BRANCH = re.compile(r"党|支部|关于|20\d\d年")


def _refuse_other_papers(paragraphs: Sequence[SourceParagraph], titled: Sequence[int]) -> None:
    title = "".join(paragraphs[row].text for row in titled) or next(
        (
            one.text
            for one in paragraphs[:3]
            if len(one.text) <= 50 and not number_of(one) and _OF_A_BRANCH.search(one.text)
        ),
        "",
    )
    if _HOW_TO.search(title) or (_OTHER_PAPER.search(title) and not _REPORT_WORD.search(title)):
        raise Refused(
            f"标题是“{title[:40]}”，不像年度报告，没有导入。请检查是否选错了文件；"
            "如果确实是年度报告，请把标题改成“……工作报告”再导入。"
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


_TOLD_LATER = frozenset({SectionKind.PROBLEMS, SectionKind.CAUSES, SectionKind.MEASURES})


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
    areas = work_of(kinds)
    only_work = not _TOLD_LATER & set(kinds)
    for part, kind in zip(slices, kinds, strict=True):
        if part in slices[areas]:
            if part is slices[areas][0]:
                section, found = work_section(slices[areas])
                sections.append(section)
                warnings += found
            continue
        if kind is SectionKind.WORK and only_work and len(running := told_apart(part.body)) > 1:
            # 一、工作情况, and everything else in the paragraphs below it.
            part = replace(part, body=tuple(running[0][1]))
            later, told = sections_in_words(running[1:])
        else:
            later, told = (), []
        section, found = section_of(part, kind)
        parts = parted(section)
        if len(parts) > 1:
            found = [f"“{section.heading}”部分的问题、原因、措施写在一起，已按先后分开，请核对。"]
        sections += [*parts, *later]
        warnings += [*found, *told]
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

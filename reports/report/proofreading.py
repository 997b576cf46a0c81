"""Proof-reading of a stored report: its lines, and what its branch's records know."""

from collections.abc import Iterable, Iterator
from datetime import date

from branch.members.models import Member, Post
from branch.standard_terms.models import StandardTerm
from documents.content import numeral
from documents.proofreading.check import proofread
from documents.proofreading.text import Known, Line, Remark
from reports.campaigns.figures import FIGURES, figure
from reports.campaigns.tagged import Tagged
from reports.facts import FactBook
from reports.report.assembling import content_of
from reports.report.document import AnnualContent
from reports.report.models import AnnualReport
from reports.year_records import YearRecords

# Facts that texts give as a count right behind the word: 党员大会4次. Others have more than one meaning.
_COUNTED = ("党员大会", "支委会", "党小组会", "主题党日", "党课", "组织生活会", "集中学习")


def lines_of(content: AnnualContent) -> list[Line]:
    """A heading or a paragraph each, as printed; `key` is (section, paragraph) by position, None for a heading."""
    lines, number = [], 0
    for position, section in enumerate(content.sections):
        heading = section.heading
        if heading:
            number += 1
            heading = numeral(number, 1) + heading
            lines.append(Line(heading, heading, is_heading=True, kind=str(position)))
        lines += [
            Line(paragraph.label + paragraph.text.strip(), heading, key=(position, place))
            for place, paragraph in enumerate(section.paragraphs)
        ]
    return lines


def known_of(report: AnnualReport, book: FactBook, on: date) -> Known:
    """What the branch's records say of a report's year. A handful of queries."""
    held = Post.objects.held_on(min(on, date(report.year, 12, 31))).filter(branch=report.branch)
    figures = dict(_figures(report, book))
    return Known(
        year=report.year,
        figures={noun: ("次", text) for noun, text in figures.items() if text.isdigit() and text != "0"},
        names=frozenset(Member.objects.filter(branch=report.branch).values_list("name", flat=True)),
        posts=held.names_by_title(),
        last_year=_last_year(report, on),
        unlinked=list(_unlinked(book.records)),
        terms=dict(StandardTerm.objects.of_branch(report.branch).values_list("wrong", "right")),
        lengths={str(n): (one.fewest, one.most) for n, one in enumerate(report.sections.all()) if one.most},
        parts={tagged.campaign.name: set(_counted_in(tagged)) for tagged in book.records.tagged},
    )


def _figures(report: AnnualReport, book: FactBook) -> Iterator[tuple[str, str]]:
    """What a count of the text is compared with: the year's, in the 总结 of a study campaign those of the campaign."""
    whole = next((one for one in book.records.tagged if report.campaign_id == one.campaign.pk), None)
    for noun in _COUNTED:
        name = f"{noun}次数"
        if whole:
            if name in FIGURES:
                yield noun, figure(whole, name).text
        elif value := book.value(name):
            yield noun, value.text


def _counted_in(tagged: Tagged) -> Iterator[str]:
    for noun in _COUNTED:
        if (name := f"{noun}次数") in FIGURES:
            yield f"{noun}{figure(tagged, name).text}次"


def _last_year(report: AnnualReport, on: date) -> list[str]:
    rows = AnnualReport.objects.like(report, report.year - 1).with_tree()
    before = rows.first()
    if before is None:
        return []
    if before.is_frozen:
        content = content_of(before, on=on)
        return [paragraph.text for section in content.sections for paragraph in section.paragraphs]
    return [p.text for s in before.sections.all() for p in s.paragraphs.all() if not p.is_left_out]


def _unlinked(records: YearRecords) -> Iterable[str]:
    caused = {problem.pk for cause in records.causes for problem in cause.problems.all()}
    answered = {problem.pk for measure in records.measures for problem in measure.problems.all()}
    answered |= {item.problem_id for item in records.items}
    for problem in records.main_problems:
        if problem.pk not in caused:
            yield f"主要问题“{problem.title}”还没有分析原因"
        if problem.pk not in answered:
            yield f"主要问题“{problem.title}”还没有对应的措施"
    for cause in records.causes:
        if not cause.problems.all():
            yield f"原因“{cause.title}”没有指明针对哪个问题"


def remarks_on(
    report: AnnualReport, content: AnnualContent, book: FactBook, on: date
) -> list[tuple[Line, Remark]]:
    """The remarks on a report as it stands, each with its line; those a person has set aside are left out."""
    lines = lines_of(content)
    set_aside = {(one.topic, one.text) for one in report.set_aside.all()}
    return [
        (lines[remark.line], remark)
        for remark in proofread(lines, known_of(report, book, on))
        if (remark.topic, remark.text) not in set_aside
    ]

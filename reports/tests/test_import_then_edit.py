"""An imported report is edited like any other: numbers of nested items stay right."""

from datetime import date

from reports.report import services
from reports.report.document import marker_label
from reports.report.models import Paragraph
from reports.tests.test_import_records import imported

NESTED = """一、存在的主要问题
（一）学习方面。
1、计划性差。
2、讨论不深。
（二）作风方面。
1、下现场少。
2、办事拖沓。
"""


def numbers(section) -> list[str]:
    """The numbers as printed."""
    kept = section.paragraphs.filter(is_left_out=False)
    return [marker_label(paragraph.marker, paragraph.number) for paragraph in kept]


def test_numbers_inner_items_anew_below_each_outer_one(cast):
    section = imported(cast.branch, NESTED).sections.get()
    assert numbers(section) == ["（一）", "1.", "2.", "（二）", "1.", "2."]
    first = Paragraph.objects.filter(section=section, marker="ARABIC").first()
    services.leave_out_paragraph(paragraph=first, by=cast.secretary)
    assert numbers(section) == ["（一）", "1.", "（二）", "1.", "2."]
    first.refresh_from_db()
    services.bring_back_paragraph(paragraph=first, by=cast.secretary)
    assert numbers(section) == ["（一）", "1.", "2.", "（二）", "1.", "2."]


def test_may_be_changed(cast):
    report = imported(cast.branch, NESTED)
    paragraph = Paragraph.objects.filter(section__report=report).first()
    services.save_paragraph(
        paragraph=paragraph,
        text="学习方面存在不足。",
        lock_version=paragraph.lock_version,
        by=cast.secretary,
        on=date(2026, 1, 10),
    )
    assert paragraph.text == "学习方面存在不足。"

"""会议记录 and 纪要 on paper: the same words in both files, long records over pages, the red head, the lists of names."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from documents.content import NameList, Rosters
from documents.render import page
from documents.render.pdf import render_pdf
from documents.render.titles import name_lines
from documents.render.word import render_docx
from documents.tests.libreoffice import convert_to_pdf
from documents.tests.made_up import WORDS
from documents.tests.paper import drawn_lines, grid_rows, printed_pages
from meetings.documents.minutes import ItemMinutes, MeetingMinutes, record_document
from meetings.documents.minutes_summary import summary_document, summary_title
from meetings.meeting.fields import AGENDA, MEETING

LEFT = page.PORTRAIT.left * page.PT_PER_MM
TOP = page.PORTRAIT.top * page.PT_PER_MM
NAMES = ("王试", "李试二", "欧阳试三", "周四", "吴五", "郑试六", "冯七", "陈试八", "褚试九", "卫十")


def words(table, **known: str) -> dict[str, str]:
    """The words of a record by field, empty where none are given."""
    return dict.fromkeys((field.name for field in table), "") | known


MINUTES = MeetingMinutes(
    branch_name="青石滩水文站党支部",
    kinds=("支委会",),
    day=date(2025, 3, 7),
    words=words(
        MEETING,
        title="三月支委会",
        kinds="支委会",
        year="2025",
        starts_at="2025年3月7日 14:30—16:00",
        chair="王试",
        guests="上级党委组织部副部长 何试（到会指导工作）\n站长 刘某",
        minutes="\n".join(f"　　{text}" for text in WORDS * 12),
    ),
    figures=(("应到", 10), ("实到", 10), ("有表决权应到", 10), ("有表决权实到", 10)),
    attended=NAMES,
    items=(
        ItemMinutes(words(AGENDA, title="研究汛期值守", decision="".join(WORDS[:3]))),
        ItemMinutes(words(AGENDA, title="整编资料")),
    ),
)


def printed(pages) -> str:
    return "".join(line.text for one in pages for line in one.lines)


def written(content: bytes) -> list[str]:
    """The words of a DOCX, paragraph by paragraph."""
    body = docx.Document(BytesIO(content)).element.body
    texts = ("".join(node.text or "" for node in one.iter(qn("w:t"))) for one in body.iter(qn("w:p")))
    return [text for text in texts if text]


def squeezed(text: str) -> list[str]:
    """The characters, whatever order the places on the sheet give them."""
    return sorted("".join(text.split()))


def test_a_long_record_runs_over_pages_with_the_same_words():
    document = record_document(MINUTES)
    pdf = render_pdf(document)
    pages = printed_pages(pdf)
    texts = document.plain_paragraphs()
    assert len(pages) >= 3
    assert squeezed(printed(pages)) == squeezed("".join(texts))
    assert written(render_docx(document)) == texts
    # Where a page's end cuts the record, a line closes either part.
    for one, lines in zip(pages, drawn_lines(pdf), strict=True):
        assert lines[-1] > one.lines[-1].baseline
        assert lines[0] < one.lines[0].baseline or one is pages[0]
    # The signatures do not stand alone.
    assert len(pages[-1].lines) > 1
    assert "主持人签字" in printed(pages[-1:])


@pytest.mark.documents
def test_the_summary_holds_the_grid_under_its_red_head(tmp_path):
    document = replace(summary_document(MINUTES), created_on=date(2025, 3, 7))
    content = render_docx(document)
    pages = printed_pages(render_pdf(document))
    office = printed_pages(convert_to_pdf(content, tmp_path))
    texts = document.plain_paragraphs()
    assert written(content) == [texts[0], texts[1] + texts[2], *texts[3:]]
    for sheets in (pages, office):
        assert squeezed(printed(sheets)) == squeezed("".join(texts))
        title, line = sheets[0].lines[:2]
        # The upper edge of the 标志 is 35 mm under that of the block; a character reaches 0.88 em over its line.
        assert title.baseline - 0.88 * page.TITLE_PT - TOP == pytest.approx(35 * page.PT_PER_MM, abs=3)
        assert line.left - LEFT == pytest.approx(page.CHARACTER_PITCH_PT, abs=1)
        names = [one for sheet in sheets for one in sheet.lines if one.text.startswith(("出席", "郑试六"))]
        assert names[0].left - LEFT == pytest.approx(2 * page.CHARACTER_PITCH_PT, abs=1)
        assert names[1].left - LEFT == pytest.approx(5 * page.CHARACTER_PITCH_PT, abs=1)
        assert names[0].glyphs[3].left == pytest.approx(names[1].left, abs=1)
        for sheet in sheets:
            assert grid_rows(sheet, page.LINE_PITCH_PT) <= page.LINES_PER_PAGE
    colours = {str(run.font.color.rgb) for run in docx.Document(BytesIO(content)).paragraphs[0].runs}
    assert colours == {page.MASTHEAD_COLOUR}


def test_marks_what_is_not_recorded():
    texts = summary_document(MINUTES).plain_paragraphs()
    assert "在【待补充：地点】召开" in texts[3]
    assert "由王试主持，【待补充：记录人】记录" in texts[3]
    assert texts.count("决定：【待补充：决定】") == 1
    nothing = replace(MINUTES, items=(), attended=(), words=MINUTES.words | {"guests": ""})
    assert summary_document(nothing).plain_paragraphs()[4:] == ["【待补充：议定事项】"]


@pytest.mark.parametrize(
    ("kinds", "group", "title"),
    [
        (("支委会", "集中学习"), "", "委员会会议纪要"),
        (("支部党员大会",), "", "党员大会会议纪要"),
        (("党小组会",), "第一党小组", "第一党小组会议纪要"),
        (("主题党日",), "", "会议纪要"),
    ],
)
def test_names_who_met(kinds, group, title):
    assert summary_title(replace(MINUTES, kinds=kinds, words={"group": group})) == MINUTES.branch_name + title


def test_ends_a_line_between_names_and_spreads_short_ones():
    names = NameList("出席:", (*NAMES, "Li", "上级党委组织部 何某"))
    assert names.text.startswith("出席：王　试　李试二　欧阳试三　周　四")
    assert "".join(name_lines(names)) == names.text.removeprefix("出席：")
    lines = [line.rstrip("　") for line in name_lines(names)]
    assert lines == [
        "王　试　李试二　欧阳试三　周　四　吴　五",
        "郑试六　冯　七　陈试八　褚试九　卫　十　Li",
        "上级党委组织部 何某",
    ]
    assert list(name_lines(NameList("请假", ()))) == []
    assert list(Rosters((names,)).texts()) == [names.text]

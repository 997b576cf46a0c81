"""The PDF, measured: the grid, the places of things on the sheet, its typefaces, its tags."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from itertools import pairwise
from statistics import mean

import pikepdf
import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from PIL import ImageCms

from documents.content import Attachment, Contents, Document, Heading, Paragraph, Role, Signature
from documents.fonts import Face, MissingGlyphError, typeface
from documents.render import page
from documents.render.lines import Measure
from documents.render.pdf import render_pdf
from documents.render.setting import Setting

from .made_up import RARE_NAMES, SIGNED_ROW_MM, headings_of, long_document, short_document, signed_list
from .paper import PrintedLine, PrintedPage, full_line_lengths, grid_rows, printed_pages, rows_filled

LEFT = page.PORTRAIT.left * page.PT_PER_MM
TOP = page.PORTRAIT.top * page.PT_PER_MM
RIGHT = LEFT + page.PORTRAIT.block_width_pt
BOTTOM = TOP + page.PORTRAIT.block_height_pt
CHARACTER = page.CHARACTER_PITCH_PT


def text_pages(pages: list[PrintedPage]) -> list[PrintedPage]:
    """The pages that hold nothing but lines of the report's text: no names, no table, no signature, no annex."""
    return pages[
        : next(
            number
            for number, one in enumerate(pages)
            if RARE_NAMES in "".join(line.text for line in one.lines)
        )
    ]


def line_with(pages: list[PrintedPage], text: str) -> PrintedLine:
    """The first line that holds these words."""
    return next(line for one in pages for line in one.lines if text in line.text)


def page_with(pages: list[PrintedPage], text: str) -> PrintedPage:
    """The last page with a line that is exactly these words."""
    return next(one for one in reversed(pages) if any(line.text == text for line in one.lines))


def test_runs_to_many_pages(pdf_pages):
    assert len(text_pages(pdf_pages)) >= 6


def test_sets_22_lines_on_every_full_page(pdf_pages, document):
    pages = pdf_pages[: len(text_pages(pdf_pages)) + 1]
    assert rows_filled(pages, page.LINE_PITCH_PT, headings_of(document)) == {22}


def test_sets_every_line_on_the_grid(pdf_pages):
    for one in text_pages(pdf_pages):
        for line in one.lines:
            row = (line.baseline - pdf_pages[1].lines[0].baseline) / page.LINE_PITCH_PT
            is_title = line.glyphs[0].size > 20
            assert abs(row - round(row)) * page.LINE_PITCH_PT < (3 if is_title else 0.1), line.text


def test_keeps_lines_inside_the_text_block(pdf_pages):
    for one in text_pages(pdf_pages):
        assert one.lines[0].baseline > TOP
        assert one.lines[-1].baseline < BOTTOM
        assert all(line.left > LEFT - 0.5 and line.right < RIGHT + 1.5 for line in one.lines)


def test_sets_28_characters_in_a_full_line(pdf_pages):
    lengths = full_line_lengths(text_pages(pdf_pages), LEFT, RIGHT)
    assert max(lengths) == 28
    assert lengths[28] > 0.8 * lengths.total()
    # 避头尾 moves one or two characters to the next line and spreads the rest.
    assert min(lengths) >= 26


def test_measuring_tells_a_line_of_27_characters(monkeypatch):
    loose = Measure(width=page.PORTRAIT.block_width_pt, tightest=0.0)
    monkeypatch.setattr(Setting, "flush", loose)
    flush = replace(short_document(), blocks=(Paragraph.of("水" * 200),) * 3)
    flush = replace(flush, blocks=tuple(replace(block, indent=False) for block in flush.blocks))
    assert set(full_line_lengths(printed_pages(render_pdf(flush)), LEFT, RIGHT)) == {27}


def test_measuring_tells_a_page_of_21_lines(monkeypatch, document):
    monkeypatch.setattr(page, "LINE_PITCH_PT", 30.0)
    pages = printed_pages(render_pdf(replace(document, attachments=())))
    assert {grid_rows(one, 30.0) for one in text_pages(pages)} == {21}


def test_begins_no_line_with_a_closing_mark(pdf_pages):
    lines = [line for one in text_pages(pdf_pages) for line in one.lines]
    assert not [line.text for line in lines if line.text[0] in "，。；：、！？”）》"]
    assert not [line.text for line in lines if line.text[-1] in "“（《"]


def test_indents_the_first_line_by_two_characters(pdf_pages):
    assert line_with(pdf_pages, "坚持按时施测").left == pytest.approx(LEFT + 2 * CHARACTER, abs=0.2)


def test_centres_the_title_with_one_blank_line_under_it(pdf_pages):
    title = [line for line in pdf_pages[0].lines if line.glyphs[0].size > 20]
    assert "".join(line.text for line in title) == long_document().title
    assert all((line.left + line.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.5) for line in title)
    recipient = line_with(pdf_pages, "全体党员：")
    assert round((recipient.baseline - title[-1].baseline) / page.LINE_PITCH_PT) == 2
    assert recipient.left == pytest.approx(LEFT, abs=0.2)


def test_numbers_odd_pages_right_and_even_pages_left(pdf_pages):
    for number, one in enumerate(pdf_pages, start=1):
        assert one.number is not None
        assert one.number.text == f"—{number}—"
        # Of a turned page, too: bound, its number stands where those of the other pages do.
        if number % 2:
            assert RIGHT - one.number.right == pytest.approx(page.PAGE_NUMBER_PT, abs=0.3)
        else:
            assert one.number.left - LEFT == pytest.approx(page.PAGE_NUMBER_PT, abs=0.3)
        assert one.number.baseline == pytest.approx(pdf_pages[0].number.baseline, abs=0.5)
        assert {glyph.size for glyph in one.number.glyphs} == {page.PAGE_NUMBER_PT}


def test_puts_the_dashes_7_mm_under_the_block(pdf_pages):
    face = typeface(Role.SONG).primary
    assert face is not None
    with TTFont(face.path) as font:
        pen = BoundsPen(font.getGlyphSet())
        font.getGlyphSet()[font.getBestCmap()[ord("—")]].draw(pen)
        above_baseline = (pen.bounds[1] + pen.bounds[3]) / 2 / font["head"].unitsPerEm * page.PAGE_NUMBER_PT
    for one in text_pages(pdf_pages):
        under = one.number.baseline - above_baseline - BOTTOM
        assert under / page.PT_PER_MM == pytest.approx(7, abs=0.5)


def test_ends_the_name_two_characters_in_and_the_date_below_it(pdf_pages):
    lines = [line for one in pdf_pages for line in one.lines]
    date_line = line_with(pdf_pages, "2026年1月5日")
    name = lines[lines.index(date_line) - 1]
    assert name.text == long_document().issuer
    assert RIGHT - name.right == pytest.approx(2 * CHARACTER, abs=0.5)
    assert date_line.left - name.left == pytest.approx(2 * CHARACTER, abs=0.5)
    assert round((date_line.baseline - name.baseline) / page.LINE_PITCH_PT) == 1


def test_moves_a_short_name_left_of_a_longer_date():
    short = replace(short_document(), attachments=(), signature=Signature("站支部", date(2026, 12, 25)))
    name, date_line = printed_pages(render_pdf(short))[0].lines[-2:]
    assert RIGHT - date_line.right == pytest.approx(2 * CHARACTER, abs=0.5)
    assert date_line.left - name.left == pytest.approx(2 * CHARACTER, abs=0.5)


def test_names_the_attachments_before_the_signature(pdf_pages):
    first, second = line_with(pdf_pages, "附件：1."), line_with(pdf_pages, "2.值守安排")
    assert first.left == pytest.approx(LEFT + 2 * CHARACTER, abs=0.2)
    assert second.left == pytest.approx(LEFT + 5 * CHARACTER, abs=0.2)


def test_aligns_the_second_line_of_an_attachment_name_with_its_first():
    long_name = replace(short_document(), attachments=(Attachment("附件", "断面" * 20, ()),))
    pages = printed_pages(render_pdf(long_name))
    first = line_with(pages, "附件：")
    second = pages[0].lines[pages[0].lines.index(first) + 1]
    assert second.left == pytest.approx(first.glyphs[3].left, abs=0.5)


def test_begins_an_attachment_on_a_new_page_with_its_title_on_the_third_line(pdf_pages):
    one = page_with(pdf_pages, "附件2")
    label, title, *_ = one.lines
    assert (label.text, title.text) == ("附件2", "值守安排")
    assert label.left == pytest.approx(LEFT, abs=0.2)
    assert label.baseline - TOP < page.LINE_PITCH_PT
    assert round((title.baseline - label.baseline) / page.LINE_PITCH_PT) == 2
    assert (title.left + title.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.5)


def test_turns_the_pages_of_a_wide_table_and_repeats_its_header(pdf_pages):
    turned = [one for one in pdf_pages if one.width > one.height]
    assert len(turned) > 1
    assert turned[0].lines[0].text == "附件1"
    assert all("存在问题" in "".join(line.text for line in one.lines) for one in turned)
    assert pdf_pages[-1].width < pdf_pages[-1].height


def test_turns_back_after_a_wide_table_in_the_text():
    table = replace(short_document().blocks[-1], landscape=True)
    blocks = (Paragraph.of("表前。"), table, Paragraph.of("表后。"))
    pages = printed_pages(render_pdf(replace(short_document(), blocks=blocks, attachments=())))
    assert [one.width > one.height for one in pages] == [False, True, False]
    assert pages[2].lines[0].text == "表后。"


def test_sets_each_part_in_its_own_typeface(pdf_pages):
    expected = {
        "党支部2025年度": Role.TITLE,
        "一、第3段": Role.HEI,
        "（一）水情": Role.KAI,
        "1.坚持按时施测": Role.KAI,
        "（1）资料整编": Role.FANG,
    }
    for text, role in expected.items():
        assert typeface(role).primary.name in line_with(pdf_pages, text).glyphs[0].font, text
    assert typeface(Role.SONG).primary.name in pdf_pages[0].number.glyphs[0].font


def ink(face: Face, text: str) -> tuple[float, float]:
    """Where a character's ink begins and ends over the line, in em."""
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        glyphs, pen = font.getGlyphSet(), BoundsPen(font.getGlyphSet())
        glyphs[font.getBestCmap()[ord(text)]].draw(pen)
        em = font["head"].unitsPerEm
        return pen.bounds[1] / em, pen.bounds[3] / em


def test_draws_rare_characters_in_line_with_their_neighbours(pdf_pages):
    line = line_with(pdf_pages, RARE_NAMES)
    rare = [glyph for glyph in line.glyphs if glyph.text in "喆堃玥䶮"]
    others = [glyph for glyph in line.glyphs if glyph.text in "张李刘四名同志参加"]
    assert len(rare) == 4
    assert all("Noto" in glyph.font for glyph in rare)
    assert {glyph.size for glyph in (*rare, *others)} == {page.BODY_PT}
    assert {round(glyph.baseline, 1) for glyph in others} == {round(line.baseline, 1)}

    def middle(glyphs, face):
        return mean(glyph.baseline - page.BODY_PT * sum(ink(face, glyph.text)) / 2 for glyph in glyphs)

    face = typeface(Role.FANG)
    # Set on the same line, they would stand more than a point higher.
    assert face.drop * page.BODY_PT > 1
    assert middle(rare, face.fallback) == pytest.approx(middle(others, face.primary), abs=0.5)
    row = (line.baseline - pdf_pages[1].lines[0].baseline) / page.LINE_PITCH_PT
    assert abs(row - round(row)) * page.LINE_PITCH_PT < 0.1


def test_embeds_every_typeface_cut_to_the_characters_used(pdf):
    with pikepdf.open(BytesIO(pdf)) as opened:
        fonts = [
            one
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"
        ]
        for font in (one for one in fonts if "/FontDescriptor" in one):
            descriptor = font.FontDescriptor
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys())
            assert str(descriptor.FontName)[7] == "+"
        assert all("/ToUnicode" in one for one in fonts if one.Subtype == "/Type0")
        names = {str(one.BaseFont)[8:] for one in fonts}
    assert all(any(typeface(role).primary.name in name for name in names) for role in Role)


def test_leaves_no_character_without_a_glyph(pdf_pages, document):
    printed = "".join(glyph.text for one in pdf_pages for line in one.lines for glyph in line.glyphs)
    assert "(cid:" not in printed
    assert {one for one in "".join(document.plain_paragraphs()) if one.strip()} <= set(printed)


def test_refuses_a_character_without_a_glyph():
    with pytest.raises(MissingGlyphError, match="没有字形"):
        render_pdf(replace(short_document(), blocks=(Paragraph.of("水\U0010fffd"),)))


def test_says_the_same_words_as_the_content():
    document = replace(short_document(), attachments=())
    printed = "".join(line.text for one in printed_pages(render_pdf(document)) for line in one.lines)
    assert printed == "".join(document.plain_paragraphs())


def test_is_a_tagged_pdf_a_3a_with_title_and_language(pdf, document):
    with pikepdf.open(BytesIO(pdf)) as opened:
        with opened.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["dc:title"] == document.title
            assert metadata["dc:creator"] == [document.issuer]
        root = opened.Root
        assert str(root.Lang) == "zh-CN"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(root.OutputIntents[0].S) == "/GTS_PDFA1"
        profile = ImageCms.ImageCmsProfile(
            BytesIO(root.OutputIntents[0].DestOutputProfile.read_bytes())
        ).profile
        assert (profile.xcolor_space.strip(), round(profile.version, 1)) == ("RGB", 4.2)
        assert profile.creation_date == datetime(2000, 1, 1)  # a profile knows no zone
        assert str(opened.docinfo.Title) == document.title
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root.keys())
        assert not opened.is_encrypted


def test_tags_headings_paragraphs_and_tables(pdf, document):
    with pikepdf.open(BytesIO(pdf)) as opened:
        elements = [
            str(one.S)
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem"
        ]
    headings = [block.level for block in document.blocks if isinstance(block, Heading)]
    assert elements.count("/H1") == 1
    assert elements.count("/H2") >= headings.count(1)
    assert elements.count("/H3") == headings.count(2)
    assert elements.count("/Table") >= 2
    assert {"/P", "/TH", "/TD", "/TR", "/THead"} <= set(elements)


def test_reads_a_paragraph_over_two_pages_as_one(pdf):
    with pikepdf.open(BytesIO(pdf)) as opened:
        paragraphs = [
            one
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/P" and len(one.K) > 1
        ]
        assert paragraphs
        for one in paragraphs:
            first, second = one.K
            assert second.Pg.StructParents == one.Pg.StructParents + 1
            rows = {int(key): value for key, value in pairs(opened.Root.StructTreeRoot.ParentTree.Nums)}
            assert rows[int(one.Pg.StructParents)][int(first)] == one
            assert rows[int(second.Pg.StructParents)][int(second.MCID)] == one


def pairs(array):
    return zip(array[::2], array[1::2], strict=True)


def test_leads_from_the_contents_and_the_outline_to_the_headings():
    headings = tuple(Heading(f"{number}、第{number}章", 1, on_new_page=True) for number in range(1, 5))
    blocks = (
        Contents(headings),
        *(block for one in headings for block in (one, Paragraph.of("全年无迟报。"))),
    )
    content = render_pdf(replace(short_document(), blocks=blocks, attachments=(), signature=None))
    with pikepdf.open(BytesIO(content)) as opened:
        links = opened.pages[0].Annots
        assert [one.Dest[0].StructParents for one in links] == [1, 2, 3, 4]
        rows = {int(key): value for key, value in pairs(opened.Root.StructTreeRoot.ParentTree.Nums)}
        assert {str(rows[int(one.StructParent)].S) for one in links} == {"/Link"}
        with opened.open_outline() as outline:
            (title,) = outline.root
            assert [one.title for one in title.children] == [one.text for one in headings]
    listed = [line.text for line in printed_pages(content)[0].lines if ".." in line.text]
    assert [text.partition(".")[0] + text[-1] for text in listed] == [
        f"{one.text}{number}" for number, one in enumerate(headings, start=2)
    ]


def test_gives_the_same_bytes_for_the_same_content():
    assert render_pdf(short_document()) == render_pdf(short_document())


def test_renders_for_several_people_at_once():
    with ThreadPoolExecutor(4) as pool:
        rendered = list(pool.map(render_pdf, [short_document()] * 4))
    assert set(rendered) == {render_pdf(short_document())}


def test_writes_no_line_into_the_log(caplog):
    with caplog.at_level(logging.INFO):
        render_pdf(short_document())
    assert caplog.messages == []


def test_takes_markup_for_words():
    document = Document(
        title="甲<b>与</b>乙",
        blocks=(Paragraph.of("<script>水</script>&amp;<img src=x>"),),
        issuer="站<支部>",
        created_on=date(2026, 1, 5),
    )
    printed = "".join(line.text for line in printed_pages(render_pdf(document))[0].lines)
    assert printed == "甲<b>与</b>乙<script>水</script>&amp;<imgsrc=x>"


def test_gives_rows_the_height_to_sign_in_and_repeats_the_header():
    def least_pitch(table):
        pages = printed_pages(render_pdf(replace(short_document(), blocks=(table,), attachments=())))
        rows = [[line for line in one.lines if "值守（" in line.text] for one in pages]
        headed = [any("次序" in line.text for line in one.lines) for one in pages]
        steps = [b.baseline - a.baseline for page in rows for a, b in pairwise(page)]
        return min(steps), headed[: sum(map(bool, rows))]

    pitch, headed = least_pitch(signed_list(30))
    assert pitch == pytest.approx(SIGNED_ROW_MM * page.PT_PER_MM, abs=1)
    # The last row goes along with the signature.
    assert headed == [True, True, True]
    natural, _ = least_pitch(replace(signed_list(30), row_height=0))
    assert natural < SIGNED_ROW_MM * page.PT_PER_MM / 1.5

"""Titles break between words, into the shapes 梯形 and 菱形."""

from itertools import pairwise

import pytest

from documents.render.titles import SHORT_LAST_LINE, WORDS, title_lines, title_words, width

LIMIT = 20

TITLES = [
    "远山公司机关党支部2025年度工作报告",
    "青石滩水文站党支部2025年度组织生活会支部工作报告",
    "关于召开2025年度组织生活会和开展民主评议党员的通知",
    "中共青石滩水利建设集团有限公司滨河项目部支部委员会2025年度组织生活会支部工作报告",
    "青石滩水利建设集团有限公司滨河大桥工程项目部党支部关于2025年度组织生活会整改情况的通报",
]


@pytest.mark.parametrize("title", TITLES)
def test_keeps_every_character_and_no_line_too_long(title):
    lines = title_lines(title, LIMIT)
    assert "".join(lines) == title
    assert all(width(line) <= LIMIT for line in lines)


@pytest.mark.parametrize("title", TITLES)
def test_never_breaks_inside_a_word(title):
    lines = title_lines(title, LIMIT)
    breaks = [sum(map(len, lines[:number])) for number in range(1, len(lines))]
    for word in WORDS:
        start = title.find(word)
        while start >= 0:
            inside = range(start + 1, start + len(word))
            whole = any(word != longer and word in longer and longer in title for longer in WORDS)
            assert whole or not set(breaks) & set(inside), (word, lines)
            start = title.find(word, start + 1)


@pytest.mark.parametrize("title", TITLES)
def test_has_a_shape_that_is_no_rectangle_and_no_hourglass(title):
    widths = [width(line) for line in title_lines(title, LIMIT)]
    assert all(one != other for one, other in pairwise(widths))
    if len(widths) == 3:
        assert not (widths[0] > widths[1] < widths[2])
    assert widths[-1] >= SHORT_LAST_LINE


def test_leaves_a_short_title_alone():
    assert title_lines("整改台账", LIMIT) == ("整改台账",)


def test_keeps_a_name_of_an_organisation_together():
    assert title_words("青石滩水利公司滨河项目部党支部2025年度工作总结") == [
        "青石滩水利公司",
        "滨河项目部党支部",
        "2025年度",
        "工作总结",
    ]


def test_begins_no_line_with_a_clinging_word_and_ends_none_with_an_opening_one():
    for title in TITLES:
        for line in title_lines(title, LIMIT)[1:]:
            assert line[0] not in "的之和与及"
        for line in title_lines(title, LIMIT)[:-1]:
            assert not line.endswith(("关于", "《", "（", "“"))


def test_cuts_a_single_endless_word_where_the_line_ends():
    assert [len(line) for line in title_lines("甲" * 45, LIMIT)] == [20, 20, 5]


def test_fills_the_lines_of_a_title_too_long_for_a_shape():
    title = "关于整改情况的通报和工作总结" * 12
    lines = title_lines(title, LIMIT)
    assert "".join(lines) == title
    assert len(lines) > 4
    assert all(width(line) <= LIMIT for line in lines)

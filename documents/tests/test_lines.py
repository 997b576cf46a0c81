"""Composing lines: 28 characters, no mark where it may not stand, every character kept."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.content import Role, Run
from documents.fonts import MissingGlyphError
from documents.render import page
from documents.render.lines import LOOSEST_PT, NEVER_FIRST, NEVER_LAST, Measure, compose, text_width

BODY = Measure(width=page.PORTRAIT.block_width_pt)
INDENTED = Measure(width=page.PORTRAIT.block_width_pt, indent=2 * page.CHARACTER_PITCH_PT)

texts = st.text(alphabet="水文站测流量值守、，。；：“”（）《》——……2025%abc /", min_size=1, max_size=200)


def lines_of(text: str, measure: Measure = BODY) -> list[str]:
    """The texts of the composed lines."""
    return [line.text for line in compose((Run(text),), measure)]


def test_sets_28_characters_in_a_full_line():
    assert [len(line) for line in lines_of("水" * 60)] == [28, 28, 4]


def test_sets_26_characters_after_the_indent():
    assert [len(line) for line in lines_of("水" * 60, INDENTED)] == [26, 28, 6]


def test_without_the_tighter_setting_a_line_holds_one_less():
    assert len(lines_of("水" * 60, Measure(width=BODY.width, tightest=0.0))[0]) == 27


def test_fills_the_measure_exactly():
    first, second, last = compose((Run("水" * 60),), INDENTED)
    full = 28 * page.BODY_PT + 27 * second.tracking
    indented = INDENTED.indent + 26 * page.BODY_PT + 25 * first.tracking
    assert (full, indented) == pytest.approx((BODY.width, BODY.width))
    assert last.tracking == pytest.approx(BODY.usual)


def test_moves_the_character_before_a_mark_down_with_it():
    assert [len(line) for line in lines_of("水" * 28 + "，" + "文" * 5)] == [27, 7]


def test_leaves_no_opening_mark_at_the_end():
    assert lines_of("水" * 27 + "“文" + "站" * 5)[1].startswith("“")


@pytest.mark.parametrize("pair", ["——", "……"])
def test_keeps_a_double_mark_whole(pair):
    assert all(pair in line or not set(pair) & set(line) for line in lines_of("水" * 27 + pair + "文" * 5))


def test_keeps_numbers_and_words_of_other_scripts_whole():
    assert lines_of("水" * 27 + "2025年")[1] == "2025年"
    assert lines_of("水" * 26 + "95.5%，好")[1] == "95.5%，好"


def test_counts_two_digits_as_one_character():
    assert len(lines_of("水" * 26 + "12" * 2 + "文" * 9)[0]) == 30


def test_cuts_a_word_longer_than_a_line():
    lines = lines_of("a" * 300)
    assert "".join(lines) == "a" * 300
    assert len(lines) > 2


def test_does_not_pull_a_line_apart_before_a_long_word():
    first = compose((Run("水文站" + "a" * 70),), BODY)[0]
    assert first.tracking <= LOOSEST_PT


def test_keeps_the_typefaces_of_runs():
    runs = (Run("一是。", Role.KAI), Run("水" * 40))
    assert [[(run.role, len(run.text)) for run in line.runs] for line in compose(runs, BODY)] == [
        [(Role.KAI, 3), (Role.FANG, 25)],
        [(Role.FANG, 15)],
    ]


def test_sets_a_rare_character_like_any_other():
    assert [len(line) for line in lines_of("喆堃玥䶮" * 10)] == [28, 12]


def test_names_a_character_no_typeface_has():
    with pytest.raises(MissingGlyphError, match=r"U\+10FFFD"):
        compose((Run("水\U0010fffd"),), BODY)


def test_composes_nothing_from_nothing():
    assert compose((), BODY) == []
    assert compose((Run(""),), BODY) == []


@given(texts)
def test_keeps_every_character_in_order(text):
    assert "".join(lines_of(text)) == Run(text).text


@given(texts)
def test_fits_every_line(text):
    for line in compose((Run(text),), BODY):
        shown = (Run(line.text.rstrip(" ")),)
        width = text_width(shown, Measure(width=BODY.width, usual=BODY.tightest))
        assert width <= BODY.width + 0.1


@given(texts)
def test_starts_and_ends_no_line_with_a_forbidden_mark(text):
    lines = lines_of(text)
    for before, after in pairwise(lines):
        forced = len(before) > 20 and all(
            one in NEVER_LAST or other in NEVER_FIRST or (one + other).isascii() or other == " "
            for one, other in zip(before, before[1:] + after[0], strict=True)
        )
        assert forced or (before[-1] not in NEVER_LAST and after[0] not in NEVER_FIRST)

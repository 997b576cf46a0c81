"""Days and spans in tables of others: what is certain is read, the rest is refused with what is missing."""

from datetime import date

import pytest

from core.refusals import Refused
from documents.reading.days import day_of, span_of

D = date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-07", D(2025, 3, 7)),
        ("2025年3月7日", D(2025, 3, 7)),
        ("2025.3.7", D(2025, 3, 7)),
        ("２０２５／３／７", D(2025, 3, 7)),
        ("20250307", D(2025, 3, 7)),
        ("2025-03-07 00:00", D(2025, 3, 7)),
        ("45723", D(2025, 3, 7)),
        ("3月7日", D(2024, 3, 7)),
        ("3.7", D(2024, 3, 7)),
    ],
)
def test_reads_a_day(text, day):
    assert day_of(text, year=2024) == day


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3月7日", "哪一年"),
        ("2025年3月", "哪一日"),
        ("2025", "不是日期"),
        ("2025-02-30", "不存在"),
        ("上旬", "不是日期"),
    ],
)
def test_asks_what_is_missing(text, words):
    with pytest.raises(Refused, match=words):
        day_of(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2025年3月3日至5日", (D(2025, 3, 3), D(2025, 3, 5))),
        ("2025.3.3-2025.3.5", None),
        ("2025.3.3—3.5", (D(2025, 3, 3), D(2025, 3, 5))),
        ("2025-03-03-2025-03-05", (D(2025, 3, 3), D(2025, 3, 5))),
        ("2025.3.3-3.5", (D(2025, 3, 3), D(2025, 3, 5))),
        ("3月30日到4月2日", (D(2025, 3, 30), D(2025, 4, 2))),
        ("2025年12月30日～2026年1月2日", (D(2025, 12, 30), D(2026, 1, 2))),
        ("2025-03-03", (D(2025, 3, 3), D(2025, 3, 3))),
        ("2025年3月3日", (D(2025, 3, 3), D(2025, 3, 3))),
    ],
)
def test_reads_a_span(text, days):
    assert span_of(text, year=2025) == (days or (D(2025, 3, 3), D(2025, 3, 5)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025-03-05至2025-03-03", "早于"),
        ("3月3日至5日", "哪一年"),
        ("2025-03-03至", "不是日期"),
        ("三天", "不是日期"),
    ],
)
def test_refuses_what_is_no_span(text, words):
    with pytest.raises(Refused, match=words):
        span_of(text)


@pytest.mark.parametrize(
    "typed", ["2026/3/7上午", "2026年3月7日（星期六）下午3点半", "2026-03-07 14:30", "2026.3.7 周六"]
)
def test_a_time_of_day_or_a_weekday_behind_a_day_is_no_other_day(typed):
    assert day_of(typed) == date(2026, 3, 7)

"""The order of rules, and the ids they may have."""

from datetime import date
from itertools import permutations

import pytest

from core.enums import RuleArea, Severity
from core.rules import ID_LENGTH, Rule, periods_around


def rule(rule_id: str, area: RuleArea = RuleArea.STUDY) -> Rule:
    return Rule(rule_id, "学", "学习", "本单位规定", area, Severity.USUAL, lambda situation: [])


def test_stands_by_area_then_by_number():
    ordered = [
        rule("Z9", RuleArea.MEETINGS),
        *map(rule, ("1", "02", "2", "10", "M", "M2", "M2a", "M2a3", "M10", "m1", "本单位-1", "本单位-12")),
        rule("A1", RuleArea.ORGANISATION),
    ]
    backwards = ordered[::-1]
    assert sorted(backwards, key=lambda one: one.place) == ordered
    # Any two are told apart, so the order does not hang on that of the declarations.
    assert all(one.place != other.place for one, other in permutations(ordered, 2))


@pytest.mark.parametrize("rule_id", ["", "M" * (ID_LENGTH + 1)])
def test_refuses_an_id_that_no_reason_could_be_stored_with(rule_id):
    with pytest.raises(ValueError, match="1 to 8 characters"):
        rule(rule_id)
    assert rule("M" * ID_LENGTH).id


@pytest.mark.parametrize(
    ("day", "keys"),
    [
        (date(2025, 1, 1), ["2025-01", "2025-Q1", "2025"]),
        (date(2025, 3, 31), ["2025-03", "2025-Q1", "2025"]),
        (date(2024, 12, 31), ["2024-12", "2024-Q4", "2024"]),
    ],
)
def test_knows_the_periods_of_a_day(day, keys):
    assert [period.key for period in periods_around(day)] == keys

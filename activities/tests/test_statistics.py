"""Every figure equals a naive recount, and names the rows it counted."""

import random

import pytest

from activities.kinds import registry
from activities.kinds.statistics import StatContext
from activities.tests.recount import RECOUNT, choosing, random_context, random_rows

DATA_SETS = 200


def test_every_figure_has_a_recount():
    declared = {(kind.code, one.key) for kind in registry.all_kinds() for one in kind.statistics}
    assert declared == set(RECOUNT)


@pytest.mark.parametrize("kind", registry.all_kinds(), ids=lambda kind: kind.code)
def test_equals_a_naive_recount_on_random_data(kind):
    for seed in range(DATA_SETS):
        chance = random.Random(f"{kind.code}-{seed}")
        rows, context = random_rows(kind, chance), random_context(chance)
        figures = registry.summarise(kind.code, rows, context)
        assert figures["count"].value == len(rows)
        for statistic in kind.statistics:
            expected = RECOUNT[kind.code, statistic.key](rows, context)
            assert figures[statistic.key].value == expected, (seed, statistic.key)


@pytest.mark.parametrize("kind", registry.all_kinds(), ids=lambda kind: kind.code)
def test_parts_equal_a_naive_recount(kind):
    splits = {
        one.key: field
        for one, field in ((one, _split_field(kind, one)) for one in kind.statistics)
        if field is not None
    }
    for seed in range(DATA_SETS):
        chance = random.Random(f"parts-{kind.code}-{seed}")
        rows = random_rows(kind, chance)
        figures = registry.summarise(kind.code, rows, random_context(chance))
        for key, field in splits.items():
            expected = [(shown, choosing(rows, field.name, code)) for code, shown in field.choices]
            assert list(figures[key].parts) == expected, (seed, key)


def _split_field(kind, statistic):
    """The choice field whose options a figure is split by, found by the labels of its parts."""
    parts = [label for label, _ in statistic.compute([], StatContext()).parts]
    fields = (one for one in kind.fields if parts and [label for _, label in one.choices] == parts)
    return next(fields, None)


def test_a_wrong_count_would_be_noticed():
    """Negative control: a figure that forgets one row differs from the recount on some data set."""
    kind = registry.get("service")
    seen = set()
    for seed in range(DATA_SETS):
        chance = random.Random(f"{kind.code}-{seed}")
        rows, context = random_rows(kind, chance), random_context(chance)
        wrong = registry.summarise(kind.code, rows[1:], context)["done"].value
        seen.add(wrong == RECOUNT["service", "done"](rows, context))
    assert seen == {True, False}


@pytest.mark.parametrize("kind", registry.all_kinds(), ids=lambda kind: kind.code)
def test_counts_only_rows_it_was_given(kind):
    chance = random.Random(kind.code)
    rows = random_rows(kind, chance)
    for value in registry.statistics_of(kind.code, rows, random_context(chance)):
        assert set(map(id, value.rows)) <= set(map(id, rows))
        assert value.label
        assert value.text


def test_the_problems_of_self_checks_are_the_rows_with_a_problem():
    rows = random_rows(registry.get("self_check"), random.Random(5))
    found = registry.summarise("self_check", rows, StatContext())["found"]
    assert found.value == len(found.rows)
    assert all(row.data["problem"] for row in found.rows)


def test_nothing_recorded_gives_no_average():
    figures = registry.summarise("relay", [], StatContext())
    assert figures["days"].value is None
    assert figures["days"].text == "—"


def test_the_span_follows_the_months_that_have_begun():
    spans = [StatContext(months_elapsed=months).span for months in (1, 5, 12)]
    assert spans == ["1月", "1至5月", "全年"]

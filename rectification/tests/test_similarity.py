"""How alike problems are worded, and what the checks page makes of it."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from rectification.problems import gaps
from rectification.problems.gaps import suggested_repeats
from reports.tests.old_reports import sample

from . import factory

SAME = [
    ("党员教育管理抓得不紧，存在差距", "在党员教育管理上还有薄弱环节"),
    ("理论学习不够系统", "理论学习的系统性有待加强"),
]
DIFFERENT = [
    ("廉政风险排查落实上存在差距", "支委职责落实上存在差距的问题"),
    ("理论学习不够系统", "到施工现场次数不够"),
    ("工作创新不足的问题", "党员教育不足的问题"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_finds_the_same_matter_in_other_words(first, second):
    assert gaps.likeness(first, second) >= gaps.LIKELY


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_stock_phrases_make_nothing_alike(first, second):
    assert gaps.likeness(first, second) < gaps.LIKELY


@given(st.text(max_size=60), st.text(max_size=60))
def test_is_symmetric_and_between_nought_and_one(first, second):
    score = gaps.likeness(first, second)
    assert score == pytest.approx(gaps.likeness(second, first))
    assert 0 <= score <= 1.000001


@given(st.text(alphabet="理论学习党员教育廉政监督", min_size=2, max_size=40))
def test_a_text_is_wholly_like_itself(text):
    assert gaps.likeness(text, text) == pytest.approx(1)


@pytest.mark.parametrize("text", ["", "问题", "。，", "1234", "a"])
def test_text_that_says_nothing_is_like_nothing(text):
    assert gaps.likeness(text, "党员教育管理") == 0


def test_most_alike_ranks_and_cuts():
    found = gaps.most_alike(
        {"a": "党员教育管理不严", "b": "到工地次数少"}, {1: "党员教育管理抓得松", 2: "安全检查不细"}
    )
    assert [(row.key, row.previous) for row in found] == [("a", 1)]
    assert not gaps.most_alike({"a": "党员教育"}, {})


@pytest.mark.parametrize(
    ("text", "wording", "expected"),
    [
        ("加强党员教育管理和监督。", "党员教育管理有待于进一步加强", True),
        ("落实主体责任，带头廉洁。", "主体责任落实上存在差距", True),
        ("夯实基础，凝聚合力。", "党员教育管理有待于进一步加强", False),
        ("认真落实、进一步加强各项工作。", "安全检查有待于进一步加强", False),
        ("", "理论学习不系统", False),
    ],
)
def test_a_text_names_a_matter_by_its_own_words(text, wording, expected):
    assert gaps.names(text, wording) is expected


def test_finds_the_recurrence_in_a_whole_report(cast):
    text = sample().decode()
    last_year = [line for line in text.splitlines() if line.startswith(("一是", "二是", "三是"))][:3]
    heading = text.split("四、", 1)[1].split("五、", 1)[0].splitlines()
    main = [line for line in heading if line.startswith(("1、", "2、", "3、"))]
    previous = [
        factory.make_problem(cast, line[2:].split("。")[0][:200], year=2020, points=()) for line in last_year
    ]
    problems = [
        factory.make_problem(
            cast, line[2:].split("。")[0], year=2021, points=(), description=line.split("。", 1)[1]
        )
        for line in main
    ]
    found = {(row.problem.pk, row.previous.pk) for row in suggested_repeats(cast.branch, 2021)}
    assert found == {(problems[1].pk, previous[2].pk)}


def test_confirmed_or_ruled_out_suggestions_do_not_come_again(cast, client_of):
    old = factory.make_problem(cast, "党员教育管理抓得不紧", year=2024, points=())
    first = factory.make_problem(cast, "党员教育管理还有薄弱环节", points=())
    second = factory.make_problem(cast, "党员教育管理办法少", points=())
    client = client_of(cast.secretary, year=2025)
    url = reverse("rectification:checks")
    assert client.get(url).content.decode().count("文字相似") == 2
    client.post(reverse("rectification:problem_repeat", args=[first.pk]), {"previous": old.pk})
    client.post(reverse("rectification:problem_repeat", args=[second.pk]))
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.repeats == old
    assert (second.repeats, second.repeat_ruled_out) == (None, True)
    page = client.get(url).content.decode()
    assert "文字相似" not in page
    assert "已确认的反复出现" in page


@pytest.mark.parametrize("previous", ["999999", "9" * 40, "x"])
def test_repeat_of_what_is_no_problem_marks_nothing(previous, cast, client_of):
    problem = factory.make_problem(cast)
    response = client_of(cast.secretary).post(
        reverse("rectification:problem_repeat", args=[problem.pk]), {"previous": previous}
    )
    assert response.status_code in (302, 404)
    problem.refresh_from_db()
    assert problem.repeats is None

"""Facts on the make-up of the branch, so that “两多一少” is backed; illness is told as a count or not at all."""

from datetime import date

import pytest

from core.testing import make_member
from reports.facts import FactBook

pytestmark = pytest.mark.django_db
ON = date(2025, 12, 31)


@pytest.fixture
def branch(cast):
    """The cast, ten people, with birth dates, titles and retirement."""
    people = vars(cast.people)
    for name, born, title, retires in [
        ("secretary", date(1970, 1, 1), "SENIOR", date(2030, 1, 1)),
        ("committee", date(1979, 12, 31), "MIDDLE", date(2039, 12, 31)),
        ("discipline", date(1980, 1, 1), "JUNIOR", date(2040, 1, 1)),
        ("group_leader", date(1965, 6, 1), "NONE", date(2025, 6, 1)),
        ("member", date(1990, 12, 31), "NONE", date(2050, 12, 31)),
    ]:
        member = people[name]
        member.birth_date, member.technical_title, member.expected_retirement_on = born, title, retires
        member.save()
    return cast.branch


def values(branch) -> dict[str, str]:
    book = FactBook(branch, 2025, ON)
    return {fact.name: book.value(fact.name).text for fact in book._facts.values()}


def test_counts_ages_titles_and_retirement(branch):
    found = values(branch)
    assert {
        name: found[name]
        for name in (
            "35岁及以下党员人数",
            "36—45岁党员人数",
            "46—55岁党员人数",
            "56岁及以上党员人数",
            "46岁及以上党员人数",
            "46岁及以上党员占比",
            "专业技术党员人数",
            "专业技术党员占比",
            "五年内退休党员人数",
            "党员平均年龄",
        )
    } == {
        "35岁及以下党员人数": "1",
        "36—45岁党员人数": "1",
        "46—55岁党员人数": "2",
        "56岁及以上党员人数": "1",
        "46岁及以上党员人数": "3",
        "46岁及以上党员占比": "30%",
        "专业技术党员人数": "2",
        "专业技术党员占比": "20%",
        "五年内退休党员人数": "2",
        "党员平均年龄": "48.2",
    }


def test_the_rows_are_the_people_counted(branch, cast):
    rows = FactBook(branch, 2025, ON).value("专业技术党员人数").rows
    assert {row.object_id for row in rows} == {cast.people.secretary.pk, cast.people.committee.pk}


@pytest.mark.parametrize(("ill", "text"), [(0, "—"), (1, "—"), (2, "—"), (3, "3"), (4, "4")])
def test_tells_illness_only_from_three_people_on(ill, text, cast):
    for number in range(ill):
        make_member(cast.other_branch, f"病员{number}", health_class="SERIOUS")
    value = FactBook(cast.other_branch, 2025, ON).value("重大疾病党员人数")
    assert value.text == text
    assert value.rows == ()


def test_does_not_offer_what_it_may_not_tell(cast):
    make_member(cast.other_branch, "病员", health_class="SERIOUS")
    book = FactBook(cast.other_branch, 2025, ON)
    assert not {fact.name for fact, _ in book.offered()} & {"重大疾病党员人数", "慢性病党员人数"}


def test_everything_is_zero_or_a_dash_without_members(cast):
    found = values(cast.committee_org)
    assert found["党员平均年龄"] == "—"
    assert found["46岁及以上党员占比"] == "—"
    assert found["五年内退休党员人数"] == "0"

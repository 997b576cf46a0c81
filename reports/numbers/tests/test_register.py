"""发文登记簿: the next number against a naive reference, what stands twice or is missing, a number from outside."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.testing import signed_in
from reports.numbers.models import OutsideNumber
from reports.numbers.register import Entry, series_of
from reports.numbers.services import last_code, next_number
from reports.papers.tests.test_papers import finalise, request_about
from reports.report.models import AnnualReport

CODE = "甲项目党支"


def entry(number: int, *, is_outside: bool = True) -> Entry:
    return Entry(number, f"{CODE}〔2026〕{number}号", "文件", "", None, is_outside)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(1, 12), min_size=1, max_size=14))
def test_says_what_stands_twice_and_what_is_missing(numbers):
    series = series_of([entry(one) for one in numbers], CODE)
    assert series.doubled == [one for one in range(1, 13) if numbers.count(one) > 1]
    assert list(series.missing) == [one for one in range(1, max(numbers)) if one not in numbers]
    assert series.next == max(numbers) + 1
    assert [one.number for one in series.entries] == sorted(numbers)


def note(cast, number: int, *, code: str = CODE, year: int = 2026) -> OutsideNumber:
    return OutsideNumber.objects.create(branch=cast.branch, year=year, code=code, number=number, title="旧文")


@pytest.mark.django_db
def test_the_next_number_comes_after_those_outside(cast):
    note(cast, 4)
    note(cast, 9, code="甲项目党支函")
    note(cast, 30, year=2025)
    first, second = request_about(cast, "调整支部委员"), request_about(cast, "发展党员")
    assert finalise(cast, first) == "甲项目党支〔2026〕5号"
    # One that takes a number given here is noted all the same, and the next one is right again.
    note(cast, 5)
    note(cast, 7)
    assert finalise(cast, second) == "甲项目党支〔2026〕8号"
    assert next_number(cast.branch, 2026, "甲项目党支函") == 10
    assert next_number(cast.branch, 2027, CODE) == 1
    assert last_code(cast.branch) == CODE


@pytest.mark.django_db
def test_another_series_runs_apart_and_a_numbered_paper_keeps_its_code(cast):
    first, second = request_about(cast, "调整支部委员"), request_about(cast, "发展党员")
    AnnualReport.objects.filter(pk=second.pk).update(code=" 甲项目党支函 ")
    assert finalise(cast, first) == "甲项目党支〔2026〕1号"
    assert finalise(cast, second) == "甲项目党支函〔2026〕1号"
    AnnualReport.objects.filter(pk=second.pk).update(state="DRAFT")
    asked = signed_in(cast.secretary).get(reverse("reports:report_update", args=[second.pk]))
    assert "code" not in asked.context["form"].fields


@pytest.mark.django_db
def test_the_page_lists_both_and_says_what_is_wrong(cast):
    client = signed_in(cast.secretary, year=2026)
    address = reverse("reports:number_create")
    finalise(cast, request_about(cast, "调整支部委员"))
    begun = client.get(address).context["form"]
    assert (begun["code"].value(), begun["number"].value(), begun["year"].value()) == (CODE, 2, 2026)
    typed = {"code": f" {CODE}", "year": "2026", "number": "1", "title": "以前的请示", "issued_on": ""}
    told = client.post(address, typed, follow=True).content.decode()
    assert "1 号有几份文件，请核对。" in told
    client.post(address, typed | {"number": "4", "title": "又一份"})
    listed = client.get(reverse("reports:number_list"))
    (series,) = listed.context["series"]
    assert [(one.number, one.is_outside) for one in series.entries] == [(1, False), (1, True), (4, True)]
    assert series.next == 5
    text = listed.content.decode()
    assert "缺 2 至 3 号" in text
    assert "重号" in text
    for number, year, words in (("0", "2026", "序号从 1 开始"), ("2", "26", "年份 26 不对")):
        refused = client.post(address, typed | {"number": number, "year": year})
        assert words in refused.content.decode()
    assert OutsideNumber.objects.count() == 2


@pytest.mark.django_db
def test_a_superior_officer_keeps_the_register_of_the_own_unit(cast):
    client = signed_in(cast.superior, year=2026)
    typed = {"code": "试党", "year": "2026", "number": "6", "title": "通知", "issued_on": "2026-02-01"}
    client.post(reverse("reports:number_create"), typed)
    assert OutsideNumber.objects.get().branch == cast.committee_org
    assert "试党〔2026〕6号" in client.get(reverse("reports:number_list")).content.decode()
    own = signed_in(cast.secretary, year=2026).get(reverse("reports:number_list")).content.decode()
    assert "试党" not in own

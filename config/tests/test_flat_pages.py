"""The pages that tell of a whole year cost the same number of queries with 10 and with 60 records of every kind."""

from datetime import date
from functools import partial

import pytest
from django.urls import reverse

from core.testing import assert_flat_queries, signed_in
from reports.report.services import draft_report, redraft_report
from script import bench_data
from script.bench_measure import YEAR
from study.reading.models import Reflection, StudyMaterial
from study.tasks.models import StudyTask
from study.trainings.models import Training

FEW, MANY = 10, 60  # more than stand on one page of any list
ON = date(YEAR, 12, 31)


def add(by, first: int, last: int) -> None:
    """Records number `first` to `last` of every kind, `last` not included."""
    for _, _, add_row in bench_data.LISTS[:-1]:
        bench_data.fill(partial(add_row, by), first, last)
    mine = {"branch": by.member.branch, "member": by.member}
    material = StudyMaterial.objects.create(branch=by.member.branch, title=f"第 {first} 份材料")
    tasks = StudyTask.objects.of_branch(by.member.branch).order_by("-pk")
    Reflection.objects.bulk_create(
        Reflection(
            **mine,
            body="学习体会。",
            written_on=bench_data.day_of(number),
            task=tasks[0] if number % 2 else None,
            material=None if number % 2 else material,
        )
        for number in range(first, last)
    )
    Training.objects.bulk_create(
        Training(
            **mine,
            title=f"第 {number} 期学习培训",
            starts_on=bench_data.day_of(number),
            ends_on=bench_data.day_of(number),
            hours=4,
            state="APPROVED",
            reviewed_by=by,
            reviewed_on=bench_data.day_of(number),
        )
        for number in range(first, last)
    )


@pytest.mark.no_cover
@pytest.mark.django_db
def test_a_dense_year_costs_no_more_queries():
    by = bench_data.make_branch()
    add(by, 0, FEW)
    report = draft_report(branch=by.member.branch, year=YEAR, by=by, on=ON)
    client, rows = signed_in(by, year=YEAR), iter([(FEW, MANY)] * 3)
    pages = [reverse("overview:home"), reverse("reports:report_detail", args=[report.pk])]
    pages += [f"{reverse('overview:search')}?q={word}" for word in ("学习", "第")]

    def get_pages():
        for page in pages:
            assert client.get(page).status_code == 200

    def more():
        add(by, *next(rows))
        redraft_report(report=report, by=by, on=ON)

    assert_flat_queries(get_pages, more)

"""工作纪实 from tables: of one kind by its own columns, of several kinds with what is special in one cell."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activities.forms import ActivityForm
from activities.kinds import registry
from activities.models import Activity
from activities.table import ACTIVITIES, apart
from branch.table_import.table import Entry, read_table, rows_of, save_rows
from core.refusals import Refused

pytestmark = pytest.mark.django_db
TODAY = date(2025, 12, 1)


def read(
    cast, text: str, *, chosen: str = "", said: dict[str, str] | None = None, day_year: int | None = None
):
    entry = Entry(cast.branch, cast.secretary, TODAY, 2025, day_year=day_year, chosen=chosen)
    return rows_of(ACTIVITIES, entry, read_table(text.encode(), "表.csv", ACTIVITIES, entry, said or {}).rows)


def test_one_kind_by_its_own_columns(cast):
    name = cast.people.member.name
    text = f"时间,诉求,来源,承办人,受益人数,情况\n3月3日-3.5,修路灯,群众反映,{name},30人,已修好"
    (row,) = read(cast, text, chosen="service", day_year=2025)
    assert set(row.errors) <= {"来源"}
    label = dict(registry.get("service").fields[1].choices)
    text = text.replace("群众反映", next(iter(label.values())))
    (row,) = read(cast, text, chosen="service", day_year=2025)
    assert row.errors == {}
    (made,) = save_rows([row])
    assert (made.happened_on, made.ends_on) == (date(2025, 3, 3), date(2025, 3, 5))
    assert made.data["beneficiaries"] == 30
    assert made.data["handler"]["name"] == name
    assert made.summary == "已修好"
    assert [row.is_taken for row in read(cast, text, chosen="service", day_year=2025)] == [False]


def test_several_kinds_with_what_is_special_in_one_cell(cast):
    text = (
        "日期,类别,名称,专项内容\n"
        '2025-03-03,廉政案例学习,,"案例：某某违纪案"\n'
        '2025-04-03,制度建设,,"制度名称：请销假办法\n制定或修订：制定"\n'
        '2025-05-03,团建,,""\n'
        '2025-06-03,廉政案例学习,,"随便写的"\n'
    )
    rows = read(cast, text)
    assert [set(row.errors) - {"制定或修订"} for row in rows] == [
        set(),
        set(),
        {"活动类别"},
        {"专项内容"},
    ]
    assert "请写明是哪一类" in rows[2].errors["活动类别"][0]
    assert rows[0].form.save().title


def test_a_kind_said_once_for_rows_that_do_not_say_it(cast):
    rows = read(cast, "日期,案例\n2025-03-03,某案", said={"活动类别": "廉政案例学习"})
    assert rows[0].errors == {}
    assert rows[0].form.kind.code == "case_study"


def test_a_column_of_another_kind_is_asked_not_dropped(cast):
    (row,) = read(cast, "日期,案例,共建单位\n2025-03-03,某案,某局", said={"活动类别": "廉政案例学习"})
    assert "没有“共建单位”这一项" in row.errors["共建单位"][0]


def test_what_is_set_in_belongs_to_the_line_before():
    form = type("F", (), {"label": "案例"})(), type("F", (), {"label": "方式"})()
    assert apart("案例：一\n　方式：不是\n方式：是", form) == {"案例": "一\n方式：不是", "方式": "是"}
    with pytest.raises(Refused, match="看不出每一项"):
        apart("开头的话\n案例：一", form)


@pytest.mark.parametrize("kind", registry.all_kinds(), ids=lambda kind: kind.code)
def test_no_two_fields_of_a_kind_are_called_the_same(cast, kind):
    form = ActivityForm(kind=kind, user=cast.secretary, branch=cast.branch, year=2025, today=TODAY)
    labels = [str(one.label) for one in ACTIVITIES.asked(form).values()]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("query", ["", "?of=visit", "?of=nonsense"])
def test_pages_and_empty_tables(cast, client_of, query):
    client = client_of(cast.secretary)
    page = client.get(reverse("activities:activity_import") + query).content.decode()
    assert ("没有写活动类别的，都是" in page) == (query != "?of=visit")
    assert client.get(reverse("activities:activity_template") + query).status_code == 200
    upload = SimpleUploadedFile("表.csv", "日期,走访对象,事由\n2025-03-03,老张,生病".encode())
    shown = client.post(
        reverse("activities:activity_import") + query, {"file": upload, "said_0": "走访慰问帮扶"}
    )
    assert shown.context["entry"].chosen == ("visit" if query == "?of=visit" else "")
    assert Activity.objects.count() == 0


def test_the_beginning_of_a_kinds_name_that_no_other_has_is_its_name(cast):
    text = "日期,类别,名称,专项内容\n2025-03-03,共建,,\n2025-03-04,廉政,,\n"
    rows = read(cast, text)
    assert ["活动类别" in row.errors for row in rows] == [False, True]

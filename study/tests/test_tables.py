"""The study plan and training elsewhere from tables: periods and spans as people write them, hours with their reckoning, proof."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from branch.table_import.table import Entry, read_table, rows_of
from core import attachments
from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll
from study.enums import TrainingState
from study.plan.models import PlanItem
from study.plan.table import PLAN, period_label
from study.trainings.models import Training
from study.trainings.table import TRAININGS

pytestmark = pytest.mark.django_db
TODAY = date(2025, 12, 1)


def read(cast, table, text: str, said: dict[str, str] | None = None):
    entry = Entry(cast.branch, cast.secretary, TODAY, 2025, day_year=2025)
    return rows_of(table, entry, read_table(text.encode(), "表.csv", table, entry, said or {}).rows)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("3月份", "3月"),
        ("三月", "3月"),
        ("2025年03月", "3月"),
        ("１２月", "12月"),
        ("十一月", "11月"),
        ("1季度", "第一季度"),
        ("第4季度", "第四季度"),
        ("四季度", "第四季度"),
        ("5季度", "5季度"),
        ("上半年", "上半年"),
    ],
)
def test_a_period_as_the_form_calls_it(text, label):
    assert period_label(text) == label


def test_reads_somebodys_plan(cast):
    text = "月份,学习内容,方式,参加人员,课时\n1月份,党章,领读,全体党员,2课时\n一季度,全会精神,研讨,支委,4\n4月,案例,自学,第一党小组,2"
    rows = read(cast, PLAN, text, {"所属年度": "2025"})
    assert [row.errors for row in rows] == [{}, {}, {}]
    made = [row.form.save() for row in rows]
    assert [(one.get_period_display(), one.audience_label, one.hours) for one in made] == [
        ("1月", "全体党员", Decimal(2)),
        ("第一季度", "支委", Decimal(4)),
        ("4月", "第一党小组", Decimal(2)),
    ]
    again = read(cast, PLAN, text, {"所属年度": "2025"})
    assert [row.is_taken for row in again] == [False] * 3


def test_asks_about_words_that_mean_nothing_here(cast):
    rows = read(cast, PLAN, "月份,学习内容,方式,对象,学时\n上半年,党章,读书,全体,很多", {"所属年度": "2025"})
    assert set(rows[0].errors) == {"时间", "学习形式", "学习对象", "学时"}
    assert PlanItem.objects.count() == 0


@pytest.mark.parametrize(
    ("basis", "hours", "asked"),
    [
        ("半天 × 2，半天 = 4 学时（通行算法）", "8", set()),
        ("半天 × 2，半天 = 4 学时（通行算法）", "6", {"学时"}),
        ("半天 × 2，半天 = 3 学时（本单位）", "6", {"单位"}),
        ("按文件折算", "6", {"学时折算"}),
    ],
)
def test_hours_with_their_reckoning(cast, basis, hours, asked):
    text = f"时间,学习主题,学习形式,学习对象,学时,学时折算\n1月,党章,领读,全体党员,{hours},{basis}"
    (row,) = read(cast, PLAN, text, {"所属年度": "2025"})
    assert row.is_valid == (not asked)
    assert set(row.errors) >= asked
    if not asked:
        assert row.form.save().hours_basis.startswith("半天 × 2")


def test_reads_training_of_several_people_with_a_span(cast):
    one, other = cast.people.member.name, cast.people.committee.name
    text = f"姓名,培训内容,培训时间,学时,主办单位\n{one}、{other},春季轮训,3月3日至5日,16,公司党校"
    rows = read(cast, TRAININGS, text, {"培训类别": "党校培训", "学习形式": "现场"})
    assert [row.errors for row in rows] == [{}, {}]
    made = [row.form.save() for row in rows]
    assert {one.member.name for one in made} == {one, other}
    assert {(made[0].starts_on, made[0].ends_on)} == {(date(2025, 3, 3), date(2025, 3, 5))}
    assert made[0].state == TrainingState.SUBMITTED
    again = read(cast, TRAININGS, text, {"培训类别": "党校培训", "学习形式": "现场"})
    assert "已经登记过" in "".join(again[0].errors["培训名称"])


def test_proof_chosen_beside_the_rows_stands_with_each(cast, client_of):
    client, url = client_of(cast.secretary), reverse("study:training_import")
    one, other = cast.people.member.name, cast.people.committee.name
    text = f"姓名,培训名称,培训类别,主办单位,学习形式,开始日期,结束日期,学时\n{one}、{other},轮训,党校培训,公司党校,现场,2025-03-03,2025-03-05,16"
    page = client.post(url, {"file": SimpleUploadedFile("学时.csv", text.encode())})
    assert "证明材料" in page.content.decode()
    data = {"rows": "2", "label": page.context["labels"], "of": "", "unknown": "", "day_year": ""}
    data["form_token"] = page.context["form_token"]
    for place, (row, cells) in enumerate(page.context["rows"]):
        data |= {f"{place}-{cell.label}": cell.text for cell in cells}
        data |= {f"{place}-number": row.number, f"{place}-take": "on"}
    bad = SimpleUploadedFile("证明.exe", b"MZ\x90")
    refused = client.post(url, data | {"proof": bad})
    assert (refused.status_code, Training.objects.count()) == (422, 0)
    done = client.post(
        url, data | {"proof": SimpleUploadedFile("证明.txt", "盖章的登记表".encode())}, follow=True
    )
    assert "已登记 2 项" in done.content.decode()
    assert [len(attachments.of_record(row)) for row in Training.objects.all()] == [1, 1]


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_training_with_its_proof_in_a_browser(live_page, cast, tmp_path, viewport):
    (file := tmp_path / "学时.csv").write_text(
        f"姓名,培训内容,培训时间,学时,主办单位\n{cast.people.member.name},轮训,2025年3月3日至5日,16,公司党校\n"
    )
    (proof := tmp_path / "登记表.txt").write_text("盖章")
    page = live_page(cast.secretary, viewport=viewport)
    page.goto("/study/trainings/")
    page.get_by_role("link", name="导入表格").click()
    page.get_by_label("表格文件").set_input_files(file)
    page.get_by_label("没有写培训类别的").select_option("党校培训")
    page.get_by_label("没有写学习形式的").select_option("现场")
    page.get_by_role("button", name="下一步：预览").click()
    page.get_by_label("证明材料（每一行都附上）").set_input_files(proof)
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0
    page.get_by_role("button", name="登记勾选的行").click()
    page.get_by_text("已登记 1 项").wait_for()
    assert len(attachments.of_record(Training.objects.get())) == 1

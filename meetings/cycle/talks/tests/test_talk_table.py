"""谈心谈话 from a table: other people's headings, several people in a cell, what is asked, nothing stored before the last button."""

import json
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from core import audit
from core.history import MASK
from meetings.cycle.talks.models import Talk

pytestmark = pytest.mark.django_db
IMPORT, TEMPLATE = reverse("meetings:talk_import"), reverse("meetings:talk_template")
HEAD = "序号,时间,谈话人,被谈话人,谈话地点,谈话主要内容"


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary)


@pytest.fixture
def names(cast):
    return [getattr(cast.people, role).name for role in ("secretary", "committee", "discipline", "member")]


def choose(client, *rows: str, head: str = HEAD, said: str = "2025", day_year: str = ""):
    text = "\n".join(["某支部谈心谈话登记表", head, *rows])
    upload = SimpleUploadedFile("谈话.csv", text.encode())
    return client.post(IMPORT, {"file": upload, "said_0": said, "day_year": day_year})


def sent(response, **changes) -> dict[str, object]:
    """What the page would send, with some fields changed; None takes one away."""
    shown = response.context
    data = {"rows": str(len(shown["rows"])), "label": shown["labels"], "unknown": shown["unknown"]}
    data |= {"form_token": shown["form_token"], "day_year": shown["entry"].day_year or "", "of": ""}
    for place, (row, cells) in enumerate(shown["rows"]):
        data |= {f"{place}-{cell.label}": cell.text for cell in cells} | {f"{place}-number": row.number}
        if row.is_taken:
            data[f"{place}-take"] = "on"
    data |= {name.replace("_", "-", 1): value for name, value in changes.items()}
    return {name: value for name, value in data.items() if value is not None}


def errors_of(response) -> dict[tuple[str, str], str]:
    return {
        (row.number, cell.label): "".join(cell.errors)
        for row, cells in response.context["rows"]
        for cell in cells
        if cell.errors
    }


def test_reads_others_headings_and_a_row_for_each_person(cast, secretary, names):
    first, second, third, fourth = names
    page = choose(
        secretary, f"1,3月7日,{first},{second}、{third},会议室,谈工作", f"2,2025.4.1,{second},{fourth}同志,,"
    )
    assert errors_of(page)["3-1", "谈话日期"].startswith("“3月7日”没有写哪一年")
    page = choose(
        secretary,
        f"1,3月7日,{first},{second}、{third},会议室,谈工作",
        f"2,2025.4.1,{second},{fourth}同志,,",
        day_year="2025",
    )
    assert errors_of(page) == {}
    assert Talk.objects.count() == 0
    done = secretary.post(IMPORT, sent(page), follow=True)
    assert "已登记 3 次" in done.content.decode()
    talks = Talk.objects.order_by("held_on", "pk")
    assert [(str(talk.one), str(talk.other), f"{talk.held_on}", talk.year) for talk in talks] == [
        (first, second, "2025-03-07", 2025),
        (first, third, "2025-03-07", 2025),
        (second, fourth, "2025-04-01", 2025),
    ]
    assert [talk.content for talk in talks] == ["谈工作", "谈工作", ""]
    assert audit.entries_of(talks[0]).get(action="CREATE").actor_id == cast.secretary.pk


def test_a_bad_row_is_mended_on_the_page_while_the_good_one_waits(secretary, names):
    first, second, third, _ = names
    page = choose(secretary, f"1,2025-03-07,{first},外单位某人,,", f"2,2025-03-08,{first},{third},,")
    assert set(errors_of(page)) == {("3", "谈话对象")}
    refused = secretary.post(IMPORT, sent(page))
    assert (refused.status_code, Talk.objects.count()) == (422, 0)
    assert "还有 1 行" in refused.content.decode()
    assert "外单位某人" in refused.content.decode()
    done = secretary.post(IMPORT, sent(refused, **{"0_谈话对象": second}), follow=True)
    assert "已登记 2 次" in done.content.decode()


def test_the_same_page_sent_twice_enters_once(secretary, names):
    page = choose(secretary, f"1,2025-03-07,{names[0]},{names[1]},,")
    for _ in range(2):
        assert secretary.post(IMPORT, sent(page)).status_code == 302
    assert Talk.objects.count() == 1


def test_what_is_there_or_written_twice_is_not_ticked(secretary, names):
    row = f"2025-03-07,{names[0]},{names[1]},,"
    secretary.post(IMPORT, sent(choose(secretary, f"1,{row}")))
    page = choose(
        secretary,
        f"1,{row}",
        f"2,2025-05-01,{names[0]},{names[1]},,",
        f"3,2025-05-01,{names[0]},{names[1]},,",
    )
    assert page.context["left"] == ["3", "5"]
    assert "没有勾选" in page.content.decode()
    secretary.post(IMPORT, sent(page))
    assert Talk.objects.count() == 2


def test_a_column_that_means_nothing_is_left_out_by_a_person_only(secretary, names):
    page = choose(secretary, f"1,2025-03-07,{names[0]},{names[1]},,,蓝", head=f"{HEAD},颜色")
    assert "颜色" in page.context["unknown"]
    assert secretary.post(IMPORT, sent(page)).status_code == 422
    assert (
        secretary.post(IMPORT, sent(page, ignore_unknown="on") | {"ignore_unknown": "on"}).status_code == 302
    )


def test_content_that_was_hidden_in_the_export_is_asked(secretary, names):
    page = choose(secretary, f"1,2025-03-07,{names[0]},{names[1]},,{MASK}")
    assert set(errors_of(page)) == {("3", "谈话内容")}
    assert secretary.post(IMPORT, sent(page, **{"0_谈话内容": ""})).status_code == 302
    assert Talk.objects.get().content == ""


def test_years_that_cannot_be_and_a_missing_one_are_asked(secretary, names):
    page = choose(secretary, f"1,2025-03-07,{names[0]},{names[1]},,", said="2023")
    assert "只能是 2025 或 2024" in errors_of(page)["3", "所属年度"]
    page = choose(secretary, f"1,2025-03-07,{names[0]},{names[1]},,", said="")
    assert "所属年度" in page.context["labels"]
    assert ("3", "所属年度") in errors_of(page)


def test_every_cell_is_told(secretary, names):
    page = choose(secretary, f"1,2025-03-07,{names[0]},{names[1]},会议室,谈", "填表人：某某")
    became = {line.number: (line.text, line.became) for line in page.context["found"].lines}
    assert became["A1"] == ("某支部谈心谈话登记表", "没有导入：表头以上的文字")
    assert became["C3"] == (names[0], f"谈话人：{names[0]}")
    assert became["A4"][1].startswith("没有导入")
    assert len(became) == 1 + 6 + 6 + 1


@pytest.mark.parametrize("text", ["", "姓名,电话\n甲,1", "时间,谈话人,被谈话人\n"])
def test_a_file_that_is_no_such_table_is_refused(secretary, text):
    page = secretary.post(IMPORT, {"file": SimpleUploadedFile("表.csv", text.encode())})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert Talk.objects.count() == 0


def test_the_template_offers_names_and_comes_back(secretary, names):
    sheet = load_workbook(BytesIO(secretary.get(TEMPLATE).content)).active
    heads = [cell.value for cell in sheet[2]]
    assert heads[:4] == ["序号", "谈话日期", "谈话人", "谈话对象"]
    offered = [one.formula1 for one in sheet.data_validations.dataValidation]
    assert any(names[0] in words for words in offered)


def test_by_command(cast, names, tmp_path):
    file = tmp_path / "谈话.csv"
    file.write_text(f"{HEAD}\n1,2025-03-07,{names[0]},{names[1]},,谈\n2,2025-03-08,{names[0]},某人,,\n")
    out = StringIO()
    call_command(
        "import_talks",
        file,
        branch=cast.branch.code,
        said=["所属年度=2025"],
        as_json=True,
        dry_run=True,
        stdout=out,
    )
    told = json.loads(out.getvalue())
    assert [row["number"] for row in told["rows"]] == ["2", "3"]
    assert len(told["questions"]) == 1
    assert told["lines"][0] == {"number": "A1", "text": "序号", "became": "列名"}
    with pytest.raises(CommandError, match="1 处要问"):
        call_command("import_talks", file, branch=cast.branch.code, said=["所属年度=2025"], stdout=out)
    assert Talk.objects.count() == 0
    file.write_text(f"{HEAD}\n1,2025-03-07,{names[0]},{names[1]},,谈\n")
    call_command("import_talks", file, branch=cast.branch.code, said=["所属年度=2025"], stdout=out)
    assert Talk.objects.get().created_by is None

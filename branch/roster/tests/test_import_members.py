"""A roster through the page and by command: rows mended and ticked, nothing stored before, in and out the same."""

import json
import random
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from openpyxl import load_workbook

from branch.enums import Gender, MembershipStatus, TechnicalTitle
from branch.members.models import Member, Post
from branch.members.register import REGISTER, member_sheet, told
from branch.organisations.models import PartyGroup
from branch.roster.forms import Groups, Unsaid, data_of, group_key, row_forms
from branch.roster.reading import read_roster
from branch.roster.services import import_members
from core import audit
from core.audit_records import altered
from core.sheets import render_sheet
from core.testing import make_member

pytestmark = pytest.mark.django_db
IMPORT = reverse("branch:member_import")
HEAD = "姓名,性别,出生日期,入党日期,转正日期,人员类别,转入时间,党小组,职务"
ROWS = [
    "孙新一,男,1985-03-02,2008-06-01,2009-06-01,正式党员,2020-01-05,第一党小组,总工",
    "李新二,女,1990.5,2015-07-01,2016-07-01,正式党员,2020-01-05,,",
    "周新三,男,1992-01-01,2024-12-01,,预备党员,2024-12-01,第九党小组,",
]


def send(client, text: str, **more):
    return client.post(IMPORT, {"file": SimpleUploadedFile("名册.csv", text.encode()), **more})


def sent(response, **changes) -> dict[str, str]:
    """What the page would send, with some fields changed; None takes one away."""
    data = {"form_token": response.context["form_token"], "unknown": response.context["unknown"]}
    data["rows"] = str(len(response.context["rows"]))
    for row in response.context["rows"]:
        data |= {field.html_name: field.value() or "" for field, _ in row.cells}
        data[row["number"].html_name] = row["number"].value()
        if row.is_taken:
            data[row["take"].html_name] = "on"
    data |= {name.replace("_", "-", 1): value for name, value in changes.items()}
    return {name: value for name, value in data.items() if value is not None}


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary)


def test_what_is_not_certain_is_asked_and_the_rest_waits(cast, secretary):
    page = send(secretary, "\n".join([HEAD, *ROWS]))
    before = Member.objects.count()
    errors = {
        (row["number"].value(), field.name): text
        for row in page.context["rows"]
        for field, texts in row.cells
        for text in texts
    }
    assert set(errors) == {("3", "birth_date"), ("4", "group")}
    assert "哪一日" in errors["3", "birth_date"]
    assert "第九党小组" in errors["4", "group"]
    # Another group that is right leaves the date to be answered: nothing that was typed is dropped by pressing on.
    refused = secretary.post(IMPORT, sent(page, **{"2_group": ""}))
    assert (refused.status_code, Member.objects.count()) == (422, before)
    assert refused.context["rows"][1]["birth_date"].value() == "1990.5"
    assert "没有写哪一日" in refused.content.decode()
    done = secretary.post(IMPORT, sent(page, **{"1_birth_date": "1990-05-20", "2_group": ""}), follow=True)
    assert "已登入 3 名党员" in done.content.decode()
    first, second, third = Member.objects.filter(name__contains="新").order_by("pk")
    assert (first.group, first.job, first.confirmed_on) == (cast.group, "总工", date(2009, 6, 1))
    assert second.birth_date == date(1990, 5, 20)
    assert [status.status for status in third.statuses.all()] == ["PROBATIONARY"]
    assert audit.entries_of(first).get(action="CREATE").actor_id == cast.secretary.pk
    assert list(altered()) == []


def test_the_same_page_sent_twice_enters_once(secretary):
    page = send(secretary, "\n".join([HEAD, ROWS[0]]))
    for _ in range(2):
        assert secretary.post(IMPORT, sent(page)).status_code == 302
    assert Member.objects.filter(name="孙新一").count() == 1


def test_who_is_on_the_register_is_not_ticked(cast, secretary):
    name = cast.people.member.name
    page = send(secretary, f"姓名,性别,人员类别,转入时间\n{name},男,正式党员,2020-01-01\n")
    assert page.context["known"] == [name]
    assert "没有勾选" in secretary.post(IMPORT, sent(page)).content.decode()
    done = secretary.post(IMPORT, sent(page, **{"0_take": "on"}), follow=True)
    assert "已登入 1 名党员" in done.content.decode()
    assert Member.objects.filter(name=name).count() == 2


def test_what_is_empty_on_the_register_is_filled_and_the_rest_stays(cast, secretary):
    member = cast.people.member
    Member._base_manager.filter(pk=member.pk).update(ethnic_group="", education="", job="测量员")
    Member._base_manager.filter(pk=member.pk).update(phone="13900000001")
    text = f"姓名,民族,学历,职务,联系电话\n{member.name},汉族,大学本科,总工,13900000002\n"
    shown = send(secretary, text)
    assert "13900000001" not in shown.content.decode()
    assert [one.words for one in shown.context["fillings"]] == [["民族：汉族", "学历：大学本科"]]
    assert "登记的是“测量员”，名册写“总工”" in shown.context["others"][0]
    assert "没有勾选" in secretary.post(IMPORT, sent(shown)).content.decode()
    done = secretary.post(IMPORT, sent(shown) | {"fill": "on"}, follow=True)
    assert "已补全 1 名党员的空白栏" in done.content.decode()
    member.refresh_from_db()
    assert (member.ethnic_group, member.education, member.job) == ("汉族", "大学本科", "测量员")
    assert audit.entries_of(member).latest("pk").reason == "按导入的名册补空白栏"


def test_a_group_is_known_by_its_name_without_the_word():
    assert group_key("施工") == group_key("施工党小组") == group_key("施工小组")
    assert group_key("第一党小组") == group_key("一组") == group_key("第1小组") != group_key("二组")


def test_two_people_of_one_name_are_not_filled(cast, secretary):
    member = cast.people.member
    make_member(cast.branch, member.name)
    text = f"姓名,民族\n{member.name},汉族\n"
    assert send(secretary, text).context["fillings"] == []


def test_days_that_do_not_go_with_the_register_are_refused(cast, secretary):
    member = cast.people.member
    Member._base_manager.filter(pk=member.pk).update(joined_on=date(2010, 7, 1), confirmed_on=None)
    shown = send(secretary, f"姓名,转正日期\n{member.name},2009-07-01\n")
    refused = secretary.post(IMPORT, sent(shown) | {"fill": "on"})
    assert "日期先后不对" in refused.content.decode()
    member.refresh_from_db()
    assert member.confirmed_on is None


def test_two_rows_of_one_person_are_asked_about(secretary):
    page = send(secretary, "\n".join([HEAD, ROWS[0], ROWS[0]]))
    assert "两个“孙新一”" in page.content.decode()
    assert secretary.post(IMPORT, sent(page, **{"1_take": None})).status_code == 302


def test_columns_that_are_not_kept_are_left_out_by_a_person_only(secretary):
    text = "\n".join([f"{HEAD},籍贯", f"{ROWS[0]},某县"])
    page = send(secretary, text)
    assert page.context["unknown"] == "籍贯"
    refused = secretary.post(IMPORT, sent(page))
    assert (refused.status_code, Member.objects.filter(name="孙新一").count()) == (422, 0)
    assert (
        secretary.post(IMPORT, sent(page, ignore_unknown=None) | {"ignore_unknown": "on"}).status_code == 302
    )


def test_a_choice_that_is_not_understood_is_seen_and_asked(secretary):
    text = f"{HEAD},职称\n{ROWS[0]},高级技师\n"
    page = send(secretary, text)
    assert "“高级技师”是哪一项" in page.content.decode()
    assert secretary.post(IMPORT, sent(page)).status_code == 422
    done = secretary.post(IMPORT, sent(page, **{"0_technical_title": "NONE"}))
    assert done.status_code == 302
    assert Member.objects.get(name="孙新一").technical_title == "NONE"


def test_a_cell_that_is_emptied_by_a_person_stays_empty(secretary):
    page = send(secretary, "\n".join([HEAD, ROWS[1]]))
    assert secretary.post(IMPORT, sent(page)).status_code == 422
    assert secretary.post(IMPORT, sent(page, **{"0_birth_date": ""})).status_code == 302
    assert Member.objects.get(name="李新二").birth_date is None


def test_what_a_file_seldom_says_is_told_once_for_all(secretary):
    text = "姓名,性别,入党时间,人员类别\n孙新一,男,2008.6,\n李新二,女,2008.6,预备\n周新三,女,2008.6,群众\n"
    page = send(secretary, text, since="2021-02-03", first_of_month="on", status="FULL")
    assert [row["status"].value() for row in page.context["rows"]] == ["FULL", "PROBATIONARY", "群众"]
    assert secretary.post(IMPORT, sent(page)).status_code == 422
    page = send(
        secretary, text.replace("群众", "正式"), since="2021-02-03", first_of_month="on", status="FULL"
    )
    assert secretary.post(IMPORT, sent(page)).status_code == 302
    member = Member.objects.get(name="孙新一")
    assert (member.joined_on, member.statuses.get().starts_on) == (date(2008, 6, 1), date(2021, 2, 3))


@pytest.mark.parametrize(
    ("field", "value", "told_of"),
    [
        ("name", "", "姓名"),
        ("gender", "", "性别"),
        ("status", "", "状态"),
        ("since", "", "状态自"),
        ("since", "2999-01-01", "今天之后"),
        ("birth_date", "1800-01-01", "太早"),
        ("joined_on", "1980-01-01", "不晚于"),
        ("phone", "call me", "手机"),
        ("name", "长" * 41, "40"),
        ("rows", "x", "没有勾选"),
    ],
)
def test_bad_rows_change_nothing_and_keep_what_was_typed(secretary, field, value, told_of):
    page = send(secretary, "\n".join([HEAD, ROWS[0]]))
    before = Member.objects.count()
    name = field if field == "rows" else f"0-{field}"
    refused = secretary.post(IMPORT, sent(page) | {name: value})
    assert (refused.status_code, Member.objects.count()) == (422, before)
    assert told_of in refused.content.decode()
    if field != "rows":
        assert refused.context["rows"][0][field].value() == value


POSTS = "姓名,性别,人员类别,转入时间,党小组,党内职务,任职时间"
LEADERS = [
    "孙新一,男,正式党员,2020-01-05,第一小组,副书记、党小组长,2024-03-01",
    "李新二,女,正式党员,2020-01-05,第三党小组,党小组长,",
    "周新三,男,正式党员,2020-01-05,第3小组,宣传委员,",
    "吴新四,男,正式党员,2020-01-05,,,",
]


def test_groups_and_posts_come_with_the_roster(cast, secretary):
    page = send(secretary, "\n".join([POSTS, *LEADERS]), posts_since="2025-02-01")
    assert page.context["missing"] == ["第三党小组"]
    assert secretary.post(IMPORT, sent(page)).status_code == 422
    undated = secretary.post(IMPORT, sent(page) | {"new_groups": "on"})
    assert (undated.status_code, PartyGroup.objects.filter(name="第三党小组").count()) == (422, 0)
    assert "从哪一天起成立" in undated.content.decode()
    future = secretary.post(IMPORT, sent(page) | {"new_groups": "on", "groups_since": "2999-01-01"})
    assert "在今天之后" in future.content.decode()
    done = secretary.post(IMPORT, sent(page) | {"new_groups": "on", "groups_since": "2025.1.1"})
    assert done.status_code == 302
    group = PartyGroup.objects.get(name="第三党小组")
    assert (group.founded_on, group.members.count()) == (date(2025, 1, 1), 2)
    told_posts = Post.objects.filter(member__name__contains="新").order_by("pk")
    assert [
        (one.member.name, one.title, str(one.group or ""), one.starts_on.isoformat()) for one in told_posts
    ] == [
        ("孙新一", "DEPUTY_SECRETARY", "", "2024-03-01"),
        ("孙新一", "GROUP_LEADER", "第一党小组", "2024-03-01"),
        ("李新二", "GROUP_LEADER", "第三党小组", "2025-02-01"),
        ("周新三", "PUBLICITY", "", "2025-02-01"),
    ]
    assert audit.entries_of(group).get(action="CREATE").actor_id == cast.secretary.pk
    assert list(altered()) == []


@pytest.mark.parametrize(
    ("row", "told_of"),
    [
        ("孙新一,男,正式党员,2020-01-05,,书记,2024-03-01", "赵试一现任书记"),
        ("孙新一,男,正式党员,2020-01-05,,党小组长,2024-03-01", "党小组长须写明所在党小组"),
        ("孙新一,男,正式党员,2020-01-05,,宣传委员,", "从哪一天起任职"),
        ("孙新一,男,正式党员,2020-01-05,,支委,2024-03-01", "“支委”是哪一项职务"),
        ("孙新一,男,正式党员,2020-01-05,,宣传委员,2024", "不是日期"),
        ("孙新一,男,正式党员,2020-01-05,第零小组,,", "第零小组"),
    ],
)
def test_a_post_that_cannot_stand_is_asked_about(row, told_of, secretary):
    page = send(secretary, f"{POSTS}\n{row}\n")
    refused = secretary.post(IMPORT, sent(page))
    assert (refused.status_code, Member.objects.filter(name="孙新一").count()) == (422, 0)
    assert told_of in refused.content.decode()


def test_two_rows_hold_no_post_that_is_one_persons(secretary):
    rows = [
        f"新{n},男,正式党员,2020-01-05,{group},{post},2024-03-01"
        for n, group, post in (
            ("一", "", "宣传委员"),
            ("二", "", "宣传委员"),
            ("三", "", "副书记"),
            ("四", "", "副书记"),
            ("五", "第一党小组", "党小组长"),
            ("六", "第二党小组", "党小组长"),
            ("七", "第二党小组", "党小组长"),
        )
    ]
    page = send(secretary, "\n".join([POSTS, *rows]))
    asked = [row["name"].value() for row in page.context["rows"] if row.errors]
    assert asked == ["新二", "新七"]


def test_a_bad_file_is_told_why(secretary):
    assert "没有找到表头" in send(secretary, "品名,数量\n螺丝,3\n").content.decode()


@pytest.mark.parametrize("more", [(), ("甲,乙",), tuple("长" * 38 + str(n) for n in range(10, 20))])
def test_the_template_offers_words_and_is_read(more, cast, secretary):
    for name in more:
        PartyGroup.objects.create(branch=cast.branch, name=name, founded_on=date(2020, 1, 1))
    answer = secretary.get(reverse("branch:member_template")).content
    sheet = load_workbook(BytesIO(answer)).active
    offered = {
        sheet[str(one.sqref).split(":")[0][:-1] + "2"].value: one.formula1
        for one in sheet.data_validations.dataValidation
    }
    assert offered["性别"] == '"男,女"'
    assert offered["党内职务"].startswith('"书记,副书记,')
    assert offered.get("党小组") == (None if more else '"第一党小组,第二党小组"')
    for label, value in {
        "姓名": "孙新一",
        "性别": "男",
        "状态": "正式党员",
        "状态自何日起": "2020-01-05",
    }.items():
        column = next(cell.column for cell in sheet[2] if cell.value == label)
        sheet.cell(3, column, value)
    sheet.parent.save(filled := BytesIO())
    found = read_roster(filled.getvalue(), "模板.xlsx")
    assert (found.unknown, [row.asked for row in found.rows]) == ([], [{}])
    assert found.rows[0].values["name"] == "孙新一"


def register_of(branch, user) -> list[tuple]:
    members = Member.objects.on_roll(branch, localdate()).for_list(localdate()).order_by("name")
    return [tuple(told(member, name, user, localdate()) for name in REGISTER) for member in members]


def test_exported_and_imported_is_the_same_register(cast):
    rng = random.Random("roster")
    group = PartyGroup.objects.create(
        branch=cast.other_branch, name=cast.group.name, founded_on=date(2020, 1, 1)
    )
    for seed in range(20):
        with transaction.atomic():
            text = "\n".join(random_rows(rng, seed))
            rows = read_roster(f"{HEAD},职称,手机,民族,学历\n{text}\n".encode(), "名册.csv").rows
            import_members(
                rows=row_forms(cast.branch, data_of(rows, (), Unsaid()), Groups(cast.branch, localdate())),
                by=cast.secretary,
            )
            mine = Member.objects.filter(name__startswith="导").for_list(localdate())
            sheet = render_sheet(member_sheet(mine, "名册", cast.secretary, localdate()))
            again = read_roster(sheet, "名册.xlsx")
            assert again.unknown == []
            data = data_of(again.rows, (), Unsaid(since=date(2020, 1, 1)))
            forms = row_forms(cast.other_branch, data, Groups(cast.other_branch, localdate()))
            assert [form.errors for form in forms if form.errors] == []
            import_members(rows=forms, by=cast.outsider)
            first = [row for row in register_of(cast.branch, cast.secretary) if row[0].startswith("导")]
            assert first == [
                row for row in register_of(cast.other_branch, cast.outsider) if row[0].startswith("导")
            ]
            assert len(first) == len(rows)
            transaction.set_rollback(True)
    assert group.members.count() == 0


def random_rows(rng: random.Random, seed: int):
    for number in range(rng.randint(1, 6)):
        born = date(1960, 1, 1) + timedelta(days=rng.randint(0, 12000))
        joined = born + timedelta(days=rng.randint(7000, 9000))
        is_full = rng.random() < 0.8
        confirmed = joined + timedelta(days=366) if is_full else ""
        yield ",".join(
            [
                f"导入{seed}号{number}",
                rng.choice(Gender.labels),
                rng.choice([str(born), ""]),
                str(joined),
                str(confirmed),
                MembershipStatus("FULL" if is_full else "PROBATIONARY").label,
                "2020-01-01",
                rng.choice(["第一党小组", ""]),
                rng.choice(["总工", "", "部长；兼"]),
                rng.choice(TechnicalTitle.labels),
                rng.choice(["13800000000", ""]),
                rng.choice(["汉族", "壮族", ""]),
                rng.choice(["大学", "研究生（在职）", ""]),
            ]
        )


def command(tmp_path, cast, text: str, **options) -> str:
    file, out = tmp_path / "名册.csv", StringIO()
    file.write_text(text, encoding="utf-8")
    call_command("import_members", str(file), branch=cast.branch.code, stdout=out, **options)
    return out.getvalue()


def test_the_command_saves_only_what_needs_no_question(cast, tmp_path):
    before = Member.objects.count()
    with pytest.raises(CommandError, match="2 处要问"):
        command(tmp_path, cast, "\n".join([HEAD, *ROWS]))
    assert Member.objects.count() == before
    assert "已登入 1 名党员" in command(tmp_path, cast, "\n".join([HEAD, ROWS[0]]))
    with pytest.raises(CommandError, match="1 处要问"):
        command(tmp_path, cast, "\n".join([f"{HEAD},籍贯", f"{ROWS[1]},某县"]), first_of_month=True)
    told_so = {"first_of_month": True, "ignore": ["籍贯"]}
    assert "已登入 1 名" in command(tmp_path, cast, "\n".join([f"{HEAD},籍贯", f"{ROWS[1]},某县"]), **told_so)


def test_the_command_fills_only_when_told_so(cast, tmp_path):
    member = cast.people.member
    Member._base_manager.filter(pk=member.pk).update(ethnic_group="")
    text = f"姓名,民族\n{member.name},汉族\n"
    with pytest.raises(CommandError, match="1 处要问"):
        command(tmp_path, cast, text)
    assert "补了 1 处空白" in command(tmp_path, cast, text, fill=True)
    member.refresh_from_db()
    assert member.ethnic_group == "汉族"


def test_the_command_takes_groups_and_posts(cast, tmp_path):
    text = "\n".join([POSTS, *LEADERS])
    with pytest.raises(CommandError, match="4 处要问"):
        command(tmp_path, cast, text)
    days = {"posts_since": date(2025, 2, 1), "groups_since": date(2025, 1, 1)}
    assert "已登入 4 名党员" in command(tmp_path, cast, text, **days)
    assert Post.objects.filter(member__name__contains="新").count() == 4


def test_the_command_tells_what_it_read(cast, tmp_path):
    read = json.loads(command(tmp_path, cast, "\n".join([HEAD, *ROWS]), as_json=True, dry_run=True))
    assert [one["name"] for one in read["members"]] == ["孙新一", "李新二", "周新三"]
    assert len(read["questions"]) == 2
    assert {"number", "text", "became"} == set(read["lines"][0])

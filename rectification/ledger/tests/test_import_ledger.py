"""整改台账 as .xlsx: what is exported is read back equal, and what is wrong is named by row."""

import random
import zipfile
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from branch.campaigns.tests.factory import make_campaign
from core.audit_records import altered
from core.refusals import Refused
from core.sheets import Sheet, render_sheet
from core.testing import make_member
from documents.reading import tables
from documents.reading.cells import clean, one_line
from rectification.enums import ItemMode, ItemState, OpinionSource
from rectification.items.models import RectificationItem
from rectification.ledger import services, sheet
from rectification.ledger.columns import COLUMNS, LABELS, LedgerRow
from rectification.ledger.forms import LedgerConfirmForm, signed
from rectification.ledger.reading import LedgerFile, read_ledger
from rectification.ledger.values import (
    Dated,
    Day,
    DueDay,
    DueWords,
    Entries,
    Line,
    People,
    Person,
    Points,
    Value,
    entry,
)
from rectification.problems.models import FrameworkItem, Problem
from rectification.tests import factory

NAMES = ("周试五", "钱试二", "")
# Whatever a person may type: digits and dates at the start, escapes of the file format, formulas, rare characters.
SCRAPS = [
    *"学习整改夜班食堂，。、：（）1290 .-_x=+@<&>\"'",
    "1. ",
    "2. ",
    "2026-03-26 ",
    "2026年3月1日",
    "\n",
    "\n\n",
    "\r\n",
    "　",
    "_x000D_",
    "_x005F_",
    "=SUM(A1)",
    "䶮𠮷",
    "\x0b",
    "\x85",
]

# The random ledgers that go through the database: among them every state, and measures that belong to no problem.
STORED = (0, 3, 5, 7)
CAMPAIGN = "试验学习教育"


def text(rng: random.Random, most: int = 12) -> str:
    return clean("".join(rng.choices(SCRAPS, k=rng.randint(0, most))))


def texts(rng: random.Random, most: int, make=text) -> tuple[str, ...]:
    found = [make(rng) for _ in range(rng.randint(0, most))]
    return tuple(dict.fromkeys(one for one in found if one))


def line(rng: random.Random) -> str:
    return one_line(text(rng))


def entry_text(rng: random.Random) -> str:
    return entry(text(rng))


def day(rng: random.Random) -> date:
    return date(2024, 1, 1) + timedelta(days=rng.randint(0, 1000))


def dated(rng: random.Random) -> tuple[tuple[date, str], ...]:
    return tuple(sorted(((day(rng), one) for one in texts(rng, 3, entry_text)), key=lambda row: row[0]))


# A value of each kind, by itself.
MADE = {
    Value: text,
    Line: line,
    Person: lambda rng: rng.choice(NAMES),
    People: lambda rng: rng.choice(
        ((), ("周试五",), ("周试五", "钱试二"), ("钱试二", "支委会"), ("各党小组", "支部"))
    ),
    Day: lambda rng: rng.choice((None, day(rng))),
    DueDay: lambda rng: rng.choice((None, day(rng))),
    DueWords: lambda rng: rng.choice(("", "长期坚持", "每月25日前", "尽快", line(rng))),
    Entries: lambda rng: texts(rng, 2, line),
    Points: lambda rng: texts(rng, 3, entry_text),
    Dated: dated,
}


def made(rng: random.Random, of_problem: bool) -> dict[str, object]:
    """A value for every column of the item, or of its problem; a new column leaves those of the others as they are."""
    columns = [column for column in COLUMNS if column.of_problem is of_problem and type(column.value) in MADE]
    seed = rng.random()
    return {
        column.field: MADE[type(column.value)](random.Random(f"{seed} {column.field}")) for column in columns
    }


def random_rows(seed: int) -> list[LedgerRow]:
    """A ledger of some problems with some items each."""
    rng = random.Random(seed)
    rows = []
    for number in range(rng.randint(1, 4)):
        about = {"year": rng.choice((2024, 2025))}
        if rng.random() < 0.9:
            about |= made(rng, True) | {
                "problem": f"问题{number} {line(rng)}".strip(),
                "campaign": CAMPAIGN if number % 2 else "",
                "framework": rng.choice(("", "对照甲方面", f"对照{line(rng)}")),
                "sources": tuple(rng.sample(OpinionSource.values, rng.randint(0, 4))),
            }
        for place in range(rng.randint(1, 3)):
            state = rng.choice(ItemState.values)
            is_closed = state == ItemState.CLOSED
            own = made(rng, False) | {
                "content": clean(f"措施{number}.{place} {text(rng)}"),
                "mode": rng.choice(ItemMode.values),
                "state": state,
                "closed_on": day(rng) if is_closed and rng.random() < 0.8 else None,
                "closer": rng.choice(("", "何试七")) if is_closed else "",
            }
            own["due_words"] = own["due_words"][:100]
            rows.append(LedgerRow(**about, **own))
    return rows


def exported(rows: list[LedgerRow]) -> bytes:
    cells = [row.cells(number) for number, row in enumerate(rows, start=1)]
    return render_sheet(Sheet("试验整改台账", LABELS, cells))


def ledger_of(branch) -> list[LedgerRow]:
    return sheet.ledger_rows(RectificationItem.objects.of_branch(branch).for_ledger().order_by("pk"))


@pytest.mark.parametrize("block", range(10))
def test_reads_back_what_it_exported_on_200_random_ledgers(block):
    rows = [row for seed in range(block * 20, block * 20 + 20) for row in random_rows(seed)]
    found = read_ledger(exported(rows), "台账.xlsx", default_year=1999)
    assert [read.error for read in found] == [""] * len(rows)
    for read, row in zip(found, rows, strict=True):
        assert read.row == row


@pytest.mark.django_db
def test_records_made_from_an_export_export_equal(cast):
    """Through the database and back twice: ledgers with every state go into the branch, and again into an empty one."""
    outside = make_member(cast.other_branch, "周试五"), make_member(cast.other_branch, "钱试二")
    assert outside
    for branch in (cast.branch, cast.other_branch):
        make_campaign(branch, name=CAMPAIGN)
    drawn = [row for seed in STORED for row in random_rows(seed)]
    assert {row.state for row in drawn} == set(ItemState)
    assert {bool(row.problem) for row in drawn} == {True, False}
    for seed in STORED:
        with transaction.atomic():
            rows = read_ledger(exported(random_rows(seed)), "台账.xlsx", default_year=1999)
            services.import_ledger(branch=cast.branch, rows=rows, by=cast.secretary)
            first = ledger_of(cast.branch)
            assert first == [read.row for read in rows], seed
            again = read_ledger(exported(first), "台账.xlsx", default_year=1999)
            services.import_ledger(branch=cast.other_branch, rows=again, by=cast.outsider)
            assert ledger_of(cast.other_branch) == first, seed
            # The same ledger once more adds nothing.
            assert services.import_ledger(branch=cast.branch, rows=again, by=cast.secretary) == []
            assert list(altered()) == []
            transaction.set_rollback(True)


@pytest.mark.django_db
def test_reader_that_loses_something_is_noticed(monkeypatch):
    """Negative control: with the mark of continued lines taken away, entries are no longer read back equal."""
    monkeypatch.setattr("rectification.ledger.values.CONTINUED", "")
    rows = [row for seed in range(20) for row in random_rows(seed)]
    found = read_ledger(exported(rows), "台账.xlsx", default_year=1999)
    assert [read.row for read in found] != rows


def book(*rows: dict[str, object], columns: tuple[str, ...] = LABELS) -> bytes:
    """A ledger as a person would type it."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["某支部整改台账"])
    sheet.append(list(columns))
    for row in rows:
        sheet.append([row.get(column) for column in columns])
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


GOOD = {"存在问题（具体表现）": "学习不紧", "措施": "每月学一次"}
BAD_CELLS = [
    ({"措施": ""}, "“措施”没有填写"),
    ({"所属年度": "去年"}, "不是年份"),
    ({"来源": "群众提、听说"}, "“来源”里的“听说”不认识"),
    ({"整改方式": "慢慢改"}, "“整改方式”里的“慢慢改”不认识"),
    ({"状态": "差不多"}, "“状态”里的“差不多”不认识"),
    ({"时限": "尽快"}, "“时限”里的“尽快”看不出是哪一天"),
    ({"时限": "2026-02-30"}, "没有这一天"),
    ({"进展": "2026-13-01 开会"}, "没有这一天"),
    ({"进展": "2026-03-01"}, "后面没有内容"),
    ({"销号时间": "2026-03-01", "状态": "整改中"}, "请把状态改为“已销号”"),
    ({"措施": "长" * 2001}, "2001 个字"),
    ({"存在问题（具体表现）": "长" * 301}, "最多 300 个"),
    ({"存在问题（具体表现）": "", "原因": "抓得不紧"}, "请补上问题"),
    ({"责任人": "张三"}, "不在本支部名册里"),
    ({"责任领导": "王外一"}, "不在本支部名册里"),
    ({"责任领导": "周试五、钱试二"}, "只能写一位"),
    ({"责任人": "周试五、张三"}, "“张三”不在本支部名册里"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "words"), BAD_CELLS)
def test_names_what_is_wrong_with_a_row_and_saves_nothing(change, words, cast, client_of):
    data = book(GOOD, GOOD | {"措施": "另一条"} | change)
    client = client_of(cast.secretary, year=2025)
    response = client.post(
        reverse("rectification:ledger_import"), {"file": SimpleUploadedFile("台账.xlsx", data)}
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert "第 4 行" in page
    assert not RectificationItem.objects.exists()
    rows = read_ledger(data, "台账.xlsx", default_year=2025)
    with pytest.raises(Refused, match="第 4 行"):
        services.import_ledger(branch=cast.branch, rows=rows, by=cast.secretary)
    assert not Problem.objects.exists()


def bomb() -> bytes:
    buffer = BytesIO(book(GOOD))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", b"0" * (tables.UNPACKED_MOST + 1))
    return buffer.getvalue()


def with_entities() -> bytes:
    source, target = zipfile.ZipFile(BytesIO(book(GOOD))), BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/workbook.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            archive.writestr(name, content)
    return target.getvalue()


BAD_FILES = [
    ("台账.xlsx", lambda: b"", "空"),
    ("台账.xlsx", lambda: b"not a zip", "请用 Office 或 WPS"),
    ("台账.xls", lambda: book(GOOD), "另存为 .xlsx"),
    ("台账.xlsx", lambda: b"0" * (tables.FILE_MOST + 1), "MB"),
    ("台账.xlsx", lambda: book(GOOD)[:-200], "请用 Office 或 WPS"),
    ("台账.xlsx", bomb, "解压后过大"),
    ("台账.xlsx", with_entities, "XML"),
    ("台账.xlsx", lambda: book(), "没有要导入的事项"),
    ("台账.xlsx", lambda: book(GOOD, columns=("序号", "姓名")), "没有找到表头"),
    ("台账.xlsx", lambda: book(*[GOOD] * 2001), "超过 2000 行"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "make", "words"), BAD_FILES)
def test_refuses_files_that_are_no_ledger(name, make, words, cast, client_of):
    url = reverse("rectification:ledger_import")
    response = client_of(cast.secretary).post(url, {"file": SimpleUploadedFile(name, make())})
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not RectificationItem.objects.exists()


def test_cell_at_the_far_corner_costs_nothing():
    workbook = openpyxl.load_workbook(BytesIO(book(GOOD)))
    workbook.active["XFD1048576"] = "x"
    buffer = BytesIO()
    workbook.save(buffer)
    assert len(read_ledger(buffer.getvalue(), "台账.xlsx", default_year=2025)) == 1


def test_reads_a_ledger_in_other_words_with_merged_cells():
    workbook = openpyxl.load_workbook(
        BytesIO(
            book(
                {"存在问题": "学习不紧\n（1）念文件多", "整改措施": "每月学一次", "整改时限": "2026年3月1日"},
                {"整改措施": "请人讲一次", "整改时限": "2026.6.30"},
                columns=("序号", "存在问题", "整改措施", "整改时限", "联系电话"),
            )
        )
    )
    workbook.active.merge_cells("B3:B4")
    buffer = BytesIO()
    workbook.save(buffer)
    first, second = (read.row for read in read_ledger(buffer.getvalue(), "台账.xlsx", default_year=2025))
    assert (first.problem, first.points, first.due_on) == ("学习不紧", ("（1）念文件多",), date(2026, 3, 1))
    assert (second.problem, second.points, second.due_on) == (first.problem, first.points, date(2026, 6, 30))
    assert first.year == 2025


@pytest.mark.django_db
def test_page_shows_what_each_row_would_do_and_saves_it_once(cast, client_of):
    framework = factory.make_framework(cast)
    problem = factory.make_problem(cast, "已有的问题", points=(), framework_item=framework)
    factory.make_item(cast, problem=problem, content="已有的措施")
    stored = ledger_of(cast.branch)
    new = LedgerRow(
        year=2025, content="新的措施", problem="新的问题", framework="对照新要求方面", causes=("缺办法",)
    )
    changed = LedgerRow(**{**vars_of(stored[0]), "goal": "另一个目标"})
    client, url = client_of(cast.secretary, year=2025), reverse("rectification:ledger_import")
    page = client.post(url, {"file": SimpleUploadedFile("台账.xlsx", exported([changed, new]))})
    text_of_page = page.content.decode()
    assert "目标和表里不同，以系统为准" in text_of_page
    assert "导入 1 项" in text_of_page
    assert RectificationItem.objects.count() == 1
    form = page.context["form"]
    sent = {name: form[name].value() for name in ("pointer", "form_token")}
    for _ in range(3):
        assert client.post(url, sent).status_code == 302
    item = RectificationItem.objects.exclude(content="已有的措施").get()
    assert (item.problem.title, item.problem.framework_item.text) == ("新的问题", "对照新要求方面")
    assert FrameworkItem.objects.of_branch(cast.branch).count() == 2
    assert item.problem.causes.get().title == "缺办法"
    page = client.post(url, sent | {"pointer": "forged", "form_token": ""}, follow=True)
    assert "预览已经过期" in page.content.decode()


def vars_of(row: LedgerRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in LedgerRow.__dataclass_fields__}


@pytest.mark.django_db
def test_rows_survive_the_page_between_preview_and_saving(cast):
    for seed in range(20):
        found = read_ledger(exported(random_rows(seed)), "台账.xlsx", default_year=1999)
        shown = LedgerFile("台账.xlsx", 1999, found, [], [], [])
        form = LedgerConfirmForm(
            {"pointer": signed(shown, cast.branch)}, user=cast.secretary, branch=cast.branch
        )
        assert form.is_valid()
        assert form.cleaned_data["pointer"] == shown


@pytest.mark.django_db
def test_template_has_drop_downs_and_can_be_filled_in(cast, client_of):
    factory.make_framework(cast)
    response = client_of(cast.secretary, year=2025).get(reverse("rectification:ledger_template"))
    workbook = openpyxl.load_workbook(BytesIO(response.content))
    sheet = workbook.worksheets[0]
    assert tuple(cell.value for cell in sheet[2]) == LABELS
    validated = {next(iter(rule.sqref.ranges)).min_col for rule in sheet.data_validations.dataValidation}
    labels = {LABELS[column - 1] for column in validated}
    assert labels == {"所属年度", "对照方面", "整改方式", "责任领导", "责任人", "状态"}
    names = [cell.value for cell in workbook["选项"]["D"] if cell.value]
    assert "周试五" in names
    for column, value in (("措施", "试一试"), ("责任人", "周试五"), ("状态", "整改中")):
        sheet.cell(3, LABELS.index(column) + 1, value)
    buffer = BytesIO()
    workbook.save(buffer)
    [read] = read_ledger(buffer.getvalue(), "台账.xlsx", default_year=2025)
    assert not read.questions
    assert (read.number, read.row) == (
        "3",
        LedgerRow(year=2025, content="试一试", responsible=("周试五",), state=ItemState.ACTIVE),
    )


@pytest.mark.django_db
def test_a_campaign_that_the_branch_does_not_have_is_asked_about(cast):
    row = LedgerRow(year=2025, problem="先施工后验收", content="凭签认单开工", campaign=CAMPAIGN)
    read = read_ledger(exported([row]), "台账.xlsx", default_year=2025)
    (planned,) = services.plan_ledger(branch=cast.branch, rows=read)
    assert [(one.label, CAMPAIGN in one.text) for one in planned.questions] == [("学习教育", True)]
    with pytest.raises(Refused, match="没有登记"):
        services.import_ledger(branch=cast.branch, rows=read, by=cast.secretary)
    campaign = make_campaign(cast.branch, name=CAMPAIGN)
    (item,) = services.import_ledger(branch=cast.branch, rows=read, by=cast.secretary)
    assert item.problem.campaign == campaign

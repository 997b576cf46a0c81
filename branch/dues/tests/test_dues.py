"""党费: a sum a month, a difference explained, the year's notice for everyone, and a published year that stands."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from unittest.mock import patch

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from branch.disclosure.documents import disclosure_paper
from branch.disclosure.models import Disclosure
from branch.disclosure.registry import body_of
from branch.dues.documents import explained
from branch.dues.models import DuesMonth, DuesYear, dues_of
from branch.enums import BranchKind
from core import records
from core.refusals import Refused
from core.testing import page

pytestmark = pytest.mark.django_db
CREATE = reverse("branch:dues_create")


def add(cast, month: int, received: str = "100", handed_up: str | None = None, note: str = "") -> DuesMonth:
    up = None if handed_up is None else Decimal(handed_up)
    day = None if handed_up is None else date(2025, month, 20)
    values = {"received": Decimal(received), "handed_up": up, "handed_up_on": day, "note": note}
    return DuesMonth.objects.create(branch=cast.branch, year=2025, month=month, **values)


def publish(cast) -> Disclosure:
    return Disclosure.objects.create(
        branch=cast.branch,
        year=2025,
        kind="DUES",
        subject="2025年度党费收缴情况",
        place="公开栏",
        starts_on=date(2026, 1, 5),
        ends_on=date(2026, 1, 9),
    )


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary, year=2025)


def test_a_month_is_two_figures_and_a_day(secretary):
    form = secretary.get(CREATE).context["form"]
    assert form.initial["month"] == 1
    answer = secretary.post(CREATE, {"month": 1, "received": "1846.50", "handed_up_on": "2025-01-25"})
    assert answer.status_code == 302
    row = DuesMonth.objects.get()
    assert (row.year, row.handed_up, row.difference) == (2025, Decimal("1846.50"), 0)
    assert secretary.get(CREATE).context["form"].initial["month"] == 2
    assert "1,846.50" in secretary.get(reverse("branch:dues_list")).content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"month": 1, "received": "-1"}, "金额不能小于 0"),
        ({"month": 1, "received": "一百"}, "请填数字，例如 1846.50"),
        ({"month": 1, "received": "100", "handed_up": "90"}, "请填上缴日期"),
        (
            {"month": 1, "received": "100", "handed_up": "90", "handed_up_on": "2025-01-20"},
            "相差 10.00 元，请写明原因",
        ),
        ({"month": 5, "received": "100", "handed_up_on": "2025-03-20"}, "早于2025年5月"),
        ({"month": 1, "received": "100", "handed_up_on": "2099-03-20"}, "晚于今天"),
        ({"month": 3, "received": "100"}, "这个月已经登记"),
    ],
)
def test_says_what_is_wrong_and_keeps_what_was_typed(secretary, cast, typed, words):
    add(cast, 3)
    answer = secretary.post(CREATE, typed)
    assert words in page(answer).errors
    assert answer.context["form"]["received"].value() == typed["received"]
    assert DuesMonth.objects.count() == 1


def test_no_month_that_has_not_come(cast, client_of):
    client = client_of(cast.secretary, year=2025)
    with patch("core.pages.localdate", return_value=date(2025, 2, 10)):
        answer = client.post(CREATE, {"month": 3, "received": "100"})
    assert "2025年3月还没有到" in page(answer).errors


def test_a_published_year_stands(secretary, cast):
    row, notice = add(cast, 1), publish(cast)
    change = reverse("branch:dues_update", args=[row.pk])
    posted = {"month": 1, "received": "200", "lock_version": 1}
    assert "已在公开栏公示" in page(secretary.post(change, posted)).errors
    assert "已在公开栏公示" in page(secretary.post(CREATE, {"month": 2, "received": "1"})).errors
    with pytest.raises(Refused, match="先删除那次公示"):
        records.soft_delete(row, by=cast.secretary, reason="重复")
    records.soft_delete(notice, by=cast.secretary, reason="数字有误")
    assert secretary.post(change, posted).status_code == 302
    assert DuesMonth.objects.get(pk=row.pk).received == 200


def test_the_notice_tells_twelve_months_their_sums_and_the_difference(cast, client_of):
    add(cast, 1, "100", "100")
    add(cast, 2, "100.50", "90.50", "1名党员的转账次日到账")
    add(cast, 3, "100")
    notice = publish(cast)
    paper = disclosure_paper(notice, body_of(notice))
    words = "\n".join(paper.plain_paragraphs())
    for said in (
        "现将2025年度党费收缴情况予以公示",
        "公示时间为2026年1月5日至2026年1月9日。",
        "全年收缴党费300.50元，上缴190.50元，相差110.00元。2月少上缴10.00元：1名党员的转账次日到账；3月收缴的100.00元尚未上缴。",
    ):
        assert said in words
    table = body_of(notice).rows
    assert [row[0] for row in table] == [*(f"{month}月" for month in range(1, 13)), "合计"]
    assert table[3][1] == "—"
    assert table[-1][1:3] == ("300.50", "190.50")
    for who in (cast.member, cast.superior, cast.secretary):
        client = client_of(who, year=2025)
        assert "300.50" in client.get(records.url_of(notice)).content.decode()
        for file_format in ("docx", "pdf"):
            address = reverse("reports:disclosure_file", args=[notice.pk, file_format])
            assert client.get(address).status_code == 200


def test_before_it_is_published_only_the_committee_reads_the_sums(cast, client_of):
    row = add(cast, 1, "4321.09", "4321.09")
    for who, status in (
        (cast.committee, 200),
        (cast.member, 403),
        (cast.superior, 403),
        (cast.group_leader, 403),
    ):
        client = client_of(who, year=2025)
        assert client.get(reverse("branch:dues_list")).status_code == status
        assert client.get(reverse("branch:dues_detail", args=[row.pk])).status_code == status
        assert "4,321.09" not in client.get(reverse("branch:openness")).content.decode()


def test_sheet_and_page_sum_up_alike(secretary, cast):
    add(cast, 1, "100", "100")
    add(cast, 2, "50", "60", "补缴上月")
    sheet = load_workbook(BytesIO(secretary.get(reverse("branch:dues_list") + "?format=xlsx").content)).active
    last = [cell.value for cell in list(sheet.iter_rows())[-1]]
    dues = dues_of(cast.branch, 2025, date(2025, 5, 1))
    assert last[:3] == ["合计", dues.received, dues.handed_up]
    assert (dues.difference, dues.missing) == (-10, (3, 4))
    assert explained(dues).endswith("。2月多上缴10.00元：补缴上月。")


def test_is_not_offered_where_dues_stay_with_the_sending_branches(secretary, cast):
    address = reverse("branch:dues_list")
    assert f'href="{address}"' in secretary.get(reverse("branch:openness")).content.decode()
    cast.branch.branch_kind = BranchKind.PROJECT
    cast.branch.save()
    assert f'href="{address}"' not in secretary.get(reverse("branch:openness")).content.decode()
    for page_address in (address, CREATE):
        refused = secretary.get(page_address)
        assert refused.status_code == 403
        assert "由党员原来的支部收缴" in refused.content.decode()


AMOUNTS = st.decimals(0, 99999, places=2)


@given(st.lists(st.tuples(AMOUNTS, st.none() | AMOUNTS), max_size=12))
def test_sums_are_those_of_a_plain_recount(months):
    rows = [
        DuesMonth(year=2025, month=number, received=received, handed_up=handed_up, note="有说明")
        for number, (received, handed_up) in enumerate(months, start=1)
    ]
    dues = DuesYear(2025, rows, ())
    received = handed_up = 0
    for got, gave in months:
        received += int(got * 100)
        handed_up += int((gave or 0) * 100)
    assert (dues.received * 100, dues.handed_up * 100) == (received, handed_up)
    assert explained(dues).endswith("收缴与上缴一致。") == all(
        gave == got if gave is not None else not got for got, gave in months
    )

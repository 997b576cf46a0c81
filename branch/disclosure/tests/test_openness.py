"""党务公开: one list over every 公示 of a year, whoever keeps it, and what is due to be published and is not."""

from datetime import date
from io import BytesIO

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from activities.tests.helpers import example_data, make_activity
from branch.disclosure.documents import list_paper
from branch.disclosure.models import Disclosure
from branch.disclosure.registry import openness_of
from branch.dues.models import DuesMonth
from core.testing import page
from meetings.cycle.models import CycleNote
from meetings.meeting.agenda_items import AgendaItem
from meetings.tests.helpers import hold
from meetings.votes.models import Vote
from meetings.votes.quorum import Tally
from meetings.votes.services import record_vote
from rectification.tests import factory

pytestmark = pytest.mark.django_db
URL, TODAY = reverse("branch:openness"), date(2026, 3, 1)
NAMED = "试接收"


def admit(cast) -> None:
    """A vote that carries an admission."""
    meeting = hold(
        cast.branch,
        "2025-06-20",
        "ASSEMBLY",
        by=cast.secretary,
        agenda=[AgendaItem(title="讨论接收预备党员", order=1)],
    )
    item, due = meeting.agenda.get(), meeting.roll.filter(may_vote=True).count()
    vote = Vote(branch=cast.branch, item=item, matter="ADMISSION", method="HANDS")
    record_vote(vote, tallies=[Tally(candidate=NAMED, in_favour=due)], by=cast.secretary)


def disclose(cast, subject: str, kind: str = "OTHER", day: date = date(2025, 6, 9), **fields) -> Disclosure:
    return Disclosure.objects.create(
        branch=cast.branch,
        year=2025,
        kind=kind,
        subject=subject,
        place="公开栏",
        starts_on=day,
        ends_on=day,
        **fields,
    )


def star(cast, **data):
    return make_activity(cast, "quarter_star", data=example_data("quarter_star", cast.people) | data)


@pytest.fixture
def everything_due(cast):
    """One of each that is to be published, and is not."""
    admit(cast)
    star(cast)
    factory.make_item(cast)
    DuesMonth.objects.create(branch=cast.branch, year=2025, month=1, received=1)
    return cast


def subjects(rows) -> list[str]:
    return [one.subject for one in rows]


def test_names_what_is_due_and_where_to_publish_it(everything_due, client_of):
    found = openness_of(everything_due.branch, 2025, TODAY)
    assert found.postings == ()
    assert subjects(found.unposted) == [
        "2025年度党费收缴情况",
        "第一季度好党员评选",
        f"接收{NAMED}为预备党员",
        "2025年度整改事项（1项）",
    ]
    client = client_of(everything_due.secretary, year=2025)
    shown = client.get(URL).content.decode()
    for one in found.unposted:
        assert one.subject in shown
        assert client.get(one.url).status_code == 200
    begun = client.get(found.unposted[2].url).context["form"]
    assert (begun["kind"].value(), begun["subject"].value()) == ("ADMISSION", f"接收{NAMED}为预备党员")
    assert "党费" not in subjects(openness_of(everything_due.branch, 2025, date(2025, 12, 31)).unposted)[0]


def test_what_was_published_is_due_no_more(everything_due):
    cast = everything_due
    disclose(cast, f"拟接收{NAMED}为预备党员", "ADMISSION")
    disclose(cast, "2025年度党费收缴情况", "DUES", date(2026, 1, 5))
    star(cast, quarter="2", notice="宣传栏", notice_from="2025-07-01", notice_until="2025-07-05")
    CycleNote.objects.create(
        branch=cast.branch,
        year=2025,
        step="ITEMS",
        on=date(2026, 1, 20),
        text="张贴",
        place="公示栏",
        until=date(2026, 1, 26),
    )
    found = openness_of(cast.branch, 2025, TODAY)
    assert subjects(found.unposted) == ["第一季度好党员评选"]
    assert [(one.subject, one.place, one.starts_on) for one in found.postings] == [
        (f"拟接收{NAMED}为预备党员", "公开栏", date(2025, 6, 9)),
        ("第二季度好党员评选", "宣传栏", date(2025, 7, 1)),
        ("2025年度党费收缴情况", "公开栏", date(2026, 1, 5)),
        ("2025年度组织生活会整改清单", "公示栏", date(2026, 1, 20)),
    ]


def test_another_name_and_another_time_are_no_publication(everything_due):
    cast = everything_due
    disclose(cast, "拟接收别人为预备党员", "ADMISSION")
    disclose(cast, f"拟接收{NAMED}为预备党员", "ADMISSION", date(2024, 6, 9))
    disclose(cast, f"{NAMED}的其他事项")
    assert f"接收{NAMED}为预备党员" in subjects(openness_of(cast.branch, 2025, TODAY).unposted)


def test_members_read_what_was_published_and_nothing_else(everything_due, client_of):
    cast = everything_due
    notice = factory.make_notice(cast)
    own = disclose(cast, "经费使用情况", text="逐笔有票据")
    shown = client_of(cast.member, year=2025).get(URL).content.decode()
    assert "经费使用情况" in shown
    assert f'href="{reverse("branch:disclosure_detail", args=[own.pk])}"' in shown
    assert notice.place in shown
    assert reverse("rectification:notice_detail", args=[notice.pk]) not in shown
    assert NAMED not in shown
    papers = {
        name: client_of(who, year=2025).get(reverse("reports:openness_file", args=["docx"])).content
        for name, who in (("member", cast.member), ("secretary", cast.secretary))
    }
    words = {
        name: "".join(p.text for p in docx.Document(BytesIO(paper)).paragraphs)
        for name, paper in papers.items()
    }
    assert NAMED in words["secretary"]
    assert NAMED not in words["member"]


def test_page_paper_and_sheet_list_the_same(everything_due, client_of):
    cast = everything_due
    factory.make_notice(cast)
    disclose(cast, "经费使用情况")
    client = client_of(cast.secretary, year=2025)
    listed = [row["posting"].subject for row in client.get(URL).context["rows"]]
    sheet = load_workbook(BytesIO(client.get(reverse("reports:openness_file", args=["xlsx"])).content)).active
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert [row[1] for row in rows if row[5] != "还没有公示"] == listed
    found = openness_of(cast.branch, 2025, TODAY)
    (table,) = [block for block in list_paper(found, "甲", 2025, TODAY).blocks if hasattr(block, "header")]
    assert [row[1] for row in table.rows] == listed


def test_costs_the_same_with_one_and_ten_of_each(everything_due):
    cast = everything_due

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            openness_of(cast.branch, 2025, TODAY)
        return len(queries)

    factory.make_notice(cast)
    disclose(cast, "经费使用情况")
    before = cost()
    for _ in range(5):
        factory.make_notice(cast)
        disclose(cast, "经费使用情况")
        star(cast)
        admit(cast)
    assert cost() == before


def test_dates_in_the_wrong_order_are_told(cast, client_of):
    client = client_of(cast.secretary, year=2025)
    typed = {
        "kind": "OTHER",
        "subject": "某事",
        "place": "栏",
        "starts_on": "2025-03-07",
        "ends_on": "2025-03-01",
    }
    answer = client.post(reverse("branch:disclosure_create"), typed)
    assert "公示结束 2025-03-01 早于公示开始 2025-03-07" in page(answer).errors
    assert not Disclosure.objects.exists()

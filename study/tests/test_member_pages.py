"""What a member does: sees what is due, reads, writes, completes, takes it back, sees the hours."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from core.testing import assert_flat_queries
from study.reading.models import Reflection
from study.tasks import services
from study.tasks.models import StudyAssignment

pytestmark = pytest.mark.django_db


def url_of(share) -> str:
    return reverse("study:assignment_detail", args=[share.pk])


def test_sees_what_is_due_with_days_left_soonest_first(cast, client_of, give, today):
    give(title="不急", due_on=today + timedelta(days=9))
    give(title="已过", due_on=today - timedelta(days=2))
    give(title="今天", due_on=today)
    give(title="去年没完", due_on=today - timedelta(days=5), year=today.year - 1)
    give(title="明年的", year=today.year + 1)
    give(title="别人的", audience="COMMITTEE")
    page = client_of(cast.member).get(reverse("study:my_study"))
    waiting = [(row.task.title, days, late) for row, days, late in page.context["waiting"]]
    assert waiting == [
        ("去年没完", "逾 5 天", True),
        ("已过", "逾 2 天", True),
        ("今天", "今天截止", False),
        ("不急", "剩 9 天", False),
    ]


def test_reads_writes_completes_and_sees_the_hours(cast, client_of, give, share_of, material):
    share = share_of(give(needs_reflection=True, material=material), cast.people.member)
    client = client_of(cast.member)
    page = client.get(url_of(share)).content.decode()
    assert "第一段。" in page
    assert "第二段。" in page
    assert client.post(url_of(share), {"body": "懂"}).url == url_of(share)
    home = client.get(reverse("study:my_study"))
    assert home.context["standing"].hours == Decimal(2)
    assert home.context["standing"].needed == 32
    assert "还差 30 学时" in home.content.decode()
    assert [one.body for one in home.context["reflections"]] == ["懂"]


@pytest.mark.parametrize(
    ("body", "says"),
    [("", "请写下学习心得"), (" \n\t ", "请写下学习心得"), ("长" * 50_001, "50000"), ("有\x00零", "空字符")],
)
def test_a_bad_text_is_answered_and_changes_nothing(cast, client_of, give, share_of, body, says):
    share = share_of(give(needs_reflection=True), cast.people.member)
    response = client_of(cast.member).post(url_of(share), {"body": body})
    assert response.status_code == 200
    assert says in str(response.context["form"].errors)
    if len(body) > 100:
        assert body in response.content.decode()
    assert not StudyAssignment.objects.completed().exists()
    assert not Reflection.objects.exists()


def test_a_text_is_optional_where_none_is_asked(cast, client_of, give, share_of):
    share = share_of(give(), cast.people.member)
    client_of(cast.member).post(url_of(share), {"body": ""})
    share.refresh_from_db()
    assert share.is_completed
    assert not Reflection.objects.exists()


def test_sending_twice_counts_once(cast, client_of, give, share_of):
    share = share_of(give(needs_reflection=True), cast.people.member)
    client = client_of(cast.member)
    for _ in range(2):
        assert client.post(url_of(share), {"body": "懂"}).status_code == 302
    assert Reflection.objects.count() == 1


def test_cannot_complete_before_the_task_begins_and_keeps_the_text(cast, client_of, give, share_of, today):
    share = share_of(
        give(starts_on=today + timedelta(days=2), due_on=today + timedelta(days=3)), cast.people.member
    )
    client = client_of(cast.member)
    assert "到时再来完成" in client.get(url_of(share)).content.decode()
    page = client.post(url_of(share), {"body": "提前写的话"}).content.decode()
    assert "不能早于这一天" in page
    assert "提前写的话" in page


def test_withdraws_on_the_same_day_only(cast, client_of, give, share_of, today):
    share = share_of(give(), cast.people.member)
    url = reverse("study:assignment_withdraw", args=[share.pk])
    services.complete_task(assignment=share, on=today, by=cast.member)
    assert client_of(cast.member).post(url, {"reason": ""}).status_code == 302
    share.refresh_from_db()
    assert not share.is_completed
    services.complete_task(assignment=share, on=today - timedelta(days=1), by=cast.member)
    assert client_of(cast.member).post(url, {"reason": "后悔了"}).status_code == 403
    share.refresh_from_db()
    assert share.is_completed


def test_a_writer_withdraws_with_a_reason_that_the_member_reads(cast, client_of, give, share_of, today):
    share = share_of(give(), cast.people.member)
    services.complete_task(assignment=share, on=today - timedelta(days=1), by=cast.member)
    url = reverse("study:assignment_withdraw", args=[share.pk])
    response = client_of(cast.secretary).post(url, {"reason": " "})
    assert "请填写撤回原因" in response.content.decode()
    assert client_of(cast.secretary).post(url, {"reason": "没有学完"}).status_code == 302
    assert "没有学完" in client_of(cast.member).get(url_of(share)).content.decode()


def test_the_file_of_a_material_is_at_hand(cast, client_of, give, share_of, material):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from core import attachments

    attachments.add(
        record=material, upload=SimpleUploadedFile("原文.txt", "全文".encode()), by=cast.secretary
    )
    share = share_of(give(material=material), cast.people.member)
    assert "原文.txt" in client_of(cast.member).get(url_of(share)).content.decode()


def test_my_page_costs_the_same_with_more_tasks(cast, client_of, give, share_of, today):
    def add_rows():
        for number in range(6):
            give(title=f"待办{number}")
            done = share_of(give(title=f"做完{number}"), cast.people.member)
            services.complete_task(assignment=done, on=today, body="懂", by=cast.member)

    add_rows()
    client = client_of(cast.member)
    assert_flat_queries(lambda: client.get(reverse("study:my_study")), add_rows)


@pytest.mark.parametrize(
    ("role", "goes_to"),
    [
        ("member", "my_study"),
        ("group_leader", "my_study"),
        ("secretary", "task_list"),
        ("superior", "task_list"),
    ],
)
def test_the_navigation_leads_each_to_the_own_page(cast, client_of, role, goes_to):
    assert client_of(getattr(cast, role)).get(reverse("study:home")).url == reverse(f"study:{goes_to}")

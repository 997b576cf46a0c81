"""书记交接: one page ends one term and begins the next, moves roles and open work, and keeps the list to print."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from branch.access import grants_of
from branch.accounts.models import User
from branch.members.models import Post
from branch.members.services import appoint
from core.refusals import Refused
from core.testing import make_user, page
from documents.downloads import render_document
from meetings.meeting.models import Meeting
from meetings.meeting.services import plan_meeting
from meetings.meeting.suggestions import chair_for
from meetings.tests.helpers import build, hold, item
from overview.handover.listing import to_document
from overview.handover.models import Handover
from overview.handover.open_work import open_work
from overview.handover.services import Plan, hand_over, present_secretary
from rectification.items.models import RectificationItem
from rectification.tests.factory import make_item

TODAY = timezone.localdate()
CREATE = reverse("overview:handover_create")


@pytest.fixture
def work(cast):
    """The secretary chairs a planned meeting, carries out a decision, and answers for an item."""
    secretary = cast.people.secretary
    cast.planned = plan_meeting(
        build(
            cast.branch, f"{TODAY + timedelta(days=5)}", title="支委会", chair=secretary, recorder=secretary
        ),
        kinds=["COMMITTEE"],
        by=cast.secretary,
    )
    held = hold(
        cast.branch,
        f"{TODAY - timedelta(days=20)}",
        "COMMITTEE",
        agenda=[item("修阅览室", decision="月底前修好", responsible=secretary, due_on=TODAY)],
        by=cast.secretary,
    )
    cast.decision = held.agenda.get()
    cast.item = make_item(cast, responsible="secretary")
    cast.taker = make_user("taker", ("MEMBER", cast.branch), member=cast.people.extra1)
    return cast


def plan(cast, **fields) -> Plan:
    values = {"taking": cast.people.extra1, "starts_on": TODAY, "given": {}} | fields
    return Plan(**values)


def fresh(user) -> User:
    return User.objects.get(pk=user.pk)


def test_one_page_does_it_all(work, client_of):
    cast, client = work, client_of(work.secretary)
    form = client.get(CREATE)
    keys = [piece.key for piece, _ in form.context["work"].rows]
    assert keys == [
        f"chair-{cast.planned.pk}",
        f"recorder-{cast.planned.pk}",
        f"decision-{cast.decision.pk}",
        f"responsible-{cast.item.pk}",
    ]
    data = {
        "taking": cast.people.extra1.pk,
        "starts_on": str(TODAY),
        "ends_on": str(TODAY + timedelta(days=1000)),
        "ends_others": "on",
        "witness": "上级甲",
        "note": "支部大会选举产生",
        "form_token": form.context["form"]["form_token"].value(),
        f"work-{keys[1]}": cast.people.committee.pk,
        f"work-{keys[3]}": cast.people.secretary.pk,
    }
    answer = client.post(CREATE, data, follow=True)
    made = Handover.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("overview:handover_detail", args=[made.pk])
    assert "交接已办理：郑试1" in page(answer).messages
    assert client.post(CREATE, data).url == answer.redirect_chain[-1][0]
    assert Handover.objects.count() == 1

    terms = Post.objects.filter(branch=cast.branch, title="SECRETARY").order_by("starts_on")
    assert [(post.member.name, post.ends_on) for post in terms] == [
        ("赵试一", TODAY - timedelta(days=1)),
        ("郑试1", TODAY + timedelta(days=1000)),
    ]
    assert chair_for(cast.branch, None, TODAY) == cast.people.extra1
    tomorrow = TODAY + timedelta(days=1)
    assert grants_of(fresh(cast.taker)).secretary_ids == {cast.branch.pk}
    assert grants_of(fresh(cast.secretary)).secretary_ids == {cast.branch.pk}
    assert grants_of(fresh(cast.secretary), on=tomorrow).writer_ids == frozenset()
    assert grants_of(fresh(cast.secretary), on=tomorrow).member_branch_ids == {cast.branch.pk}

    meeting = Meeting.objects.get(pk=cast.planned.pk)
    cast.decision.refresh_from_db()
    kept = RectificationItem.objects.get(pk=cast.item.pk)
    assert (meeting.chair, meeting.recorder) == (cast.people.extra1, cast.people.committee)
    assert cast.decision.responsible == cast.people.extra1
    assert (kept.leader, kept.responsible) == (cast.people.committee, cast.people.secretary)
    rows = page(answer).rows
    assert "落实决定 | 修阅览室" in rows
    assert "书记 | " in rows
    assert "系统角色 | 郑试1（taker） | 书记" in rows
    assert "整改责任人" in rows


def test_the_list_prints_as_word_and_pdf(work, client_of):
    made = hand_over(post=present_secretary(work.branch, TODAY), plan=plan(work), by=work.secretary, on=TODAY)
    texts = to_document(made).plain_paragraphs()
    for words in (
        "党支部书记工作移交清单",
        "一、任职和系统角色",
        "二、在办事项",
        "三、随职务移交的待办",
        "四、党员名册",
        "党支部印章",
        "监交人签名",
    ):
        assert words in texts
    assert all(render_document(to_document(made), file_format) for file_format in ("docx", "pdf"))
    client = client_of(work.committee)
    answer = client.get(reverse("reports:handover_paper", args=[made.pk, "docx"]))
    assert answer.status_code == 200
    assert client.get(reverse("reports:handover_paper", args=[made.pk, "exe"])).status_code == 404


def test_the_list_holds_no_personal_to_dos(work):
    """What the secretary owes as a member stays out: it is read by the committee and the superior."""
    made = hand_over(post=present_secretary(work.branch, TODAY), plan=plan(work), by=work.secretary, on=TODAY)
    todos = next(part for part in made.listing if part["title"] == "随职务移交的待办")
    assert not any(row[0].startswith("参加") for row in todos["rows"])
    plan_meeting(
        build(work.branch, f"{TODAY + timedelta(days=1)}", title="近的会"), kinds=["COMMITTEE"], by=None
    )
    again = hand_over(
        post=present_secretary(work.branch, TODAY + timedelta(days=1)),
        plan=plan(work, taking=work.people.extra2, starts_on=TODAY + timedelta(days=1)),
        by=work.superior,
        on=TODAY,
    )
    assert not any(
        "参加" in row[0] for part in again.listing if "待办" in part["title"] for row in part["rows"]
    )


def test_the_superior_hands_over_where_the_secretary_is_gone(work, client_of):
    post = present_secretary(work.branch, TODAY)
    Post.objects.filter(pk=post.pk).update(ends_on=TODAY - timedelta(days=30))
    client = client_of(work.superior)
    assert "移交人赵试一" in client.get(CREATE).content.decode()
    answer = client.post(CREATE, {"taking": work.people.extra1.pk, "starts_on": str(TODAY)}, follow=True)
    assert "交接已办理" in page(answer).messages
    assert Post.objects.get(pk=post.pk).ends_on == TODAY - timedelta(days=30)
    assert grants_of(fresh(work.taker)).secretary_ids == {work.branch.pk}


def test_without_an_account_it_says_what_is_left_to_do(work, client_of):
    client = client_of(work.secretary)
    answer = client.post(CREATE, {"taking": work.people.extra2.pk, "starts_on": str(TODAY)}, follow=True)
    assert "郑试2还没有账号" in page(answer).messages
    assert Handover.objects.get().taking == work.people.extra2


def test_the_new_secretarys_other_posts_and_roles_end_where_asked(work):
    other = appoint(
        Post(
            branch=work.branch,
            member=work.people.extra1,
            title="DEPUTY_SECRETARY",
            starts_on=date(2024, 1, 1),
        ),
        by=work.secretary,
    )
    post = present_secretary(work.branch, TODAY)
    kept = plan(work, ends_others=False)
    assert kept.taking == work.people.extra1
    hand_over(post=post, plan=plan(work), by=work.secretary, on=TODAY)
    other.refresh_from_db()
    assert other.ends_on == TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"taking": "secretary"}, "同一人"),
        ({"starts_on": date(2023, 1, 1)}, "须晚于"),
        ({"starts_on": TODAY + timedelta(days=61)}, "60 天以内"),
        ({"ends_on": TODAY - timedelta(days=1)}, "不能早于接任日期"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(change, reason, work):
    if "taking" in change:
        change = {"taking": work.people.secretary}
    post = present_secretary(work.branch, TODAY)
    with pytest.raises(Refused, match=reason):
        hand_over(post=post, plan=plan(work, **change), by=work.secretary, on=TODAY)
    assert Post.objects.filter(title="SECRETARY").get().ends_on is None
    assert not Handover.objects.exists()
    assert grants_of(fresh(work.taker)).secretary_ids == frozenset()


def test_typed_words_stay_where_the_form_is_refused(work, client_of):
    data = {"taking": "", "starts_on": "三月", "witness": "监交人甲", f"work-chair-{work.planned.pk}": "999"}
    answer = client_of(work.secretary).post(CREATE, data)
    assert answer.status_code == 200
    assert "请选择接任书记" in page(answer).errors
    assert answer.context["form"]["witness"].value() == "监交人甲"


def test_without_a_secretary_it_leads_to_the_posts(work, client_of):
    Post.objects.filter(title="SECRETARY").update(title="PUBLICITY")
    answer = client_of(work.secretary).get(CREATE, follow=True)
    assert "还没有登记过书记的任职" in page(answer).messages


def test_a_future_hand_over_lets_the_secretary_write_until_then(work):
    day = TODAY + timedelta(days=10)
    hand_over(
        post=present_secretary(work.branch, TODAY),
        plan=plan(work, starts_on=day),
        by=work.secretary,
        on=TODAY,
    )
    before = day - timedelta(days=1)
    assert grants_of(fresh(work.secretary), on=before).secretary_ids == {work.branch.pk}
    assert grants_of(fresh(work.secretary), on=day).secretary_ids == frozenset()
    assert grants_of(fresh(work.taker), on=before).secretary_ids == frozenset()
    assert grants_of(fresh(work.taker), on=day).secretary_ids == {work.branch.pk}


def test_only_the_named_persons_work_is_listed(work):
    assert [piece.kind for piece in open_work(work.branch, work.people.committee, TODAY)] == ["整改责任领导"]
    assert open_work(work.branch, work.people.extra4, TODAY) == []

"""Training elsewhere: entered with proof, approved by someone else, and only then counted."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from branch.accounts.models import RoleAssignment
from core import attachments
from core.models import AuditEntry
from core.refusals import Refused
from core.testing import assert_flat_queries, page
from study.enums import TrainingState
from study.hours import reckoning
from study.trainings import services
from study.trainings.models import Training

pytestmark = pytest.mark.django_db
CREATE = "/study/trainings/new/"


def proof(name: str = "结业证.txt", content: bytes = "准予结业".encode()):
    return SimpleUploadedFile(name, content, "text/plain")


@pytest.fixture
def typed(today):
    """What a member types; two half days make eight hours."""
    return {
        "title": "公司党校培训班",
        "kind": "PARTY_SCHOOL",
        "organiser": "试验公司党校",
        "form": "ONSITE",
        "starts_on": f"{today}",
        "ends_on": f"{today}",
        "unit_count": "2",
        "unit": "半天",
        "is_intensive": "on",
        "summary": "学习党章。",
    }


@pytest.fixture
def enter(cast, client_of, typed):
    """`enter(role, **changes)`: send the form as that role; returns the response."""

    def send(role="member", own=True, **changes):
        data = {
            key: value for key, value in {**typed, "proof": proof(), **changes}.items() if value is not None
        }
        return client_of(getattr(cast, role)).post(CREATE + ("?own=1" if own else ""), data)

    return send


def review(client_of, user, training, to, comment="", version=None):
    data = {"to": to, "comment": comment, "lock_version": version or training.lock_version}
    return client_of(user).post(reverse("study:training_review", args=[training.pk]), data)


def standing(cast, today, key="member"):
    people = reckoning.standings(cast.branch, today.year, today)
    return next(one for one in people if one.member == getattr(cast.people, key))


def test_counts_once_another_has_approved_it(cast, client_of, enter, today):
    assert enter().status_code == 302
    training = Training.objects.get()
    assert (training.member, training.hours) == (cast.people.member, 8)
    assert training.hours_basis == "半天 × 2，半天 = 4 学时（通行算法，请按本单位规定核对）"
    assert attachments.of_record(training).get().name == "结业证.txt"
    assert standing(cast, today).hours == 0
    assert review(client_of, cast.committee, training, "APPROVED").status_code == 302
    counted = standing(cast, today)
    assert (counted.hours, counted.training_hours, counted.has_training) == (8, 8, True)
    training.refresh_from_db()
    assert (training.reviewed_by, training.reviewed_on) == (cast.committee, today)
    entry = AuditEntry.objects.filter(object_type="study.training").order_by("-number").first()
    assert entry.changes["state"]["new"] == "已认定"


def test_a_writer_enters_for_a_member_and_never_approves_the_own(cast, client_of, enter):
    assert enter("secretary", own=False, member=cast.people.extra1.pk).status_code == 302
    assert Training.objects.get().member == cast.people.extra1
    assert enter("secretary", title="书记培训班").status_code == 302
    own = Training.objects.get(title="书记培训班")
    assert own.member == cast.people.secretary
    assert review(client_of, cast.secretary, own, "APPROVED").status_code == 403
    assert review(client_of, cast.member, own, "APPROVED").status_code == 404
    own.refresh_from_db()
    assert own.state == TrainingState.SUBMITTED
    review(client_of, cast.discipline, own, "APPROVED")
    own.refresh_from_db()
    assert own.is_approved


def test_who_is_no_member_of_the_branch_enters_no_own_training(cast, client_of, typed):
    RoleAssignment.objects.create(
        user=cast.outsider,
        organisation=cast.branch,
        role="MEMBER",
        starts_on=date(2020, 1, 1),
        confirmed_on=date(2020, 1, 1),
    )
    answer = client_of(cast.outsider, branch=cast.branch).post(CREATE, {**typed, "proof": proof()})
    assert answer.status_code == 403
    assert "请由支部代录" in answer.content.decode()
    assert not Training.objects.exists()


def test_a_member_cannot_enter_for_another(cast, enter):
    enter(member=cast.people.extra1.pk)
    assert Training.objects.get().member == cast.people.member


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"proof": None}, "请上传证明材料"),
        ({"proof": proof("宏.docm")}, "“宏.docm”没有上传"),
        ({"proof": proof("空.txt", b"")}, "空"),
        ({"proof": proof("假.pdf", b"not a pdf")}, "“假.pdf”没有上传"),
        ({"title": "  "}, "请填写培训名称"),
        ({"kind": "X"}, "X"),
        ({"organiser": ""}, "请填写主办单位"),
        ({"ends_on": "2999-01-01"}, "2999-01-01 还没有到"),
        ({"starts_on": "2999-01-01"}, "早于开始日期 2999-01-01"),
        ({"starts_on": "3月"}, "开始日期"),
        ({"unit_count": None, "unit": None}, "请填写学时"),
        ({"unit_count": None}, "请填写数量"),
        ({"unit": None}, "请选择单位"),
        ({"unit_count": "-1"}, "0.1"),
        ({"unit": "年"}, "年"),
        ({"unit_count": "400"}, "200"),
        ({"unit_count": None, "unit": None, "hours": "0"}, "0.1"),
    ],
)
def test_bad_input_is_answered_and_saves_nothing(enter, changes, says):
    answer = enter(**changes)
    assert answer.status_code == 200
    assert says in page(answer).errors
    assert not Training.objects.exists()


@pytest.mark.usefixtures("cast")
def test_the_same_training_is_not_entered_twice(enter):
    enter()
    assert "已经登记过" in page(enter()).errors
    assert Training.objects.count() == 1


def test_returned_and_sent_again(cast, client_of, enter, typed):
    enter()
    training = Training.objects.get()
    assert "请写明原因" in page(review(client_of, cast.secretary, training, "RETURNED")).errors
    review(client_of, cast.secretary, training, "RETURNED", "看不清，请重拍")
    answer = client_of(cast.member).get(reverse("study:training_detail", args=[training.pk]))
    assert "看不清，请重拍" in answer.content.decode()
    training.refresh_from_db()
    again = {**typed, "lock_version": training.lock_version, "proof": proof("重拍.txt")}
    client_of(cast.member).post(reverse("study:training_update", args=[training.pk]), again)
    training.refresh_from_db()
    assert (training.state, training.comment, training.reviewed_by) == (TrainingState.SUBMITTED, "", None)
    assert attachments.of_record(training).count() == 2


def test_an_approved_one_is_frozen_until_taken_back(cast, client_of, enter, today):
    enter()
    training = Training.objects.get()
    review(client_of, cast.secretary, training, "APPROVED")
    update = reverse("study:training_update", args=[training.pk])
    remove = reverse("core:attachment_remove", args=[attachments.of_record(training).get().pk])
    delete = reverse("core:record_delete", args=["study.training", training.pk])
    for role in ("member", "secretary"):
        client = client_of(getattr(cast, role))
        assert client.get(update).status_code == 403
        assert client.post(remove).status_code == 403
        assert "已经认定" in client.post(delete, {"reason": "x"}).content.decode()
    training.refresh_from_db()
    review(client_of, cast.committee, training, "SUBMITTED", "证明不符")
    assert standing(cast, today).hours == 0
    client_of(cast.member).post(delete, {"reason": "登记错了"})
    assert not Training.objects.alive().exists()


def test_approval_rests_on_what_was_read(cast, client_of, enter, typed):
    enter()
    training = Training.objects.get()
    seen = training.lock_version
    changed = {**typed, "unit_count": "20", "lock_version": seen}
    client_of(cast.member).post(reverse("study:training_update", args=[training.pk]), changed)
    answer = review(client_of, cast.secretary, training, "APPROVED", version=seen)
    assert "刚刚被别人修改过" in page(answer).errors
    training.refresh_from_db()
    assert (training.state, training.hours) == (TrainingState.SUBMITTED, 80)


def test_no_hours_without_proof(cast, enter, today):
    enter()
    training = Training.objects.get()
    attachments.remove(attachment=attachments.of_record(training).get(), by=cast.member)
    with pytest.raises(Refused, match="还没有证明材料"):
        services.review_training(
            training=training, to=TrainingState.APPROVED, comment="", on=today, by=cast.secretary
        )


def test_is_listed_filtered_and_exported_for_those_who_may_see_it(cast, client_of, enter):
    enter()
    url = reverse("study:training_list")

    def found(role, **params):
        return client_of(getattr(cast, role)).get(url, params).context["page"].paginator.count

    assert [found(role) for role in ("secretary", "superior", "group_leader", "member", "probationary")] == [
        1, 1, 1, 1, 0,
    ]  # fmt: skip
    assert found("secretary", state="APPROVED") == found("secretary", q="没有的") == 0
    assert found("secretary", kind="PARTY_SCHOOL", q="党校", group=cast.group.pk) == 1
    answer = client_of(cast.secretary).get(url, {"format": "xlsx"})
    assert answer["Content-Type"].endswith("sheet")


def test_list_costs_the_same_with_many(cast, client_of, today):
    def add(count=12):
        for number in range(count):
            Training.objects.create(
                branch=cast.branch, member=cast.people.extra1, title=f"培训{number}", kind="SUPERIOR",
                organiser="党委", starts_on=today, ends_on=today, hours=Decimal(1),
            )  # fmt: skip

    client = client_of(cast.secretary)
    add(1)
    assert_flat_queries(lambda: client.get(reverse("study:training_list")), add)

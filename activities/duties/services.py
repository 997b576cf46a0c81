"""A member's own 岗位目标承诺 of a year: made, looked at in the middle and at the end, until it is commented on."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from activities import services
from activities.models import Activity
from branch.accounts.models import User
from branch.members.models import Member
from core import audit
from core.refusals import Refused

KIND = "pledge"
# What the comment at the meeting fills in; from then on the words stand.
COMMENT_FIELDS = ("fulfilment", "commenter", "grade")


@dataclass(frozen=True)
class OwnPledge:
    """What the member writes: the goal, and how it stands in the middle and at the end of the year."""

    goal: str
    midyear: str = ""
    own_result: str = ""


def pledge_of(member: Member, year: int) -> Activity | None:
    """The member's pledge of a year."""
    rows = Activity.objects.of_branch(member.branch).in_year(year).of_kind(KIND).with_person(member.pk)
    own = [row for row in rows.order_by("pk") if row.data["pledger"]["id"] == member.pk]
    return own[0] if own else None


def is_commented(pledge: Activity) -> bool:
    """Whether the branch has commented on it."""
    return any(pledge.data.get(name) for name in COMMENT_FIELDS)


@transaction.atomic
def keep_own_pledge(
    *, member: Member, year: int, words: OwnPledge, version: int | None, by: User, on: date
) -> Activity:
    """Write the member's own pledge of the running year, or change it; the same words twice make one pledge.

    `version` is the lock version that the member had before the eyes. Raises Refused once it is commented on, for
    another year, or when somebody changed it meanwhile; RecordActivityRefused for words that do not fit.
    """
    if year != on.year:
        raise Refused(f"只能填写{on.year}年度的承诺，请先在页面顶部切换年度。")
    pledge = pledge_of(member, year)
    written = {"goal": words.goal, "midyear": words.midyear, "own_result": words.own_result}
    if pledge is None:
        pledge = Activity(
            branch=member.branch,
            kind=KIND,
            happened_on=on,
            work_area=services.default_area(member.branch, year, KIND),
            data={"pledger": member, **written},
            created_by=by,
        )
        return services.record_activity(pledge, participants=[], by=by)
    if {name: pledge.data.get(name, "") for name in written} == written:
        return pledge
    if is_commented(pledge):
        raise Refused("支部已经点评了这份承诺，不能再改；有差错请告诉书记。")
    if version != pledge.lock_version:
        raise Refused(f"这份承诺刚刚被改过，现在写的是“{pledge.data['goal']}”。请核对后再保存。")
    before = audit.snapshot(pledge)
    pledge.data = pledge.data | written
    return services.save_activity(pledge, before=before, participants=list(pledge.participants.all()), by=by)

"""The first steps of a branch that begins to keep its records here, until all are taken."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from branch.accounts.models import User
from branch.members.models import Member, Post
from branch.organisations.models import Organisation, PartyGroup
from branch.permissions import can_manage_accounts
from core.kept import kept
from meetings.meeting.models import Meeting
from meetings.plan.models import MeetingPlanItem

# A branch that has not taken them by then does without.
SHOWN_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Step:
    """One step: what to do, how far it is, and where; `url` is empty for whom it is not open."""

    title: str
    done: str
    hint: str
    url: str
    action: str

    @property
    def is_done(self) -> bool:
        """Whether there is something already."""
        return bool(self.done)


@kept(128)
def first_steps(branch: Organisation, user: AbstractBaseUser, year: int, today: date) -> list[Step]:
    """The steps in their order; none once all are taken, and for a branch that has long begun."""
    if branch.in_use_since is None or today > branch.in_use_since + SHOWN_FOR:
        return []
    members = Member.objects.on_roll(branch, today).count()
    groups = PartyGroup.objects.active_on(today).filter(branch=branch).count()
    posts = Post.objects.held_on(today).filter(branch=branch).count()
    accounts = User.objects.filter(member__branch=branch, is_active=True).count()
    planned = MeetingPlanItem.objects.of_branch(branch).in_year(year).count()
    met = Meeting.objects.of_branch(branch).count()
    keeps_accounts = can_manage_accounts(user)
    steps = [
        Step(
            "登记党员名册",
            f"{members} 人" if members > 1 else "",
            "已有的名册可以整个导入，也可以逐人登记。",
            reverse("branch:member_import"),
            "导入名册",
        ),
        Step(
            "分党小组",
            f"{groups} 个" if groups else "",
            "人少不分组的支部可以跳过。",
            reverse("branch:group_create"),
            "新建党小组",
        ),
        Step(
            "登记任职",
            f"{posts} 项" if posts > 1 else "",
            "支委和党小组组长，会议的应到人员和权限由此而来。",
            reverse("branch:post_create"),
            "登记任职",
        ),
        Step(
            "开账号",
            f"{accounts} 个" if accounts > 1 else "",
            "党员用自己的账号看学习任务、写心得。" if keeps_accounts else "请系统管理员为党员开账号。",
            f"{reverse('branch:accounts_open')}?branch={branch.pk}" if keeps_accounts else "",
            "给党员开账号",
        ),
        Step(
            "排全年计划",
            f"{planned} 项" if planned else "",
            "按要求一次排出，从这个月开始，再调整。",
            reverse("meetings:plan_list"),
            "排计划",
        ),
        Step(
            "登记第一次会议",
            f"{met} 次" if met else "",
            "开完会当天登记，两分钟。",
            reverse("meetings:meeting_create"),
            "登记会议",
        ),
    ]
    return [] if all(step.is_done for step in steps) else steps

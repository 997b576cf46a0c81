"""The register and the posts as sheets; restricted values are masked by role."""

from collections.abc import Iterable
from datetime import date

from core.sheets import Cell, Sheet

from .models import Member, Post, User
from .permissions import sees_restricted_of

MEMBER_COLUMNS = (
    "序号",
    "姓名",
    "性别",
    "出生日期",
    "年龄",
    "入党日期",
    "转正日期",
    "职称",
    "职务",
    "党小组",
    "状态",
    "手机",
)


def member_sheet(members: Iterable[Member], title: str, user: User, day: date) -> Sheet:
    """党员名册, one row per member with `status_on`; phones in full only for the secretary and the owner."""
    rows = [_member_row(number, member, user, day) for number, member in enumerate(members, start=1)]
    return Sheet(title, MEMBER_COLUMNS, rows)


def _member_row(number: int, member: Member, user: User, day: date) -> list[Cell]:
    return [
        number,
        member.name,
        member.get_gender_display(),
        member.birth_date,
        member.age_on(day),
        member.joined_on,
        member.confirmed_on,
        member.get_technical_title_display(),
        member.job,
        member.group.name if member.group else "",
        member.state_badge.label,
        member.phone if sees_restricted_of(user, member) else member.masked_phone,
    ]


def post_sheet(posts: Iterable[Post], title: str) -> Sheet:
    """One row per term."""
    columns = ("序号", "职务", "姓名", "党小组", "分管工作", "任期自", "任期至")
    rows = [
        (
            number,
            post.get_title_display(),
            post.member.name,
            post.group.name if post.group else "",
            post.duties,
            post.starts_on,
            post.ends_on,
        )
        for number, post in enumerate(posts, start=1)
    ]
    return Sheet(title, columns, rows)

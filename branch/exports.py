"""The register and the posts as sheets; restricted values are masked by role."""

from collections.abc import Iterable
from datetime import date

from core.sheets import Sheet

from .models import Member, Post, User
from .register import REGISTER, label_of, told


def member_sheet(members: Iterable[Member], title: str, user: User, day: date) -> Sheet:
    """党员名册, one row per member with `status_on`; phones in full only for the secretary and the owner."""
    rows = [
        (number, *(told(member, name, user, day) for name in REGISTER))
        for number, member in enumerate(members, start=1)
    ]
    return Sheet(title, ("序号", *map(label_of, REGISTER)), rows)


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

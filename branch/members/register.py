"""What is told of a member, field by field: the register (党员名册), its sheet and the member's page loop over it."""

from collections.abc import Iterable
from datetime import date

from branch.accounts.models import User
from branch.permissions import sees_restricted_of
from core.dates import chinese_date
from core.history import MASK
from core.sheets import Cell, Sheet

from .models import Member, Post

# What no field holds: how old the member is, and the status on the day that `with_status()` asked for.
_COMPUTED = {"age": "年龄", "status": "状态", "home": "组织关系"}
REGISTER = (
    *("name", "gender", "ethnic_group", "birth_date", "age", "education", "joined_on", "confirmed_on"),
    *("technical_title", "job", "group", "status", "home", "phone"),
)
# The page has the name as its title, the age beside the date of birth, and the status as a badge.
PAGE = (*(name for name in REGISTER if name not in ("name", "age", "status")), "expected_retirement_on")
# On the page only, apart, and only for those who may read it.
RESTRICTED = ("health_class", "hardship_class")


def label_of(name: str) -> str:
    """What a field is called."""
    return _COMPUTED.get(name) or str(Member._meta.get_field(name).verbose_name)


def told(member: Member, name: str, user: User, day: date) -> Cell:
    """A field as this person may know it: restricted ones are masked for all but the secretary and the member."""
    if name == "age":
        return member.age_on(day)
    if name == "home":
        return member.home
    if name == "status":
        return member.state_badge.label
    if name in member.restricted_fields and not sees_restricted_of(user, member):
        return member.masked_phone if name == "phone" else MASK
    field = Member._meta.get_field(name)
    shown = (
        getattr(member, f"get_{name}_display")() if getattr(field, "choices", None) else getattr(member, name)
    )
    return str(shown or "") if field.is_relation else shown


def facts_of(member: Member, names: tuple[str, ...], user: User, day: date) -> list[tuple[str, str]]:
    """Label and words of some fields for the member's page."""
    return [(label_of(name), _words(member, name, user, day)) for name in names]


def _words(member: Member, name: str, user: User, day: date) -> str:
    value = told(member, name, user, day)
    if not isinstance(value, date):
        return str(value or {"group": "未编组", "home": "本支部"}.get(name, ""))
    return chinese_date(value) + (f"（{member.age_on(day)} 岁）" if name == "birth_date" else "")


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
            post.label,
            post.member.name,
            post.group.name if post.group else "",
            post.duties,
            post.starts_on,
            post.ends_on,
        )
        for number, post in enumerate(posts, start=1)
    ]
    return Sheet(title, columns, rows)

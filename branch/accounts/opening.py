"""Accounts for the members of a branch, many at once: names and roles proposed, a one-time password told on a slip for each."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from pypinyin import lazy_pinyin

from branch.enums import SECRETARY_ROLES, ChangeReason, Role
from branch.members.models import Member, Post
from branch.organisations.models import Organisation
from core.forms import word_required_errors
from core.refusals import Refused

from . import services
from .models import RoleAssignment, User
from .post_roles import role_of

# A page that is answered in a few seconds: each password is hashed slowly on purpose.
ACCOUNTS_MOST = 100


@dataclass(frozen=True)
class Slip:
    """What one person is handed: the account and its password, which is told nowhere else."""

    account: User
    password: str


def username_proposed(name: str, taken: Collection[str]) -> str:
    """The pinyin of a name, with a number where somebody has it already; empty where no letter can be made of it."""
    plain = re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(name.lower())))[:36]
    if len(plain) < 2:
        return ""
    number = 1
    while (proposed := plain if number == 1 else f"{plain}{number}") in taken:
        number += 1
    return proposed


def roles_proposed(member: Member, posts: Sequence[Post], today: date) -> list[RoleAssignment]:
    """The roles that go with a member's posts, each once, and 党员; not stored, without their account.

    A secretary writes already and needs no role of the committee.
    """
    found: dict[tuple[str, int | None], RoleAssignment] = {}
    for post in posts:
        if post.is_open_on(today):
            role = role_of(post)
            found.setdefault((role.role, role.group_id), role)
    if any(role in SECRETARY_ROLES for role, _ in found):
        found.pop((Role.COMMITTEE_MEMBER, None), None)
    member_role = RoleAssignment(organisation=member.branch, role=Role.MEMBER, starts_on=today)
    return [*found.values(), member_role]


class OpenAccountForm(forms.ModelForm):
    """The account of one member. What is not taken is not looked at."""

    take = forms.BooleanField(label="开账号", required=False)

    class Meta:
        model = User
        fields = ["username"]

    def __init__(self, *args, member: Member, proposed: Sequence[RoleAssignment], **kwargs):
        super().__init__(
            *args,
            instance=User(display_name=member.name, member=member),
            prefix=str(member.pk),
            **kwargs,
        )
        self.member, self.proposed = member, proposed
        self.fields["roles"] = forms.MultipleChoiceField(
            label="角色",
            required=False,
            choices=[(_key(role), _told(role)) for role in proposed],
            error_messages={"invalid_choice": "任职刚刚变了，请核对角色后再开。"},
            widget=forms.CheckboxSelectMultiple,
        )
        word_required_errors(self)
        self.fields["username"].widget.attrs |= {
            "class": "form-control form-control-sm",
            "aria-label": f"{member.name}的登录名",
            "autocapitalize": "none",
        }
        self.fields["take"].widget.attrs |= {
            "class": "form-check-input",
            "aria-label": f"给{member.name}开账号",
        }

    @property
    def is_taken(self) -> bool:
        """Whether the account is to be made."""
        return bool(self["take"].value())

    @property
    def told_errors(self) -> list[str]:
        """What is wrong, where the account is to be made."""
        if not (self.is_bound and self.is_taken):
            return []
        return [text for texts in self.errors.values() for text in texts]

    def roles(self) -> list[RoleAssignment]:
        """The roles that were left ticked."""
        return [role for role in self.proposed if _key(role) in self.cleaned_data["roles"]]


def _key(role: RoleAssignment) -> str:
    return f"{role.role}:{role.group_id or ''}"


def _told(role: RoleAssignment) -> str:
    return f"{role.get_role_display()}（{role.group.name}）" if role.group else str(role.get_role_display())


def without_account(branch: Organisation, today: date) -> list[Member]:
    """The members on the roll who have no account yet, by name."""
    members = Member.objects.attending(branch, today).filter(user__isnull=True)
    return list(members.select_related("branch").in_pinyin_order())


def open_forms(
    branch: Organisation, today: date, data: Mapping[str, str] | None = None
) -> list[OpenAccountForm]:
    """A form for each member without an account, filled with what is proposed or with what was sent.

    Two taken rows with one name for the account are an error of the second.
    """
    members = without_account(branch, today)
    posts: dict[int, list[Post]] = {}
    for post in Post.objects.alive().filter(member__in=members).select_related("group", "branch"):
        posts.setdefault(post.member_id, []).append(post)
    taken, made = set(User.objects.values_list("username", flat=True)), []
    for member in members:
        proposed = roles_proposed(member, posts.get(member.pk, []), today)
        name = username_proposed(member.name, taken)
        taken.add(name)
        initial = {"take": True, "username": name, "roles": [_key(role) for role in proposed]}
        made.append(OpenAccountForm(data, member=member, proposed=proposed, initial=initial))
    _refuse_doubles([form for form in made if form.is_bound and form.is_taken])
    return made


def _refuse_doubles(rows: Sequence[OpenAccountForm]) -> None:
    owners: dict[str, str] = {}
    for form in rows:
        name = "" if "username" in form.errors else form.cleaned_data["username"]
        if name in owners:
            form.add_error("username", ValidationError(f"和{owners[name]}的登录名一样，请改一个。"))
        elif name:
            owners[name] = form.member.name


@transaction.atomic
def open_accounts(
    *, rows: Sequence[OpenAccountForm], by: AbstractBaseUser, at: datetime, on: date
) -> list[Slip]:
    """Make the accounts of these valid rows with their roles, all or none; a one-time password for each.

    Raises Refused where somebody gave one of the members an account meanwhile.
    """
    members = Member.objects.select_for_update(of=("self",)).filter(pk__in=[row.member.pk for row in rows])
    list(members.order_by("pk").values_list("pk", flat=True))
    if given := User.objects.filter(member__in=members).select_related("member").first():
        raise Refused(f"{given.member}刚刚有了账号，没有再开。请重新打开这一页。")
    slips = []
    for row in rows:
        account = row.instance
        password = services.one_time_password_for(account, at=at, reason=ChangeReason.INITIAL)
        services.add_account(account, password=password, by=by)
        for role in row.roles():
            role.user = account
            services.grant_role(role, by=by, on=on)
        slips.append(Slip(account, password))
    return slips

"""Accounts and the roles they hold in organisations, each with a term."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.crypto import salted_hmac

from branch.access import grants_of
from branch.enums import IN_BRANCH, OFF_ROLL, ChangeReason, MembershipStatus, Role
from branch.members.models import MemberStatus
from branch.organisations.models import Organisation
from core.badges import Badge
from core.dates import covering
from core.models import Record, SoftDeleteQuerySet

CHANGE_WORDS: dict[str, str] = {
    ChangeReason.ONE_TIME: "这是管理员重设的一次性密码，请先改成自己的密码再继续。",
    ChangeReason.SHORT: "您的角色能看到或管理受限内容，现在的密码位数不够：请换一个长些的，或者开启第二验证。",
    ChangeReason.OLD: "密码用得太久了，按本单位的规定请换一个再继续。",
}


class UserQuerySet(models.QuerySet["User"]):
    """Accounts by the standing of their member."""

    def open_on(self, day: date):
        """Without those whose member is no longer of the branch on a day: transferred out, struck off or dead."""
        return self.exclude(Exists(_closing(day)))

    def visible_to(self, user):
        """The own account, and for an administrator those that reach nothing outside the organisations kept.

        An account that belongs nowhere yet is kept by whoever made it and by the administrators of the top.
        """
        grants = grants_of(user)
        places = Organisation.objects.filter(pk__in=[])
        for path in grants.administered:
            places |= Organisation.objects.filter(path__below=path)
        roles = RoleAssignment.objects.filter(user=OuterRef("pk"))
        is_inside = Q(Exists(roles.alive().filter(organisation__in=places))) | Q(member__branch__in=places)
        reaches_out = Q(Exists(roles.open_on(timezone.localdate()).exclude(organisation__in=places))) | (
            Q(member__isnull=False) & ~Q(member__branch__in=places)
        )
        is_kept = (
            ~reaches_out if grants.is_top_administrator else ~reaches_out & (is_inside | Q(created_by=user))
        )
        return self.filter(Q(pk=user.pk) | is_kept if grants.is_administrator else Q(pk=user.pk))

    def with_closing(self, day: date):
        """Adds `closed_by`: the status that closes the account on a day, or None."""
        return self.annotate(closed_by=Subquery(_closing(day).values("status")[:1]))


def _off_roll(day: date):
    """Statuses of a day that close an account: not the 返回原支部 of those who were there when their branch was closed."""
    stayed = Q(status=MembershipStatus.RETURNED, member__branch__closed_on__isnull=False)
    stayed &= Q(starts_on__gt=F("member__branch__closed_on"))
    return MemberStatus.objects.filter(covering(day), status__in=OFF_ROLL).exclude(stayed)


def _closing(day: date):
    return _off_roll(day).filter(member=OuterRef("member"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # made by a call
    """Creates accounts with a hashed password."""

    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        """A saved account; without a password nobody can sign in to it."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def visible_to(self, user):
        """The accounts that an administrator keeps; everyone knows the own one."""
        return self.all().visible_to(user)


class User(AbstractBaseUser):
    """An account. Rights come from role assignments alone; there is no superuser."""

    restricted_fields: frozenset[str] = frozenset()
    is_deleted = False  # an account is disabled, never deleted: it signed what stands in the records

    username = models.CharField(
        "登录名",
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9._-]{1,39}$", "登录名用小写字母、数字、点和连字符，至少两位。")
        ],
        error_messages={"unique": "这个登录名已被使用，请换一个。"},
    )
    display_name = models.CharField("姓名", max_length=40)
    email = models.EmailField(
        "邮箱", blank=True, help_text="给本人发提醒邮件，忘记密码时也发到这里；可以不填。"
    )
    # On from the start: the address serves nothing else, so whoever gives one wants the mails.
    has_mail_reminders = models.BooleanField("接收邮件提醒", default=True)
    member = models.OneToOneField(
        "branch.Member",
        verbose_name="对应党员",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="user",
        help_text="党员登录后据此看到自己的学习任务和会议。",
    )
    is_active = models.BooleanField("可以登录", default=True, help_text="取消后立即退出所有会话。")
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    change_reason = models.CharField(
        "改密码的原因", max_length=10, choices=ChangeReason, blank=True, editable=False
    )
    password_changed_at = models.DateTimeField("密码修改时间", null=True, editable=False)
    one_time_until = models.DateTimeField("一次性密码有效到", null=True, editable=False)
    second_factor_since = models.DateTimeField("第二验证开启时间", null=True, editable=False)
    is_demo = models.BooleanField("演示账号", default=False, editable=False)
    created_at = models.DateTimeField("创建时间", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "self", verbose_name="建立人", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    lock_version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = UserManager()

    # Of signing in: entries of their own tell that it happened, none with what value (`core.audit_records`).
    untold_fields = frozenset(
        {
            "must_change_password",
            "change_reason",
            "password_changed_at",
            "one_time_until",
            "second_factor_since",
        }
    )

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.display_name

    def closing_status(self, day: date) -> MemberStatus | None:
        """The status of the member that closes the account on a day: transferred out, struck off or dead."""
        if self.member_id is None:
            return None
        return _off_roll(day).filter(member=self.member_id).first()

    @property
    def state_badge(self) -> Badge:
        """可以登录, 须改密码, 已停用, or what closed it on the day that `with_closing()` asked for."""
        if not self.is_active:
            return Badge("已停用", "muted")
        if closed_by := getattr(self, "closed_by", None):
            return Badge(f"不能登录：{MembershipStatus(closed_by).label}", "muted")
        return Badge("待改密码", "wait") if self.must_change_password else Badge("可以登录", "good")

    @property
    def change_words(self) -> str:
        """Why the password has to be changed first."""
        return CHANGE_WORDS.get(self.change_reason, "这是初始密码，请先改成自己的密码再继续。")

    @property
    def is_one_time_over(self) -> bool:
        """Whether the password is a one-time one whose days are over."""
        return self.one_time_until is not None and self.one_time_until < timezone.now()

    def get_session_auth_hash(self) -> str:
        """A session ends with the password, and when the second factor is switched on or off."""
        return self._with_second_factor(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self):
        """The same for sessions signed with an earlier secret key."""
        for one in super().get_session_auth_fallback_hash():
            yield self._with_second_factor(one)

    def _with_second_factor(self, auth_hash: str) -> str:
        if self.second_factor_since is None:
            return auth_hash
        return salted_hmac(
            "branch.User.second_factor", f"{auth_hash} {self.second_factor_since.isoformat()}"
        ).hexdigest()


class RoleAssignmentQuerySet(SoftDeleteQuerySet):
    """Roles by day."""

    def held_on(self, day):
        """Roles whose term covers a day, confirmed or not."""
        return self.alive().filter(covering(day))

    def open_on(self, day: date):
        """Roles that run on a day or begin later, confirmed or not."""
        return self.alive().exclude(ends_on__lt=day)

    def confirmed(self):
        """Those that reach all they are given for."""
        return self.filter(confirmed_on__isnull=False)

    def over(self, branches):
        """Roles that reach some branches, or are to: their own ones and those of the superior officers above."""
        above = {pk for branch in branches for pk in branch.path_ids}
        in_branch = Q(role__in=IN_BRANCH, organisation__in=branches)
        return self.filter(in_branch | Q(role=Role.SUPERIOR_OFFICER, organisation__in=above))

    def awaiting(self, branches, day: date):
        """Roles over some branches that are still to be confirmed, the first given first."""
        waits = Q(confirmed_on__isnull=True) | Q(pk__in=self.filter(unconfirmed_in__in=branches).values("pk"))
        rows = self.open_on(day).over(branches).filter(waits)
        return rows.select_related("organisation", "user__member__branch", "given_by", "group").order_by("pk")

    def visible_to(self, user):
        """Those over the branches that the person reads, those that an administrator keeps, and the own ones."""
        grants = grants_of(user)
        seen = Q(user=user) | (Q(role__in=IN_BRANCH) & grants.readable("organisation"))
        seen |= Q(role=Role.SUPERIOR_OFFICER) & grants.above("organisation")
        for path in grants.administered:
            seen |= Q(organisation__path__below=path)
        return self.alive().filter(seen)


class RoleAssignment(Record):
    """A role of an account in an organisation, from a day on and possibly to a day."""

    user = models.ForeignKey(
        "branch.User", verbose_name="账号", on_delete=models.PROTECT, related_name="roles"
    )
    organisation = models.ForeignKey(
        "branch.Organisation", verbose_name="组织", on_delete=models.PROTECT, related_name="roles"
    )
    role = models.CharField("角色", max_length=20, choices=Role)
    group = models.ForeignKey(
        "branch.PartyGroup", verbose_name="党小组", on_delete=models.PROTECT, null=True, blank=True
    )
    starts_on = models.DateField("自")
    ends_on = models.DateField("至", null=True, blank=True)
    given_by = models.ForeignKey(
        "branch.User",
        verbose_name="授予人",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    # Until then it reaches no content; a superior officer reaches the branches that confirmed it for themselves.
    confirmed_on = models.DateField("确认日期", null=True, editable=False)
    confirmed_by = models.ForeignKey(
        "branch.User",
        verbose_name="确认人",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    confirmed_in = models.ManyToManyField(
        "branch.Organisation", verbose_name="已确认的党支部", editable=False, related_name="+"
    )
    # Branches that came below the role's organisation after it was confirmed: each is asked for itself.
    unconfirmed_in = models.ManyToManyField(
        "branch.Organisation", verbose_name="待确认的党支部", editable=False, related_name="+"
    )

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "角色"
        verbose_name_plural = "角色"
        ordering = ["organisation", "starts_on", "pk"]
        indexes = [
            models.Index(fields=["role"], condition=Q(confirmed_on__isnull=True), name="branch_role_waiting")
        ]
        constraints = [
            models.CheckConstraint(
                name="branch_role_span",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="branch_role_leader_group",
                condition=~Q(role="GROUP_LEADER") | Q(group__isnull=False),
                violation_error_message="党小组长须选择党小组。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_role_display()}"

    @property
    def audit_branch_path(self) -> str:
        """Scope of the audit entries about this role."""
        return self.organisation.path

    def waits_in(self, branch) -> bool:
        """Whether it is still to be confirmed as far as a branch goes."""
        reaches = (
            branch.path.startswith(self.organisation.path)
            if self.role == Role.SUPERIOR_OFFICER
            else self.organisation_id == branch.pk
        )
        if not reaches or self.confirmed_on:
            return reaches and branch in self.unconfirmed_in.all()
        return branch not in self.confirmed_in.all()

    def is_open_on(self, day: date) -> bool:
        """Whether the role can still be ended: it runs beyond the day."""
        return self.ends_on is None or self.ends_on > day

    def state_badge_on(self, day: date) -> Badge:
        """有效, 待确认, 未开始 or 已结束 on a day."""
        if self.ends_on and self.ends_on < day:
            return Badge("已结束", "muted")
        if not self.confirmed_on:
            return Badge("待确认", "wait")
        if self.starts_on > day:
            return Badge("未开始", "wait")
        return Badge("有效", "good")


class SignedInDevice(models.Model):
    """A session that an account signed in to, as its owner knows it: by its device. The session tells the last use."""

    user = models.ForeignKey(
        "branch.User", verbose_name="账号", on_delete=models.CASCADE, related_name="devices"
    )
    session_key = models.CharField("会话", max_length=40, unique=True)
    name = models.CharField("设备", max_length=40)
    first_at = models.DateTimeField("登录时间", default=timezone.now)

    class Meta:
        verbose_name = "登录的设备"
        verbose_name_plural = "登录的设备"
        ordering = ["-first_at"]

    def __str__(self) -> str:
        return self.name

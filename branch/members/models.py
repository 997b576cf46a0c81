"""Members with the history of their status, their posts, and the pinyin by which names are sorted."""

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from pypinyin import Style, lazy_pinyin

from branch.access import grants_of
from branch.base import BranchRecord, BranchRecordQuerySet
from branch.enums import (
    COMMITTEE_POSTS,
    FREE_TITLES,
    ON_ROLL,
    SENT_OUT,
    STATUS_TONES,
    VOTERS,
    Gender,
    HardshipClass,
    HealthClass,
    MembershipStatus,
    PostTitle,
    TechnicalTitle,
)
from core.badges import Badge
from core.dates import add_months, chinese_date, covering, years_between
from core.models import Record, SoftDeleteQuerySet
from core.refusals import Refused

# Characters that are read differently as a surname; two-character surnames stand first in the look-up.
SURNAMES = {
    "万俟": "mo4 qi2",
    "尉迟": "yu4 chi2",
    "单于": "chan2 yu2",
    "澹台": "tan2 tai2",
    "长孙": "zhang3 sun1",
    "令狐": "ling2 hu2",
    "单": "shan4",
    "曾": "zeng1",
    "仇": "qiu2",
    "解": "xie4",
    "查": "zha1",
    "区": "ou1",
    "盖": "ge3",
    "任": "ren2",
    "华": "hua4",
    "朴": "piao2",
    "缪": "miao4",
    "员": "yun4",
    "翟": "zhai2",
    "柏": "bai3",
    "秘": "bi4",
    "折": "she2",
    "种": "chong2",
    "召": "shao4",
    "覃": "qin2",
    "乐": "yue4",
    "燕": "yan1",
    "黑": "he4",
    "句": "gou1",
    "祭": "zhai4",
    "葛": "ge3",
    "那": "na1",
    "过": "guo1",
    "纪": "ji3",
    "能": "nai4",
    "哈": "ha3",
    "乜": "nie4",
    "隗": "wei3",
    "应": "ying1",
    "於": "yu1",
    "要": "yao1",
    "占": "zhan1",
    "卜": "bu3",
    "车": "che1",
    "肖": "xiao1",
    "繁": "po2",
    "重": "chong2",
    "宿": "su4",
    "阚": "kan4",
    "郗": "chi1",
    "相": "xiang4",
}
# Characters of names that the dictionary lacks.
RARE = {"䶮": "yan3"}


def name_key(name: str) -> str:
    """The key that names are sorted by: `li3 bai2`, so that 李 stands before 林 and a short name before a longer."""
    for length in (2, 1):
        if reading := SURNAMES.get(name[:length]):
            return " ".join([reading, *_readings(name[length:])])
    return " ".join(_readings(name))


def _readings(text: str) -> list[str]:
    # Character by character: as a word 重阳 would change the reading of the same character in another name.
    return [RARE.get(character) or _reading(character) for character in text if not character.isspace()]


def _reading(character: str) -> str:
    return lazy_pinyin(character, style=Style.TONE3, neutral_tone_with_five=True)[0].lower()


class MemberQuerySet(BranchRecordQuerySet):
    """Members by branch, by status on a day, and by who may see them."""

    def _statuses(self, day: date, statuses):
        rows = MemberStatus.objects.filter(covering(day), member=OuterRef("pk"), status__in=statuses)
        return self.filter(Exists(rows))

    def counted(self):
        """Those whom the rules of a branch count: see `Member.is_counted`."""
        return self.filter(Q(home_branch__isnull=True, home_name="") | Q(branch__branch_kind__in=SENT_OUT))

    def guests(self):
        """Those whose 组织关系 stayed elsewhere."""
        return self.exclude(home_branch__isnull=True, home_name="")

    def attending(self, branch, day: date):
        """Everyone who takes part on a day, also those whose 组织关系 stayed elsewhere: due at meetings, given tasks."""
        return self.of_branch(branch)._statuses(day, ON_ROLL)

    def on_roll(self, branch, day: date):
        """Members of the branch who belong to it on a day: 正式, 预备 or 留党察看, and counted."""
        return self.attending(branch, day).counted()

    def count_on_roll(self, branches, day: date) -> dict[int, int]:
        """How many belong to each of some branches on a day, by the branch's id."""
        rows = self.alive().filter(branch__in=branches)._statuses(day, ON_ROLL).counted()
        return dict(rows.order_by().values_list("branch").annotate(number=Count("pk")))

    def voters(self, branch, day: date):
        """Members of the branch who may vote on a day: only 正式党员, see `Member.has_vote_here`."""
        rows = self.of_branch(branch)._statuses(day, VOTERS)
        return rows.filter(
            Q(home_branch__isnull=True, home_name="")
            | Q(branch__branch_kind__in=SENT_OUT, branch__guests_vote=True)
        )

    def committee(self, branch, day: date):
        """Members of the branch who hold a committee post on a day."""
        posts = Post.objects.alive().filter(covering(day), member=OuterRef("pk"), title__in=COMMITTEE_POSTS)
        return self.of_branch(branch).filter(Exists(posts))

    def with_status(self, day: date, name: str = "status_on"):
        """Adds `status_on` (or another name): the status code on a day, or None."""
        rows = MemberStatus.objects.filter(covering(day), member=OuterRef("pk")).order_by("-starts_on", "-pk")
        return self.annotate(**{name: Subquery(rows.values("status")[:1])})

    def for_list(self, day: date):
        """What the register shows: group, branch and the status on a day."""
        return self.select_related("group", "branch", "home_branch").with_status(day)

    def in_pinyin_order(self):
        """By the pinyin of the name."""
        return self.order_by("name_sort", "name", "pk")

    def visible_to(self, user):
        """Readers of the branch see its members; a group leader the own group; a member the own entry."""
        grants = grants_of(user)
        return self.alive().filter(
            grants.readable("branch") | Q(group_id__in=grants.led_group_ids) | Q(pk__in=grants.member_ids)
        )


class Member(BranchRecord):
    """A Party member on the register (党员名册) of a branch."""

    restricted_fields = frozenset({"health_class", "hardship_class", "phone"})

    group = models.ForeignKey(
        "branch.PartyGroup",
        verbose_name="党小组",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
    )
    name = models.CharField("姓名", max_length=40)
    name_sort = models.CharField("姓名拼音", max_length=200, editable=False, db_index=True)
    gender = models.CharField("性别", max_length=6, choices=Gender)
    ethnic_group = models.CharField("民族", max_length=20, blank=True)
    birth_date = models.DateField("出生日期", null=True, blank=True, help_text="用于年龄结构统计。")
    joined_on = models.DateField(
        "入党日期", null=True, blank=True, help_text="支部大会通过接收为预备党员的日期。"
    )
    confirmed_on = models.DateField("转正日期", null=True, blank=True, help_text="留空表示还在预备期。")
    technical_title = models.CharField(
        "职称",
        max_length=16,
        choices=TechnicalTitle,
        default=TechnicalTitle.NONE,
        help_text="用于专业技术人员结构统计。",
    )
    education = models.CharField(
        "学历", max_length=40, blank=True, help_text="例如大学、研究生；怎样写由支部定。"
    )
    job = models.CharField("职务", max_length=60, blank=True)
    phone = models.CharField(
        "手机",
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[0-9+\- ]{5,20}$", "手机号只含数字、空格、加号和连字符。")],
        help_text="只有本人和书记能看到完整号码。",
    )
    expected_retirement_on = models.DateField(
        "预计退休日期", null=True, blank=True, help_text="用于“五年内退休”的结构统计。"
    )
    health_class = models.CharField(
        "健康状况",
        max_length=10,
        choices=HealthClass,
        default=HealthClass.GOOD,
        help_text="受限内容：只有书记和本人能看到，用于关心帮扶。",
    )
    hardship_class = models.CharField(
        "困难情况",
        max_length=10,
        choices=HardshipClass,
        default=HardshipClass.NONE,
        help_text="受限内容：只有书记和本人能看到，用于走访慰问。",
    )

    home_branch = models.ForeignKey(
        "branch.Organisation",
        verbose_name="组织关系所在支部",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="组织关系就在本支部的留空；在别的支部、到这里参加组织生活的才选，学时可以报给那个支部。",
    )
    home_name = models.CharField(
        "组织关系所在支部（系统外）", max_length=100, blank=True, help_text="不在本系统的支部写全称。"
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "党员"
        verbose_name_plural = "党员"
        ordering = ["name_sort", "pk"]
        indexes = [models.Index(fields=["branch", "name_sort"], name="branch_member_by_name")]
        constraints = [
            models.CheckConstraint(
                name="branch_member_home_not_here",
                condition=Q(home_branch__isnull=True) | ~Q(home_branch=models.F("branch")),
                violation_error_message="组织关系就在本支部的，“组织关系所在支部”留空。",
            ),
            models.CheckConstraint(
                name="branch_member_one_home",
                condition=Q(home_branch__isnull=True) | Q(home_name=""),
                violation_error_message="组织关系所在支部只填一个：系统里有的选择，没有的写名称。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        """Keep the sort key in step with the name: derived data, never typed."""
        self.name_sort = name_key(self.name)
        super().save(*args, **kwargs)

    def check_deletable(self) -> None:
        """Leaving the branch is a status. Raises Refused while an account or a present post hangs on it."""
        account = getattr(self, "user", None)
        if account and account.is_active:
            raise Refused(f"{self.name}有可以登录的账号。离开支部请用“变更状态”；确属登记错误，先停用账号。")
        if self.posts.alive().filter(ends_on__isnull=True).exists():
            raise Refused(f"{self.name}还有没结束的任职，请先到“任职”结束任期。")

    @property
    def home(self) -> str:
        """Where the 组织关系 stayed; empty for a member whose 组织关系 is here."""
        return self.home_branch.name if self.home_branch else self.home_name

    @property
    def is_guest(self) -> bool:
        """Whether the 组织关系 stayed elsewhere, and the member takes part here.

        Dues, admission and 学时 (P4) are the home branch's in any case. Guests attend and are due at meetings here.
        """
        return bool(self.home_branch_id or self.home_name)

    @property
    def is_counted(self) -> bool:
        """Whether rules, 民主评议 and figures of this branch count the member.

        That 组织关系 may stay elsewhere while members take part is of the kinds of branch (产品规则); whom the figures of
        a branch then count is 本单位规定: in one that was sent out all who take part, elsewhere no guest.
        """
        return not self.is_guest or self.branch.is_sent_out

    @property
    def has_vote_here(self) -> bool:
        """Whether a 正式党员 votes in this branch: 本单位规定.

        In a branch that was sent out guests take part in its decisions, unless the unit says otherwise
        (`Organisation.guests_vote`); elections and admissions there are none. Elsewhere a guest is 列席, without a vote.
        """
        return not self.is_guest or (self.branch.is_sent_out and self.branch.guests_vote)

    @property
    def masked_phone(self) -> str:
        """138****1234."""
        return f"{self.phone[:3]}****{self.phone[-4:]}" if len(self.phone) >= 8 else "****" * bool(self.phone)

    @property
    def state_badge(self) -> Badge:
        """The status of the day that `with_status()` asked for."""
        status = getattr(self, "status_on", None)
        if not status:
            return Badge("无状态", "warn")
        return Badge(MembershipStatus(status).label, STATUS_TONES[status])

    def age_on(self, day: date) -> int | None:
        """Whole years on a day; None without a birth date."""
        return years_between(self.birth_date, day) if self.birth_date else None


# 党章: a year, extended once by half a year to a year.
PROBATION_MONTHS = 12
EXTENSION_MONTHS = (6, 12)


def probation_end(starts_on: date, extended_to: date | None) -> date:
    """The last day of a 预备期: a year, or as long as the 党员大会 has extended it."""
    return extended_to or add_months(starts_on, PROBATION_MONTHS)


class MemberStatus(models.Model):
    """The status of a member from one day to another (last day included; open at the end)."""

    member = models.ForeignKey(
        "branch.Member", verbose_name="党员", on_delete=models.PROTECT, related_name="statuses"
    )
    status = models.CharField("状态", max_length=20, choices=MembershipStatus)
    starts_on = models.DateField("自")
    ends_on = models.DateField("至", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    probation_since = models.DateField("预备期自", null=True, blank=True)
    extended_to = models.DateField("预备期延长至", null=True, blank=True)
    extension_basis = models.CharField("延长依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "党员状态"
        verbose_name_plural = "党员状态"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="branch_status_span",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(ends_on__isnull=True),
                name="branch_status_one_open",
                violation_error_message="这名党员已有一个未结束的状态。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_status_display()}"

    @property
    def may_be_extended(self) -> bool:
        """Whether it is a 预备期 that runs and was not extended yet."""
        is_open = self.status == MembershipStatus.PROBATIONARY and self.ends_on is None
        return is_open and self.extended_to is None

    @property
    def probation_began_on(self) -> date:
        """The first day of the 预备期: earlier than the status where the member came from another branch in it."""
        return self.probation_since or self.starts_on

    @property
    def probation_ends_on(self) -> date:
        """See `probation_end`."""
        return probation_end(self.probation_began_on, self.extended_to)

    @property
    def closes_account(self) -> str:
        """What is said of an account that this status closes; empty for a status on the roll."""
        if self.status in ON_ROLL:
            return ""
        return (
            f"党籍状态自{chinese_date(self.starts_on)}起是“{self.get_status_display()}”，账号因此不能登录。"
        )


class PostQuerySet(SoftDeleteQuerySet):
    """Posts of a branch."""

    def held_on(self, day: date):
        """Posts whose term covers a day."""
        return self.alive().filter(covering(day))

    def names_by_title(self) -> dict[str, list[str]]:
        """Who holds each post, by the post's label."""
        holders: dict[str, list[str]] = {}
        for post in self.select_related("member"):
            holders.setdefault(post.label, []).append(post.member.name)
        return holders

    def in_rank_order(self):
        """书记 first, as the enum lists the posts; newer terms before older ones."""
        ranks = [When(title=title, then=Value(rank)) for rank, title in enumerate(PostTitle.values)]
        return self.alias(rank=Case(*ranks, default=Value(99))).order_by("rank", "-starts_on", "pk")

    def visible_to(self, user):
        """Everyone who belongs to or reads the branch knows who holds its posts."""
        return self.alive().filter(grants_of(user).known("branch"))


class Post(Record):
    """A post of the branch held by a member for a term, with what the member is in charge of (分管)."""

    branch = models.ForeignKey(
        "branch.Organisation", verbose_name="党支部", on_delete=models.PROTECT, related_name="posts"
    )
    member = models.ForeignKey(
        "branch.Member", verbose_name="党员", on_delete=models.PROTECT, related_name="posts"
    )
    title = models.CharField("职务", max_length=20, choices=PostTitle)
    other_title = models.CharField(
        "职务名称", max_length=20, blank=True, help_text="其他委员、其他职务写明名称，例如安全委员、联络员。"
    )
    group = models.ForeignKey(
        "branch.PartyGroup",
        verbose_name="党小组",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="党小组长填写所在党小组。",
    )
    duties = models.CharField(
        "分管工作", max_length=200, blank=True, help_text="用于廉政谈话和一岗双责检查的范围。"
    )
    starts_on = models.DateField("任期自")
    ends_on = models.DateField("任期至", null=True, blank=True, help_text="留空表示现任。")

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="branch_post_span",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="任期结束不能早于开始。",
            ),
            models.CheckConstraint(
                name="branch_post_other_title",
                condition=Q(title__in=FREE_TITLES) ^ Q(other_title=""),
                violation_error_message="其他委员、其他职务须写明职务名称，别的职务不写。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.member}"

    @property
    def label(self) -> str:
        """书记, 组织委员; of another post the title that was typed."""
        return self.other_title or self.get_title_display()

    @property
    def audit_branch_path(self) -> str:
        """Scope of the audit entries about this post."""
        return self.branch.path

    def is_open_on(self, day: date) -> bool:
        """Whether the term can still be ended: it runs beyond the day."""
        return self.ends_on is None or self.ends_on > day

    def state_badge_on(self, day: date) -> Badge:
        """现任, 未就任 or 已卸任 on a day."""
        if self.starts_on > day:
            return Badge("未就任", "wait")
        return Badge("已卸任", "muted") if self.ends_on and self.ends_on < day else Badge("现任", "good")

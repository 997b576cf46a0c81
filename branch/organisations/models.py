"""The organisation tree 党委 → 党总支 → 党支部 and the party groups of a branch."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from branch.access import grants_of
from branch.enums import ON_ROLL, SENT_OUT, BranchKind, ExcellentBase, OrganisationKind
from core.badges import Badge
from core.dates import covering
from core.enums import Retention
from core.models import Record, SoftDeleteQuerySet
from core.refusals import Refused

from .paths import Below, ids_of


class OrganisationQuerySet(SoftDeleteQuerySet):
    """Organisations by place in the tree and by who may see them."""

    def branches(self):
        """Only 党支部."""
        return self.filter(kind=OrganisationKind.BRANCH)

    def below(self, organisation):
        """The organisation and everything under it."""
        return self.filter(path__below=organisation.path)

    def with_account_count(self, day):
        """Adds `account_count`: accounts that hold a role there on a day."""
        roles = Organisation.roles.rel.related_model.objects.held_on(day).filter(organisation=OuterRef("pk"))
        held = roles.order_by().values("organisation").annotate(number=Count("user", distinct=True))
        return self.annotate(account_count=Coalesce(Subquery(held.values("number")), 0))

    def visible_to(self, user):
        """The organisations that a person's roles reach, and those that an administrator keeps."""
        grants = grants_of(user)
        seen = grants.known()
        for path in grants.administered:
            seen |= models.Q(path__below=path)
        return self.alive().filter(seen)

    def kept_by(self, user):
        """The organisations that an administrator keeps: that of the role, and everything under it."""
        kept = models.Q(pk__in=[])
        for path in grants_of(user).administered:
            kept |= models.Q(path__below=path)
        return self.alive().filter(kept)


class Organisation(Record):
    """A Party organisation. `path` is the materialised path of zero-padded ids, such as `000001.000004.`."""

    kind = models.CharField("类别", max_length=20, choices=OrganisationKind)
    name = models.CharField("全称", max_length=100, help_text="写进报告标题和落款的名称。")
    short_name = models.CharField("简称", max_length=30, help_text="在页面上显示。")
    code = models.CharField(
        "代码",
        max_length=30,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9-]*$", "代码用小写字母开头，只含小写字母、数字和连字符。")],
        help_text="命令行导入、导出时使用，例如 xiangmu。",
        error_messages={"unique": "这个代码已被使用，请换一个。"},
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="上级组织",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    path = models.CharField("路径", max_length=200, editable=False, db_index=True)
    founded_on = models.DateField(
        "成立日期", null=True, blank=True, help_text="成立之前的月份不计入组织生活要求。"
    )
    in_use_since = models.DateField(
        "启用日期",
        null=True,
        blank=True,
        help_text="从哪一天起在这里登记。以前的月份没有记录的不计；补登了的照常计入。",
    )
    lectures_per_year = models.PositiveSmallIntegerField(
        "党课次数（每年）",
        default=4,
        help_text="条例没有规定支部党课的次数，这里是本单位规定，默认每季度一次。",
    )
    excellent_base = models.CharField(
        "优秀等次的基数",
        max_length=6,
        choices=ExcellentBase,
        default=ExcellentBase.GRADED,
        help_text="民主评议评为优秀的一般不超过三分之一，按哪个人数算由本单位规定。",
    )
    dues_retention = models.CharField(
        "党费收支的保管期限",
        max_length=10,
        choices=[(one.value, one.label) for one in (Retention.PERMANENT, Retention.THIRTY)],
        default=Retention.PERMANENT,
        help_text="一般永久保管；本单位规定为 30 年的选 30 年。",
    )

    branch_kind = models.CharField(
        "支部类别",
        max_length=10,
        choices=BranchKind,
        default=BranchKind.ORDINARY,
        help_text="临时党支部、项目党支部由派出组织任命班子，不选举、不发展党员；由选举产生班子的项目支部选“党支部”。",
    )
    sent_by = models.ForeignKey(
        "self",
        verbose_name="派出组织",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="临时党支部、项目党支部才填；不在本系统的填下一格。",
    )
    sent_by_name = models.CharField(
        "派出组织（系统外）", max_length=100, blank=True, help_text="例如某某公司党委；几家共同派出的都写上。"
    )
    guests_vote = models.BooleanField(
        "组织关系在外的党员参加表决",
        default=True,
        help_text="本单位规定，只对临时党支部、项目党支部有效；在别的支部他们列席，没有表决权。",
    )
    runs_until = models.DateField(
        "预计结束日期",
        null=True,
        blank=True,
        help_text="任务完成的日期；到期还没有办理撤销会提醒书记和上级。",
    )

    # Written by the act of closing alone (`overview/closing/`).
    closed_on = models.DateField("撤销日期", null=True, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "组织"
        verbose_name_plural = "组织"
        ordering = ["path"]
        constraints = [
            # Empty for the moment in which a new one has no number yet.
            models.UniqueConstraint(
                fields=["path"],
                condition=~models.Q(path=""),
                name="branch_org_path_once",
                violation_error_message="两个组织不能在同一个位置。",
            ),
            models.CheckConstraint(
                name="branch_org_not_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                violation_error_message="上级组织不能是它自己。",
            ),
            models.CheckConstraint(
                name="branch_org_kind_of_branch",
                condition=models.Q(kind=OrganisationKind.BRANCH)
                | models.Q(branch_kind=BranchKind.ORDINARY, runs_until__isnull=True),
                violation_error_message="只有党支部才选支部类别、填预计结束日期。",
            ),
            models.CheckConstraint(
                name="branch_org_sent_by",
                condition=models.Q(branch_kind__in=SENT_OUT)
                | models.Q(sent_by__isnull=True, sent_by_name=""),
                violation_error_message="只有临时党支部和项目党支部才填派出组织。",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def audit_branch_path(self) -> str:
        """Scope of the audit entries about this organisation."""
        return self.path

    def first_month(self, year: int) -> int:
        """The month of a year in which it was founded; 1 for every other year."""
        return self.founded_on.month if self.founded_on and self.founded_on.year == year else 1

    @property
    def is_branch(self) -> bool:
        """Whether it is a 党支部, the level that keeps records."""
        return self.kind == OrganisationKind.BRANCH

    @property
    def kind_label(self) -> str:
        """党委, 党总支; of a branch its own kind, such as 项目党支部."""
        return self.get_branch_kind_display() if self.is_branch else self.get_kind_display()

    @property
    def is_sent_out(self) -> bool:
        """Whether its leaders are appointed, and 换届, admission, dues and transfer stay with the sending branches.

        The one question that rules, votes, forms and buttons ask before they offer any of these.
        """
        return self.branch_kind in SENT_OUT

    @property
    def is_closed(self) -> bool:
        """Whether it ended with its task: read by who may, written by nobody, asked nothing from the next day on."""
        return self.closed_on is not None

    @property
    def sender(self) -> str:
        """Who sent the branch out, in words; empty where nobody is named."""
        return self.sent_by.name if self.sent_by else self.sent_by_name

    def why_not(self, what: str) -> str:
        """Why something is not done in a branch that was sent out, to be shown with 不适用 and in a refusal."""
        return (
            f"{self.get_branch_kind_display()}由派出组织任命班子，{what}由党员组织关系所在支部和派出组织办理"
        )

    @property
    def path_ids(self) -> list[int]:
        """The ids of the organisation and of all above it, the topmost first."""
        return ids_of(self.path)

    @property
    def depth(self) -> int:
        """0 for the root of a tree."""
        return self.path.count(".") - 1


Organisation._meta.get_field("path").register_lookup(Below)


class PartyGroupQuerySet(SoftDeleteQuerySet):
    """Party groups of a branch."""

    def active_on(self, day):
        """Groups that exist on a day."""
        return self.alive().filter(
            models.Q(dissolved_on__isnull=True) | models.Q(dissolved_on__gt=day), founded_on__lte=day
        )

    def for_list(self, day):
        """Adds `member_count`, the members on the roll on a day; existing groups first."""
        from branch.members.models import Member, MemberStatus

        on_roll = MemberStatus.objects.filter(covering(day), member=models.OuterRef("pk"), status__in=ON_ROLL)
        members = Member.objects.alive().filter(models.Exists(on_roll), group=models.OuterRef("pk"))
        counts = members.order_by().values("group").annotate(total=models.Count("pk")).values("total")
        return self.annotate(
            member_count=Coalesce(models.Subquery(counts), 0),
            is_dissolved=models.Case(
                models.When(dissolved_on__lte=day, then=models.Value(True)), default=models.Value(False)
            ),
        ).order_by("is_dissolved", "founded_on", "pk")

    def visible_to(self, user):
        """Groups of the branches the user reads, belongs to or leads in."""
        grants = grants_of(user)
        return self.alive().filter(grants.known("branch"))


class PartyGroup(Record):
    """A 党小组 of a branch."""

    branch = models.ForeignKey(
        "branch.Organisation", verbose_name="党支部", on_delete=models.PROTECT, related_name="groups"
    )
    name = models.CharField("名称", max_length=40)
    founded_on = models.DateField("成立日期", help_text="从成立的次月起要求每月召开党小组会。")
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)

    objects = PartyGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "党小组"
        verbose_name_plural = "党小组"
        ordering = ["branch", "founded_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "name"],
                condition=models.Q(deleted_at__isnull=True),
                name="branch_group_name_once",
                violation_error_message="这个支部已有同名党小组。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_branch_path(self) -> str:
        """Scope of the audit entries about this group."""
        return self.branch.path

    def check_deletable(self) -> None:
        """A group that had members is dissolved instead. Raises Refused."""
        if self.members.alive().exists():
            raise Refused(f"“{self.name}”里还有党员。不再保留的小组请用“撤销小组”，可以同时转出党员。")

    def state_badge_on(self, day) -> Badge:
        """在用 or 已撤销 on a day."""
        return (
            Badge("已撤销", "muted")
            if self.dissolved_on and self.dissolved_on <= day
            else Badge("在用", "good")
        )

"""Members, their status and their posts, and the filters above the lists."""

from itertools import pairwise

from django import forms
from django.db.models import Q
from django.utils import timezone

from branch import permissions
from branch.accounts.models import RoleAssignment
from branch.enums import FREE_TITLES, OF_HOME_BRANCH, ON_ROLL, MembershipStatus, PostTitle
from branch.organisations.models import PartyGroup
from core.forms import BaseForm, BaseModelForm, Choice, ListFilter, SearchField
from core.typed_choice import type_many

from . import services
from .models import Member, Post
from .services import overlapping_post

EVERYONE = "all"
NO_GROUP = "none"


class MemberFilter(ListFilter):
    """Members by status, group and text; people who left are shown when asked for."""

    searched = ("name", "job")
    status = Choice("状态", [*MembershipStatus.choices, (EVERYONE, "含已离开的")], everything="在册党员")
    group = Choice("党小组")
    q = SearchField("姓名或职务")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].offer(
            PartyGroup.objects.alive().filter(branch=self.branch), (NO_GROUP, "未编组")
        )

    def apply(self, rows):
        """Those on the roll, unless a status is asked for; needs `status_on`."""
        rows = super().apply(rows)
        return rows if self.chosen("status") else rows.filter(status_on__in=ON_ROLL)

    def by_status(self, members, status: str):
        """By the status of today."""
        return members if status == EVERYONE else members.filter(status_on=status)

    def by_group(self, members, group: str):
        """Of a group, or of none."""
        return members.filter(group=None if group == NO_GROUP else group)


class PostFilter(ListFilter):
    """Posts by title; present terms, unless others are asked for. One that begins later counts as present."""

    term = Choice("任期", [("ended", "历任"), ("all", "全部")], everything="现任")
    title = Choice("职务", PostTitle.choices)

    def apply(self, rows):
        """The present terms, unless a term is asked for."""
        rows = super().apply(rows)
        return rows if self.chosen("term") else rows.exclude(ends_on__lt=self.today)

    def by_term(self, posts, term: str):
        """Ended ones, or all."""
        return posts.filter(ends_on__lt=self.today) if term == "ended" else posts


class AccountFilter(ListFilter):
    """Accounts by organisation, state and text."""

    searched = ("display_name", "username")
    organisation = SearchField("组织")
    state = Choice("状态", [("active", "可以登录"), ("disabled", "不能登录")])
    q = SearchField("姓名或登录名")

    def by_organisation(self, accounts, words: str):
        """Those with a role today in an organisation whose name or code has every word."""
        held = RoleAssignment.objects.held_on(self.today)
        for word in words.split():
            named = Q(organisation__name__icontains=word) | Q(organisation__short_name__icontains=word)
            held = held.filter(named | Q(organisation__code=word))
        return accounts.filter(pk__in=held.values("user_id"))

    def by_state(self, accounts, state: str):
        """Those who can sign in, or those who cannot."""
        open_ones = accounts.open_on(self.today).filter(is_active=True)
        return open_ones if state == "active" else accounts.exclude(pk__in=open_ones.values("pk"))


TOO_EARLY = 1900
# A new entry comes with its status, which moves by a form of its own later.
STATUS_FIELDS = ("status", "since")
FIELDSETS = [
    (
        "基本情况",
        ["name", "gender", "ethnic_group", "birth_date", "education", "group", "job", "technical_title"],
    ),
    ("党籍", [*STATUS_FIELDS, "joined_on", "confirmed_on"]),
    ("组织关系在别的支部（在本支部的不填）", ["home_branch", "home_name"]),
    ("联系与退休", ["phone", "expected_retirement_on"]),
    ("受限内容（只有书记和本人能看到）", ["health_class", "hardship_class"]),
]


class SinceCheck:
    """A status begins on a day that has come."""

    def clean_since(self):
        """Not in the future."""
        since = self.cleaned_data["since"]
        if since > timezone.localdate():
            raise forms.ValidationError(f"{since:%Y-%m-%d} 在今天之后，到那一天再登记。")
        return since


class MemberChecks(SinceCheck):
    """What is checked of a member's entry, in whichever form it is typed."""

    def clean_name(self):
        """A name without stray spaces."""
        return " ".join(self.cleaned_data["name"].split())

    def clean(self):
        """Dates in the order in which a life goes: birth, admission, confirmation, retirement."""
        cleaned = super().clean()
        steps = ("birth_date", "joined_on", "confirmed_on")
        given = [(name, cleaned[name]) for name in steps if cleaned.get(name)]
        today = timezone.localdate()
        for name, day in given:
            label = Member._meta.get_field(name).verbose_name
            if day > today:
                self.add_error(name, f"{label} {day:%Y-%m-%d} 在今天之后，请检查年份。")
            elif day.year < TOO_EARLY:
                self.add_error(name, f"{label} {day:%Y-%m-%d} 太早，请检查年份。")
        for (earlier_name, earlier), (later_name, later) in pairwise(given):
            if later <= earlier:
                earlier_label = Member._meta.get_field(earlier_name).verbose_name
                later_label = Member._meta.get_field(later_name).verbose_name
                self.add_error(
                    later_name,
                    f"{later_label} {later:%Y-%m-%d} 不晚于{earlier_label} {earlier:%Y-%m-%d}，请改正其中一个。",
                )
        return cleaned


class MemberForm(MemberChecks, BaseModelForm):
    """A member's entry; what is restricted can be read and changed by the secretary alone."""

    fieldsets = FIELDSETS

    class Meta:
        model = Member
        fields = [name for _, names in FIELDSETS for name in names if name not in STATUS_FIELDS]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        groups = PartyGroup.objects.active_on(timezone.localdate()).filter(branch=self.branch)
        if self.instance.group_id:
            groups = groups | PartyGroup.objects.filter(pk=self.instance.group_id)
        self.fields["group"].queryset = groups
        self.fields["group"].empty_label = "未编组"
        self.fields["home_branch"].queryset = services.possible_homes(self.branch)
        self.fields["home_branch"].empty_label = "在本支部，或不在本系统"
        type_many(self, "home_branch", "name", "short_name", "code", empty="在本支部，或不在本系统")
        for name in permissions.closed_member_fields(self.user, self.branch, self.instance):
            del self.fields[name]

    def _write(self):
        member = super()._write()
        if member.confirmed_on and "confirmed_on" in self.changed_data:
            services.follow_home(member=member, since=member.confirmed_on, by=self.user)
        return member

    @property
    def closed_labels(self) -> str:
        """Labels of the fields this person may not see, for a note above the form."""
        closed = [name for name in self.Meta.fields if name not in self.fields]
        return "、".join(str(Member._meta.get_field(name).verbose_name) for name in closed)


class MemberCreateForm(MemberForm):
    """A new entry, with the status the member has and since when."""

    is_as_edited = False
    status = forms.ChoiceField(
        label="现在的状态",
        # The usual one first.
        choices=[
            (value, MembershipStatus(value).label)
            for value in sorted(ON_ROLL, key=lambda value: value != MembershipStatus.FULL)
        ],
        help_text="决定应到会人数和表决权。",
    )
    since = forms.DateField(
        label="状态自何日起", help_text="转入本支部的党员填转入日期；从这一天起计入应到会人数。"
    )

    def _write(self):
        member = self.instance
        member.branch, member.created_by = self.branch, self.user
        cleaned = self.cleaned_data
        return services.add_member(member, status=cleaned["status"], since=cleaned["since"], by=self.user)


class StatusForm(SinceCheck, BaseForm):
    """A change of status from a day on."""

    is_private = True

    fieldsets = [("状态变更", ["status", "since", "note"])]

    status = forms.ChoiceField(
        label="变更为",
        choices=MembershipStatus,
        help_text="转出、出党、去世以后，这名党员的账号不能再登录。",
    )
    since = forms.DateField(label="自何日起", help_text="例如支部大会通过转正的日期、组织关系转出的日期。")
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=200,
        help_text="例如转往的单位、决议文号；写进状态历史。",
    )

    def __init__(self, *args, member: Member, current, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member
        present = current.status if current else None
        # 出党 is told apart nowadays.
        left_out = {present, MembershipStatus.LEFT}
        # What the other branch decides is not entered here, and only who came from another returns there.
        stays = member.is_guest or member.branch.is_sent_out
        left_out |= (
            {*OF_HOME_BRANCH, MembershipStatus.TRANSFERRED_OUT} if stays else {MembershipStatus.RETURNED}
        )
        options = [option for option in MembershipStatus.choices if option[0] not in left_out]
        self.fields["status"].choices = [("", "请选择"), *options]

    @property
    def change(self) -> dict:
        """The status, the day and the note, as the service takes them."""
        return {name: self.cleaned_data[name] for name in ("status", "since", "note")}


class ExtendProbationForm(BaseForm):
    """Until when, and by which decision."""

    is_private = True
    fieldsets = [("延长预备期", ["until", "basis"])]

    until = forms.DateField(label="延长至", help_text="半年以上、一年以下，只能延长一次；到期前 30 天提醒。")
    basis = forms.CharField(
        label="依据",
        max_length=200,
        help_text="哪一天的支部党员大会决定的，例如“2026年7月10日支部党员大会”。",
    )


class CorrectStatusForm(SinceCheck, BaseForm):
    """A present status that was entered wrongly."""

    is_private = True
    fieldsets = [("改正现在的状态", ["status", "since", "reason"])]

    status = forms.ChoiceField(label="应为", choices=MembershipStatus)
    since = forms.DateField(label="自何日起")
    reason = forms.CharField(
        label="改正原因",
        max_length=150,
        help_text="写进修改记录。以前会议的到会名单不变；情况真有变化时用“变更状态”。",
    )


class PostForm(BaseModelForm):
    """Who holds which post from when to when."""

    fieldsets = [
        ("任职", ["title", "other_title", "member", "group", "duties"]),
        ("任期", ["starts_on", "ends_on"]),
    ]

    class Meta:
        model = Post
        fields = ["title", "other_title", "member", "group", "duties", "starts_on", "ends_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        members = Member.objects.on_roll(self.branch, today)
        groups = PartyGroup.objects.active_on(today).filter(branch=self.branch)
        if self.instance.pk:
            members = members | Member.objects.filter(pk=self.instance.member_id)
            groups = groups | PartyGroup.objects.filter(pk=self.instance.group_id or 0)
        self.fields["member"].queryset = members.in_pinyin_order()
        self.fields["group"].queryset = groups
        self.fields["group"].empty_label = "不是党小组长"

    def clean(self):
        """A leader leads a group; a post that one person holds is not held twice on a day."""
        cleaned = super().clean()
        title, group = cleaned.get("title"), cleaned.get("group")
        if title == PostTitle.GROUP_LEADER and group is None and "group" not in self.errors:
            self.add_error("group", "党小组长须选择所在党小组。")
        if title and title != PostTitle.GROUP_LEADER:
            cleaned["group"] = None
        self._check_title(title, cleaned)
        self._check_span(cleaned)
        if not self.errors:
            self._check_free(cleaned)
        return cleaned

    def _check_title(self, title, cleaned) -> None:
        typed = cleaned.get("other_title", "")
        if title in FREE_TITLES and not typed and "other_title" not in self.errors:
            self.add_error("other_title", f"选了“{PostTitle(title).label}”，请写明职务名称。")
        elif title and title not in FREE_TITLES:
            cleaned["other_title"] = ""

    def _check_span(self, cleaned) -> None:
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error(
                "ends_on", f"任期结束 {ends:%Y-%m-%d} 早于开始 {starts:%Y-%m-%d}，请改正其中一个。"
            )

    def _check_free(self, cleaned) -> None:
        names = ("title", "other_title", "member", "group", "starts_on", "ends_on")
        post = Post(pk=self.instance.pk, branch=self.branch, **{name: cleaned.get(name) for name in names})
        if other := overlapping_post(post):
            until = f"至 {other.ends_on:%Y-%m-%d}" if other.ends_on else "任期没有结束"
            self.add_error(
                "starts_on",
                f"{other.member.name}自 {other.starts_on:%Y-%m-%d} 担任{other.label}，{until}；"
                "请先填写那一任的结束日期。",
            )


class EndPostForm(BaseForm):
    """The last day of a term."""

    fieldsets = [("任期结束", ["ends_on"])]

    ends_on = forms.DateField(label="任期最后一天", help_text="例如支部大会改选的前一天；空缺从次日起算。")

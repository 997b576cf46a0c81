"""The organisation tree, party groups, and the first run."""

import re
from datetime import timedelta

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils import timezone

from branch.access import grants_of
from branch.accounts.models import User
from branch.accounts.passwords import rules_text
from branch.enums import SENT_OUT, BranchKind, Gender, OrganisationKind
from branch.members.models import Member
from core.client_address import network_of
from core.forms import BaseForm, BaseModelForm, CheckList, Choice, ListFilter, SearchField
from core.refusals import Refused
from core.throttle import Counted, Limit, TooManyTries, count_try, forgive, keep_failed

from . import services, setup_code
from .models import Organisation, PartyGroup
from .services import FirstRun

# What only a 党支部 has.
OF_BRANCH = ("branch_kind", "sent_by", "sent_by_name", "runs_until", "guests_vote")


class OrganisationForm(BaseModelForm):
    """One organisation. Its kind is fixed once it exists, because records hang on it."""

    is_as_edited = False
    fieldsets = [
        ("组织", ["kind", "name", "short_name", "code", "parent"]),
        ("支部类别", ["branch_kind", "sent_by", "sent_by_name", "runs_until", "guests_vote"]),
        ("组织生活", ["founded_on", "in_use_since", "lectures_per_year", "excellent_base", "dues_retention"]),
    ]

    class Meta:
        model = Organisation
        fields = [
            "kind",
            "name",
            "short_name",
            "code",
            "parent",
            "branch_kind",
            "sent_by",
            "sent_by_name",
            "runs_until",
            "guests_vote",
            "founded_on",
            "in_use_since",
            "lectures_per_year",
            "excellent_base",
            "dues_retention",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        parents = Organisation.objects.kept_by(self.user).exclude(kind="BRANCH")
        if self.instance.pk and not self.instance.is_branch:
            for name in OF_BRANCH:
                del self.fields[name]
        else:
            self.fields["sent_by"].queryset = parents.order_by("path")
            self.fields["sent_by"].empty_label = "不在本系统，或不是派出的支部"
        if self.instance.pk:
            del self.fields["kind"]
            parents = parents.exclude(path__below=self.instance.path)
        is_top = grants_of(self.user).is_top_administrator
        if self.instance.pk and not is_top and self.instance.path in grants_of(self.user).administered:
            # What stands above lies outside of what the person keeps.
            del self.fields["parent"]
            return
        self.fields["parent"].queryset = parents.order_by("path")
        self.fields["parent"].empty_label = "没有上级（最上级组织）" if is_top else "请选择上级组织"
        self.fields["parent"].required = not is_top

    def clean(self):
        """The level above must be one that may carry this one."""
        cleaned = super().clean()
        kind = cleaned.get("kind") or self.instance.kind
        if kind and "parent" in self.fields and "parent" not in self.errors:
            try:
                services.check_parent(kind, cleaned.get("parent"))
            except Refused as refusal:
                self.add_error("parent", str(refusal))
        if "branch_kind" in self.fields:
            self._clean_kind(kind, cleaned)
        return cleaned

    def _clean_kind(self, kind, cleaned) -> None:
        """Who sent a branch out and until when; nothing of that for others."""
        if kind != OrganisationKind.BRANCH:
            cleaned |= {"branch_kind": BranchKind.ORDINARY, "runs_until": None}
        if cleaned.get("branch_kind") not in SENT_OUT:
            cleaned |= {"sent_by": None, "sent_by_name": ""}
            return
        label = BranchKind(cleaned["branch_kind"]).label
        if not (cleaned.get("sent_by") or cleaned.get("sent_by_name")):
            self.add_error("sent_by_name", f"{label}由上级派出，请选择派出组织，或填写它的名称。")
        if "runs_until" not in self.errors and not cleaned.get("runs_until"):
            self.add_error("runs_until", f"{label}随任务结束，请填写预计结束日期，以后可以改。")
        ends, founded = cleaned.get("runs_until"), cleaned.get("founded_on")
        if ends and founded and ends <= founded:
            self.add_error(
                "runs_until",
                f"预计结束日期 {ends:%Y-%m-%d} 须晚于成立日期 {founded:%Y-%m-%d}，请改正其中一个。",
            )

    def _write(self):
        if self.instance.pk:
            return services.save_organisation(self.instance, before=self.before, by=self.user)
        return services.add_organisation(self.instance, by=self.user)


class OrganisationFilter(ListFilter):
    """Organisations by kind and by words of their names or their code."""

    searched = ("name", "short_name", "code")
    kind = Choice("类别", OrganisationKind.choices)
    q = SearchField("名称或代码")


class GroupForm(BaseModelForm):
    """Name and founding date of a group."""

    fieldsets = [("党小组", ["name", "founded_on"])]

    class Meta:
        model = PartyGroup
        fields = ["name", "founded_on"]

    def clean(self):
        """A name stands once in a branch."""
        cleaned = super().clean()
        name = cleaned.get("name")
        same = PartyGroup.objects.alive().filter(branch=self.branch, name=name).exclude(pk=self.instance.pk)
        if name and same.exists():
            self.add_error("name", f"这个支部已有“{name}”，请换一个名称。")
        return cleaned


class GroupMembersForm(BaseForm):
    """Who belongs to a group: everybody on the roll, ticked or not."""

    fieldsets = [("组内党员", ["members", "shown"])]

    # Who stood on the page: whoever came to the branch since then is not put out of a group by not being ticked.
    shown = forms.RegexField(r"^[\d,]*$", required=False, widget=forms.HiddenInput)
    members = forms.ModelMultipleChoiceField(
        label="编入这个小组的党员", queryset=Member.objects.none(), required=False, widget=CheckList
    )

    def __init__(self, *args, group: PartyGroup, roll: list[Member], **kwargs):
        inside = [member for member in roll if member.group_id == group.pk]
        shown = ",".join(str(member.pk) for member in roll)
        super().__init__(*args, initial={"members": inside, "shown": shown}, **kwargs)
        self.fields["members"].queryset = Member.objects.filter(pk__in=[member.pk for member in roll])
        self.fields["members"].choices = [(member.pk, self._label(member, group)) for member in roll]

    def clean_shown(self):
        """The ids of those who stood on the page."""
        return {int(number) for number in self.cleaned_data["shown"].split(",") if number}

    @staticmethod
    def _label(member: Member, group: PartyGroup) -> str:
        is_elsewhere = member.group_id not in {None, group.pk}
        return f"{member.name}（现在{member.group.name}）" if is_elsewhere else member.name


class DissolveForm(BaseForm):
    """When a group was dissolved, and where its members went."""

    fieldsets = [("撤销党小组", ["dissolved_on", "move_to"])]

    dissolved_on = forms.DateField(label="撤销日期", help_text="从这一天起不再要求召开党小组会。")
    move_to = forms.ModelChoiceField(
        label="组内党员转入",
        queryset=PartyGroup.objects.none(),
        required=False,
        empty_label="暂不编组",
    )

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["move_to"].queryset = groups


SETUP = Limit("setup", free=3, most=8, pause=timedelta(minutes=15))


def first_account(**fields) -> User:
    """The secretary's account before it is stored: its roles will ask for a longer password."""
    account = User(**fields)
    account.will_be_trusted = True
    return account


class SetUpForm(BaseForm):
    """The committee, the branch, its secretary and the secretary's account."""

    fieldsets = [
        ("安装码", ["setup_code"]),
        (
            "组织",
            [
                "committee_name",
                "branch_name",
                "branch_short_name",
                "branch_code",
                "branch_kind",
                "founded_on",
                "in_use_since",
            ],
        ),
        ("书记", ["secretary_name", "gender", "secretary_since"]),
        ("书记的账号", ["username", "password", "password_again"]),
    ]

    setup_code = forms.CharField(
        label="安装码",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text="启动服务时终端里显示的安装码，证明您能管理这台服务器；在服务器上运行 script/manage setup_code 可以换一个。",
    )
    committee_name = forms.CharField(label="上级党委名称", max_length=100, help_text="例如“某某公司党委”。")
    branch_name = forms.CharField(label="党支部全称", max_length=100, help_text="写进报告标题和落款的名称。")
    branch_short_name = forms.CharField(label="党支部简称", max_length=30, help_text="在页面上显示。")
    branch_code = forms.CharField(
        label="党支部代码", max_length=30, help_text="小写字母开头，例如 xiangmu；命令行导入、导出时使用。"
    )
    branch_kind = forms.ChoiceField(
        label="支部类别",
        choices=BranchKind,
        initial=BranchKind.ORDINARY,
        help_text="由选举产生班子的都选“党支部”；临时党支部、项目党支部由派出组织任命班子。",
    )
    founded_on = forms.DateField(label="党支部成立日期", help_text="成立之前的月份不计入组织生活要求。")
    in_use_since = forms.DateField(
        label="启用日期",
        initial=timezone.localdate,
        help_text="从哪一天起在这里登记，一般是今天。以前的月份没有记录的不计，以后也可以补登。",
    )
    secretary_name = forms.CharField(label="书记姓名", max_length=40)
    gender = forms.ChoiceField(label="性别", choices=[("", "请选择"), *Gender.choices])
    secretary_since = forms.DateField(
        label="书记任职自",
        help_text="选举或任命那一天；届满由此算起，书记从这一天起计入应到会人数。",
    )
    username = forms.CharField(
        label="登录名", max_length=40, help_text="小写字母、数字、点和连字符，至少两位，例如 zhangsan。"
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label="再输一次密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, address: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.address = address
        self.fields["password"].help_text = rules_text(first_account())

    def clean_setup_code(self):
        """The code that the server printed; whoever guesses at it has to wait."""
        typed, now = self.cleaned_data["setup_code"], timezone.now()
        counted = [Counted(SETUP, (network_of(self.address),), self.address)]
        try:
            count_try(counted, now)
        except TooManyTries as wait:
            raise ValidationError(str(wait)) from wait
        if not setup_code.is_right(typed):
            keep_failed(counted, now)
            raise ValidationError(
                f"安装码“{typed}”不对：请抄最近一次启动服务时终端里显示的，或在服务器上运行 script/manage setup_code 换一个。"
            )
        forgive(counted, anew=(SETUP.scope,))
        return typed

    def clean_branch_code(self):
        """As the organisation's own column asks."""
        return self._as_column(Organisation, "code", self.cleaned_data["branch_code"])

    def clean_username(self):
        """As the account's own column asks."""
        return self._as_column(User, "username", self.cleaned_data["username"])

    def _as_column(self, model, column: str, value: str) -> str:
        model._meta.get_field(column).run_validators(value)
        return value

    def clean_founded_on(self):
        """Not in the future."""
        day = self.cleaned_data["founded_on"]
        if day > timezone.localdate():
            raise ValidationError(f"{day:%Y-%m-%d} 在今天之后，请检查年份。")
        return day

    def clean_in_use_since(self):
        """Not before the founding."""
        day, founded = self.cleaned_data["in_use_since"], self.cleaned_data.get("founded_on")
        if founded and day < founded:
            raise ValidationError(f"{day:%Y-%m-%d} 在党支部成立（{founded:%Y-%m-%d}）以前，请核对两个日期。")
        return day

    def clean_secretary_since(self):
        """Within the life of the branch so far."""
        day, founded = self.cleaned_data["secretary_since"], self.cleaned_data.get("founded_on")
        if day > timezone.localdate():
            raise ValidationError(f"{day:%Y-%m-%d} 在今天之后，请检查年份。")
        if founded and day < founded:
            raise ValidationError(f"{day:%Y-%m-%d} 在党支部成立（{founded:%Y-%m-%d}）以前，请核对两个日期。")
        return day

    def clean_secretary_name(self):
        """A name without stray spaces."""
        return re.sub(r"\s+", " ", self.cleaned_data["secretary_name"])

    def clean(self):
        """Both passwords alike and good enough."""
        cleaned = super().clean()
        password, again = cleaned.get("password"), cleaned.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", "两次输入的密码不一样，请重新输入。")
        elif password:
            account = first_account(
                username=cleaned.get("username", ""), display_name=cleaned.get("secretary_name", "")
            )
            names = ("committee_name", "branch_name", "branch_short_name", "branch_code")
            account.password_context = [cleaned.get(name, "") for name in names]
            try:
                password_validation.validate_password(password, account)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned

    def first_run(self) -> FirstRun:
        """What the service takes."""
        names = FirstRun.__dataclass_fields__
        return FirstRun(**{name: self.cleaned_data[name] for name in names})

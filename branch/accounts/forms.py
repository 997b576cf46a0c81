"""Accounts and their roles, kept by administrators."""

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, password_validation
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from branch.company_sign_in import directory
from branch.company_sign_in.refusing import NotAdmitted, Unreachable
from branch.company_sign_in.services import admit, may_sign_in_locally, note_refused
from branch.enums import IN_BRANCH, ChangeReason, OrganisationKind, Role
from branch.members.models import Member
from branch.organisations.models import Organisation, PartyGroup
from core.client_address import is_local
from core.dates import overlapping
from core.forms import BaseForm, BaseModelForm
from core.refusals import Refused
from core.throttle import TooManyTries
from core.typed_choice import type_many

from . import second_factor, services
from .models import RoleAssignment, User
from .passwords import rules_text
from .signing_in import Attempt, attempt_from, check_own_password


class MemberChoice(forms.ModelChoiceField):
    """A member by name and branch: all that an administrator needs to know."""

    def label_from_instance(self, obj):
        """张三（一支部）."""
        return f"{obj.name}（{obj.branch.short_name}）"


class GroupChoice(forms.ModelChoiceField):
    """A party group by branch and name."""

    def label_from_instance(self, obj):
        """一支部 第一党小组."""
        return f"{obj.branch.short_name} {obj.name}"


class AccountForm(BaseModelForm):
    """An account without its password and roles."""

    fieldsets = [("账号", ["username", "display_name", "email", "member"]), ("登录", ["is_active"])]

    class Meta:
        model = User
        fields = ["username", "display_name", "email", "member", "is_active"]
        field_classes = {"member": MemberChoice}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = Member.objects.alive().filter(branch__in=Organisation.objects.kept_by(self.user))
        free = kept.filter(user__isnull=True) | Member.objects.filter(pk=self.instance.member_id)
        self.fields["member"].queryset = free.select_related("branch").in_pinyin_order()
        self.fields["member"].empty_label = "不是党员或不需要对应"
        title = Concat("name", Value("（"), "branch__short_name", Value("）"))
        self.fields["member"].queryset = self.fields["member"].queryset.annotate(title=title)
        type_many(self, "member", "title", "name", empty="不是党员或不需要对应")
        self.fields["username"].help_text = "小写字母、数字、点和连字符，至少两位，例如 zhangsan。"

    def clean(self):
        """Nobody locks out themselves or the last administrator."""
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("is_active") is False:
            try:
                services.check_may_disable(account=self.instance, by=self.user, on=timezone.localdate())
            except Refused as refusal:
                self.add_error("is_active", str(refusal))
        return cleaned

    def _write(self):
        return services.save_account(self.instance, before=self.before, by=self.user, on=timezone.localdate())


class _Tries:
    """For a form that a secret is typed into; `wait` is set where it was not looked at."""

    wait: TooManyTries | None = None

    def begin(self, attempt: Attempt) -> None:
        """Count the try. Raises ValidationError where it has to wait."""
        try:
            attempt.begin()
        except TooManyTries as wait:
            self.wait = wait
            raise forms.ValidationError(
                f"{wait}忘记密码，请联系管理员重设；管理员也可以在账号页上解除暂停。", code="wait"
            ) from wait


class SignInForm(_Tries, AuthenticationForm):
    """Account and password; a wrong one costs whoever typed it (`signing_in`).

    `by` names the company's directory where they are those of it.
    """

    by = ""

    def clean(self):
        """Count the try, look at the password, and say what is wrong without telling whether the account exists."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not (name and password):
            return self.cleaned_data
        attempt = attempt_from(self.request, name)
        self.begin(attempt)
        self.user_cache = self._local(attempt, name, password) or self._of_directory(attempt, name, password)
        if self.user_cache is None:
            if closed := getattr(self.request, "sign_in_refusal", ""):
                attempt.undo()
                raise forms.ValidationError(f"{closed}有疑问请联系党支部或系统管理员。", code="closed")
            attempt.fail()
            raise self._refused(attempt.account)
        if self.user_cache.is_one_time_over and not self.by:
            attempt.undo()
            raise forms.ValidationError("这个一次性密码已经过期，请联系系统管理员再重设一次。")
        # Whoever has an account must not make the counts of another one begin anew.
        if self.user_cache.second_factor_since or self.user_cache != attempt.account:
            attempt.undo()
        else:
            attempt.succeed()
        return self.cleaned_data

    def _local(self, attempt: Attempt, name: str, password: str) -> User | None:
        """Whose login and password of this site they are; where the unit wants the company's, only of who may use them."""
        account = authenticate(self.request, username=name, password=password)
        if account is None or may_sign_in_locally(account):
            return account
        company = settings.COMPANY_SIGN_IN
        if company.directory is None:
            attempt.undo()
            raise forms.ValidationError(
                f"本单位规定用{company.names}登录；本系统的密码只给系统管理员和还没有绑定的人用。",
                code="local",
            )
        return None

    def _of_directory(self, attempt: Attempt, name: str, password: str) -> User | None:
        """Whose name and password in the company's directory they are; `by` says so."""
        known, is_demo = settings.COMPANY_SIGN_IN.directory, attempt.account and attempt.account.is_demo
        if known is None or is_demo or hasattr(self.request, "sign_in_refusal"):
            return None
        try:
            person = directory.person_of(known, name, password)
            if person is None:
                return None
            account = admit(provider=known, subject=person, on=timezone.localdate())
        except NotAdmitted as refusal:
            attempt.undo()
            note_refused(provider=known, refusal=refusal, at=timezone.now())
            raise forms.ValidationError(str(refusal), code="closed") from refusal
        except Unreachable as trouble:
            # The password of this site was wrong all the same: what is down must not help whoever guesses.
            if attempt.account:
                attempt.fail()
            else:
                attempt.undo()
            raise forms.ValidationError(str(trouble), code="unreachable") from trouble
        self.by = known.name
        return account

    def _refused(self, account: User | None) -> forms.ValidationError:
        if account and account.is_demo and not is_local(self.request):
            return forms.ValidationError(
                "演示账号只能在安装本系统的机器上直接登录，不能从别处或经过代理登录。"
            )
        return forms.ValidationError("登录名或密码不对，请检查大小写和输入法后重新输入。")


class CodeForm(_Tries, forms.Form):
    """The second step of signing in; `used` says what kind of code it was."""

    code = forms.CharField(
        label="验证码",
        max_length=20,
        required=False,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "text",
                "autocapitalize": "none",
                "autofocus": True,
            }
        ),
        help_text="手机上的验证器现在显示的 6 位数字；手机不在身边，输入一个恢复码。",
    )
    used = ""

    def __init__(self, *args, request, account: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.request, self.account = request, account

    def clean(self):
        """Count the try, and look at the code."""
        code = self.cleaned_data.get("code")
        if not code:
            raise forms.ValidationError("请输入手机上的验证码，或者一个恢复码。")
        attempt = attempt_from(self.request, self.account.username)
        self.begin(attempt)
        before = second_factor.codes_left(self.account)
        if not second_factor.accepts(self.account, code):
            attempt.fail()
            raise forms.ValidationError("验证码不对，或者已经用过：请等手机上显示下一个再输入。")
        attempt.succeed()
        self.used = "恢复码" if second_factor.codes_left(self.account) < before else "验证码"
        return self.cleaned_data


class OwnPasswordCheckForm(BaseForm):
    """The own password once more, before something that changes how one signs in."""

    fieldsets = [("确认是本人", ["password"])]
    password = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, user=request.user, **kwargs)
        self.request = request

    def clean_password(self):
        """It is the person's who is signed in."""
        return _own_password(self.request, self.cleaned_data["password"])


def _own_password(request, typed: str) -> str:
    try:
        check_own_password(request, typed)
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from refusal
    return typed


class SecondFactorForm(OwnPasswordCheckForm):
    """The first code that the phone shows."""

    fieldsets = [("第二步：输入手机上显示的数字", ["code", "password"])]
    code = forms.CharField(
        label="验证码",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text="扫描以后手机上每 30 秒换一次的 6 位数字。",
    )


class OwnAccountForm(BaseModelForm):
    """What everyone sets for the own account: where reminders go, and whether.

    Where mail is set, a link to a new password goes to the address as well: another address takes the password.
    """

    fieldsets = [("邮件提醒", ["email", "password", "has_mail_reminders"])]
    password = forms.CharField(
        label="现在的密码",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="换邮箱时才要填：忘记密码时，重设的链接会发到这个邮箱。",
    )

    class Meta:
        model = User
        fields = ["email", "has_mail_reminders"]
        help_texts = {
            "has_mail_reminders": "每天最多一封：您的到期与待办、三天内的会议，附日历文件；没有要紧的事不发。"
            "邮件里只有事项的名称和日期，内容要登录以后看。",
        }
        error_messages = {
            "email": {"invalid": "邮箱地址不对，写成 zhangsan@example.com 这样；不想收就空着。"}
        }

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, user=request.user, **kwargs)
        self.request = request
        if not settings.MAIL.is_ready:
            del self.fields["password"]

    def clean(self):
        """Whoever finds the person's screen open must not lead the link elsewhere."""
        cleaned = super().clean()
        if "password" in self.fields and "email" in self.changed_data and cleaned.get("email"):
            if not cleaned.get("password"):
                self.add_error("password", "换邮箱须填写现在的密码。")
            else:
                try:
                    _own_password(self.request, cleaned["password"])
                except forms.ValidationError as refusal:
                    self.add_error("password", refusal)
        return cleaned

    def _write(self):
        return services.save_account(self.instance, before=self.before, by=self.user, on=timezone.localdate())


class AccountCreateForm(AccountForm):
    """A new account with its initial password, typed twice and held against the rules."""

    is_as_edited = False
    fieldsets = [
        ("账号", ["username", "display_name", "email", "member"]),
        ("密码", ["password", "password_again"]),
    ]
    password = forms.CharField(
        label="初始密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    password_again = forms.CharField(
        label="再输一次", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    class Meta(AccountForm.Meta):
        fields = ["username", "display_name", "email", "member"]
        field_classes = {"member": MemberChoice}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = f"{rules_text()}本人登录后须改成自己的密码。"

    def clean(self):
        """As for every account; both passwords alike and good enough in addition."""
        cleaned = super().clean()
        password, again = cleaned.get("password"), cleaned.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", "两次输入的密码不一样，请重新输入。")
        elif password:
            names = ("username", "display_name", "email", "member")
            account = User(**{name: cleaned[name] for name in names if cleaned.get(name)})
            try:
                password_validation.validate_password(password, account)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned

    def _write(self):
        self.instance.must_change_password, self.instance.change_reason = True, ChangeReason.INITIAL
        return services.add_account(self.instance, password=self.cleaned_data["password"], by=self.user)


class ForgottenForm(forms.Form):
    """Whose password was forgotten."""

    name = forms.CharField(
        label="登录名或邮箱",
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
        error_messages={"required": "请填写登录名或邮箱。"},
    )


class NewPasswordForm(SetPasswordForm):
    """A new password in place of a forgotten one."""

    error_messages = {"password_mismatch": "两次输入的新密码不一样，请重新输入。"}

    def __init__(self, user, *args, **kwargs):
        super().__init__(user, *args, **kwargs)
        self.fields["new_password1"].help_text = rules_text(user)
        self.fields["new_password2"].help_text = ""


class OwnPasswordForm(PasswordChangeForm):
    """The own password in place of the present one."""

    error_messages = {"password_mismatch": "两次输入的新密码不一样，请重新输入。"}

    def __init__(self, user, *args, request, **kwargs):
        super().__init__(user, *args, **kwargs)
        self.request = request
        self.fields["old_password"].label = "现在的密码"
        self.fields["new_password1"].help_text = rules_text(user)
        self.fields["new_password2"].help_text = ""

    def clean_old_password(self):
        """Guessing at it costs as it does at the sign-in."""
        return _own_password(self.request, self.cleaned_data["old_password"])


class DeclineForm(BaseForm):
    """Why a role is not confirmed."""

    fieldsets = [("不同意授权", ["reason"])]

    reason = forms.CharField(
        label="理由", max_length=200, help_text="例如“不是本支部党员”；管理员会看到，授权随之撤回。"
    )


class RoleForm(BaseModelForm):
    """A role of an account in an organisation, from a day on; given by nobody, on the server itself."""

    fieldsets = [("授予角色", ["role", "organisation", "group"]), ("任期", ["starts_on", "ends_on"])]

    class Meta:
        model = RoleAssignment
        fields = ["role", "organisation", "group", "starts_on", "ends_on"]
        field_classes = {"group": GroupChoice}
        help_texts = {"ends_on": "留空表示一直有效；到期自动失效。", "group": "只有党小组长需要选择。"}

    def __init__(self, *args, account: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.account = account
        kept = Organisation.objects.kept_by(self.user) if self.user else Organisation.objects.alive()
        self.fields["organisation"].queryset = kept.order_by("path")
        type_many(self, "organisation", "name", "short_name", "code")
        groups = PartyGroup.objects.active_on(timezone.localdate()).select_related("branch")
        groups = groups.filter(branch__in=kept)
        self.fields["group"].queryset = groups.order_by("branch__path", "founded_on")
        self.fields["group"].empty_label = "不是党小组长"

    def clean(self):
        """Roles of a branch are held in a branch; a leader leads one of its groups; no role twice at a time."""
        cleaned = super().clean()
        role, organisation, group = (cleaned.get(name) for name in ("role", "organisation", "group"))
        if not (role and organisation):
            return cleaned
        if role in IN_BRANCH and organisation.kind != OrganisationKind.BRANCH:
            self.add_error(
                "organisation",
                f"{Role(role).label}是党支部里的角色，“{organisation}”不是党支部，请选择党支部。",
            )
        if role != Role.GROUP_LEADER:
            cleaned["group"] = None
        elif group is None and "group" not in self.errors:
            self.add_error("group", "党小组长须选择党小组。")
        elif group and group.branch_id != organisation.pk:
            self.add_error("group", f"“{group}”不在{organisation}，请选择这个支部的党小组。")
        self._check_span(cleaned)
        if not self.errors:
            self._check_new(cleaned)
        return cleaned

    def _check_span(self, cleaned) -> None:
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error(
                "ends_on", f"结束日期 {ends:%Y-%m-%d} 早于开始日期 {starts:%Y-%m-%d}，请改正其中一个。"
            )

    def _check_new(self, cleaned) -> None:
        same = self.account.roles.alive().filter(
            overlapping(cleaned["starts_on"], cleaned["ends_on"]),
            role=cleaned["role"],
            organisation=cleaned["organisation"],
            group=cleaned["group"],
        )
        if same.exists():
            self.add_error("role", "这个账号在这段时间已有这个角色，不需要重复授予。")

    def _write(self):
        self.instance.user = self.account
        return services.grant_role(self.instance, by=self.user, on=timezone.localdate())

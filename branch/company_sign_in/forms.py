"""By what the company knows the person of an account: entered by an administrator, or proved by the owner's password."""

from django import forms
from django.conf import settings
from django.utils import timezone

from branch.accounts.models import User
from branch.accounts.signing_in import attempt_from
from core.forms import BaseForm
from core.refusals import Refused

from . import directory, services
from .configured import LONGEST


class CompanyIdentityForm(BaseForm):
    """Which sign-in, and the identifier there."""

    fieldsets = [("公司账号", ["kind", "subject"])]
    kind = forms.ChoiceField(label="登录方式")
    subject = forms.CharField(
        label="标识",
        max_length=LONGEST,
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text="公司系统里这个人不变的标识：企业微信、钉钉的 UserID，域账号的登录名，统一身份认证约定的那一项（如工号）。",
    )

    def __init__(self, *args, account: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["kind"].choices = [(one.kind, one.name) for one in settings.COMPANY_SIGN_IN.providers]

    def clean_kind(self):
        """The provider itself."""
        return settings.COMPANY_SIGN_IN.of(self.cleaned_data["kind"])

    def save(self) -> User:
        """Enter it, once. Raises Refused."""
        return self.once(self._enter)

    def _enter(self) -> User:
        provider, subject = self.cleaned_data["kind"], self.cleaned_data["subject"]
        services.enter(provider=provider, subject=subject, user=self.account, by=self.user, at=timezone.now())
        return self.account


class DirectoryForm(BaseForm):
    """The own name and password in the company's directory; `person` is the identifier that they lead to.

    A wrong one counts as one at the sign-in does: nobody finds out another's password here.
    """

    fieldsets = [("公司的登录名和密码", ["name", "password"])]
    person = ""
    name = forms.CharField(
        label="登录名",
        max_length=directory.LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "username"}),
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="只用来核对是您本人，本系统不保存。",
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, user=request.user, **kwargs)
        self.request = request

    def clean(self):
        """They are somebody's in the directory."""
        cleaned = super().clean()
        name, password = cleaned.get("name"), cleaned.get("password")
        if name and password:
            attempt = attempt_from(self.request, self.user.username)
            try:
                attempt.begin()
                self.person = directory.person_of(settings.COMPANY_SIGN_IN.directory, name, password) or ""
            except Refused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
            if not self.person:
                attempt.fail()
                raise forms.ValidationError("公司的登录名或密码不对，请重新输入。")
            attempt.undo()
        return cleaned

"""Forms of the register, posts, organisations and accounts."""

from .accounts import (
    AccountCreateForm,
    AccountForm,
    OwnAccountForm,
    PasswordResetForm,
    RoleForm,
)
from .filters import AccountFilter, MemberFilter, PostFilter
from .groups import DissolveForm, GroupForm
from .members import MemberCreateForm, MemberForm, StatusForm
from .organisations import OrganisationForm
from .posts import EndPostForm, PostForm
from .set_up import SetUpForm

__all__ = [
    "AccountCreateForm",
    "AccountFilter",
    "AccountForm",
    "DissolveForm",
    "EndPostForm",
    "GroupForm",
    "MemberCreateForm",
    "MemberFilter",
    "MemberForm",
    "OrganisationForm",
    "OwnAccountForm",
    "PasswordResetForm",
    "PostFilter",
    "PostForm",
    "RoleForm",
    "SetUpForm",
    "StatusForm",
]

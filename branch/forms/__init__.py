"""Forms of the register, posts, organisations and accounts."""

from .accounts import AccountCreateForm, AccountFilter, AccountForm, PasswordResetForm, RoleForm
from .filters import MemberFilter
from .groups import DissolveForm, GroupForm
from .members import MemberCreateForm, MemberForm, StatusForm
from .organisations import OrganisationForm
from .posts import PostForm
from .set_up import SetUpForm

__all__ = [
    "AccountCreateForm",
    "AccountFilter",
    "AccountForm",
    "DissolveForm",
    "GroupForm",
    "MemberCreateForm",
    "MemberFilter",
    "MemberForm",
    "OrganisationForm",
    "PasswordResetForm",
    "PostForm",
    "RoleForm",
    "SetUpForm",
    "StatusForm",
]

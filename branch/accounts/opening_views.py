"""Accounts for the members of a branch: ticked, named, and told on slips to print."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from branch import permissions
from branch.members.models import Member
from branch.organisations.forms import OrganisationFilter
from branch.organisations.models import Organisation
from branch.workspace import MOST_TO_CHOOSE
from core.editing import refusals_told, whole_number
from core.pages import allow
from core.refusals import Refused

from .models import User
from .opening import ACCOUNTS_MOST, OpenAccountForm, open_accounts, open_forms


@require_http_methods(["GET", "POST"])
def accounts_open(request):
    """Tick members of one branch; afterwards the slips with their one-time passwords, shown once."""
    allow(permissions.can_manage_accounts(request.user))
    kept = Organisation.objects.kept_by(request.user).branches().order_by("path")
    if not kept.exists():
        messages.info(request, "还没有党支部，请先在“组织”里新建。")
        return redirect("branch:account_list")
    search = OrganisationFilter(request.GET)
    branches = list(search.apply(kept)[: MOST_TO_CHOOSE + 1])
    asked = whole_number(request.GET.get("branch", ""))
    branch = get_object_or_404(kept, pk=asked) if asked is not None else next(iter(branches), kept[0])
    rows, status = open_forms(branch, localdate(), request.POST or None), 200
    if request.method == "POST":
        with refusals_told(request):
            slips = open_accounts(
                rows=_taken(request, rows), by=request.user, at=timezone.now(), on=localdate()
            )
            context = {"slips": slips, "branch": branch, "site": settings.SITE_URL}
            return render(request, "branch/account_slips.html", context)
        status = 422
    context = {
        "rows": rows,
        "branch": branch,
        "branches": branches[:MOST_TO_CHOOSE],
        "search": search if search.is_filtered or len(branches) > MOST_TO_CHOOSE else None,
    }
    return render(request, "branch/accounts_open.html", context, status=status)


def _taken(request, rows: list[OpenAccountForm]) -> list[OpenAccountForm]:
    """The rows to be entered. Raises Refused where there are none, too many, or where something is wrong."""
    shown = [int(pk) for pk in request.POST.getlist("member") if pk.isdecimal()]
    taken = [row for row in rows if row.is_taken and row.member.pk in shown]
    if given := User.objects.filter(member__in=Member.objects.filter(pk__in=shown)).order_by("pk"):
        names = "、".join(account.display_name for account in given)
        raise Refused(
            f"{names}已经有账号，这次没有再开。一次性密码只在开账号时显示一次，没有记下的请在账号页上重设密码。"
        )
    if not taken:
        raise Refused("没有勾选要开账号的党员。")
    if len(taken) > ACCOUNTS_MOST:
        raise Refused(f"勾选了 {len(taken)} 人，一次最多 {ACCOUNTS_MOST} 人，请先取消一部分，分几次开。")
    if wrong := sum(not row.is_valid() for row in taken):
        raise Refused(f"还有 {wrong} 人的登录名或角色要改，见下面的提示。")
    return taken

"""`manage.py give_role LOGIN ROLE CODE`: give or confirm a role on the server, where nobody on the pages can."""

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from branch.accounts.forms import RoleForm
from branch.accounts.models import RoleAssignment, User
from branch.accounts.services import confirm_on_server
from branch.enums import Role
from branch.organisations.models import Organisation


class Command(BaseCommand):
    """Whoever keeps the server is the last to ask: for the first administrator of a tree, or where nobody confirms."""

    help = "在服务器上授予角色，或确认一项没有人能确认的授权；写进审计记录。"

    def add_arguments(self, parser):
        """Whom, what, where, and for a group leader which group."""
        parser.add_argument("username", metavar="登录名")
        parser.add_argument("role", metavar="角色", choices=Role.values, help="、".join(Role.values))
        parser.add_argument("code", metavar="组织代码", help="例如 xiangmu，见“账号与组织”的“组织”")
        parser.add_argument("--group", default="", metavar="党小组", help="党小组长所在党小组的名称")

    def handle(self, *, username, role, code, group, **options):
        """Confirm the role where it waits, else give it from today on."""
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有登录名为 {username} 的账号。")
        organisation = Organisation.objects.alive().filter(code=code).first()
        if organisation is None:
            raise CommandError(f"没有代码为 {code} 的组织。")
        today = timezone.localdate()
        held = RoleAssignment.objects.open_on(today).filter(user=user, role=role, organisation=organisation)
        waits = Q(confirmed_on__isnull=True) | Q(unconfirmed_in__isnull=False)
        if found := held.filter(waits).first():
            confirm_on_server(role=found, on=today)
            self.stdout.write(f"已确认{user}的“{found}”。")
            return
        form = RoleForm({**self._typed(role, organisation, group), "starts_on": str(today)}, account=user)
        if not form.is_valid():
            raise CommandError("".join(text for texts in form.errors.values() for text in texts))
        self.stdout.write(f"已授予{user}“{form.save()}”，立即生效。")

    def _typed(self, role: str, organisation: Organisation, group: str) -> dict:
        found = organisation.groups.alive().filter(name=group).first() if group else None
        return {"role": role, "organisation": organisation.pk, "group": found.pk if found else ""}

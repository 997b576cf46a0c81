"""The branch and year (所属年度) that a person works in, chosen in the header and kept in the session, given to every request."""

from functools import cached_property, wraps

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from core import navigation
from core.pages import chosen_branch

from .access import can_read_branch, can_write_branch, grants_of, is_secretary, is_superior_of
from .accounts.sessions import BY_COMPANY
from .organisations.closed import Archived
from .organisations.models import Organisation, OrganisationQuerySet

SESSION_BRANCH = "workspace_branch"
# What someone may open who must change the password first.
ALWAYS_OPEN = ("password_change", "second_factor", "sign_out", "session_state")
SESSION_YEAR = "workspace_year"
# More branches than these are searched for on a page, not chosen in the header.
MOST_TO_CHOOSE = 30


class Workspace:
    """What the frame and every list page need to know of the person and the place; computed on first use."""

    def __init__(self, request):
        self._request = request
        self.user = request.user

    @cached_property
    def grants(self):
        """The user's current rights."""
        return grants_of(self.user)

    @property
    def reached(self) -> OrganisationQuerySet:
        """Branches the user may work in or watch, in tree order: as many as there are."""
        rows = Organisation.objects.alive().branches().filter(self.grants.reached())
        return rows.select_related("parent")

    @cached_property
    def branches(self) -> list[Organisation]:
        """The first of them, one more than a select shows well; all of those that one belongs to."""
        return list(self.reached[: MOST_TO_CHOOSE + 1] if self.grants.is_superior else self.reached)

    @cached_property
    def branch(self) -> Organisation | None:
        """The chosen branch, the first one by default; None for someone without any."""
        chosen = self._request.session.get(SESSION_BRANCH)
        found = next((branch for branch in self.branches if branch.pk == chosen), None)
        if found is None and chosen is not None and self.has_many_branches:
            found = self.reached.filter(pk=chosen).first()
        return found or self._first

    @property
    def _first(self) -> Organisation | None:
        # One that was closed is chosen on purpose.
        is_open = next((branch for branch in self.branches if not branch.is_closed), None)
        if is_open is None and self.has_many_branches:
            is_open = self.reached.filter(closed_on__isnull=True).first()
        return is_open or next(iter(self.branches), None)

    @property
    def has_many_branches(self) -> bool:
        """Whether there are more branches than one looks through in a select."""
        return self.grants.is_superior and len(self.branches) > MOST_TO_CHOOSE

    @cached_property
    def current_year(self) -> int:
        """The calendar year of today."""
        return timezone.localdate().year

    @cached_property
    def year(self) -> int:
        """The chosen 所属年度, this year by default."""
        chosen = self._request.session.get(SESSION_YEAR)
        return chosen if chosen in self.years else self.current_year

    @cached_property
    def years(self) -> list[int]:
        """Years to choose from, newest first: from next year back to ten years ago."""
        return list(range(self.current_year + 1, self.current_year - 11, -1))

    @cached_property
    def role_label(self) -> str:
        """The roles in the chosen branch, such as 书记; all roles when none belongs to it."""
        here = [label for pk, label in self.grants.labels if self.branch and pk == self.branch.pk]
        return "、".join(dict.fromkeys(here or [label for _, label in self.grants.labels]))

    @property
    def company_names(self) -> str:
        """The sign-ins of the company that the browser is led to, such as 企业微信; empty where there is none."""
        return "、".join(one.name for one in settings.COMPANY_SIGN_IN.web)

    @property
    def can_write(self) -> bool:
        """Whether the user records for the chosen branch."""
        return can_write_branch(self.user, self.branch)

    @property
    def can_read(self) -> bool:
        """Whether the user reads the whole of the chosen branch."""
        return can_read_branch(self.user, self.branch)

    @property
    def is_secretary(self) -> bool:
        """Whether the user is the chosen branch's secretary."""
        return is_secretary(self.user, self.branch)

    @property
    def is_superior(self) -> bool:
        """Whether the user watches the chosen branch from above."""
        return is_superior_of(self.user, self.branch)

    @cached_property
    def navigation(self) -> list[navigation.NavItem]:
        """The main navigation for this page."""
        match = self._request.resolver_match
        names = (match.namespace, match.view_name) if match else ("", "")
        return navigation.items_for(self.user, self, *names)


def branch_required(view):
    """For pages about the chosen branch: 403 for someone who has no branch at all."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        chosen_branch(request)
        return view(request, *args, **kwargs)

    return wrapper


def asked_year(request, otherwise: int | None = None) -> int:
    """The year in the address, else the one given, else the one chosen in the header."""
    asked = request.GET.get("year", "")
    is_year = asked.isdecimal() and len(asked) == 4 and int(asked) > 0
    if is_year:
        return int(asked)
    return request.workspace.year if otherwise is None else otherwise


def choose_branch(request, pk: int) -> None:
    """Work in another branch from now on. Raises Http404 when the user has nothing to do with it."""
    if not request.workspace.reached.filter(pk=pk).exists():
        raise Http404
    request.session[SESSION_BRANCH] = pk


def choose_year(request, year: int) -> None:
    """Look at another year from now on. Raises Http404 for a year outside the list."""
    if year not in request.workspace.years:
        raise Http404
    request.session[SESSION_YEAR] = year


def prepare(request) -> None:
    """Give a request its `workspace`."""
    request.workspace = Workspace(request)


class WorkspaceMiddleware:
    """Sets `request.workspace`; holds an account that must change its password to that page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        prepare(request)
        return self.get_response(request)

    def process_exception(self, request, exception):
        """What is refused because the branch was closed and no form took up, as a page."""
        if isinstance(exception, Archived):
            return render(request, "403.html", {"reason": str(exception)}, status=403)
        return None

    def process_view(self, request, view, args, kwargs):
        """Redirect to the password page while the account must change its password."""
        user = request.user
        if not (user.is_authenticated and user.must_change_password) or request.session.get(BY_COMPANY):
            return None
        free = {reverse(f"branch:{name}") for name in ALWAYS_OPEN}
        return None if request.path in free else redirect("branch:password_change")

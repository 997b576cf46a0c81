"""The organisation tree, kept by administrators."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.editing import edit_page

from .. import permissions
from ..forms import OrganisationForm
from ..models import Organisation, RoleAssignment


def _require_administrator(request) -> None:
    if not permissions.can_manage_organisations(request.user):
        raise PermissionDenied


@require_GET
def organisation_list(request):
    """The whole tree."""
    _require_administrator(request)
    organisations = Organisation.objects.visible_to(request.user).with_account_count(timezone.localdate())
    return render(request, "branch/organisation_list.html", {"organisations": organisations})


@require_GET
def organisation_detail(request, pk):
    """One organisation: its place, what stands below it, and who holds which role in it."""
    _require_administrator(request)
    visible = Organisation.objects.visible_to(request.user).select_related("parent")
    organisation = get_object_or_404(visible, pk=pk)
    roles = RoleAssignment.objects.held_on(timezone.localdate()).filter(organisation=organisation)
    context = {
        "organisation": organisation,
        "children": organisation.children.alive().order_by("path"),
        "roles": roles.select_related("user", "group").order_by("role", "user__username"),
    }
    return render(request, "branch/organisation_detail.html", context)


@require_http_methods(["GET", "POST"])
def organisation_create(request):
    """A new organisation, below `?parent=` where the address names one."""
    _require_administrator(request)
    initial = {"parent": request.GET.get("parent", "")}
    form = OrganisationForm(request.POST or None, user=request.user, initial=initial)
    return edit_page(request, form, template="branch/organisation_form.html", done="组织已建立。")


@require_http_methods(["GET", "POST"])
def organisation_update(request, pk):
    """Change an organisation or move it under another."""
    _require_administrator(request)
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    form = OrganisationForm(request.POST or None, instance=organisation, user=request.user)
    return edit_page(
        request,
        form,
        template="branch/organisation_form.html",
        done="修改已保存。",
        context={"organisation": organisation},
    )

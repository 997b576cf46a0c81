"""Opinions from the consultation: list, one opinion, entering and editing. Nothing about who held them."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from branch.workspace import branch_required
from core.editing import edit_page

from .. import exports, permissions
from ..forms.filters import OpinionFilter
from ..forms.problems import OpinionForm
from ..models.framework import Opinion
from .listing import list_page, require_reader, require_recorder, sorted_rows

SORTS = {"collected_on": ("collected_on",), "source": ("source",), "about": ("about",)}


@require_GET
@branch_required
def opinion_list(request):
    """The year's opinions, and how many are not merged into a problem yet."""
    branch, year = require_reader(request), request.workspace.year
    opinions = Opinion.objects.visible_to(request.user).of_branch(branch).in_year(year)
    form = OpinionFilter(request.GET, branch=branch, year=year)
    return list_page(
        request,
        sorted_rows(request, form.apply(opinions).for_list(), SORTS),
        form=form,
        template="rectification/opinion_list.html",
        sheet=lambda rows: exports.opinion_sheet(rows, branch=branch, year=year),
        context={"unmerged": opinions.unmerged().count(), "year": year},
    )


@require_GET
def opinion_detail(request, pk):
    """One opinion and the problem that answers it."""
    opinion = get_object_or_404(Opinion.objects.visible_to(request.user).for_list(), pk=pk)
    context = {"opinion": opinion, "can_record": permissions.can_change(request.user, opinion)}
    return render(request, "rectification/opinion_detail.html", context)


@require_http_methods(["GET", "POST"])
@branch_required
def opinion_create(request):
    """Enter an opinion; “再记一条” stays on the form, because opinions come in dozens."""
    branch, year = require_recorder(request), request.workspace.year
    form = OpinionForm(
        request.POST or None,
        instance=Opinion(branch=branch, year=year),
        initial={"collected_on": localdate(), "source": request.GET.get("source")},
        user=request.user,
        branch=branch,
        today=localdate(),
    )
    again = f"{request.path}?source={form.data.get('source', '')}" if "again" in request.POST else ""
    return edit_page(
        request,
        form,
        template="rectification/opinion_form.html",
        done="意见已登记。",
        context={"year": year},
        to=again,
    )


@require_http_methods(["GET", "POST"])
def opinion_update(request, pk):
    """Edit an opinion or merge it into a problem."""
    opinion = get_object_or_404(Opinion.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change(request.user, opinion):
        raise PermissionDenied
    form = OpinionForm(
        request.POST or None, instance=opinion, user=request.user, branch=opinion.branch, today=localdate()
    )
    return edit_page(
        request,
        form,
        template="rectification/opinion_form.html",
        done="意见已保存。",
        context={"opinion": opinion, "year": opinion.year},
    )

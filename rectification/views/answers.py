"""Causes and measures: what answers the problems. The two kinds of pages differ only in their words."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from branch.workspace import branch_required
from core.editing import edit_page
from core.posted import whole_number

from .. import exports, permissions
from ..forms.answers import CauseForm, MeasureForm
from ..forms.filters import AnswerFilter
from ..forms.problems import YearRecordForm
from ..models.answers import Cause, Measure
from .listing import list_page, require_reader, require_recorder, sorted_rows

SORTS = {"order": ("order",), "title": ("title",)}


@dataclass(frozen=True)
class AnswerPages:
    """The pages of one kind of answer."""

    model: type[Cause] | type[Measure]
    form: type[YearRecordForm]
    name: str
    label: str
    heading: str
    sheet_title: str

    @property
    def list_url(self) -> str:
        """The name of the list's address."""
        return f"rectification:{self.name}_list"

    @property
    def detail_url(self) -> str:
        """The name of a record's address."""
        return f"rectification:{self.name}_detail"


CAUSES = AnswerPages(Cause, CauseForm, "cause", "原因", "原因分析", "原因分析")
MEASURES = AnswerPages(Measure, MeasureForm, "measure", "措施", "努力方向和措施", "措施清单")


def _list(request, pages: AnswerPages):
    branch, year = require_reader(request), request.workspace.year
    rows = pages.model.objects.visible_to(request.user).of_branch(branch).in_year(year)
    form = AnswerFilter(request.GET, branch=branch, year=year)
    return list_page(
        request,
        sorted_rows(request, form.apply(rows).for_list(), SORTS),
        form=form,
        template=f"rectification/{pages.name}_list.html",
        sheet=lambda found: exports.answer_sheet(found, title=pages.sheet_title, branch=branch, year=year),
        context={"year": year},
    )


def _detail(request, pk: int, pages: AnswerPages):
    answer = get_object_or_404(pages.model.objects.visible_to(request.user).for_list(), pk=pk)
    context = {"answer": answer, "can_record": permissions.can_change(request.user, answer)}
    return render(request, f"rectification/{pages.name}_detail.html", context)


def _create(request, pages: AnswerPages):
    branch, year = require_recorder(request), request.workspace.year
    given = {
        name: [pk for pk in request.GET.getlist(name.removesuffix("s")) if whole_number(pk) is not None]
        for name in ("problems", "causes")
    }
    form = pages.form(
        request.POST or None,
        instance=pages.model(branch=branch, year=year),
        initial=given,
        user=request.user,
        branch=branch,
    )
    return _form_page(request, form, pages, f"{pages.label}已登记。", {"year": year})


def _update(request, pk: int, pages: AnswerPages):
    answer = get_object_or_404(pages.model.objects.visible_to(request.user), pk=pk)
    if not permissions.can_change(request.user, answer):
        raise PermissionDenied
    form = pages.form(request.POST or None, instance=answer, user=request.user, branch=answer.branch)
    context = {"answer": answer, "year": answer.year}
    return _form_page(request, form, pages, f"{pages.label}已保存。", context)


def _form_page(request, form, pages: AnswerPages, done: str, context: dict):
    context |= {"pages": pages}
    return edit_page(request, form, template="rectification/answer_form.html", done=done, context=context)


@require_GET
@branch_required
def cause_list(request):
    """The year's causes with the problems they explain."""
    return _list(request, CAUSES)


@require_GET
def cause_detail(request, pk):
    """One cause, its problems and the measures that answer it."""
    return _detail(request, pk, CAUSES)


@require_http_methods(["GET", "POST"])
@branch_required
def cause_create(request):
    """Enter a cause; `?problem=` ticks a problem."""
    return _create(request, CAUSES)


@require_http_methods(["GET", "POST"])
def cause_update(request, pk):
    """Edit a cause."""
    return _update(request, pk, CAUSES)


@require_GET
@branch_required
def measure_list(request):
    """The year's measures with what they answer."""
    return _list(request, MEASURES)


@require_GET
def measure_detail(request, pk):
    """One measure, what it answers, and the items that carry it out."""
    return _detail(request, pk, MEASURES)


@require_http_methods(["GET", "POST"])
@branch_required
def measure_create(request):
    """Enter a measure; `?problem=` and `?cause=` tick what it answers."""
    return _create(request, MEASURES)


@require_http_methods(["GET", "POST"])
def measure_update(request, pk):
    """Edit a measure."""
    return _update(request, pk, MEASURES)

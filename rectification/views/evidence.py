"""Choosing records as evidence of an item: a kind, a year, a text, then the rows."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from core.editing import refusals_told
from core.pages import get_visible
from core.posted import whole_number

from .. import permissions, pointers
from ..models.items import RectificationItem
from ..services.items import add_evidence


class EvidenceFilter(forms.Form):
    """Which records to choose from; what the address does not say takes the first choice."""

    kind = forms.ChoiceField(label="记录类别", required=False)
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int)
    q = forms.CharField(label="文字", required=False, max_length=60)

    def __init__(self, data, *, item: RectificationItem, this_year: int):
        kinds = pointers.evidence_types()
        years = range(max(this_year, item.year), item.year - 1, -1)
        given = {
            "kind": kinds[0].key if kinds else "",
            "year": years[0],
            **{k: v for k, v in data.items() if v},
        }
        super().__init__(given)
        self.fields["kind"].choices = [(kind.key, kind.label) for kind in kinds]
        self.fields["year"].choices = [(year, f"{year}年度") for year in years]

    def kind_chosen(self):
        """The record type, or None for a kind that is no choice."""
        key = self.cleaned_data.get("kind") if self.is_valid() else ""
        return next((kind for kind in pointers.evidence_types() if kind.key == key), None)


@require_http_methods(["GET", "POST"])
def evidence_add(request, pk):
    """Show the branch's records that this person may see; the ticked ones become evidence."""
    item = get_visible(request, RectificationItem, pk, permissions.can_work)
    form = EvidenceFilter(request.GET, item=item, this_year=localdate().year)
    kind = form.kind_chosen()
    rows = _rows(request, item, form, kind)
    if request.method == "POST":
        return _add(request, item, kind)
    context = {
        "item": item,
        "form": form,
        "kind": kind,
        "count": rows.count() if kind else 0,
        "most": pointers.CANDIDATES_MOST,
        "candidates": pointers.candidates(item, kind, rows) if kind else [],
        "can_attach": permissions.can_attach(request.user, item),
    }
    return render(request, "rectification/evidence_form.html", context)


def _rows(request, item: RectificationItem, form: EvidenceFilter, kind):
    if kind is None:
        return RectificationItem.objects.none()
    chosen = form.cleaned_data
    return pointers.rows_to_choose(
        kind, user=request.user, branch=item.branch, year=chosen.get("year"), text=chosen.get("q", "")
    )


def _add(request, item: RectificationItem, kind):
    wanted = [pk for pk in request.POST.getlist("record") if whole_number(pk) is not None]
    found = (
        kind.model.objects.visible_to(request.user).filter(branch=item.branch, pk__in=wanted) if kind else []
    )
    if not found:
        messages.error(request, "请先勾选要作佐证的记录。")
        return redirect(request.get_full_path())
    with refusals_told(request):
        add_evidence(item=item, objects=list(found), by=request.user)
        messages.success(request, f"已添加 {len(found)} 条佐证。")
    return redirect("rectification:item_detail", pk=item.pk)

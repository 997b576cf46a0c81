"""支委职责清单 with its coverage, and the member's own pledge of the year."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from activities import adopting, permissions
from activities.models import DutyItem
from activities.statistics import duty_sheet
from activities.views import ACTIVITY_COLUMNS
from core.columns import Column
from core.editing import refusals_in, whole_number
from core.pages import Add, Words, chosen_branch, detail_page, form_pages, list_page
from meetings.meeting.faults import day_of

from . import services
from .forms import DutyItemForm, PledgeForm

duty_list = list_page(
    DutyItem,
    [
        Column("职责", "text", is_main=True),
        Column("通过日期", "adopted_on", css="text-nowrap"),
        Column("通过会议", "adopted_at"),
        Column(
            "落实记录",
            lambda item: f"{item.record_count} 次" if item.record_count else "还没有",
            css="num text-nowrap",
        ),
    ],
    may_open=permissions.can_read_figures,
    of_year=False,
    rows=lambda rows, at: rows.in_force(at.year).with_coverage(at.year).by_post(),
    sheet=lambda at: duty_sheet(at.found, f"{at.branch.short_name}{at.year}年度支委职责清单"),
    add=Add("登记职责", permissions.can_manage_areas, "把支委会通过的职责清单逐条登记，再选出落实它的活动。"),
    tabs=("activities/_tabs.html", "duties"),
    template="activities/duty_list.html",
    context=lambda at: {
        "group": Column("职务", "get_post_title_display"),
        "covered": at.found.filter(record_count__gt=0).count(),
    },
)
duty_detail = detail_page(
    DutyItem,
    "activities/duty_detail.html",
    rows=lambda rows: rows.select_related("branch", "agenda_item__meeting"),
    context=lambda request, duty: {
        "decision": adopting.decision_of(request.user, duty.agenda_item),
        "columns": ACTIVITY_COLUMNS,
        "activities": duty.activities.alive().for_list().order_by("-happened_on", "-pk"),
    },
)


def _from_decision(request) -> dict:
    """What a decision named in the address (`?item=…`) says of the duties it adopts."""
    pk = whole_number(request.GET.get("item", ""))
    if pk is None:
        return {}
    branch = request.workspace.branch
    item = get_object_or_404(adopting.decisions_of(request.user, branch), pk=pk)
    return {"agenda_item": item.pk, "adopted_on": day_of(item.meeting), "adopted_at": item.meeting.title}


duty_create, duty_update = form_pages(
    DutyItemForm,
    Words("登记职责", "职责已登记。", again="保存并再登一条"),
    Words("编辑职责", "修改已保存。"),
    may_add=permissions.can_manage_areas,
    initial=_from_decision,
)


@require_http_methods(["GET", "POST"])
def pledge_update(request):
    """Write the own pledge of the chosen year, or say how far it is kept."""
    workspace, member = request.workspace, request.user.member
    branch = chosen_branch(request, permissions.can_pledge)
    pledge = services.pledge_of(member, workspace.year)
    initial = {**pledge.data, "version": pledge.lock_version} if pledge else {}
    form = PledgeForm(request.POST or None, initial=initial, user=request.user, branch=branch)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.keep_own_pledge(
                member=member,
                year=workspace.year,
                words=form.words(),
                version=form.cleaned_data["version"],
                by=request.user,
                on=timezone.localdate(),
            )
            messages.success(request, "承诺已保存。")
            return redirect("activities:pledge_update")
    context = {
        "form": form,
        "pledge": pledge,
        "values": pledge.field_values(request.user) if pledge else [],
        # What was typed stays on the page with the reason why it was not taken.
        "may_write": bool(form.errors) or _may_write(pledge, workspace),
    }
    return render(request, "activities/pledge_form.html", context)


def _may_write(pledge, workspace) -> bool:
    is_open = pledge is None or not services.is_commented(pledge)
    return is_open and workspace.year == workspace.current_year

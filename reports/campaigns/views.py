"""Study campaigns: their list, the page with plan and progress, entering and editing, the superior's view, the 总结."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branch.campaigns import permissions, services
from branch.campaigns.forms import CampaignForm, PlanForm
from branch.campaigns.models import Campaign, CampaignRow
from branch.organisations.models import Organisation
from core import records
from core.badges import Badge
from core.columns import Column
from core.editing import refusals_told
from core.pages import (
    PAGE_SIZE,
    Add,
    Words,
    allow,
    chosen_branch,
    detail_page,
    form_page,
    form_pages,
    get_visible,
    list_page,
)
from core.paging import ListPaginator, Shortlist, first_of
from reports.papers import registry as papers
from reports.papers.permissions import can_draft_paper
from reports.papers.registry import CAMPAIGN
from reports.report import services as report_services
from reports.report.models import AnnualReport

from . import figures
from .tagged import Tagged, tagged_with

HINT = "照上级通知登记名称、起止日期和环节；登记以后，会议、学习、活动和问题就能归到这次学习教育。"


def _plan_words(campaign: Campaign, on) -> str:
    rows = campaign.plan
    done = sum(row.is_done(on) for row in rows)
    return f"{done} / {len(rows)} 项" if rows else "还没有计划"


def _columns(at) -> list[Column]:
    return [
        Column("名称", "name", sort="name", is_main=True),
        Column("时间", "span", sort="starts_on"),
        Column("计划完成", lambda campaign: _plan_words(campaign, at.today)),
        Column("状态", lambda campaign: campaign.badge_on(at.today)),
    ]


campaign_list = list_page(
    Campaign,
    _columns,
    may_open=permissions.can_open_campaigns,
    of_year=False,
    rows=lambda rows, at: rows.for_list().order_by("-starts_on", "-pk"),
    unit="次",
    add=Add("登记学习教育", permissions.can_add_campaign, HINT),
    empty=("", "支部登记以后，计划和学习书目会列在这里。"),
    subtitle="党内集中学习教育：计划、书目、问题和整改、进度和总结",
    tabs=("study/_tabs.html", "campaigns"),
    template="reports/campaigns/list.html",
    context=lambda at: {
        "watches": at.request.workspace.grants.is_superior and len(at.request.workspace.branches) > 1
    },
)


@dataclass(frozen=True)
class PartLine:
    """A part as the page shows it: its rows with their badges, how they stand, and what the records amount to."""

    part: object
    rows: list[tuple[CampaignRow, Badge]]
    done: int
    overdue: int
    figures: list[tuple[str, str]]

    @property
    def open(self) -> int:
        """How many rows are not done."""
        return len(self.rows) - self.done


def _part_lines(campaign: Campaign, tagged: Tagged | None, on) -> list[PartLine]:
    lines = []
    for part in campaign.parts.all():
        rows = list(part.rows.all())
        done = [row for row in rows if row.is_done(on)]
        lines.append(
            PartLine(
                part=part,
                rows=[(row, row.badge_on(on)) for row in rows],
                done=len(done),
                overdue=sum(row.due_on < on for row in rows if row not in done),
                figures=figures.shown(tagged, part.role) if tagged else [],
            )
        )
    return lines


def _progress(request, campaign: Campaign) -> dict:
    """Figures for those who read the branch; of the records those that the person may see."""
    on, user = localdate(), request.user
    tagged = tagged_with([campaign], on)[campaign.pk]
    may_read = permissions.can_read_progress(user, campaign)
    context = {
        "badge": campaign.badge_on(on),
        "parts": _part_lines(campaign, tagged if may_read else None, on),
        "plan_words": _plan_words(campaign, on),
        "may_change": permissions.can_change_campaign(user, campaign),
        "may_read": may_read,
        "summary": _summary_of(user, campaign),
        "may_sum_up": _may_sum_up(user, campaign),
        "readings": tagged.materials,
        "written": [
            (Campaign._meta.get_field(name).verbose_name, getattr(campaign, name))
            for name in ("results", "shortcomings", "next_steps")
            if may_read and getattr(campaign, name)
        ],
        "today": on,
    }
    if not may_read:
        return context | {
            "meetings": _seen(user, tagged.meetings),
            "tasks": _seen(user, tagged.tasks),
            "activities": _seen(user, tagged.activities),
            "problems": [],
        }
    return context | {
        "meetings": tagged.meetings,
        "tasks": tagged.tasks,
        "activities": tagged.activities,
        "problems": [(problem, tagged.items_of(problem)) for problem in tagged.problems],
        "hours": figures.figure(tagged, "学时").text,
    }


def _seen(user, rows: list) -> list:
    """Those of the rows that the person may see."""
    if not rows:
        return []
    visible = type(rows[0])._default_manager.visible_to(user).filter(pk__in=[row.pk for row in rows])
    seen = set(visible.values_list("pk", flat=True))
    return [row for row in rows if row.pk in seen]


campaign_detail = detail_page(
    Campaign,
    "reports/campaigns/detail.html",
    may_open=permissions.can_open_campaigns,
    context=_progress,
)
campaign_create, campaign_update = form_pages(
    CampaignForm,
    Words(
        "登记学习教育",
        "学习教育已登记。下一步排计划，再在登记会议、学习、活动和问题时归入它。",
        "已列出通常的五个环节，可以改名、增减和调整先后。",
        again="",
    ),
    Words("编辑学习教育", "修改已保存。"),
    may_open=permissions.can_open_campaigns,
    may_add=permissions.can_add_campaign,
    why="学习教育由书记和支委登记。",
)


@require_http_methods(["GET", "POST"])
def campaign_plan(request, pk):
    """The whole plan in one grid."""
    campaign = get_visible(request, Campaign, pk, permissions.can_change_campaign)
    form = PlanForm(
        request.POST or None, instance=campaign, user=request.user, branch=campaign.branch, today=localdate()
    )
    words = Words(
        "编辑计划", "计划已保存。", "每一项写明环节、做什么、什么时候完成、谁负责；办完了填完成日期。"
    )
    return form_page(request, form, words, campaign)


@require_POST
def campaign_row_done(request, pk):
    """A row of the plan was done today."""
    rows = CampaignRow.objects.filter(part__campaign__in=Campaign.objects.visible_to(request.user))
    row = get_object_or_404(rows.select_related("part__campaign__branch"), pk=pk)
    campaign = row.part.campaign
    allow(permissions.can_change_campaign(request.user, campaign))
    with refusals_told(request):
        services.finish_row(row, by=request.user, on=localdate())
        messages.success(request, f"“{row.what}”已登记完成。")
    return redirect("reports:campaign_detail", pk=campaign.pk)


# What the superior's list tells of each branch's campaign, beside its plan.
COMPARED = ("会议次数", "学时", "其他活动次数", "问题数", "整改事项数", "已销号数")


@require_GET
def campaign_branches(request):
    """For a superior officer: which branch below stands where with the campaigns of the chosen year."""
    grants = request.workspace.grants
    allow(grants.is_superior, "各支部进展供上级党务工作者查看。")
    on, year = localdate(), request.workspace.year
    rows = Campaign.objects.alive().filter(grants.watched("branch")).in_year(year)
    page = ListPaginator(
        rows.for_list().order_by("starts_on", "name", "branch__path", "pk"), PAGE_SIZE
    ).get_page(request.GET.get("page"))
    campaigns = list(page)
    tagged = tagged_with(campaigns, on)
    heads = {name.removesuffix("次数").removesuffix("数"): name for name in COMPARED}
    lines = [
        (
            campaign,
            campaign.badge_on(on),
            _plan_words(campaign, on),
            [(head, figures.figure(tagged[campaign.pk], name).text) for head, name in heads.items()],
        )
        for campaign in campaigns
    ]
    without = Organisation.objects.alive().branches().filter(grants.watched())
    without = without.exclude(Exists(rows.filter(branch=OuterRef("pk")))).order_by("path")
    context = {
        "lines": lines,
        "page": page,
        "without": first_of(without, PAGE_SIZE) if lines else Shortlist([]),
        "heads": list(heads),
        "year": year,
    }
    return render(request, "reports/campaigns/branches.html", context)


def _summary_of(user, campaign: Campaign) -> AnnualReport | None:
    """The 总结 as far as the person may know of it."""
    return AnnualReport.objects.visible_to(user).of_campaign(campaign).first()


@require_POST
def campaign_summary(request, pk):
    """Draft the 总结 of a campaign; where there is one, it is opened."""
    campaign = get_visible(request, Campaign, pk, _may_sum_up, "学习教育总结由书记起草。")
    report = _summary_of(request.user, campaign)
    if report is None:
        new = AnnualReport(branch=campaign.branch, year=campaign.ends_on.year, paper=CAMPAIGN)
        new.campaign, new.subject = campaign, campaign.name
        with refusals_told(request):
            report = report_services.draft_paper(report=new, by=request.user, on=localdate())
            messages.success(request, "已按归入的记录起草，没有记录的地方标为【待补充】。")
    return redirect(records.url_of(report or campaign))


def _may_sum_up(user, campaign: Campaign) -> bool:
    return can_draft_paper(user, campaign.branch, papers.get(CAMPAIGN))


@require_GET
def campaign_paper(request, pk, file_format):
    """The 总结 as Word or PDF, as links from before it was a paper of its own ask for it."""
    chosen_branch(request, permissions.can_open_campaigns)
    why = "学习教育总结由书记、支委和上级导出。"
    campaign = get_visible(request, Campaign, pk, permissions.can_read_progress, why)
    if report := _summary_of(request.user, campaign):
        return redirect("reports:report_file", report.pk, file_format)
    messages.info(request, "学习教育总结还没有起草，书记在这一页起草以后可以导出。")
    return redirect("reports:campaign_detail", campaign.pk)

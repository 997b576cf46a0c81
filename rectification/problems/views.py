"""Problems by 对照 item with all that hangs on them across years; causes and measures; the year's 对照 items."""

from itertools import groupby

from django.contrib import messages
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.defaultfilters import truncatechars
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.badges import Badge
from core.columns import Column, lines, shown, small, two_lines
from core.editing import whole_number
from core.pages import Add, Words, detail_page, form_pages, list_page
from core.refusals import Refused
from rectification import exports, permissions
from rectification.enums import FrameworkAudience
from rectification.filters import AnswerFilter, ProblemFilter
from rectification.gate import NO_READER, NO_RECORDER, require_reader, require_recorder
from rectification.opinions.models import Opinion

from .forms import CauseForm, FrameworkFormSet, MeasureForm, ProblemForm, framework_version
from .models import FrameworkItem, Problem
from .services import copy_framework, save_framework

BY_FRAMEWORK = (
    F("framework_item__audience").asc(nulls_last=True),
    "framework_item__order",
    "framework_item_id",
    "order",
    "pk",
)


def _marks(problem: Problem) -> str:
    badge = shown(Badge("反复出现", "warn")) if problem.repeats_id else ""
    points = len(problem.points.all())
    return format_html(" {}{}", badge, small(f"具体表现 {points} 条" if points else ""))


def _sources(problem: Problem) -> str:
    opinions = len(problem.opinions.all())
    return two_lines(problem.source_labels or "未填", f"意见 {opinions} 条" if opinions else "")


def _sections(problem: Problem) -> str:
    sections = {"查摆问题": problem.is_finding, "主要问题": problem.is_main}
    return lines(label for label, is_in in sections.items() if is_in)


COLUMNS = [
    Column(
        "问题",
        lambda problem: f"{problem.order}. {truncatechars(problem.title, 70)}",
        sort="order",
        is_main=True,
        after=_marks,
    ),
    Column("主体", "owner_label", sort="owner"),
    Column("来源", _sources),
    Column("用于报告", _sections),
    Column("原因", lambda problem: len(problem.causes.all()), css="num"),
    Column("整改事项", lambda problem: len(problem.items.all()), css="num"),
]


BY_ITEM = Column("对照方面", lambda problem: problem.framework_item or "不按对照方面")


def _of_list(at) -> dict:
    """Grouped by 对照 item unless another order is asked for."""
    is_sorted = at.request.GET.get("sort", "").removeprefix("-") in {"order", "owner"}
    return {
        "group": None if is_sorted else BY_ITEM,
        "has_framework": FrameworkItem.objects.of_branch(at.branch).in_year(at.year).exists(),
    }


def _sheet(at):
    rows = Problem.objects.filter(pk__in=at.found.order_by().values("pk")).for_report()
    return exports.problem_sheet(rows, branch=at.branch, year=at.year)


problem_list = list_page(
    Problem,
    COLUMNS,
    may_open=permissions.can_list_problems,
    why=NO_READER,
    rows=lambda rows, at: rows.for_list().order_by(*BY_FRAMEWORK),
    filters=ProblemFilter,
    unit="项",
    sheet=_sheet,
    add=Add("登记问题", permissions.can_record, "按对照方面逐项登记问题，写明具体表现和来源。"),
    subtitle="{year} 年度",
    tabs=("rectification/_tabs.html", "problems"),
    template="rectification/problem_list.html",
    context=_of_list,
)


def _life(request, problem) -> dict:
    """What hangs on a problem, and its life in other years."""
    return {
        "previous": _with_items(problem, [problem.repeats_id]),
        "later": _with_items(problem, problem.repeated_by.alive().values("pk")),
        "opinion_counts": _by_source(problem.opinions.all()),
        "can_record": permissions.can_change(request.user, problem),
        "today": localdate(),
    }


def _with_items(problem: Problem, pks):
    rows = Problem.objects.of_branch(problem.branch).filter(pk__in=pks)
    return rows.for_list().order_by("year")


def _by_source(opinions) -> list[tuple[str, int]]:
    labels = sorted(opinion.get_source_display() for opinion in opinions)
    return [(label, len(list(rows))) for label, rows in groupby(labels)]


def _given(request) -> dict:
    """`?opinion=` ticks opinions to merge, `?framework_item=` chooses the 对照 item."""
    branch, year = request.workspace.branch, request.workspace.year
    pks = [pk for pk in request.GET.getlist("opinion") if whole_number(pk) is not None]
    opinions = list(Opinion.objects.of_branch(branch).in_year(year).unmerged().filter(pk__in=pks))
    values = {"opinions": opinions, "sources": sorted({opinion.source for opinion in opinions})}
    number = whole_number(request.GET.get("framework_item", ""))
    return values if number is None else values | {"framework_item": number}


problem_detail = detail_page(
    Problem, "rectification/problem_detail.html", rows=lambda rows: rows.for_report(), context=_life
)
problem_create, problem_update = form_pages(
    ProblemForm,
    Words("登记问题", "问题已登记。", "{year} 年度"),
    Words("编辑问题", "问题已保存。", "{year} 年度"),
    may_add=permissions.can_record,
    why=NO_RECORDER,
    initial=_given,
    given=("is_main",),
)


def _title(word: str) -> Column:
    return Column(word, lambda row: f"{row.order}. {truncatechars(row.title, 70)}", "order", is_main=True)


def _problems(label: str) -> Column:
    none = [Badge("没有对应问题", "warn")]
    return Column(
        label,
        lambda row: lines([truncatechars(problem.title, 36) for problem in row.problems.all()] or none),
    )


def _ticked(request) -> dict:
    """What `?problem=` and `?cause=` name."""
    return {
        name: [pk for pk in request.GET.getlist(name.removesuffix("s")) if whole_number(pk) is not None]
        for name in ("problems", "causes")
    }


def _pages(form, word: str, columns, *, tab: str, sheet_title: str, hint: str, template: str):
    """The four pages of one kind of answer; the two kinds differ only in their words."""
    model = form._meta.model
    return (
        list_page(
            model,
            columns,
            may_open=permissions.can_list_problems,
            why=NO_READER,
            filters=AnswerFilter,
            unit="项",
            sheet=lambda at: exports.answer_sheet(
                at.found, title=sheet_title, branch=at.branch, year=at.year
            ),
            add=Add(f"登记{word}", permissions.can_record, hint),
            subtitle="{year} 年度",
            tabs=("rectification/_tabs.html", tab),
        ),
        detail_page(
            model,
            template,
            context=lambda request, answer: {"can_record": permissions.can_change(request.user, answer)},
        ),
        *form_pages(
            form,
            Words(f"登记{word}", f"{word}已登记。", "{year} 年度"),
            Words(f"编辑{word}", f"{word}已保存。", "{year} 年度"),
            may_add=permissions.can_record,
            why=NO_RECORDER,
            initial=_ticked,
        ),
    )


cause_list, cause_detail, cause_create, cause_update = _pages(
    CauseForm,
    "原因",
    [_title("原因"), _problems("对应问题")],
    tab="causes",
    sheet_title="原因分析",
    hint="针对主要问题写明原因，写进报告第五部分。",
    template="rectification/cause_detail.html",
)
measure_list, measure_detail, measure_create, measure_update = _pages(
    MeasureForm,
    "措施",
    [
        _title("措施"),
        _problems("针对问题"),
        Column("整改事项", lambda row: len(row.items.all()), css="num"),
    ],
    tab="measures",
    sheet_title="措施清单",
    hint="针对主要问题和原因写明措施，写进报告第六部分。",
    template="rectification/measure_detail.html",
)


def _items(branch, year: int, audience: str):
    return (
        FrameworkItem.objects.of_branch(branch).in_year(year).for_audience(audience).order_by("order", "pk")
    )


def _audience_or_404(code: str) -> FrameworkAudience:
    if code not in FrameworkAudience.values:
        raise Http404
    return FrameworkAudience(code)


@require_GET
def framework_list(request):
    """The chosen year's items for 支委会 and for 党员, each with its number of problems."""
    branch, year = require_reader(request), request.workspace.year
    groups = [
        {
            "audience": audience,
            "items": list(_items(branch, year, audience).with_problem_count()),
            "last_year": _items(branch, year - 1, audience).count(),
        }
        for audience in FrameworkAudience
    ]
    can_record = permissions.can_record(request.user, branch)
    context = {"groups": groups, "year": year, "can_record": can_record, "can_read": True}
    return render(request, "rectification/framework_list.html", context)


@require_http_methods(["GET", "POST"])
def framework_update(request, audience):
    """Edit all items of a year and audience as rows."""
    branch, year = require_recorder(request), request.workspace.year
    audience = _audience_or_404(audience)
    stored = list(_items(branch, year, audience))
    version, error = framework_version(stored), ""
    if request.method == "POST":
        rows = FrameworkFormSet(request.POST, prefix="items")
    else:
        initial = [{"pk": item.pk, "text": item.text} for item in stored]
        rows = FrameworkFormSet(initial=initial, prefix="items")
    if rows.is_bound and rows.is_valid():
        if request.POST.get("version") != version:
            error = "对照项刚刚被别人修改过。下面仍是您填写的内容，请对照“现在存着的”核对后再保存。"
        else:
            error = _save(request, branch, year, audience, rows)
            if not error:
                return redirect("rectification:framework_list")
    context = {"rows": rows, "audience": audience, "year": year, "version": version, "error": error}
    context["stored"] = stored if error else []
    known = next((item.phrase for item in stored), "")
    context["phrase"] = request.POST.get("phrase", known)
    return render(request, "rectification/framework_form.html", context)


def _save(request, branch, year: int, audience: FrameworkAudience, rows) -> str:
    """Save the rows; returns why not, or an empty string."""
    phrase = request.POST.get("phrase", "").strip()[:40]
    try:
        save_framework(
            branch=branch, year=year, audience=audience, lines=rows.lines(), phrase=phrase, by=request.user
        )
    except Refused as refusal:
        return str(refusal)
    messages.success(request, f"{year}年度{audience.label}的对照项已保存。")
    return ""


@require_POST
def framework_copy(request, audience):
    """Take over last year's items."""
    branch, year = require_recorder(request), request.workspace.year
    audience = _audience_or_404(audience)
    try:
        copy_framework(branch=branch, year=year, audience=audience, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("rectification:framework_list")
    messages.success(request, f"已复制{year - 1}年度的对照项，请按今年的通知修改。")
    return redirect("rectification:framework_update", audience=audience)


framework_item_detail = detail_page(
    FrameworkItem,
    "rectification/framework_item_detail.html",
    context=lambda request, item: {
        "problems": item.problems.alive().order_by("order", "pk"),
        "can_record": permissions.can_change(request.user, item),
    },
)

"""Answering a 请示, and the answer that came on paper: noting it, its page, mending it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from core import records
from core.columns import Column
from core.editing import refusals_in
from core.pages import Words, detail_page, form_page, form_pages, get_visible
from reports.numbers.services import last_code
from reports.report.models import AnnualReport
from reports.report_templates.permissions import unit_of

from . import services
from .forms import ReceivedRulingForm, RulingForm
from .models import ReceivedRuling
from .permissions import can_note_ruling, can_rule
from .shown import rulings_on

NOTING = Words(
    "登记批复",
    "批复已登记，请示已办结。",
    "上级没有在系统里批复，收到纸质文件以后在这里登记",
    again="",
)


@require_http_methods(["GET", "POST"])
def ruling_create(request, pk):
    """Draft the answer to a 请示, in the name of the officer's own unit; where there is one, it is opened."""
    asked = get_visible(request, AnnualReport, pk, can_rule, "批复由上级党务工作者在收到请示以后起草。")
    if there := rulings_on(request.user, [asked.pk]):
        messages.info(request, "这份请示已有批复。")
        return redirect(there[0].url)
    unit = unit_of(request.user, asked.branch)
    form = RulingForm(
        request.POST or None, initial={"code": last_code(unit)}, user=request.user, branch=asked.branch
    )
    if request.method == "POST" and form.is_valid():
        new = AnnualReport(branch=unit, answers_to=asked)
        new.decision, new.code = form.cleaned_data["decision"], form.cleaned_data["code"]
        with refusals_in(form):
            words, on = form.cleaned_data["words"], localdate()
            ruling = form.once(lambda: services.draft_ruling(ruling=new, words=words, by=request.user, on=on))
            messages.success(request, "已起草批复。定稿、印发以后支部才看得到。")
            return redirect(records.url_of(ruling))
    context = {"form": form, "asked": asked, "unit": unit}
    return render(request, "reports/rulings/ruling.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def received_create(request, pk):
    """Note the answer to a 请示 that came on paper."""
    asked = get_visible(request, AnnualReport, pk, can_note_ruling, "批复由书记和支委在请示报送以后登记。")
    form = ReceivedRulingForm(
        request.POST or None,
        request.FILES or None,
        instance=ReceivedRuling(branch=asked.branch, request=asked),
        user=request.user,
        branch=asked.branch,
        today=localdate(),
    )
    return form_page(request, form, NOTING, context={"back_url": records.url_of(asked)})


received_detail = detail_page(
    ReceivedRuling,
    "reports/rulings/received.html",
    facts=[
        Column("批复单位", "issuer"),
        Column("批复文号", "number"),
        Column("批复日期", "issued_on"),
        Column("批复意见", "decision_badge"),
    ],
)
_, received_update = form_pages(
    ReceivedRulingForm,
    NOTING,
    Words("编辑批复", "修改已保存。"),
    may_add=lambda _user, _branch: False,
)

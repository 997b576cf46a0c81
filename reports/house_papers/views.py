"""本单位模板: list, upload, what is what, and trying it on paper."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import records
from core.columns import Column
from core.pages import Add, Words, detail_page, form_pages, get_visible, list_page
from core.refusals import Refused
from documents.downloads import CONTENT_TYPES, document_response
from documents.house_style import LABELS, Place
from documents.reading.house_style import notes_on
from reports.report_templates import permissions

from .forms import PlacesForm, UploadForm
from .models import HousePaper
from .sample import sample_document

house_list = list_page(
    HousePaper,
    [
        Column("名称", "name", is_main=True),
        Column("来自", lambda one: "本支部" if one.branch.is_branch else f"{one.branch}提供"),
        Column("状态", lambda one: f"还要指出{'、'.join(one.missing)}" if one.missing else "可以使用"),
    ],
    may_open=permissions.can_read_templates,
    of_year=False,
    rows=lambda _rows, at: HousePaper.objects.visible_to(at.user).usable_in(at.branch).for_list(),
    unit="个",
    add=Add(
        "上传本单位模板",
        permissions.can_add_template,
        "报告默认按 GB/T 9704 排版。本单位另有规定的版式，上传一份 Word 模板，页面和各级样式就照它。",
    ),
    subtitle="纸张、页边距和各级样式照本单位的 Word 模板；没有选用的报告按 GB/T 9704",
)


def _shown(_request, paper: HousePaper) -> dict:
    """The page, each place with its look, and what the PDF does without."""
    source = paper.source()
    samples = {one.key: one for one in source.samples}
    places = [(LABELS[place], samples.get(paper.chosen.get(place, ""))) for place in Place]
    top, right, bottom, left = source.margins
    facts = [
        ("纸张", f"{source.width:.0f} × {source.height:.0f} 毫米"),
        ("页边距", f"上 {top:.1f}，下 {bottom:.1f}，左 {left:.1f}，右 {right:.1f} 毫米"),
        ("页码", f"“{source.number.before}1{source.number.after}”" if source.number else "没有"),
        ("文件", paper.file.name),
        ("所属单位", paper.branch.name),
    ]
    style = paper.usable_style()
    notes = [*source.notes, *(notes_on(style) if style else ())]
    urls = {f"{code}_url": reverse("reports:house_sample", args=[paper.pk, code]) for code in CONTENT_TYPES}
    return {"facts": facts, "places": places, "notes": notes, "is_usable": style is not None, **urls}


house_detail = detail_page(HousePaper, "reports/house_papers/detail.html", context=_shown)
house_create, house_update = form_pages(
    PlacesForm,
    Words("上传本单位模板", "模板已读入。请核对各段是什么，再预览。", again=""),
    Words("各段是什么", "已保存。", "左边是模板里的各段和它的样式，右边说它是什么；猜得不对的改过来。"),
    create_form=UploadForm,
    may_add=permissions.can_add_template,
    why="本单位模板由书记上传，上级单位的由上级党务工作者上传。",
)


@require_GET
def house_sample(request, pk, file_format):
    """A page to try the template on, as Word or PDF."""
    if file_format not in CONTENT_TYPES:
        raise Http404
    paper = get_visible(request, HousePaper, pk)
    try:
        style = paper.style()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(records.url_of(paper))
    document = sample_document(style, paper.branch.name)
    return document_response(
        request, document, file_format, back=records.url_of(paper), name=f"{paper.name}预览"
    )

"""Importing a branch's own Word minutes: choose the file, look at what was read, mend it in the meeting form, save."""

from base64 import b64encode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from branch.access import can_write_branch, grants_of
from branch.reading_answers.models import AnswerAbout, answers_of
from branch.workspace import branch_required
from core import records
from core.editing import edit_page, made_before
from core.pages import chosen_branch
from core.refusals import Refused
from core.sheets import Sheet, sheet_response
from documents.reading import files
from documents.reading.files import ReportFile
from documents.reading.mending import DROP, JOIN, Mended, mending_in, unpacked
from meetings.enums import MeetingKind
from meetings.meeting.models import Meeting
from meetings.meeting.permissions import can_add_meeting

from .draft import MeetingDraft
from .drafting import draft_meeting
from .forms import MinutesFileForm, MinutesForm, Photo, UnsaidForm
from .found import ReadMinutes
from .ledger import is_ledger
from .mending import LINE_KINDS
from .reading import read_all, read_minutes
from .saving import note_duplicates, save_settled

WHY = "会议记录由书记、支委和党小组长导入。"
TEMPLATE = (
    *(
        "序号",
        "会议时间",
        "会议类别",
        "会议名称",
        "党小组",
        "地点",
        "主持人",
        "记录人",
        "应到人数",
        "实到人数",
    ),
    *("到会人员", "请假人员及事由", "缺席人员", "列席人员", "议题", "决定", "学习材料", "会议内容"),
)
PREVIEW = "reports/minutes_preview.html"


@require_http_methods(["GET", "POST"])
@branch_required
def minutes_import(request):
    """Step one takes the file; step two shows what was read beside the meeting form, and saves it."""
    branch = request.workspace.branch
    if not can_add_meeting(request.user, branch):
        raise PermissionDenied(WHY)
    if "pointer" in request.POST:
        return _mend(request)
    form = MinutesFileForm(request.POST or None, request.FILES or None, user=request.user, branch=branch)
    if request.method == "POST" and form.is_valid():
        pointer = files.keep(form.source.data, form.source.name, owner=_owner(request))
        draft, photo = _draft(request, form.source, form.found), None
        if form.picture:
            kept = files.keep(form.picture.data, form.picture.name, owner=_owner(request))
            photo = Photo(kept, form.picture)
        return _preview(request, _form(request, None, draft, form.source, pointer, photo))
    return render(request, "reports/minutes_import.html", {"form": form})


def _mend(request):
    """The meeting form as it was mended: save it, or show it again with what is wrong."""
    if done := made_before(request):
        return redirect(records.url_of(done))
    try:
        source, photo = files.fetch(request.POST["pointer"], owner=_owner(request)), _photo(request)
        if "settled" in request.POST:
            return _save_settled(request, source)
        asked = request.POST.get("other") or request.POST.get("nth") or "1"
        found = read_minutes(
            source.data,
            source.name,
            place=int(asked) if asked.isdecimal() and len(asked) < 4 else 1,
            mending=_mending(request),
            learned=answers_of(request.workspace.branch, AnswerAbout.MINUTES_LABEL),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:minutes_import")
    if "other" in request.POST or "reread" in request.POST:
        pointer, draft = request.POST["pointer"], _draft(request, source, found)
        return _preview(request, _form(request, None, draft, source, pointer, photo))
    form = _form(request, request.POST, _draft(request, source, found), source, photo=photo)
    if "refresh" in request.POST:
        form.forget_errors()
        return _preview(request, form)
    state = "计划" if form.is_plan else "已召开"
    done = f"已导入，会议登记为“{state}”，原文件在附件里。"
    if found.of > 1:
        done += f"文件里共有 {found.of} 次会议，其余的请再选这个文件，在预览里选下一次。"
    return edit_page(request, form, template=PREVIEW, done=done, context=_context(form))


def _mending(request) -> dict[int, Mended]:
    """What was said of the lines of the file: on the page of lines, or as the form of the meeting carries it along."""
    if "reread" in request.POST:
        return mending_in(request.POST, LINE_KINDS)
    return unpacked(request.POST.get("mending", ""), LINE_KINDS)


def _save_settled(request, source: ReportFile):
    """Save each meeting of the file that leaves nothing to ask, then show the first of the others."""
    learned = answers_of(request.workspace.branch, AnswerAbout.MINUTES_LABEL)
    found = read_all(source.data, source.name, UnsaidForm(request.POST).unsaid(), _mending(request), learned)
    drafts = [_draft(request, source, one) for one in found]
    saved, asked = save_settled(
        drafts, branch=request.workspace.branch, source=source, by=request.user, today=timezone.localdate()
    )
    told = f"已登记 {len(saved)} 次会议，状态为“已召开”，原文件在各次会议的附件里。" if saved else ""
    if not asked:
        messages.success(request, told)
        return redirect("meetings:meeting_list")
    places = "、".join(f"第 {one.place} 次" for one in asked[:20])
    told += f"还有 {len(asked)} 次没有保存，要逐次核对：{places}{'等' if len(asked) > 20 else ''}。"
    messages.warning(request, told)
    draft = _draft(request, source, found[asked[0].place - 1])
    return _preview(request, _form(request, None, draft, source, request.POST["pointer"]))


@require_GET
def minutes_template(request):
    """An empty 会议台账 with the columns that are read, to be filled in, a row for each meeting."""
    chosen_branch(request, can_add_meeting, WHY)
    kinds = [str(kind.label) for kind in MeetingKind]
    return sheet_response(Sheet("会议台账模板", TEMPLATE, [], offered={"会议类别": kinds}))


def _photo(request) -> Photo | None:
    """The photo that the words were read from, as the form carries it along. Raises Refused where it is gone."""
    kept = request.POST.get("picture", "")
    return Photo(kept, files.fetch(kept, owner=_owner(request))) if kept else None


def _form(
    request, data, draft: MeetingDraft, source: ReportFile, pointer: str = "", photo: Photo | None = None
) -> MinutesForm:
    if photo:
        draft.note("文字是从照片里认出来的，请对照原图逐行核对；不对的在下面的“逐行核对”里改。")
    return MinutesForm(
        data,
        draft=draft,
        photo=photo,
        source=source,
        pointer=pointer,
        user=request.user,
        branch=request.workspace.branch,
        today=timezone.localdate(),
    )


def _draft(request, source: ReportFile, found: ReadMinutes) -> MeetingDraft:
    branch = request.workspace.branch
    today = timezone.localdate()
    draft = draft_meeting(found, branch, year=request.workspace.year, today=today)
    group_pk = getattr(draft.values.get("group"), "pk", None)
    if not can_write_branch(request.user, branch) and group_pk not in grants_of(request.user).led_group_ids:
        draft.note("您只能导入自己负责的党小组的会议，请核对文件，或请书记导入。")
    note_duplicates(draft, source, Meeting.objects.visible_to(request.user).of_branch(branch), of=found.of)
    return draft


def _preview(request, form: MinutesForm):
    return render(request, PREVIEW, {"form": form, **_context(form)})


def _context(form: MinutesForm) -> dict[str, object]:
    places = range(1, form.draft.of + 1) if form.draft.of > 1 else ()
    return {
        "draft": form.draft,
        "source": form.source,
        "branch": form.branch,
        "places": places,
        "line_kinds": {"": "照认出的", JOIN: "并入上一行", DROP: "不导入", **LINE_KINDS},
        "picture": b64encode(form.photo.file.data).decode() if form.photo else "",
        "unsaid": UnsaidForm() if places and is_ledger(form.source.name) else None,
    }


def _owner(request) -> str:
    """The person and the branch that a chosen file is for; minutes apart from reports."""
    return f"minutes-{request.user.pk}-{request.workspace.branch.pk}"

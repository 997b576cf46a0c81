"""Forms of the minutes import: choosing the file, and the meeting form filled with what was read."""

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from branch.members.models import Member
from branch.reading_answers.models import AnswerAbout, answers_of, keep_answers
from core.forms import BaseForm
from core.refusals import Refused
from documents.reading import photos
from documents.reading.apart import apart
from documents.reading.files import ReportFile
from documents.reading.mending import packed
from meetings.enums import NEEDS_REASON, Attendance
from meetings.meeting.forms.agenda import MOST_ITEMS
from meetings.meeting.forms.meeting import MeetingForm
from meetings.meeting.models import Meeting, RollEntry
from meetings.meeting.services import SaveMeetingRefused

from .draft import DraftVote, MeetingDraft
from .found import ReadMinutes, Unsaid
from .mending import labels_learned, spellings_learned
from .reading import read_minutes
from .saving import check_attachable, check_size, import_minutes


class MinutesFileForm(BaseForm):
    """Which file, or the words themselves. After `is_valid()` they have been read into `found`."""

    fieldsets = [("会议记录", ["file", "pasted"])]
    file = forms.FileField(
        label="会议记录文件",
        required=False,
        help_text="Word 文档（.docx）、文本文件（.txt），或一行一次会议的台账（.xlsx、.csv）；"
        "有几次会议的，在预览里逐次核对，没有疑问的可以一起保存。",
        widget=forms.FileInput(attrs={"accept": ".docx,.txt,.xlsx,.csv"}),
        error_messages={"empty": "文件是空的，没有可以导入的内容，请检查是否选错了文件。"},
    )
    pasted = forms.CharField(
        label="或粘贴文字",
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="例如微信群里的接龙和会议通知、别处写好的记录。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source: ReportFile | None = None
        self.picture: ReportFile | None = None
        self.found: ReadMinutes | None = None
        if photos.is_available():
            self.fields["file"].help_text += "也可以是一张照片或扫描件（.jpg、.png），认出的文字逐行核对。"
            self.fields["file"].widget.attrs["accept"] += ",.jpg,.jpeg,.png"

    def clean(self):
        """Read the minutes, from one of the two; what cannot be read, or not be kept, says why."""
        cleaned = super().clean()
        upload, pasted = cleaned.get("file"), cleaned.get("pasted", "").strip()
        if self.errors:
            return cleaned
        if upload and pasted:
            self.add_error("pasted", "选了文件，又粘贴了文字：请只留一样。")
        elif not upload and not pasted:
            self.add_error("file", "请选择会议记录文件，或把文字粘贴在下面。")
        else:
            try:
                if upload:
                    check_size(upload.size)
                if upload and is_picture(upload.name):
                    self.picture = ReportFile(upload.name, upload.read())
                    self._read(text_of(self.picture))
                    return cleaned
                self._read(ReportFile(upload.name, upload.read()) if upload else pasted_file(pasted))
            except Refused as refusal:
                self.add_error("file" if upload else "pasted", str(refusal))
        return cleaned

    def _read(self, source: ReportFile) -> None:
        learned = answers_of(self.branch, AnswerAbout.MINUTES_LABEL)
        self.found = read_minutes(source.data, source.name, learned=learned)
        check_attachable(source)
        self.source = source


def pasted_file(text: str) -> ReportFile:
    """Words that were pasted, as the file that is kept with the meeting."""
    return ReportFile("粘贴的文字.txt", text.encode())


@dataclass(frozen=True)
class Photo:
    """A photo that words were read from, and the pointer to it where it is kept until they are saved."""

    pointer: str
    file: ReportFile


def is_picture(name: str) -> bool:
    """Whether a file is a photo or scan."""
    return PurePath(name.lower()).suffix in {".jpg", ".jpeg", ".png"}


def text_of(picture: ReportFile) -> ReportFile:
    """The words of a photographed page as a text, a line a line; one that is not sure carries a mark.

    Raises Refused, also where the packages for it are not installed.
    """
    if not photos.is_available():
        raise Refused(
            "这台服务器没有装读照片的组件（script/bootstrap --with ocr）。请打成文字，或粘贴在下面。"
        )
    lines = apart(photos.lines_in, picture.data)
    if not lines:
        raise Refused("照片里没有认出文字，请拍清楚、放正后再试。")
    return ReportFile(f"{picture.name}.txt", "\n".join(text for text, _ in lines).encode())


class UnsaidForm(forms.Form):
    """What a person says once for all meetings of a ledger."""

    starts = forms.TimeField(
        required=False, widget=forms.TimeInput(attrs={"type": "time", "class": "form-control"})
    )
    keeps_unknown = forms.BooleanField(
        required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    def unsaid(self) -> Unsaid:
        """As the reader takes it; what is no time says nothing."""
        self.is_valid()
        return Unsaid(self.cleaned_data.get("starts"), bool(self.cleaned_data.get("keeps_unknown")))


class MinutesForm(MeetingForm):
    """The form of a meeting, filled from a draft; saving keeps the file and enters votes and later days too."""

    pointer = forms.CharField(widget=forms.HiddenInput)
    # Which meeting of the file, from 1; `place` is where it was held.
    nth = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # The photo that the words were read from.
    picture = forms.CharField(widget=forms.HiddenInput, required=False)
    # What was said of the lines of the file.
    mending = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        draft: MeetingDraft,
        source: ReportFile,
        pointer: str = "",
        photo: Photo | None = None,
        **kwargs: Any,
    ) -> None:
        self.draft, self.source, self.photo = draft, source, photo
        super().__init__(data, initial=_initial(draft) | self._carried(pointer, photo), **kwargs)
        choices = [(str(number), f"登记到第 {number + 1} 项议题") for number in range(len(draft.agenda))]
        for number, one in enumerate(draft.votes):
            self.fields[f"vote_{number}"] = forms.ChoiceField(
                label=one.vote.words,
                choices=[*choices, ("", "不登记")],
                initial=str(one.item),
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def _carried(self, pointer: str, photo: Photo | None) -> dict[str, Any]:
        lines = {line.row: line.text for line in self.draft.mendable}
        said = packed({line.row: line.said for line in self.draft.mendable}, lines)
        kept = photo.pointer if photo else ""
        return {"pointer": pointer, "picture": kept, "nth": self.draft.place, "mending": said}

    def _set_choices(self) -> None:
        super()._set_choices()
        # Imported minutes are of a meeting that took place.
        del self.fields["state"]

    @property
    def is_plan(self) -> bool:
        """A meeting still to come, which a notice tells of."""
        return bool(self.draft.is_plan and self.day and self.day > self.today)

    @property
    def templates(self) -> list[Any]:
        """The agenda comes from the file, not from a template."""
        return []

    @property
    def proposals(self) -> list[Any]:
        """Nor is anything proposed for what was held."""
        return []

    @property
    def vote_fields(self) -> list[forms.BoundField]:
        """For each vote that was read, where it is entered."""
        return [self[f"vote_{number}"] for number in range(len(self.draft.votes))]

    def known_roll(self) -> list[RollEntry]:
        """The roll of the draft."""
        return self.draft.roll

    def _write(self) -> Model:
        rows = [int(form.prefix.rsplit("-", 1)[1]) for form in self.agenda.filled()]
        agenda = self.agenda.lines()
        for row, line in zip(rows, agenda, strict=True):
            if line.is_followed and row < len(self.draft.agenda):
                read = self.draft.agenda[row]
                line.done_on, line.dropped_reason = read.done_on, read.dropped_reason
        roll = [] if self.is_plan else [self._with_the_draft(line) for line in self.roll.lines()]
        kinds, votes = self.cleaned_data["kinds"], self._votes(rows)
        mended = replace(self.draft, kinds=kinds, roll=roll, agenda=agenda, votes=votes, is_plan=self.is_plan)
        meeting: Meeting = self.instance
        try:
            self._learn()
            picture = self.photo.file if self.photo else None
            return import_minutes(meeting, draft=mended, source=self.source, by=self.user, picture=picture)
        except (Refused, SaveMeetingRefused) as refusal:
            meeting.pk = None
            raise ValidationError(str(refusal)) from refusal

    def _learn(self) -> None:
        """Keep for the branch's next file what was said of this one's labels and names."""
        lines = {line.row: line.text for line in self.draft.mendable}
        said = {line.row: line.said for line in self.draft.mendable if line.is_mended}
        known = frozenset(Member.objects.of_branch(self.branch).values_list("name", flat=True))
        keep_answers(self.branch, AnswerAbout.MINUTES_LABEL, labels_learned(lines, said))
        chosen = {
            typed: person.name
            for name, typed in self.draft.asked_people.items()
            if typed not in known and (person := self.cleaned_data.get(name))
        }
        spellings = chosen | spellings_learned(lines, said, known)
        keep_answers(self.branch, AnswerAbout.PERSON, spellings)

    def _with_the_draft(self, line: RollEntry) -> RollEntry:
        """What the grid does not ask for: the day of 补学, and why somebody was absent."""
        read = self.draft.attendance.get(line.member.pk)
        if read and line.attendance != Attendance.PRESENT:
            line.make_up_on = read.make_up_on
            if read.attendance == line.attendance and line.attendance not in NEEDS_REASON:
                line.reason = read.reason
        return line

    def _votes(self, rows: list[int]) -> list[DraftVote]:
        votes = []
        for number, one in enumerate(self.draft.votes):
            chosen = self.cleaned_data.get(f"vote_{number}", "")
            if chosen == "":
                continue
            if int(chosen) not in rows:
                raise ValidationError(
                    f"第 {int(chosen) + 1} 项议题已经移除，请给它的表决另选一项议题，或选“不登记”。"
                )
            votes.append(replace(one, item=rows.index(int(chosen))))
        return votes


def _initial(draft: MeetingDraft) -> dict[str, Any]:
    return {
        **draft.values,
        "kinds": [str(kind) for kind in draft.kinds],
        "agenda": draft.agenda[:MOST_ITEMS],
        # Only a name that the system gave follows when day or kinds are changed.
        "title_default": draft.values.get("title", "") if draft.is_title_proposed else "",
    }

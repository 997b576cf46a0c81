"""Forms of 民主评议: the round, the own assessment, grades for each other, ballots online and on paper, the committee's verdict."""

from collections.abc import Sequence

from django import forms

from branch.members.name_order import stroke_key
from core.forms import BaseForm, BaseModelForm, DateInput, word_required_errors
from core.refusals import Refused
from meetings.cycle.enums import BodyGrade, Grade
from meetings.meeting.models import Meeting

from . import paper, services
from .models import AppraisalEntry, AppraisalRound, PaperCount
from .results import Limit

UNMARKED = ("", "不评")


class AppraisalRoundForm(BaseModelForm):
    """Opening a round, or moving its last day and naming its meeting."""

    is_as_edited = False
    fieldsets = [("民主评议", ["year", "opens_on", "closes_on", "method", "rates_branch", "meeting"])]

    class Meta:
        model = AppraisalRound
        fields = ["year", "opens_on", "closes_on", "method", "rates_branch", "meeting"]
        widgets = {"method": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        branch = self.instance.branch if self.instance.pk else self.branch
        self.instance.branch = branch
        meetings = Meeting.objects.of_branch(branch).of_kind("APPRAISAL").order_by("-starts_at")
        self.fields["meeting"].queryset = meetings
        self.fields["meeting"].empty_label = "（会后再选）"
        if self.instance.pk:
            # Who takes part was settled by these when the round was opened.
            del self.fields["year"], self.fields["opens_on"], self.fields["rates_branch"]
            if self.instance.has_ballots:
                # One round, one method: there are ballots already.
                del self.fields["method"]

    def clean(self):
        """A year that fits its days."""
        data = super().clean()
        opens_on, closes_on = data.get("opens_on"), data.get("closes_on")
        opens_on = opens_on or self.instance.opens_on
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error(
                "closes_on",
                f"截止日期 {closes_on:%Y-%m-%d} 早于开始日期 {opens_on:%Y-%m-%d}，请改正其中一个。",
            )
        year = data.get("year")
        if year and opens_on and year not in {opens_on.year - 1, opens_on.year}:
            self.add_error(
                "year",
                f"民主评议在 {opens_on.year} 年开始，所属年度只能是 {opens_on.year} 或 {opens_on.year - 1}。",
            )
        return data

    def _write(self):
        try:
            if self.instance.pk:
                return services.change_round(self.instance, before=self.before, by=self.user)
            return services.open_round(self.instance, by=self.user)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class SelfAssessmentForm(BaseForm):
    """What a member says of the own year."""

    is_private = True

    text = forms.CharField(
        label="自评",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="对照党员标准写一年来的表现和不足；截止前可以修改。",
        error_messages={"required": "请写自评内容。"},
    )
    grade = forms.ChoiceField(label="自评等次", choices=Grade, widget=forms.RadioSelect)

    fieldsets = [("自我评价", ["text", "grade"])]

    def __init__(self, *args, entry: AppraisalEntry, **kwargs):
        kwargs.setdefault("initial", {"text": entry.self_assessment, "grade": entry.self_grade})
        super().__init__(*args, **kwargs)
        if not entry.is_graded:
            del self.fields["grade"]


class EntryRowsForm(BaseForm):
    """A form with the same few fields for each of several members, and of the branch and its committee where ballots
    ask about them; subclasses say which.
    """

    def __init__(
        self, *args, entries: Sequence[AppraisalEntry], bodies: Sequence[paper.RatedBody] = (), **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.entries, self.bodies = list(entries), list(bodies)
        for entry in [*self.entries, *self.bodies]:
            for name, field in self.row_fields(entry).items():
                self.fields[f"{name}-{entry.pk}"] = field

    def row_fields(self, entry: AppraisalEntry | paper.RatedBody) -> dict[str, forms.Field]:
        """The fields of one member, or body, by their short names."""
        raise NotImplementedError

    def rows(self):
        """(entry, its bound fields) of the members, for the page."""
        return self._bound(self.entries)

    def body_rows(self):
        """The same of the branch and its committee."""
        return self._bound(self.bodies)

    def _bound(self, entries):
        return [(entry, [self[f"{name}-{entry.pk}"] for name in self.row_fields(entry)]) for entry in entries]

    def value(self, name: str, entry: AppraisalEntry | paper.RatedBody):
        """The cleaned value of a field of a member, or body."""
        return self.cleaned_data.get(f"{name}-{entry.pk}")


class PeersForm(EntryRowsForm):
    """互评: a grade and a few words for each other member; left at 不评, nothing is stored."""

    def __init__(self, *args, given: dict[int, tuple[str, str]], **kwargs):
        self.given_before = given
        super().__init__(*args, **kwargs)

    def row_fields(self, entry):
        """Grade and comment."""
        grade, comment = self.given_before.get(entry.pk, ("", ""))
        return {
            "grade": forms.ChoiceField(
                label=f"{entry}等次", choices=[UNMARKED, *Grade.choices], required=False, initial=grade
            ),
            "comment": forms.CharField(
                label=f"对{entry}的评语", max_length=300, required=False, initial=comment
            ),
        }

    def clean(self):
        """Words without a grade would be lost."""
        data = super().clean()
        for entry in self.entries:
            if data.get(f"comment-{entry.pk}") and not data.get(f"grade-{entry.pk}"):
                self.add_error(f"grade-{entry.pk}", f"写了对{entry}的评语，请同时选择等次。")
        return data

    def given(self) -> dict[int, tuple[str, str]]:
        """The answers as the service takes them."""
        return {
            entry.pk: (self.value("grade", entry) or "", self.value("comment", entry) or "")
            for entry in self.entries
        }


class BallotForm(EntryRowsForm):
    """The anonymous ballot. Too many 优秀, or no mark at all, is said once and then accepted."""

    accept = forms.BooleanField(label="我已核对，就按这样投票", required=False)

    def __init__(self, *args, limit: Limit, **kwargs):
        self.limit = limit
        super().__init__(*args, **kwargs)

    def row_fields(self, entry):
        """One mark."""
        grades = BodyGrade if isinstance(entry, paper.RatedBody) else Grade
        return {
            "mark": forms.ChoiceField(
                label=str(entry),
                choices=[*grades.choices, UNMARKED],
                required=False,
                widget=forms.RadioSelect,
                initial="",
            )
        }

    @property
    def asks_to_accept(self) -> bool:
        """Whether the page shows the box to accept an unusual ballot."""
        return "accept" in self.errors

    def clean(self):
        """Say what is unusual about the ballot, unless it was accepted."""
        data = super().clean()
        marks = self.marks()
        excellent = sum(mark == Grade.EXCELLENT for mark in marks.values())
        if data.get("accept"):
            return data
        if not marks and not self.body_marks():
            self.add_error("accept", "一个人都没有评，这张票会计为无效票。确定要投，请勾选下面的确认。")
        elif excellent > self.limit.most:
            self.add_error(
                "accept",
                f"您评了 {excellent} 人优秀，{self.limit.words}。请修改；确定要这样投，请勾选下面的确认。",
            )
        return data

    def marks(self) -> dict[int, str]:
        """The marks as the service takes them."""
        return {entry.pk: mark for entry in self.entries if (mark := self.value("mark", entry))}

    def body_marks(self) -> dict[str, str]:
        """Those of the branch and its committee."""
        return {str(body.pk): mark for body in self.bodies if (mark := self.value("mark", body))}


class VerdictForm(EntryRowsForm):
    """支委会's opinion and grade for each member, apart from the ballots, and when the member was told."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)

    def row_fields(self, entry):
        """Grade, opinion, day of feedback."""
        return {
            "grade": forms.ChoiceField(
                label=f"{entry}评定等次",
                choices=[("", "未评定"), *Grade.choices],
                required=False,
                initial=entry.grade,
            ),
            "opinion": forms.CharField(
                label=f"对{entry}的意见", max_length=1000, required=False, initial=entry.opinion
            ),
            "feedback_on": forms.DateField(
                label=f"向{entry}反馈日期", required=False, initial=entry.feedback_on, widget=DateInput()
            ),
        }

    def clean(self):
        """Nobody was told tomorrow, and nobody without a grade."""
        data = super().clean()
        for entry in self.entries:
            day = self.value("feedback_on", entry)
            if day and day > self.today:
                self.add_error(
                    f"feedback_on-{entry.pk}", f"{entry}的反馈日期 {day:%Y-%m-%d} 还没有到，请改正。"
                )
            if day and not self.value("grade", entry):
                self.add_error(f"grade-{entry.pk}", f"填了{entry}的反馈日期，请先选择评定等次。")
        return data

    def show_stored_version(self, lock_version: int) -> None:
        """After a stale save the person compares and saves once more on purpose."""
        self.data = self.data.copy()
        self.data["lock_version"] = lock_version

    def verdicts(self) -> list[services.Verdict]:
        """The rows as the service takes them."""
        return [
            services.Verdict(
                entry,
                self.value("grade", entry) or "",
                self.value("opinion", entry) or "",
                self.value("feedback_on", entry),
            )
            for entry in self.entries
        ]


MOST = 9999
PAPERS = ("issued", "returned", "valid")
ABSTAINED = ("abstained", "弃权")
COLUMNS = (*zip(paper.GRADE_FIELDS, Grade.labels, strict=True), ABSTAINED)
BODY_COLUMNS = (*zip(paper.BODY_FIELDS, BodyGrade.labels, strict=True), ABSTAINED)


def _columns_of(entry: AppraisalEntry | paper.RatedBody) -> tuple[tuple[str, str], ...]:
    return BODY_COLUMNS if isinstance(entry, paper.RatedBody) else COLUMNS


def _number(label: str, *, required: bool, initial: int | None) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST, required=required, initial=initial, widget=widget
    )


class PaperBallotsForm(EntryRowsForm):
    """How many papers, and of each member how many of each grade; an empty cell is nought."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, appraisal: AppraisalRound, **kwargs):
        self.appraisal = appraisal
        counts = PaperCount.objects.filter(entry__appraisal=appraisal)
        self.stored: dict = {count.entry_id: count for count in counts}
        self.stored |= {count.body: count for count in appraisal.body_counts.all()}
        kwargs.setdefault("initial", {"lock_version": appraisal.lock_version})
        graded = appraisal.entries.filter(is_graded=True).select_related("member")
        # As the printed ballots name them.
        entries = sorted(graded, key=lambda entry: stroke_key(entry.member.name))
        bodies = [paper.RatedBody(body) for body in appraisal.bodies]
        super().__init__(*args, entries=entries, bodies=bodies, **kwargs)
        issued = appraisal.paper_issued if appraisal.has_paper_counts else appraisal.entries.count()
        self.fields["issued"] = _number("发出票数", required=True, initial=issued)
        self.fields["returned"] = _number("收回票数", required=True, initial=appraisal.paper_returned)
        self.fields["valid"] = _number("有效票数", required=True, initial=appraisal.paper_valid)
        word_required_errors(self)

    def row_fields(self, entry):
        """One number for each grade, and how many abstained."""
        count = self.stored.get(entry.pk)
        return {
            name: _number(
                f"{entry}{label}", required=False, initial=getattr(count, name) or None if count else None
            )
            for name, label in _columns_of(entry)
        }

    @property
    def papers_fields(self):
        """The three numbers about all papers."""
        return [self[name] for name in PAPERS]

    def clean(self):
        """What does not add up is said beside the line."""
        data = super().clean()
        if not self.errors:
            for fault in paper.faults_of(self.papers(), self.lines()):
                self.add_fault(fault)
        return data

    def add_fault(self, fault: paper.Fault) -> None:
        """A fault of the count, at the line or the number that it is about."""
        name = f"{_columns_of(fault.entry)[0][0]}-{fault.entry.pk}" if fault.entry else fault.field
        self.add_error(name or None, fault.message)

    def papers(self) -> paper.Papers:
        """The three numbers as the service takes them."""
        return paper.Papers(**{name: self.cleaned_data[name] for name in PAPERS})

    def lines(self) -> list[paper.Line]:
        """The lines of members and bodies as the service takes them."""
        found = []
        for entry in [*self.entries, *self.bodies]:
            *marks, abstained = (self.value(name, entry) or 0 for name, _ in _columns_of(entry))
            found.append(paper.Line(entry, tuple(marks), abstained))
        return found

    def show_stored_version(self, lock_version: int) -> None:
        """After a stale save the person compares and saves once more on purpose."""
        self.data = self.data.copy()
        self.data["lock_version"] = lock_version

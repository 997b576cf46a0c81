"""The form in which the count of paper ballots is typed in: a line of numbers for each member."""

from django import forms

from core.forms import word_required_errors

from .. import paper_ballots
from ..enums_cycle import Grade
from ..models import AppraisalRound, PaperCount
from .appraisals import EntryRowsForm

MOST = 9999
PAPERS = ("issued", "returned", "valid")
COLUMNS = (*zip(paper_ballots.GRADE_FIELDS, Grade.labels, strict=True), ("abstained", "弃权"))


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
        self.stored = {count.entry_id: count for count in counts}
        kwargs.setdefault("initial", {"lock_version": appraisal.lock_version})
        entries = appraisal.entries.filter(is_graded=True).select_related("member")
        super().__init__(*args, entries=entries, **kwargs)
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
            for name, label in COLUMNS
        }

    @property
    def papers_fields(self):
        """The three numbers about all papers."""
        return [self[name] for name in PAPERS]

    def clean(self):
        """What does not add up is said beside the line."""
        data = super().clean()
        if not self.errors:
            for fault in paper_ballots.faults_of(self.papers(), self.lines()):
                self.add_fault(fault)
        return data

    def add_fault(self, fault: paper_ballots.Fault) -> None:
        """A fault of the count, at the line or the number that it is about."""
        name = f"{paper_ballots.GRADE_FIELDS[0]}-{fault.entry.pk}" if fault.entry else fault.field
        self.add_error(name or None, fault.message)

    def papers(self) -> paper_ballots.Papers:
        """The three numbers as the service takes them."""
        return paper_ballots.Papers(**{name: self.cleaned_data[name] for name in PAPERS})

    def lines(self) -> list[paper_ballots.Line]:
        """The members' lines as the service takes them."""
        return [
            paper_ballots.Line(
                entry,
                tuple(self.value(name, entry) or 0 for name in paper_ballots.GRADE_FIELDS),
                self.value("abstained", entry) or 0,
            )
            for entry in self.entries
        ]

    def show_stored_version(self, lock_version: int) -> None:
        """After a stale save the person compares and saves once more on purpose."""
        self.data = self.data.copy()
        self.data["lock_version"] = lock_version

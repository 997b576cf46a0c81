"""A vote on an agenda item: what and how, the ballots, and a row of votes per candidate."""

from django import forms
from django.core.validators import MaxValueValidator

from branch.members.models import Member
from core.forms import BaseModelForm
from meetings.enums import ON_PAPER, VoteMatter, VoteMethod
from meetings.meeting import faults as meeting_faults
from meetings.meeting.agenda_items import AgendaItem

from . import services
from .candidates import candidates_of
from .models import TALLY_FIELDS, Vote, VoteLine
from .quorum import Tally

PREFIX = "lines"
MOST_CANDIDATES = 40
MOST_VOTES = 9999
TOO_MANY = f"人数和票数不能多于 {MOST_VOTES}。"
BALLOTS = ("ballots_issued", "ballots_returned", "ballots_valid")
# Words in the title of an agenda item that tell what is voted on.
TELLING = (
    ("转正", VoteMatter.CONFIRMATION),
    ("接收", VoteMatter.ADMISSION),
    ("选举", VoteMatter.ELECTION),
    ("换届", VoteMatter.ELECTION),
)


def _votes(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST_VOTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": f"{label}请填写整数。",
            "min_value": f"{label}不能是负数。",
            "max_value": TOO_MANY,
        },
    )


class VoteLineForm(forms.Form):
    """The votes for one candidate, or for the matter. An empty row is left out."""

    candidate = forms.CharField(
        label="姓名",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    in_favour = _votes("赞成")
    against = _votes("反对")
    abstained = _votes("弃权")
    written_in_favour = _votes("书面赞成")
    written_against = _votes("书面反对")
    written_abstained = _votes("书面弃权")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    @property
    def tally(self) -> Tally:
        """The row as the service takes it."""
        data = self.cleaned_data
        numbers = {name: data.get(name) or 0 for name in TALLY_FIELDS}
        return Tally(candidate=data.get("candidate", "").strip(), **numbers)


class BaseVoteLineFormSet(forms.BaseFormSet):
    """The rows in the order of the page."""

    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "missing_management_form": "票数没有完整提交，请核对票数后再保存一次。",
    }

    def tallies(self) -> list[Tally]:
        """Rows that hold something and stay."""
        return [
            form.tally
            for form in self.forms
            if hasattr(form, "cleaned_data") and not self._should_delete_form(form) and _is_filled(form.tally)
        ]

    def faults(self) -> list[str]:
        """What cannot be read, for the summary on top of the page."""
        faults = [
            f"第 {number} 行票数：{error}"
            for number, form in enumerate(self.forms, start=1)
            if not self._should_delete_form(form)
            for errors in form.errors.values()
            for error in errors
        ]
        return faults + list(self.non_form_errors())


def _is_filled(tally: Tally) -> bool:
    return bool(tally.candidate or tally.cast or tally.written)


VoteLineFormSet = forms.formset_factory(
    VoteLineForm,
    formset=BaseVoteLineFormSet,
    extra=1,
    can_delete=True,
    max_num=MOST_CANDIDATES,
    validate_max=True,
    absolute_max=MOST_CANDIDATES + 10,
)


class VoteForm(BaseModelForm):
    """Entering or correcting a vote on one agenda item."""

    fieldsets = [("表决", ["matter", "method", "seats"])]

    class Meta:
        model = Vote
        fields = ["matter", "method", "seats", *BALLOTS]
        error_messages = {
            name: {"invalid": "请填写整数。", "min_value": "不能是负数。"} for name in ("seats", *BALLOTS)
        }

    def __init__(self, *args, item: AgendaItem, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = item
        self.is_new = self.instance.pk is None
        if self.is_new:
            self.instance.item = item
        self.voters = services.voters_of(item.meeting)
        self.matters = services.matters_of(item.meeting.branch, self.instance)
        self.fields["matter"].choices = [(matter.value, matter.label) for matter in self.matters]
        members = Member.objects.on_roll(item.meeting.branch, meeting_faults.day_of(item.meeting))
        self.people = list(members.in_pinyin_order().values_list("name", flat=True))
        for name in ("seats", *BALLOTS):
            self.fields[name].validators.append(MaxValueValidator(MOST_VOTES, TOO_MANY))
        self.lines = self._lines()

    def _lines(self):
        if self.is_bound:
            return VoteLineFormSet(self.data, prefix=PREFIX)
        if not self.is_new:
            names = ("candidate", *TALLY_FIELDS)
            stored = [{name: getattr(line, name) for name in names} for line in self.instance.lines.all()]
            formset = VoteLineFormSet(initial=stored, prefix=PREFIX)
            formset.extra = 0 if stored else 1
            return formset
        told = [matter for word, matter in TELLING if word in self.item.title and matter in self.matters]
        matter = told[0] if told else VoteMatter.ORDINARY
        self.initial["matter"] = matter
        known = candidates_of(self.item) if matter == VoteMatter.ELECTION else None
        if known:
            self.initial |= {"method": VoteMethod.SECRET, "seats": known.seats}
            return VoteLineFormSet(initial=[{"candidate": name} for name in known.names], prefix=PREFIX)
        named = [name for name in self.people if name in self.item.title]
        is_named = matter == VoteMatter.CONFIRMATION and len(named) == 1
        return VoteLineFormSet(initial=[{"candidate": named[0]}] if is_named else None, prefix=PREFIX)

    @property
    def rows(self):
        """The rows of the page: one is enough to begin with."""
        self.lines.extra = 0 if self.lines.initial else 1
        return self.lines

    @property
    def ballot_fields(self):
        """What a vote on paper needs."""
        return [self[name] for name in BALLOTS]

    def clean(self):
        """Nothing is kept that the method does not ask for."""
        cleaned = super().clean()
        if cleaned.get("method") not in ON_PAPER:
            cleaned |= dict.fromkeys(BALLOTS)
        if cleaned.get("matter") != VoteMatter.ELECTION:
            cleaned["seats"] = None
        return cleaned

    def _get_validation_exclusions(self):
        """The ballots are compared below, in a sentence with their numbers."""
        return super()._get_validation_exclusions() | set(BALLOTS)

    def _post_clean(self):
        super()._post_clean()
        if self.already_saved():
            return
        if not self.lines.is_valid():
            for fault in self.lines.faults():
                self.add_error(None, fault)
        elif not self.errors:
            for fault in services.faults_of(self.instance, self.lines.tallies(), self.voters):
                self.add_error(None, fault)

    def mark_stale(self) -> None:
        """Also compare the votes, which are no columns of the vote."""
        super().mark_stale()
        label, theirs = Vote.objects.get(pk=self.instance.pk).audit_values()["lines"]
        typed = self.lines.tallies() if self.lines.is_valid() else []
        names = ("candidate", *TALLY_FIELDS)
        yours = "\n".join(
            VoteLine(**{name: getattr(tally, name) for name in names}).summary for tally in typed
        )
        if theirs != yours:
            self.conflicts.append((label, theirs, yours))

    def _write(self):
        tallies = self.lines.tallies()
        if self.is_new:
            return services.record_vote(self.instance, tallies=tallies, by=self.user)
        return services.change_vote(self.instance, before=self.before, tallies=tallies, by=self.user)

    def build_helper(self):
        """Only the first part: the page places ballots and votes itself."""
        helper = super().build_helper()
        helper.render_unmentioned_fields = False
        return helper

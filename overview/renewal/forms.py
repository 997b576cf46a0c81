"""The forms of an election: its frame, the letters and days of each step, the candidates, and the act that ends it."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from branch.enums import COMMITTEE_POSTS, FREE_TITLES, PostTitle
from branch.members.models import Member
from branch.members.name_order import stroke_key
from branch.office_terms.models import NUMBER_MOST
from core.forms import BaseForm, BaseModelForm, CheckList
from meetings.meeting.models import Meeting
from reports.rulings.shown import ShownRuling, issued_to

from .enums import RenewalStep
from .models import COMMITTEE_SEATS, LEADER_SEATS, Renewal
from .results import Elected
from .services import Seat

# What each step asks for; the others have pages of their own.
FIELDS: dict[str, list[str]] = {
    RenewalStep.REQUEST: ["requested_on", "request_number"],
    RenewalStep.REPLY: ["approved_by", "reply_number", "replied_on"],
    RenewalStep.CANDIDATES_REPLY: [
        "candidates_requested_on",
        "candidates_reply_number",
        "candidates_replied_on",
    ],
    RenewalStep.RULES: ["rules_agreed_on"],
    RenewalStep.TELLERS: ["scrutineers", "tellers"],
    RenewalStep.BALLOTS: ["ballots_printed"],
    RenewalStep.ASSEMBLY: ["assembly"],
    RenewalStep.FIRST_MEETING: ["first_meeting"],
    RenewalStep.REPORT: ["reported_on", "report_number"],
    RenewalStep.APPROVAL: ["result_number", "result_approved_on"],
}
OF_FRAME = ["number", "has_committee", "seats", "planned_on"]
# What a step that waits for an answer takes from a 批复 that the branch has: issuer, number and day.
FROM_RULING: dict[str, tuple[str, str, str]] = {
    RenewalStep.REPLY: ("approved_by", "reply_number", "replied_on"),
    RenewalStep.CANDIDATES_REPLY: ("", "candidates_reply_number", "candidates_replied_on"),
    RenewalStep.APPROVAL: ("", "result_number", "result_approved_on"),
}
# (earlier, later): the later letter answers the earlier one.
IN_ORDER = (
    ("requested_on", "replied_on"),
    ("candidates_requested_on", "candidates_replied_on"),
    ("reported_on", "result_approved_on"),
)
BALLOTS_MOST = 9999


class RenewalForm(BaseModelForm):
    """Which term is elected, how many are to be chosen, and when."""

    fieldsets = [("换届", OF_FRAME)]

    class Meta:
        model = Renewal
        fields = OF_FRAME

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = f"届次填 1 至 {NUMBER_MOST} 的整数。"
        self.fields["number"].validators += [
            MinValueValidator(1, words),
            MaxValueValidator(NUMBER_MOST, words),
        ]

    def clean(self):
        """The seats that such a branch has."""
        cleaned = super().clean()
        seats = cleaned.get("seats")
        least, most = COMMITTEE_SEATS if cleaned.get("has_committee") else LEADER_SEATS
        if seats is not None and not least <= seats <= most:
            what = "委员名额一般 3 至 5 人，最多 7 人" if least == 3 else "书记 1 人，必要时副书记 1 人"
            self.add_error("seats", f"应选 {seats} 人不合适：{what}，请填 {least} 至 {most}。")
        return cleaned


class StepForm(BaseModelForm):
    """What one step asks for; an answer from above may be taken from a 批复 that the branch has."""

    ruling = forms.ChoiceField(
        label="按收到的批复填写",
        required=False,
        help_text="选一份，批复单位、文号和日期照它填；纸质批复没有登记的，直接填下面几项。",
    )

    class Meta:
        model = Renewal
        fields = [name for names in FIELDS.values() for name in names]
        widgets = {"scrutineers": CheckList, "tellers": CheckList}

    def __init__(self, *args, step: RenewalStep, **kwargs):
        super().__init__(*args, **kwargs)
        self.step, self.rulings = step, self._rulings(step)
        self.fieldsets = [(step.label, [*(["ruling"] if self.rulings else []), *FIELDS[step]])]
        for name in set(self._meta.fields) - set(FIELDS[step]):
            del self.fields[name]
        if self.rulings:
            choices = [(key, f"{one.number} {one.title}") for key, one in self.rulings.items()]
            self.fields["ruling"].choices = [("", "不按批复填写"), *choices]
        else:
            del self.fields["ruling"]
        if "approved_by" in self.fields and not self.instance.approved_by and self.instance.branch.parent:
            self.initial["approved_by"] = self.instance.branch.parent.name
        for name in {"scrutineers", "tellers"} & set(self.fields):
            standing = self.instance.candidates.values("member")
            voters = Member.objects.voters(self.instance.branch, self.today).exclude(pk__in=standing)
            self.fields[name].queryset = voters.in_pinyin_order()
        for name, kind in (("assembly", "ASSEMBLY"), ("first_meeting", "COMMITTEE")):
            if name in self.fields:
                rows = Meeting.objects.of_branch(self.instance.branch).of_kind(kind)
                self.fields[name].queryset = rows.order_by("-starts_at")

    def _rulings(self, step: RenewalStep) -> dict[str, ShownRuling]:
        return {one.url: one for one in issued_to(self.instance.branch)} if step in FROM_RULING else {}

    def _take_ruling(self, cleaned: dict) -> None:
        if ruling := self.rulings.get(cleaned.get("ruling", "")):
            told = dict(zip(FROM_RULING[self.step], (ruling.issuer, ruling.number, ruling.day), strict=True))
            for name, value in told.items():
                if name:
                    cleaned[name] = value
                    self.errors.pop(name, None)

    def clean(self):
        """A reply is not older than its letter; nobody both counts and watches; numbers that can be true."""
        cleaned = super().clean()
        self._take_ruling(cleaned)
        for earlier, later in IN_ORDER:
            first, second = (cleaned.get(name) or getattr(self.instance, name) for name in (earlier, later))
            if first and second and second < first:
                name = later if later in self.fields else earlier
                self.add_error(
                    name, f"批复日期 {second:%Y-%m-%d} 早于请示或报告日期 {first:%Y-%m-%d}，请改正其中一个。"
                )
        if "tellers" in self.fields:
            both = set(cleaned.get("scrutineers", ())) & set(cleaned.get("tellers", ()))
            if both:
                names = "、".join(sorted(member.name for member in both))
                self.add_error("tellers", f"{names}不能又监票又计票，请改选。")
        if (cleaned.get("ballots_printed") or 0) > BALLOTS_MOST:
            self.add_error("ballots_printed", f"选票不会多于 {BALLOTS_MOST} 张，请核对。")
        return cleaned


class CandidatesForm(BaseForm):
    """For each member with a vote the post they stand for; most stand for none."""

    def __init__(self, *args, renewal: Renewal, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = {row.member_id: row.title for row in renewal.candidates.all()}
        voters = Member.objects.voters(renewal.branch, self.today)
        known = voters | Member.objects.filter(pk__in=chosen)
        self.people = sorted(known.distinct(), key=lambda member: stroke_key(member.name))
        titles = COMMITTEE_POSTS if renewal.has_committee else COMMITTEE_POSTS[:2]
        choices = [("", "不是候选人")]
        choices += [(one.value, "委员" if one in FREE_TITLES else str(one.label)) for one in titles]
        for member in self.people:
            self.fields[f"title-{member.pk}"] = forms.ChoiceField(
                label=member.name,
                choices=choices,
                required=False,
                initial=chosen.get(member.pk, ""),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @property
    def rows(self):
        """Each member with the field."""
        return [(member, self[f"title-{member.pk}"]) for member in self.people]

    @property
    def titles(self) -> dict[Member, str]:
        """Who stands for what."""
        given = ((member, self.cleaned_data.get(f"title-{member.pk}", "")) for member in self.people)
        return {member: title for member, title in given if title}


class FinishForm(BaseForm):
    """From which day the term runs, and for each elected person the member, the post and what it is in charge of."""

    fieldsets = [("新一届", ["starts_on"])]

    starts_on = forms.DateField(
        label="任期自", help_text="一般是选举大会当天；上一届的任职和授权到前一天为止。"
    )

    def __init__(
        self, *args, renewal: Renewal, elected: tuple[Elected, ...], duties: dict[str, str], **kwargs
    ):
        kwargs.setdefault("initial", {"starts_on": renewal.elected_on})
        super().__init__(*args, **kwargs)
        self.elected = elected
        members = Member.objects.on_roll(renewal.branch, self.today).in_pinyin_order()
        titles = COMMITTEE_POSTS if renewal.has_committee else COMMITTEE_POSTS[:2]
        select = forms.Select(attrs={"class": "form-select"})
        for number, one in enumerate(elected):
            self.fields[f"member-{number}"] = forms.ModelChoiceField(
                label=f"{one.name}是", queryset=members, initial=one.member, widget=select
            )
            self.fields[f"title-{number}"] = forms.ChoiceField(
                label=f"{one.name}的职务",
                choices=[(title.value, str(title.label)) for title in titles],
                initial=one.title,
                widget=select,
            )
            self.fields[f"other-{number}"] = forms.CharField(
                label=f"{one.name}的职务名称",
                required=False,
                max_length=20,
                initial="委员" if one.title in FREE_TITLES else "",
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )
            self.fields[f"duties-{number}"] = forms.CharField(
                label=f"{one.name}的分管工作",
                required=False,
                max_length=200,
                initial=duties.get(one.title, ""),
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )

    def build_helper(self):
        """Only the day: the page shows the rows as a table."""
        helper = super().build_helper()
        helper.render_unmentioned_fields = False
        return helper

    @property
    def rows(self):
        """Each elected name with its four fields."""
        names = ("member", "title", "other", "duties")
        return [
            (one.name, *(self[f"{name}-{number}"] for name in names))
            for number, one in enumerate(self.elected)
        ]

    def clean(self):
        """A typed title is there where the post has none of its own."""
        cleaned = super().clean()
        for number, one in enumerate(self.elected):
            if cleaned.get(f"title-{number}") in FREE_TITLES and not cleaned.get(f"other-{number}"):
                self.add_error(
                    f"other-{number}", f"{one.name}选了“{PostTitle.OTHER_MEMBER.label}”，请写明职务名称。"
                )
        return cleaned

    @property
    def seats(self) -> list[Seat]:
        """Who takes which post."""
        cleaned = self.cleaned_data
        return [
            Seat(
                member=cleaned[f"member-{number}"],
                title=cleaned[f"title-{number}"],
                other_title=cleaned[f"other-{number}"] if cleaned[f"title-{number}"] in FREE_TITLES else "",
                duties=cleaned[f"duties-{number}"],
            )
            for number in range(len(self.elected))
        ]

"""Forms of 谈心谈话: one talk, a round of talks on one day, and the filter of the list."""

from datetime import date

from django import forms

from branch.access import can_read_branch, can_write_branch, grants_of
from branch.members.models import Member
from core.forms import BaseForm, BaseModelForm, Choice, ListFilter, RecordsField, SearchField
from meetings.meeting.forms.agenda import people_choices

from . import services
from .models import Talk


class TalkFilter(ListFilter):
    """Talks of one person, and by text in names or place."""

    searched = ("one__name", "other__name", "place")
    person = Choice("党员")
    q = SearchField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if can_read_branch(self.user, self.branch):
            self.fields["person"].offer(Member.objects.of_branch(self.branch).in_pinyin_order())

    def by_person(self, talks, person: str):
        """With the person on either side."""
        return talks.with_person(int(person))


def clean_past(day: date, today: date) -> date:
    """A day that is not still to come. Raises ValidationError."""
    if day > today:
        raise forms.ValidationError(f"日期 {day:%Y-%m-%d} 还没有到，请改正。")
    return day


class TalkForm(BaseModelForm):
    """One talk. A member without a post enters the own talks only."""

    fieldsets = [("谈话", ["held_on", "one", "other", "place", "year"]), ("内容", ["content"])]

    class Meta:
        model = Talk
        fields = ["held_on", "one", "other", "place", "year", "content"]
        widgets = {"content": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Member.objects.of_branch(self.branch).in_pinyin_order()
        members = list(rows.with_status(self.today))
        for name in ("one", "other"):
            self.fields[name].queryset = rows
            self.fields[name].choices = people_choices(members)
        if not self._is_keeper():
            own = grants_of(self.user).member_ids | ({self.instance.one_id} if self.instance.pk else set())
            self.fields["one"].queryset = rows.filter(pk__in=own)
            self.fields["one"].empty_label = None

    def _is_keeper(self) -> bool:
        """Whether anybody's talk may be entered: by who writes for the branch, or on the server itself."""
        return self.user is None or can_write_branch(self.user, self.branch or self.instance.branch)

    def clean_held_on(self):
        """Nobody has talked tomorrow."""
        return clean_past(self.cleaned_data["held_on"], self.today)

    def clean(self):
        """Two people, and a year that fits the day."""
        data = super().clean()
        one, other, day = data.get("one"), data.get("other"), data.get("held_on")
        if one and one == other:
            self.add_error("other", f"谈话双方都是{one}，请选择另一个人。")
        if day and data.get("year") and (fault := services.year_fault(data["year"], day)):
            self.add_error("year", fault)
        own = grants_of(self.user).member_ids
        if one and other and not self._is_keeper() and not {one.pk, other.pk} & own:
            self.add_error("one", "只能登记您本人参加的谈话。")
        return data


class TalkRoundForm(BaseForm):
    """谈话一轮: one person with several others on one day; what was said is added to each talk later."""

    is_private = True

    one = forms.ModelChoiceField(label="谈话人", queryset=Member.objects.none())
    others = RecordsField(
        label="谈话对象",
        queryset=Member.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="每勾选一人登记一次谈话；同一天已登记过的不会重复登记。",
        error_messages={"required": "请至少勾选一名谈话对象。"},
    )
    held_on = forms.DateField(label="谈话日期")
    place = forms.CharField(label="地点", max_length=100, required=False)
    year = forms.IntegerField(
        label="所属年度",
        min_value=1950,
        max_value=2100,
        help_text="为哪一年的组织生活会谈的；次年年初会前的谈话填上一年。",
    )

    fieldsets = [("谈话一轮", ["held_on", "one", "others", "place", "year"])]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = Member.objects.on_roll(self.branch, self.today).in_pinyin_order()
        self.fields["one"].queryset = members
        self.fields["others"].queryset = members

    def clean_held_on(self):
        """Nobody has talked tomorrow."""
        return clean_past(self.cleaned_data["held_on"], self.today)

    def round(self) -> services.TalkRound:
        """The talks as the service takes them."""
        data = self.cleaned_data
        return services.TalkRound(
            branch=self.branch,
            one=data["one"],
            others=list(data["others"]),
            held_on=data["held_on"],
            year=data["year"],
            place=data["place"],
        )

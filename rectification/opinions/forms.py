"""Forms of 征求意见: the round, and the page that anybody with the link fills in."""

import uuid

from django import forms
from django.core import signing

from core.forms import HouseFormMixin, word_blank_choices, word_required_errors
from rectification.enums import ProblemOwner
from rectification.problems.forms import YearRecordForm, members_to_choose

from .models import OpinionRound

_SALT = "rectification.give-opinion"
_MAX_AGE_SECONDS = 24 * 3600


class RoundForm(YearRecordForm):
    """A round's name, dates and whom it is about."""

    fieldsets = [
        ("征求意见", ["title", "source", "introduction"]),
        ("针对谁", ["about", "about_member"]),
        ("时间", ["opens_on", "closes_on"]),
    ]

    class Meta:
        model = OpinionRound
        fields = ["title", "source", "about", "about_member", "introduction", "opens_on", "closes_on"]
        widgets = {"introduction": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", "由填写人选择"), *ProblemOwner.choices]
        self.fields["about_member"].queryset = members_to_choose(
            self.branch, self.today, self.instance.about_member_id
        )

    def clean(self):
        """Dates in order; a round about one member names the member."""
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error(
                "closes_on", f"截止日期 {closes:%Y-%m-%d} 早于开始日期 {opens:%Y-%m-%d}，请改正其中一个。"
            )
        if closes and self.today and closes >= self.today and self._was_opened():
            self.add_error(
                "closes_on",
                f"意见已经取出，不能再延到 {closes:%Y-%m-%d}：后来的人会被认出来。请另外发起一次征求意见。",
            )
        if cleaned.get("about") != ProblemOwner.MEMBER:
            cleaned["about_member"] = None
        return cleaned

    def _was_opened(self) -> bool:
        """Whether the opinions were taken out: few that came after them would name their writers."""
        return bool(self.instance.pk) and (self.instance.opinions.exists() or self.instance.aside.exists())


class GiveForm(HouseFormMixin, forms.Form):
    """One opinion. A signed value in the page takes the place of a session and of a cookie: it says which round the
    page was opened for and makes a form that is sent twice one opinion.
    """

    about = forms.ChoiceField(label="针对", choices=ProblemOwner, widget=forms.RadioSelect)
    text = forms.CharField(
        label="意见",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 7, "autocomplete": "off"}),
        help_text="一次写一条，写完可以再写。请不要写自己的名字。",
    )
    page = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, round: OpinionRound):
        self.round = round
        super().__init__(data)
        word_required_errors(self)
        word_blank_choices(self.fields.values())
        self.initial |= {"page": _signed(round), "about": ProblemOwner.BRANCH}
        if round.about:
            del self.fields["about"]

    def clean_text(self):
        """Something is said."""
        text = self.cleaned_data["text"].strip()
        if len(text) < 2:
            raise forms.ValidationError("意见太短，请多写几个字。")
        return text

    def clean(self):
        """The page was opened here, for this round, within a day."""
        cleaned = super().clean()
        try:
            page = signing.loads(cleaned.get("page", ""), salt=_SALT, max_age=_MAX_AGE_SECONDS)
            if page["round"] != self.round.pk:
                raise signing.BadSignature
            cleaned["key"] = uuid.UUID(page["key"])
        except (signing.BadSignature, ValueError) as error:
            self.data = self.data.copy()
            self.data["page"] = _signed(self.round)
            raise forms.ValidationError("页面打开得太久了，写的内容还在，请再按一次“提交”。") from error
        return cleaned


def _signed(round: OpinionRound) -> str:
    return signing.dumps({"round": round.pk, "key": str(uuid.uuid4())}, salt=_SALT)

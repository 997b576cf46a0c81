"""Forms of 组织关系转接: a member leaves, a member comes, what is known later, taking in another branch's."""

from django import forms

from branch.enums import ON_ROLL, SENT_OUT, Gender, MembershipStatus, OrganisationKind
from branch.members.models import Member
from branch.organisations.models import Organisation
from core.forms import BaseForm, BaseModelForm, Choice, ListFilter, SearchField
from core.typed_choice import type_many

from . import services
from .models import Direction, Transfer


class TransferFilter(ListFilter):
    """By direction, by whether the 回执 is there, and by text."""

    searched = ("member__name", "place", "letter_number")
    direction = Choice("方向", Direction.choices)
    state = Choice("办理情况", [("open", "没有回执的"), ("done", "已办结的")])
    q = SearchField("姓名、对方组织或编号")

    def by_state(self, transfers, state: str):
        """By the day of the 回执."""
        return transfers.filter(receipt_on__isnull=state == "open")


class LetterChecks(BaseModelForm):
    """The days on a 介绍信 stand in their order, and nothing happened tomorrow."""

    class Meta:
        model = Transfer
        fields: list[str] = []

    def clean(self):
        """Said beside the field."""
        cleaned = super().clean()
        letter = cleaned.get("letter_on") or self.instance.letter_on
        for name in ("letter_on", "received_on", "receipt_on"):
            day = cleaned.get(name)
            if day and day > self.today:
                self.add_error(name, f"{self.fields[name].label} {day:%Y-%m-%d} 还没有到，请改正。")
        for name in ("valid_until", "received_on", "receipt_on"):
            day = cleaned.get(name)
            if day and letter and day < letter:
                self.add_error(
                    name,
                    f"{self.fields[name].label} {day:%Y-%m-%d} 早于介绍信日期 {letter:%Y-%m-%d}，请改正其中一个。",
                )
        return cleaned


class SendOutForm(LetterChecks):
    """Who leaves, where to, and the letter that goes along."""

    is_as_edited = False
    fieldsets = [
        ("转出", ["member", "other_branch", "place"]),
        ("介绍信", ["letter_number", "letter_on", "valid_until", "note"]),
    ]

    class Meta:
        model = Transfer
        fields = ["member", "other_branch", "place", "letter_number", "letter_on", "valid_until", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = Member.objects.on_roll(self.branch, self.today).in_pinyin_order()
        branches = Organisation.objects.alive().filter(kind=OrganisationKind.BRANCH)
        # 组织关系 never goes to a branch that was sent out.
        branches = branches.exclude(branch_kind__in=SENT_OUT)
        self.fields["other_branch"].queryset = branches.exclude(pk=self.branch.pk).order_by("path")
        self.fields["other_branch"].empty_label = "不在本系统内"
        self.fields["other_branch"].help_text = "转到本系统内的党支部：对方书记接收以后，这里才变为转出。"
        type_many(self, "other_branch", "name", "short_name", "code", empty="不在本系统内")
        self.fields[
            "place"
        ].help_text = "不在本系统内的，写对方党组织全称；从介绍信日期起不再计入应到会人数。"

    def clean(self):
        """Either a branch of this system or an organisation elsewhere."""
        cleaned = super().clean()
        inside, place = cleaned.get("other_branch"), cleaned.get("place")
        if not inside and not place and "other_branch" not in self.errors:
            self.add_error("place", "请选择本系统内的党支部，或填写对方党组织。")
        if inside and place:
            self.add_error("place", "已选择本系统内的党支部，不用再写对方党组织，请去掉一个。")
        return cleaned

    def _write(self):
        self.instance.created_by = self.user
        services.send_out(self.instance, by=self.user)
        return self.instance


class TakeInForm(LetterChecks):
    """Who comes and where from; who is not on the register yet is put there."""

    is_as_edited = False
    fieldsets = [
        ("转入的党员", ["member", "name", "gender", "joined_on", "status"]),
        ("介绍信", ["place", "letter_number", "letter_on", "valid_until"]),
        ("接收", ["received_on", "receipt_on", "note"]),
    ]
    name = forms.CharField(label="姓名", max_length=40, required=False)
    gender = forms.ChoiceField(label="性别", choices=[("", "请选择"), *Gender.choices], required=False)
    joined_on = forms.DateField(label="入党日期", required=False, help_text="预备党员的预备期从这一天算。")
    status = forms.ChoiceField(
        label="党籍状态",
        choices=[(value, MembershipStatus(value).label) for value in ON_ROLL],
        initial=MembershipStatus.FULL,
    )

    class Meta:
        model = Transfer
        fields = [
            "member",
            "place",
            "letter_number",
            "letter_on",
            "valid_until",
            "received_on",
            "receipt_on",
            "note",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = Member.objects.of_branch(self.branch).in_pinyin_order()
        self.fields["member"].required = False
        self.fields["member"].empty_label = "不在名册上，登记新党员"
        self.fields["member"].help_text = "以前转出又转回的、已先登记的，在这里选。"
        self.fields["place"].required = self.fields["received_on"].required = True
        self.fields["received_on"].help_text = "从这一天起计入应到会人数。"
        self.fields["receipt_on"].help_text = "回执寄回对方的日期；没有寄的先空着，会提醒。"

    def clean(self):
        """Somebody of the register, or the name and gender of somebody new; a life in its order."""
        cleaned = super().clean()
        if not cleaned.get("member") and "member" not in self.errors:
            for name in ("name", "gender"):
                if not cleaned.get(name):
                    label = self.fields[name].label
                    self.add_error(name, f"登记新党员请填写{label}；已在名册上的，请在上面选择。")
        joined, received = cleaned.get("joined_on"), cleaned.get("received_on")
        if joined and received and joined > received:
            self.add_error(
                "joined_on", f"入党日期 {joined:%Y-%m-%d} 晚于接收日期 {received:%Y-%m-%d}，请改正其中一个。"
            )
        return cleaned

    def _write(self):
        cleaned, transfer = self.cleaned_data, self.instance
        transfer.branch, transfer.created_by = self.branch, self.user
        newcomer = None
        if not cleaned["member"]:
            name = " ".join(cleaned["name"].split())
            newcomer = Member(branch=self.branch, created_by=self.user, name=name, gender=cleaned["gender"])
            newcomer.joined_on = cleaned["joined_on"]
        services.take_in(transfer, newcomer=newcomer, status=cleaned["status"], by=self.user)
        return transfer


class TransferForm(LetterChecks):
    """What is known later: the number, the 回执. A transfer that was sent back goes on its way again."""

    fieldsets = [("组织关系转接", ["place", "letter_number", "valid_until", "receipt_on", "note"])]

    class Meta:
        model = Transfer
        fields = ["place", "letter_number", "valid_until", "receipt_on", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        transfer = self.instance
        if transfer.other_branch_id:
            del self.fields["place"]
        else:
            self.fields["place"].required = True
        if transfer.is_on_its_way or transfer.returned_because:
            # The day on which the other branch takes the member in is the day of the 回执.
            del self.fields["receipt_on"]
        elif transfer.is_out:
            self.fields["receipt_on"].help_text = "收到对方回执的日期；收到以后不再提醒。"

    def prepare(self, instance) -> None:
        """The other branch is asked once more."""
        instance.returned_because = ""


class ReceiveForm(BaseForm):
    """Taken in on a day, or sent back with a reason."""

    is_private = True
    fieldsets = [("办理", ["decision", "on", "reason"])]

    decision = forms.ChoiceField(
        label="怎样办理",
        choices=[("receive", "接收"), ("return", "退回")],
        initial="receive",
        widget=forms.RadioSelect,
    )
    on = forms.DateField(
        label="接收日期", required=False, help_text="从这一天起计入本支部应到会人数，原支部同日转出。"
    )
    reason = forms.CharField(
        label="退回原因", max_length=200, required=False, help_text="退回时填写，对方会看到。"
    )

    def clean(self):
        """A day for the one, a reason for the other."""
        cleaned = super().clean()
        if cleaned.get("decision") == "return":
            if not cleaned.get("reason"):
                self.add_error("reason", "退回请写明原因，例如“介绍信抬头有误”。")
        elif not cleaned.get("on") and "on" not in self.errors:
            self.add_error("on", "请填写接收日期。")
        elif cleaned.get("on") and cleaned["on"] > self.today:
            self.add_error("on", f"接收日期 {cleaned['on']:%Y-%m-%d} 还没有到，请改正。")
        return cleaned

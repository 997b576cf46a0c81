"""Entering a training elsewhere with its proof, and approving it."""

from django import forms
from django.utils import timezone

from branch.members.models import Member
from core.attachments import add, of_record
from core.file_types import ALLOWED
from core.forms import BaseForm, BaseModelForm, FilesField
from core.refusals import Refused
from study.enums import TRAINING_MOVES, TrainingState
from study.hours.forms import UNIT_FIELDS, add_unit_fields, convert_hours

from .models import Training


class TrainingForm(BaseModelForm):
    """A member enters the own training, a writer any member's; a changed one is submitted again."""

    is_as_edited = False
    proof = FilesField(
        label="证明材料",
        error_messages={"required": "请上传证明材料，例如结业证、培训通知或签到表的照片。"},
    )
    fieldsets = [
        ("参加了什么培训", ["member", "title", "kind", "organiser", "form", "starts_on", "ends_on"]),
        ("学时", ["hours", *UNIT_FIELDS, "is_intensive"]),
        ("内容和证明", ["summary", "proof"]),
    ]

    class Meta:
        model = Training
        fields = [
            "member",
            "title",
            "kind",
            "organiser",
            "form",
            "starts_on",
            "ends_on",
            "hours",
            "is_intensive",
            "summary",
        ]
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, is_own=False, **kwargs):
        super().__init__(*args, **kwargs)
        branch = self.branch or self.instance.branch
        self.is_own = is_own
        add_unit_fields(self, branch)
        people = Member.objects.of_branch(branch).in_pinyin_order()
        self.fields["member"].queryset = people
        self.fields["member"].empty_label = "请选择参加人"
        if is_own or self.instance.pk:
            del self.fields["member"]
        has_proof = bool(self.instance.pk) and of_record(self.instance).exists()
        self.fields["proof"].required = not has_proof
        self.fields["proof"].help_text = f"可以一次选几个文件：{ALLOWED}。" + (
            "已有的证明仍然保留，需要补充时再选。" if has_proof else "审核人看了证明才能认定学时。"
        )

    def clean_title(self):
        """One line."""
        return " ".join(self.cleaned_data["title"].split())

    def clean(self):
        """The training is over, its dates are in order, and it is not entered twice."""
        cleaned = super().clean()
        convert_hours(self, cleaned)
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if ends_on and ends_on > timezone.localdate():
            self.add_error("ends_on", f"结束日期 {ends_on:%Y-%m-%d} 还没有到，请在培训结束后登记。")
        elif starts_on and ends_on and ends_on < starts_on:
            self.add_error(
                "ends_on", f"结束日期 {ends_on:%Y-%m-%d} 早于开始日期 {starts_on:%Y-%m-%d}，请改正其中一个。"
            )
        elif starts_on and ends_on and cleaned.get("title"):
            self._check_twin(cleaned["title"], starts_on, cleaned.get("member"))
        return cleaned

    def _check_twin(self, title, starts_on, member) -> None:
        member = member or (self.instance.member if self.instance.pk else self.user.member)
        if member is None:
            return
        twins = Training.objects.alive().filter(member=member, title=title, starts_on=starts_on)
        if twins.exclude(pk=self.instance.pk).exists():
            self.add_error(
                "title", f"{member.name}的“{title}”（{starts_on:%Y-%m-%d}）已经登记过，不用重复登记。"
            )

    def prepare(self, instance) -> None:
        """A member's own training is the member's; whatever was returned is submitted again."""
        if self.is_own and instance.pk is None:
            instance.member = self.user.member
        if instance.state == TrainingState.RETURNED:
            instance.state, instance.comment = TrainingState.SUBMITTED, ""
            instance.reviewed_by = instance.reviewed_on = None

    def write_links(self) -> None:
        """The proof. Raises ValidationError naming the file that is not taken; then nothing is saved."""
        super().write_links()
        for upload in self.cleaned_data["proof"]:
            try:
                add(record=self.instance, upload=upload, by=self.user)
            except Refused as refusal:
                raise forms.ValidationError({"proof": f"“{upload.name}”没有上传：{refusal}"}) from refusal


class ReviewForm(BaseForm):
    """Approve, return, or take an approval back."""

    LABELS = {
        TrainingState.APPROVED: "认定学时",
        TrainingState.RETURNED: "退回",
        TrainingState.SUBMITTED: "撤回认定",
    }
    fieldsets = [("审核", ["to", "comment"])]
    to = forms.ChoiceField(label="处理", widget=forms.RadioSelect)
    comment = forms.CharField(
        label="审核意见",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="退回或撤回时必填，本人会看到。",
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, training, **kwargs):
        super().__init__(*args, **kwargs)
        moves = [to for to in self.LABELS if to in TRAINING_MOVES[TrainingState(training.state)]]
        self.fields["to"].choices = [(to, self.LABELS[to]) for to in moves]
        self.initial |= {"to": moves[0], "lock_version": training.lock_version}

    def clean(self):
        """A return says why."""
        cleaned = super().clean()
        to = cleaned.get("to")
        if to and to != TrainingState.APPROVED and not cleaned.get("comment", "").strip():
            self.add_error("comment", "请写明原因，例如“证明材料看不清，请重新拍照”。")
        return cleaned

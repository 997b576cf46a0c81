"""What a new 请示 is about."""

from django import forms

from core.forms import BaseForm


class RequestForm(BaseForm):
    """The one matter, and what stands before the number."""

    fieldsets = [("请示", ["subject", "code"])]
    subject = forms.CharField(
        label="请示事项",
        max_length=60,
        help_text="一文一事，写进标题：关于……的请示。与会议议题同名的，起草时写明是哪次会议决定的。",
        error_messages={"required": "请写明请示的事项，例如“调整支部委员”。"},
    )
    code = forms.CharField(
        label="发文代字",
        max_length=30,
        help_text="发文字号里年份前面的字，例如“某项目党支”；序号在定稿时按顺序给。",
        error_messages={"required": "请填写发文代字，例如“某项目党支”。"},
    )

    def clean_subject(self) -> str:
        """Without the words that the title has already."""
        text = self.cleaned_data["subject"].strip().removeprefix("关于").removesuffix("的请示").strip(" 。")
        if not text:
            raise forms.ValidationError("请写明请示的事项，例如“调整支部委员”。")
        return text

"""The form of a month's 党费."""

from core.forms import BaseModelForm
from core.refusals import Refused

from .models import DuesMonth, check_unpublished


class DuesMonthForm(BaseModelForm):
    """One month: what was received, what of it was handed up, and why that is not all."""

    fieldsets = [
        ("收缴", ["month", "received"]),
        ("上缴", ["handed_up_on", "handed_up", "receipt", "note"]),
    ]

    class Meta:
        model = DuesMonth
        fields = ["month", "received", "handed_up_on", "handed_up", "receipt", "note"]
        error_messages = {
            name: {"invalid": "请填数字，例如 1846.50，不写单位。"} for name in ("received", "handed_up")
        }

    def clean(self):
        """No month and no day to come; a difference is explained; a published year stands."""
        cleaned = super().clean()
        try:
            check_unpublished(self.branch, self.year)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        month, day = cleaned.get("month"), cleaned.get("handed_up_on")
        if month and (self.year, month) > (self.today.year, self.today.month):
            self.add_error("month", f"{self.year}年{month}月还没有到，收到以后再登记。")
        if day and day > self.today:
            self.add_error("handed_up_on", f"上缴日期 {day:%Y-%m-%d} 晚于今天，上缴以后再登记。")
        if day and month and (day.year, day.month) < (self.year, month):
            self.add_error("handed_up_on", f"上缴日期 {day:%Y-%m-%d} 早于{self.year}年{month}月，请核对。")
        received, handed_up = cleaned.get("received"), cleaned.get("handed_up")
        if day and handed_up is None and "handed_up" not in self.errors:
            cleaned["handed_up"] = handed_up = received
        if handed_up is not None and not day and "handed_up_on" not in self.errors:
            self.add_error("handed_up_on", "填了上缴金额，请填上缴日期。")
        if None not in (received, handed_up) and received != handed_up and not cleaned.get("note"):
            self.add_error("note", f"上缴和收缴相差 {received - handed_up:,.2f} 元，请写明原因。")
        return cleaned

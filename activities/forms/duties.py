"""The form of a duty of the committee."""

from core.dates import chinese_date
from core.forms import BaseModelForm, RecordsField

from ..models.activity import Activity
from ..models.duty import DutyItem
from .kind_fields import TOO_LONG, CheckList


class ActivitiesField(RecordsField):
    """Activities to tap, by date."""

    def label_from_instance(self, obj):
        """2025年3月7日 走访慰问."""
        return f"{chinese_date(obj.happened_on)} {obj.title}"


class DutyItemForm(BaseModelForm):
    """Creates or changes a duty; activities of the chosen year can be named as its records."""

    activities = ActivitiesField(
        label="落实记录",
        queryset=Activity.objects.none(),
        required=False,
        widget=CheckList,
        help_text="选出落实这一项的活动；至少有一次的，这一年算已落实。",
    )
    fieldsets = [("职责", ["post_title", "text", "adopted_on", "adopted_at"]), ("落实", ["activities"])]

    class Meta:
        model = DutyItem
        fields = ["post_title", "text", "adopted_on", "adopted_at", "activities"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Activity.objects.of_branch(self.branch).in_year(self.year)
        if self.instance.pk:
            rows = rows | Activity.objects.alive().filter(duty_items=self.instance)
        self.fields["activities"].queryset = rows.distinct().order_by("happened_on", "pk")
        for name in ("text", "adopted_at"):
            self.fields[name].error_messages["max_length"] = TOO_LONG

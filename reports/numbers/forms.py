"""Noting a number that was given outside the system."""

from core.forms import BaseModelForm
from reports.report_templates.permissions import unit_of

from .models import OutsideNumber


class OutsideNumberForm(BaseModelForm):
    """The number with its paper; one that stands already is taken, and the register says so."""

    fieldsets = [("系统外的发文", ["code", "year", "number", "title", "issued_on"])]

    class Meta:
        model = OutsideNumber
        fields = ["code", "year", "number", "title", "issued_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_edit:
            self.branch = self.instance.branch = unit_of(self.user, self.branch)

    def clean_code(self) -> str:
        """Without the blanks around it, as numbers of one series are found by it."""
        return self.cleaned_data["code"].strip()

    def clean_year(self) -> int:
        """A year that papers are kept of."""
        year = self.cleaned_data["year"]
        if not 1949 <= year <= 2100:
            self.add_error("year", f"年份 {year} 不对，请填发文字号里的四位年份。")
        return year

"""保管期限 by the product's table: reports, records and decisions for good, speeches and general study for ten years."""

import pytest

from branch.dues.models import DuesMonth
from branch.organisations.models import Organisation
from core import panels, records
from core.enums import Retention
from meetings.tests.helpers import hold

TABLE = {
    "branch.campaign": Retention.PERMANENT,
    "branch.member": Retention.PERMANENT,
    "branch.disclosure": Retention.PERMANENT,
    "branch.duesmonth": Retention.PERMANENT,
    "meetings.vote": Retention.PERMANENT,
    "meetings.criticism": Retention.TEN,
    "reports.annualreport": Retention.PERMANENT,
    "reports.receivedruling": Retention.PERMANENT,
    "study.studytask": Retention.TEN,
    "study.studymaterial": Retention.TEN,
    "study.studyassignment": Retention.TEN,
    "study.reflection": Retention.TEN,
    "study.planitem": Retention.TEN,
    "study.training": Retention.TEN,
}


def test_types_are_kept_as_the_table_says():
    kept = {
        one.key: one.retention(DuesMonth(branch=Organisation()) if one.model is DuesMonth else one.model())
        for one in records.all_types()
        if one.retention and one.key != "meetings.meeting"
    }
    assert kept == TABLE


@pytest.mark.parametrize(
    ("kinds", "label"),
    [(["GROUP"], "10 年"), (["ASSEMBLY"], "永久"), (["COMMITTEE"], "永久"), (["GROUP", "THEME_DAY"], "永久")],
)
def test_a_meeting_by_its_kinds_on_its_page(cast, client_of, kinds, label):
    group = cast.group if "GROUP" in kinds else None
    meeting = hold(cast.branch, "2025-03-07", *kinds, group=group, by=cast.secretary)
    assert panels.retention_of(meeting) == label
    page = client_of(cast.secretary).get(records.url_of(meeting)).content.decode()
    assert f"保管期限：{label}" in page


def test_dues_are_kept_as_long_as_the_unit_says():
    unit = Organisation(dues_retention=Retention.THIRTY)
    assert panels.retention_of(DuesMonth(branch=unit)) == "30 年"


def test_what_the_table_does_not_name_says_nothing(cast):
    assert panels.retention_of(cast.group) == ""

"""Writes about 流动党员: a report is entered."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from core import records
from core.refusals import Refused

from .models import Away, AwayReport


@transaction.atomic
def enter_report(*, away: Away, on: date, channel: str, text: str, by: AbstractBaseUser | None) -> AwayReport:
    """A report of a day while the member is away. Raises Refused outside that time, and where it stands already."""
    if not away.covers(on):
        raise Refused(f"{on:%Y-%m-%d} 不在外出期间，请核对汇报日期或外出、返回日期。", field="on")
    if away.reports.filter(on=on, channel=channel, text=text).exists():
        raise Refused("这次汇报已经登记过。")
    with records.audited(away, by=by):
        return AwayReport.objects.create(away=away, on=on, channel=channel, text=text)

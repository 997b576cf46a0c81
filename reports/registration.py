"""Tells core which record types, navigation entries and reminders this app has."""

from branch.access import grants_of
from branch.campaigns import permissions as campaign_permissions
from branch.campaigns.models import Campaign
from core import navigation, records
from core import reminders as reminder_registry
from core.enums import Retention

from .report import permissions, reminders
from .report.models import AnnualReport, SectionLength

records.register(
    records.RecordType(
        model=AnnualReport,
        label="年度报告",
        icon="file-text",
        pages="reports:report",
        can_change=permissions.can_change_report,
        can_delete=permissions.can_delete_report,
        sees_restricted=permissions.sees_drafts_of,
        date_field="",
        search_fields=("title",),
        retention=lambda _: Retention.PERMANENT,
    )
)

records.register(
    records.RecordType(
        model=SectionLength,
        label="各部分篇幅",
        icon="file-text",
        pages="reports:length",
        can_change=permissions.can_change_length,
        can_delete=permissions.can_change_length,
        date_field="",
        takes_attachments=False,
    )
)

records.register(
    records.RecordType(
        model=Campaign,
        label="学习教育",
        icon="flag",
        pages="reports:campaign",
        can_change=campaign_permissions.can_change_campaign,
        can_delete=campaign_permissions.can_change_campaign,
        search_fields=("name", "document"),
        retention=lambda _: Retention.PERMANENT,
    )
)

navigation.register(
    navigation.NavEntry(
        70,
        "年度报告",
        "reports:report_list",
        "file-text",
        lambda user: bool(grants_of(user).reader_ids),
        namespaces=("reports",),
    )
)

reminder_registry.register(20, reminders.reminders_for)

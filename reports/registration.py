"""Tells core which record types, navigation entries and reminders this app has."""

from branch.access import grants_of
from branch.campaigns import permissions as campaign_permissions
from branch.campaigns.models import Campaign
from branch.data_out.tables import withhold
from core import navigation, records
from core import reminders as reminder_registry
from core.enums import Retention

from .house_papers.models import HousePaper
from .numbers import permissions as number_permissions
from .numbers.models import OutsideNumber
from .pane import advice, last_year, layout, sources
from .pane.tabs import Tab
from .pane.tabs import register as register_tab
from .papers import registry as papers
from .papers import reminders as paper_reminders
from .papers.kinds import PAPERS
from .report import permissions, reminders
from .report.models import AnnualReport
from .report_templates import permissions as template_permissions
from .report_templates.models import ReportTemplate
from .review import pane as comments
from .review import reminders as review_reminders
from .round_trip import permissions as returned_permissions
from .round_trip.models import ReturnedFile
from .rulings import permissions as ruling_permissions
from .rulings import reminders as ruling_reminders
from .rulings import services as ruling_services
from .rulings.models import ReceivedRuling

for paper in PAPERS:
    papers.register(paper)

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
        retention=lambda report: Retention.TEN if report.declaration.is_personal else Retention.PERMANENT,
    )
)

# What a member has not handed in goes out with no branch.
withhold(AnnualReport, AnnualReport.objects.not_handed_in)
withhold(ReturnedFile, ReturnedFile.objects.of_members)

records.register(
    records.RecordType(
        model=ReturnedFile,
        label="带回的 Word",
        icon="file-down",
        pages="reports:returned",
        list_url="reports:report_list",
        is_edited=False,
        can_change=returned_permissions.can_decide,
        can_delete=returned_permissions.can_decide,
        takes_attachments=False,
    )
)

records.register(
    records.RecordType(
        model=ReceivedRuling,
        label="收到的批复",
        icon="mail",
        pages="reports:received",
        list_url="reports:paper_list",
        list_title="年度材料",
        can_change=ruling_permissions.can_change_received,
        can_delete=ruling_permissions.can_delete_received,
        search_fields=("issuer", "number", "words"),
        retention=lambda _: Retention.PERMANENT,
        follow_trash=ruling_services.follow_trash,
    )
)

records.register(
    records.RecordType(
        model=OutsideNumber,
        label="发文登记",
        icon="file-text",
        pages="reports:number",
        list_title="发文登记簿",
        can_change=number_permissions.can_change_number,
        can_delete=number_permissions.can_change_number,
        search_fields=("code", "title"),
    )
)

records.register(
    records.RecordType(
        model=ReportTemplate,
        label="报告模板",
        icon="file-text",
        pages="reports:template",
        can_change=template_permissions.can_change_template,
        can_delete=template_permissions.can_change_template,
        date_field="",
        takes_attachments=False,
        search_fields=("name",),
    )
)

records.register(
    records.RecordType(
        model=HousePaper,
        label="本单位模板",
        icon="file-text",
        pages="reports:house",
        can_change=template_permissions.can_change_template,
        can_delete=template_permissions.can_change_template,
        date_field="",
        takes_attachments=False,
        search_fields=("name",),
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
        lambda user: grants_of(user).is_reader,
        namespaces=("reports",),
    )
)

# Who reads the branch reaches the own papers from the list of papers.
navigation.register(
    navigation.NavEntry(
        71,
        "我的材料",
        "reports:own_papers",
        "file-text",
        lambda user: bool(grants_of(user).member_ids) and not grants_of(user).is_reader,
        namespaces=("reports",),
    )
)

reminder_registry.register(20, reminders.reminders_for)
reminder_registry.register(22, paper_reminders.reminders_for)
reminder_registry.register(21, review_reminders.reminders_for)
reminder_registry.register(23, ruling_reminders.reminders_for)
reminder_registry.register_below(review_reminders.reminders_below)

# The pane beside the text, from the left.
register_tab(Tab("sources", "依据", "reports/pane/_sources.html", sources.context, order=10, follows=True))
register_tab(
    Tab(
        "facts",
        "可用数据",
        "reports/pane/_facts.html",
        sources.facts_context,
        order=11,
        is_open=lambda pane: pane.may_edit,
        is_listed=False,
    )
)
register_tab(Tab("advice", "校对", "reports/pane/_advice.html", advice.context, order=20, count=advice.count))
register_tab(
    Tab("last-year", "去年原文", "reports/pane/_last_year.html", last_year.context, order=30, follows=True)
)
register_tab(
    Tab(
        "layout",
        "版面",
        "reports/pane/_layout.html",
        layout.context,
        order=40,
        follows=True,
        waits="正在排版…",
    )
)
register_tab(
    Tab(
        "comments",
        "批注",
        "reports/review/_comments.html",
        comments.context,
        order=50,
        count=comments.count,
    )
)

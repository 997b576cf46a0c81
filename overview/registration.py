"""Tells core which record types and navigation entries this app has."""

from branch.access import grants_of
from branch.office_terms.models import OfficeTerm
from core import kept, navigation, panels, records, reminders, timers
from core.keeping import checking
from meetings.meeting import origins
from meetings.meeting.roll import register_new_committee
from meetings.votes import candidates

from .closing import reminders as closing_reminders
from .closing.models import BranchClosing
from .handover.models import Handover
from .renewal import origins as renewal_origins
from .renewal import permissions as renewal_permissions
from .renewal.models import Renewal
from .renewal.panel import ruling_panel, term_panel
from .renewal.reminders import renewal_reminders
from .renewal.results import candidates_for, new_committee
from .standing import services as standing

records.register(
    records.RecordType(
        model=Handover,
        label="书记交接",
        icon="arrow-right-left",
        pages="overview:handover",
        is_edited=False,
        date_field="starts_on",
    )
)

records.register(
    records.RecordType(
        model=Renewal,
        label="换届",
        icon="vote",
        pages="overview:renewal",
        can_change=renewal_permissions.can_change_renewal,
        can_delete=renewal_permissions.can_delete_renewal,
    )
)
origins.register(renewal_origins.ASSEMBLY)
origins.register(renewal_origins.FIRST)
candidates.register(candidates_for)
register_new_committee(new_committee)
panels.register(OfficeTerm, term_panel)
panels.register(OfficeTerm, ruling_panel)
reminders.register(90, renewal_reminders)

records.register(
    records.RecordType(
        model=BranchClosing,
        label="撤销归档",
        icon="archive",
        pages="overview:closing",
        is_edited=False,
        date_field="closed_on",
    )
)
reminders.register(12, closing_reminders.reminders_for)

kept.tell_of_unnoted(standing.forget)
timers.register(standing.SWEEP)
checking.register(standing.CHECK)

navigation.register(
    navigation.NavEntry(10, "工作台", "overview:home", "layout-dashboard", lambda _user: True)
)
navigation.register(
    navigation.NavEntry(80, "监督", "overview:oversight", "eye", lambda user: grants_of(user).is_superior)
)
navigation.register(
    navigation.NavEntry(
        95,
        "数据安全",
        "overview:data_safety",
        "shield-check",
        lambda user: grants_of(user).is_top_administrator,
    )
)

"""Tells core of talks, criticism, the appraisal, notes of the cycle, rule M8, and what of all this to remind of."""

from branch.disclosure import registry as openness
from core import panels, records
from core import reminders as reminder_registry
from core import rules as rule_engine
from core.enums import Retention
from meetings.meeting.models import Meeting

from . import disclosures
from . import reminders as cycle_reminders
from .appraisal import services as appraisal_services
from .appraisal.models import AppraisalRound
from .appraisal.permissions import can_change_appraisal
from .criticism import services as criticism_services
from .criticism.models import Criticism
from .criticism.permissions import can_change_criticism, can_read_criticism
from .models import CycleNote
from .permissions import can_change_note
from .talks import rules as talks_rules
from .talks.models import Talk
from .talks.permissions import can_change_talk, can_read_talk

records.register(
    records.RecordType(
        model=Talk,
        label="谈心谈话",
        icon="messages-square",
        pages="meetings:talk",
        can_change=can_change_talk,
        can_delete=can_change_talk,
        sees_restricted=can_read_talk,
        date_field="held_on",
        takes_attachments=False,
        search_fields=("one__name", "other__name", "place"),
    )
)
records.register(
    records.RecordType(
        model=Criticism,
        label="批评与自我批评",
        icon="message-circle",
        pages="meetings:criticism",
        can_change=can_change_criticism,
        can_delete=can_change_criticism,
        sees_restricted=can_read_criticism,
        takes_attachments=False,
        retention=lambda _: Retention.TEN,
    )
)
records.register(
    records.RecordType(
        model=AppraisalRound,
        label="民主评议",
        icon="award",
        pages="meetings:appraisal",
        can_change=can_change_appraisal,
        can_delete=can_change_appraisal,
        # Those who typed the count read it in the history; everyone else reads the results once they are counted.
        sees_restricted=can_change_appraisal,
        takes_attachments=False,
        list_title="民主评议党员",
    )
)
records.register(
    records.RecordType(
        model=CycleNote,
        label="流程记录",
        icon="notebook-pen",
        pages="meetings:note",
        can_change=can_change_note,
        can_delete=can_change_note,
        search_fields=("text", "place"),
    )
)

rule_engine.register(talks_rules.FAMILY)
panels.register(Meeting, appraisal_services.panel)
panels.register(Meeting, criticism_services.panel)
reminder_registry.register(40, cycle_reminders.cycle_reminders)
openness.register(40, disclosures.postings)

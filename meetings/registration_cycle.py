"""Tells core of talks, criticism, the appraisal, notes of the cycle, rule M8, and what of all this to remind of."""

from core import panels, records
from core import reminders as reminder_registry
from core import rules as rule_engine

from . import appraisals, criticisms, reminders_cycle, rules_talks
from . import permissions_cycle as permissions
from .models import AppraisalRound, Criticism, CycleNote, Meeting, Talk

records.register(
    records.RecordType(
        model=Talk,
        label="谈心谈话",
        icon="messages-square",
        pages="meetings:talk",
        can_change=permissions.can_change_talk,
        can_delete=permissions.can_change_talk,
        sees_restricted=permissions.can_read_talk,
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
        can_change=permissions.can_change_criticism,
        can_delete=permissions.can_change_criticism,
        sees_restricted=permissions.can_read_criticism,
        takes_attachments=False,
    )
)
records.register(
    records.RecordType(
        model=AppraisalRound,
        label="民主评议",
        icon="award",
        pages="meetings:appraisal",
        can_change=permissions.can_change_appraisal,
        can_delete=permissions.can_change_appraisal,
        # Those who typed the count read it in the history; everyone else reads the results once they are counted.
        sees_restricted=permissions.can_change_appraisal,
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
        can_change=permissions.can_change_note,
        can_delete=permissions.can_change_note,
        search_fields=("text", "place"),
    )
)

rule_engine.register(rules_talks.FAMILY)
panels.register(Meeting, appraisals.panel)
panels.register(Meeting, criticisms.panel)
reminder_registry.register(40, reminders_cycle.cycle_reminders)

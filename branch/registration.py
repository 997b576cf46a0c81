"""Tells core which record types and navigation entries this app has."""

from core import navigation, records
from core import reminders as reminder_registry
from core import rules as rule_engine
from core.enums import Retention
from core.jobs.running import prepare_with
from core.keeping import checking

from . import permissions
from .access import has_branch
from .accounts import reminders
from .accounts.models import User
from .admonitions import reminders as admonition_reminders
from .admonitions.models import Admonition
from .admonitions.permissions import can_change_admonition, can_read_admonition
from .away import reminders as away_reminders
from .away.models import Away
from .away.permissions import can_change_away
from .away.permissions import sees_restricted_of as sees_restricted_of_away
from .disclosure import registry as openness
from .disclosure.enums import DisclosureKind
from .disclosure.models import Disclosure
from .disclosure.permissions import can_change_disclosure
from .dues import disclosures as dues_disclosures
from .dues.documents import notice_body
from .dues.models import DuesMonth
from .dues.permissions import can_change_dues
from .members.models import Member, Post
from .office_terms.models import OfficeTerm
from .organisations import store_checks
from .organisations.closed import refuse_archived
from .organisations.models import Organisation, PartyGroup
from .rules import rules
from .rules.models import RuleExemption, exemptions_of
from .standard_terms.models import StandardTerm
from .transfers import reminders as transfer_reminders
from .transfers.models import Transfer
from .transfers.permissions import can_change_transfer
from .workspace import prepare

# The branch's own pages about roles; the administrator's begin with `branch:role_c`.
OF_ROLES = ("branch:role_list", "branch:role_decline")
OF_OPENNESS = ("branch:openness", "branch:disclosure_", "branch:dues_")
OF_MEMBERS = ("branch:admonition_", "branch:transfer_", "branch:away_")

records.register(
    records.RecordType(
        model=Member,
        label="党员",
        icon="user",
        pages="branch:member",
        can_change=permissions.can_change_member,
        can_delete=permissions.can_delete_member,
        sees_restricted=permissions.sees_restricted_of,
        search_fields=("name", "job"),
        list_title="党员名册",
        retention=lambda _: Retention.PERMANENT,
    )
)
records.register(
    records.RecordType(
        model=PartyGroup,
        label="党小组",
        icon="users-round",
        pages="branch:group",
        can_change=permissions.can_manage_group,
        can_delete=permissions.can_manage_group,
        takes_attachments=False,
    )
)
records.register(
    records.RecordType(
        model=Post,
        label="任职",
        icon="id-card",
        pages="branch:post",
        can_change=permissions.can_manage_post,
        can_delete=permissions.can_manage_post,
    )
)
records.register(
    records.RecordType(
        model=Organisation,
        label="组织",
        icon="network",
        pages="branch:organisation",
        can_change=permissions.can_change_organisation,
        takes_attachments=False,
    )
)
records.register(
    records.RecordType(
        model=User,  # type: ignore[arg-type]  # has all that the shared pages ask of a Record
        label="账号",
        icon="key-round",
        pages="branch:account",
        can_change=permissions.can_change_account,
        takes_attachments=False,
    )
)

records.register(
    records.RecordType(
        model=OfficeTerm,
        label="届次",
        icon="calendar-range",
        pages="branch:office_term",
        can_change=permissions.can_change_office_term,
        can_delete=permissions.can_delete_office_term,
    )
)

records.register(
    records.RecordType(
        model=StandardTerm,
        label="规范用语",
        icon="book-open",
        pages="branch:term",
        can_change=permissions.can_change_term,
        can_delete=permissions.can_change_term,
        date_field="",
        takes_attachments=False,
    )
)

records.register(
    records.RecordType(
        model=RuleExemption,
        label="规则豁免",
        icon="file-check",
        pages="branch:rule_exemption",
        can_change=permissions.can_change_rule_exemption,
        can_delete=permissions.can_change_rule_exemption,
    )
)

records.register(
    records.RecordType(
        model=Disclosure,
        label="公示",
        icon="clipboard-list",
        pages="branch:disclosure",
        list_url="branch:openness",
        can_change=can_change_disclosure,
        can_delete=can_change_disclosure,
        date_field="starts_on",
        search_fields=("subject", "text", "place"),
        list_title="党务公开",
        retention=lambda _: Retention.PERMANENT,
    )
)
records.register(
    records.RecordType(
        model=DuesMonth,
        label="党费收缴",
        icon="wallet",
        pages="branch:dues",
        can_change=can_change_dues,
        can_delete=can_change_dues,
        retention=lambda row: Retention(row.branch.dues_retention),
    )
)
records.register(
    records.RecordType(
        model=Admonition,
        label="教育管理记录",
        icon="shield-alert",
        pages="branch:admonition",
        can_change=can_change_admonition,
        can_delete=can_change_admonition,
        sees_restricted=can_read_admonition,
        date_field="held_on",
        list_title="提醒谈话、批评教育和组织处置",
    )
)

records.register(
    records.RecordType(
        model=Transfer,
        label="组织关系转接",
        icon="replace",
        pages="branch:transfer",
        can_change=can_change_transfer,
        can_delete=can_change_transfer,
        date_field="letter_on",
        search_fields=("member__name", "place", "letter_number"),
    )
)
records.register(
    records.RecordType(
        model=Away,
        label="流动党员",
        icon="map-pin",
        pages="branch:away",
        can_change=can_change_away,
        can_delete=can_change_away,
        sees_restricted=sees_restricted_of_away,
        takes_attachments=False,
        search_fields=("member__name", "place"),
    )
)
openness.register(10, openness.own_postings)
openness.register(20, dues_disclosures.postings)
openness.register_body(DisclosureKind.DUES, notice_body)

prepare_with(prepare)

navigation.register(
    navigation.NavEntry(
        20,
        "组织与党员",
        "branch:member_list",
        "users",
        has_branch,
        views=(
            "branch:member_",
            "branch:group_",
            "branch:post_",
            "branch:office_term_",
            "branch:structure",
            *OF_ROLES,
            *OF_OPENNESS,
            *OF_MEMBERS,
        ),
    )
)
navigation.register(
    navigation.NavEntry(
        90,
        "账号与组织",
        "branch:account_list",
        "key-round",
        permissions.can_manage_accounts,
        views=("branch:account_", "branch:role_c", "branch:organisation_"),
    )
)

records.check_writes(refuse_archived)

rule_engine.register(rules.FAMILY)
rule_engine.register_exemptions(exemptions_of)
reminder_registry.register(15, reminders.reminders_for)
reminder_registry.register(42, transfer_reminders.reminders_for)
reminder_registry.register(43, away_reminders.reminders_for)
reminder_registry.register(45, admonition_reminders.reminders_for)
checking.register(store_checks.CHECK)

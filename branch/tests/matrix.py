"""What every role gets from every address of the app: the table and the objects it is about."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone
from django.utils.http import int_to_base36

from branch.admonitions.models import Admonition
from branch.away.models import Away
from branch.disclosure.models import Disclosure
from branch.dues.models import DuesMonth
from branch.office_terms.models import OfficeTerm
from branch.rules.models import RuleExemption
from branch.standard_terms.models import StandardTerm
from branch.transfers.models import Transfer
from core.testing import make_user

WRITERS = ("secretary", "committee", "discipline")
PEOPLE = ("group_leader", "member", "probationary")


def _row(*, writers: int, own: int, superior: int, outsider: int, administrator: int, **others) -> dict:
    """One line of the table; `others` are roles that differ from their kind."""
    return (
        dict.fromkeys(WRITERS, writers)
        | dict.fromkeys(PEOPLE, own)
        | {"superior": superior, "outsider": outsider, "administrator": administrator, "anonymous": 302}
        | others
    )


def _everyone(status: int, anonymous: int = 302) -> dict:
    return _row(
        writers=status,
        own=status,
        superior=status,
        outsider=status,
        administrator=status,
        anonymous=anonymous,
    )


# The outsider is the secretary of another branch: section pages show that branch, objects of this one do not exist.
READ_SECTION = _row(writers=200, own=403, superior=200, outsider=200, administrator=403)
WRITE_SECTION = _row(writers=200, own=403, superior=403, outsider=200, administrator=403)
# The member looked at is `cast.people.member`, of the group that the leader leads.
CHANGE_MEMBER = _row(writers=200, own=403, superior=403, outsider=404, administrator=404, probationary=404)
ROLE_OF_POST = _row(writers=403, own=403, superior=302, outsider=404, administrator=302, secretary=302)
CHANGE_OBJECT = _row(writers=200, own=403, superior=403, outsider=404, administrator=404)
OWN_AWAY = _row(writers=200, own=404, superior=403, outsider=404, administrator=404, member=200)
OF_SECRETARY = _row(writers=404, own=403, superior=403, outsider=404, administrator=403, secretary=200)
# A role in the branch that waits.
CONFIRM_ROLE = _row(writers=403, own=404, superior=403, outsider=404, administrator=403)
ADMINISTRATION = _row(writers=403, own=403, superior=403, outsider=403, administrator=200)
OPENNESS = _row(writers=200, own=200, superior=200, outsider=200, administrator=403)
DUES = _row(writers=200, own=403, superior=403, outsider=404, administrator=403)

MATRIX = {
    "branch:sign_in": _everyone(302, anonymous=200),
    "branch:sign_out": _everyone(302),
    "branch:session_state": _everyone(200, anonymous=200),
    "branch:password_change": _everyone(200),
    "branch:own_account": _everyone(200),
    "branch:devices_end": _everyone(302),
    # The device is the member's own.
    "branch:device_end": _row(
        writers=404, own=404, superior=404, outsider=404, administrator=404, member=302
    ),
    "branch:workspace_switch": _everyone(302),
    "branch:set_up": _everyone(302),
    "branch:member_list": _row(
        writers=200, own=302, superior=200, outsider=200, administrator=403, group_leader=200
    ),
    "branch:member_create": WRITE_SECTION,
    "branch:member_detail": _row(
        writers=200, own=200, superior=200, outsider=404, administrator=404, probationary=404
    ),
    "branch:member_update": CHANGE_MEMBER,
    "branch:member_extend": CHANGE_MEMBER,
    "branch:member_correct": CHANGE_MEMBER,
    "branch:member_status": CHANGE_MEMBER,
    "branch:member_import": WRITE_SECTION,
    "branch:member_template": WRITE_SECTION,
    "branch:group_list": READ_SECTION,
    "branch:group_create": WRITE_SECTION,
    "branch:group_detail": _row(
        writers=200, own=403, superior=200, outsider=404, administrator=404, group_leader=200
    ),
    "branch:group_update": CHANGE_OBJECT,
    "branch:group_members": CHANGE_OBJECT,
    "branch:group_dissolve": CHANGE_OBJECT,
    "branch:post_list": _row(writers=200, own=200, superior=200, outsider=200, administrator=403),
    "branch:post_create": WRITE_SECTION,
    "branch:post_detail": _row(writers=200, own=200, superior=200, outsider=404, administrator=404),
    "branch:post_update": CHANGE_OBJECT,
    "branch:post_end": CHANGE_OBJECT,
    "branch:post_role": ROLE_OF_POST,
    "branch:post_role_end": ROLE_OF_POST,
    "branch:office_term_list": _row(writers=200, own=200, superior=200, outsider=200, administrator=403),
    "branch:office_term_create": WRITE_SECTION,
    "branch:office_term_detail": _row(writers=200, own=200, superior=200, outsider=404, administrator=404),
    "branch:office_term_update": CHANGE_OBJECT,
    "branch:office_term_move": CHANGE_OBJECT,
    "branch:structure": READ_SECTION,
    "branch:organisation_list": ADMINISTRATION,
    "branch:organisation_create": ADMINISTRATION,
    "branch:organisation_detail": ADMINISTRATION,
    "branch:organisation_update": ADMINISTRATION,
    "branch:account_list": ADMINISTRATION,
    "branch:account_create": ADMINISTRATION,
    "branch:accounts_open": ADMINISTRATION,
    "branch:account_detail": ADMINISTRATION,
    "branch:account_update": ADMINISTRATION,
    "branch:account_password": ADMINISTRATION,
    "branch:forgotten_password": _everyone(302, anonymous=200),
    "branch:new_password": _everyone(200, anonymous=200),
    "branch:sign_in_code": _everyone(302),
    "branch:second_factor": _everyone(200),
    "branch:account_second_off": ADMINISTRATION | {"administrator": 302},
    "branch:address_unpause": ADMINISTRATION | {"administrator": 302},
    # Nothing of the company's sign-in is there where none is set; `company_sign_in/tests` ask with it.
    "branch:company_begin": _everyone(404, anonymous=404),
    "branch:company_back": _everyone(404, anonymous=404),
    "branch:company_directory": _everyone(404),
    "branch:company_confirm": _everyone(404),
    "branch:company_unbind": _everyone(404),
    "branch:account_company": _everyone(404),
    "branch:account_company_end": _everyone(404),
    "branch:account_unpause": ADMINISTRATION | {"administrator": 302},
    "branch:role_create": ADMINISTRATION,
    "branch:role_changes": ADMINISTRATION,
    "branch:role_list": READ_SECTION,
    "branch:rule_exemption_list": READ_SECTION,
    "branch:rule_exemption_create": READ_SECTION | {"committee": 403, "discipline": 403, "superior": 403},
    "branch:rule_exemption_detail": _row(writers=200, own=403, superior=200, outsider=404, administrator=403),
    "branch:rule_exemption_update": _row(
        writers=403, own=403, superior=403, outsider=404, administrator=403, secretary=200
    ),
    "branch:term_list": READ_SECTION,
    "branch:term_create": READ_SECTION | {"committee": 403, "discipline": 403, "superior": 403},
    "branch:term_detail": _row(writers=200, own=403, superior=200, outsider=404, administrator=403),
    "branch:term_update": _row(
        writers=403, own=403, superior=403, outsider=404, administrator=403, secretary=200
    ),
    # What was published is known to everyone of the branch, its sums are the committee's.
    "branch:openness": OPENNESS,
    "branch:disclosure_create": WRITE_SECTION,
    "branch:disclosure_detail": OPENNESS | {"outsider": 404, "administrator": 404},
    "branch:disclosure_update": CHANGE_OBJECT,
    "reports:openness_file": OPENNESS,
    "reports:disclosure_file": OPENNESS | {"outsider": 404, "administrator": 404},
    "branch:dues_list": WRITE_SECTION,
    "branch:dues_create": WRITE_SECTION,
    "branch:dues_detail": DUES,
    "branch:dues_update": DUES,
    "branch:transfer_list": READ_SECTION,
    "branch:transfer_create": WRITE_SECTION,
    "branch:transfer_in": WRITE_SECTION,
    "branch:transfer_detail": _row(writers=200, own=404, superior=200, outsider=404, administrator=404),
    "branch:transfer_update": _row(writers=200, own=404, superior=403, outsider=404, administrator=404),
    # On its way to the outsider's branch.
    "branch:transfer_receive": _row(writers=403, own=404, superior=403, outsider=200, administrator=404),
    "branch:away_list": READ_SECTION,
    "branch:away_create": WRITE_SECTION,
    # The member's own, written by the secretary.
    "branch:away_detail": OWN_AWAY | {"superior": 200},
    "branch:away_update": OWN_AWAY | {"member": 403},
    "branch:away_report": OWN_AWAY | {"committee": 403, "discipline": 403},
    "branch:admonition_list": WRITE_SECTION,
    "branch:admonition_create": WRITE_SECTION,
    # Written by the secretary.
    "branch:admonition_detail": OF_SECRETARY,
    "branch:admonition_update": OF_SECRETARY,
    "branch:roles_confirm": READ_SECTION | dict.fromkeys((*WRITERS, "superior", "outsider"), 302),
    "branch:role_confirm": CONFIRM_ROLE | {"secretary": 302, "superior": 302},
    "branch:role_decline": CONFIRM_ROLE | {"secretary": 200, "superior": 200},
    # The role is the member's, who may know of it and not end it.
    "branch:role_end": _row(
        writers=403, own=404, superior=302, outsider=404, administrator=302, secretary=302, member=403
    ),
}
POST_ONLY = {
    "branch:devices_end",
    "branch:device_end",
    "branch:sign_out",
    "branch:workspace_switch",
    "branch:post_role",
    "branch:post_role_end",
    "branch:roles_confirm",
    "branch:role_confirm",
    "branch:role_end",
    "branch:account_unpause",
    "branch:address_unpause",
    "branch:account_second_off",
    "branch:company_begin",
    "branch:company_confirm",
    "branch:company_unbind",
    "branch:account_company_end",
}


def make_objects(cast) -> dict[str, dict]:
    """The address arguments: a member, a group, a post, the branch, an account and its role."""
    post = cast.people.secretary.posts.get()
    leaving = {"branch": cast.branch, "member": cast.people.extra4, "direction": "OUT"}
    leaving |= {"letter_on": date(2025, 4, 1), "created_by": cast.secretary}
    objects = {
        "member": cast.people.member.pk,
        "group": cast.group.pk,
        "post": post.pk,
        "organisation": cast.branch.pk,
        "account": cast.member.pk,
        "rule_exemption": RuleExemption.objects.create(
            branch=cast.branch,
            rule_id="M4",
            starts_on=date(2024, 1, 1),
            ends_on=date(2024, 2, 29),
            document="公司党委〔2024〕3 号",
            reason="停工检修",
        ).pk,
        "office_term": OfficeTerm.objects.create(
            branch=cast.branch, starts_on=date(2020, 1, 1), ends_on=date(2022, 12, 31)
        ).pk,
        "disclosure": Disclosure.objects.create(
            branch=cast.branch,
            year=2025,
            kind="OTHER",
            subject="党员活动经费使用情况",
            place="公开栏",
            starts_on=date(2025, 3, 3),
            ends_on=date(2025, 3, 7),
        ).pk,
        "dues": DuesMonth.objects.create(
            branch=cast.branch, year=2025, month=1, received=Decimal("98765.40")
        ).pk,
        "transfer": Transfer.objects.create(letter_number="2025-4", place="某市某局党支部", **leaving).pk,
        "away": Away.objects.create(
            branch=cast.branch,
            member=cast.people.member,
            place="某省某市",
            starts_on=date(2025, 2, 1),
            created_by=cast.secretary,
        ).pk,
        "admonition": Admonition.objects.create(
            branch=cast.branch,
            member=cast.people.extra2,
            kind="TALK",
            held_on=date(2025, 4, 2),
            by_whom="支部书记",
            reason="两次缺席组织生活",
            created_by=cast.secretary,
        ).pk,
        "term": StandardTerm.objects.create(branch=cast.branch, wrong="甲项目部", right="甲项目经理部").pk,
    }
    pages = {
        "detail",
        "update",
        "status",
        "extend",
        "correct",
        "dissolve",
        "end",
        "password",
        "unpause",
        "move",
        "report",
    }
    found = {}
    for name in MATRIX:
        kind, _, page = name.removeprefix("branch:").rpartition("_")
        if kind in objects and page in pages:
            found[name] = {"pk": objects[kind]}
    found["reports:openness_file"] = {"file_format": "docx"}
    found["reports:disclosure_file"] = {"pk": objects["disclosure"], "file_format": "docx"}
    link = {"uid": int_to_base36(cast.member.pk), "token": default_token_generator.make_token(cast.member)}
    found["branch:new_password"] = link
    found |= {name: {"slug": "oidc"} for name in ("branch:company_begin", "branch:company_back")}
    own = {"kind": "WECOM", "realm": "corp", "subject": "zhou", "confirmed_at": timezone.now()}
    identity = cast.member.company_identities.create(**own).pk
    found |= {name: {"pk": identity} for name in ("branch:company_confirm", "branch:company_unbind")}
    found["branch:account_company"] = {"pk": cast.member.pk}
    found["branch:account_company_end"] = {"pk": cast.member.pk, "identity_pk": identity}
    found["branch:account_second_off"] = {"pk": cast.member.pk}
    found["branch:post_role"] = found["branch:post_role_end"] = {"pk": post.pk}
    found["branch:role_create"] = {"pk": cast.member.pk}
    sent = Transfer.objects.create(other_branch=cast.other_branch, **leaving)
    found["branch:transfer_receive"] = {"pk": sent.pk}
    found["branch:group_members"] = {"pk": cast.group.pk}
    found["branch:device_end"] = {"pk": cast.member.devices.create(session_key="another", name="手机").pk}
    found["branch:role_end"] = {"pk": cast.member.roles.get().pk}
    waiting = make_user("waiting", ("COMMITTEE_MEMBER", cast.branch), name="待试确").roles.get()
    waiting.confirmed_on = None
    waiting.save()
    found["branch:role_confirm"] = found["branch:role_decline"] = {"pk": waiting.pk}
    return found

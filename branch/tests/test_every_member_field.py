"""No field of a member is forgotten in the register, on the page or in the form.

What is left out somewhere on purpose stands in LEFT_OUT with the reason; a reason that no longer holds fails, too.
"""

from datetime import date

import pytest
from django.urls import reverse

from branch.base import BranchRecord
from branch.members.models import Member
from branch.members.register import member_sheet
from branch.organisations.models import Organisation, PartyGroup
from core import records
from core.testing_fields import fields_told, own_fields, page_text

pytestmark = pytest.mark.django_db

RESTRICTED = "health_class hardship_class"
# Where, for whom: the fields and why they are left out.
LEFT_OUT = {
    ("名册", "secretary"): {
        RESTRICTED: "for the member's own page: a list is passed around",
        "expected_retirement_on": "for the figures of the structure, told on the page",
        "name_sort": "only sorts",
    },
    ("名册", "committee"): {
        f"{RESTRICTED} phone": "restricted",
        "expected_retirement_on": "for the figures of the structure, told on the page",
        "name_sort": "only sorts",
    },
    ("页面", "secretary"): {"name_sort": "only sorts"},
    ("页面", "committee"): {f"{RESTRICTED} phone": "restricted", "name_sort": "only sorts"},
    ("表单", "secretary"): {"name_sort": "made from the name"},
    ("表单", "committee"): {f"{RESTRICTED} phone": "restricted", "name_sort": "made from the name"},
}


@pytest.mark.parametrize(("place", "role"), LEFT_OUT)
def test_every_field_is_there_or_left_out_for_a_reason(place, role, cast, client_of):
    member, user, today = cast.people.member, getattr(cast, role), date(2031, 6, 1)

    def register() -> str:
        rows = Member.objects.filter(pk=member.pk).for_list(today)
        return "\n".join(str(cell) for row in member_sheet(rows, "名册", user, today).rows for cell in row)

    def page() -> str:
        return page_text(client_of(user).get(records.url_of(member)))

    if place == "表单":
        url = reverse("branch:member_update", args=[member.pk])
        told = set(client_of(user).get(url).context["form"].fields)
    else:
        samples = {PartyGroup: cast.second_group, Organisation: cast.other_branch}
        told = fields_told(member, BranchRecord, samples, {"名册": register, "页面": page}[place])
    left_out = " ".join(LEFT_OUT[place, role]).split()
    assert sorted({field.name for field in own_fields(Member, BranchRecord)} - told) == sorted(left_out)

"""学时不作硬性要求: out of rule, rate, facts and reminders; why is for the secretary alone."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from overview.compliance import lines_of
from reports.facts import FactBook
from study.hours.models import HoursExemption
from study.hours.progress import matrix
from study.hours.reckoning import standings

pytestmark = pytest.mark.django_db
DAY = date(2025, 12, 31)
WHY = "行动不便，长年卧床"


@pytest.fixture
def exemption(cast):
    return HoursExemption.objects.create(
        branch=cast.branch, member=cast.people.extra1, year=2025, reason=WHY, created_by=cast.secretary
    )


def needed(cast, year: int = 2025) -> int:
    (line,) = [line for line in lines_of(cast.branch, year, date(year, 12, 31)) if line.rule.id == "P4"]
    return line.results[0].needed


def test_a_member_is_out_of_what_is_counted_in_that_year(cast, exemption):
    assert (needed(cast), needed(cast, 2026)) == (9, 10)
    rows = {one.member.name: one for one in standings(cast.branch, 2025, DAY)}
    one = rows["郑试1"]
    assert (one.missing, one.is_behind(2025, DAY), one.reminder(2025, DAY)) == ("不作硬性要求", False, "")
    assert rows["郑试2"].missing.startswith("还差")
    assert len(matrix(cast.branch, 2025, DAY).counting) == 9
    assert FactBook(cast.branch, 2025, DAY).value("学时达标率").text == "0%"
    exemption.member.statuses.all().delete()
    assert needed(cast) == 9


def test_everybody_exempt_is_no_denominator(cast):
    for name, member in vars(cast.people).items():
        if name != "outsider":
            HoursExemption.objects.create(branch=cast.branch, member=member, year=2025, reason=WHY)
    assert needed(cast) == 0
    assert matrix(cast.branch, 2025, DAY).percent == 0
    assert FactBook(cast.branch, 2025, DAY).value("学时达标率").text == "—"


@pytest.mark.usefixtures("exemption")
@pytest.mark.parametrize(
    "name", ["committee", "group_leader", "member", "superior", "outsider", "administrator"]
)
def test_nobody_else_learns_why(name, cast, client_of):
    client = client_of(getattr(cast, name), year=2025)
    for address in (
        reverse("study:exemption_list"),
        reverse("study:progress"),
        f"{reverse('study:progress')}?format=xlsx",
        reverse("branch:member_detail", args=[cast.people.extra1.pk]),
        f"{reverse('overview:search')}?q=卧床",
    ):
        assert WHY not in client.get(address, follow=True).content.decode(errors="replace")


def test_the_secretary_enters_it_once(cast, client_of):
    secretary, address = client_of(cast.secretary, year=2025), reverse("study:exemption_create")
    typed = {"member": cast.people.extra1.pk, "year": 2025, "reason": WHY}
    assert secretary.post(address, typed).status_code == 302
    again = secretary.post(address, typed | {"reason": "另写"})
    assert "已登记" in again.content.decode()
    assert WHY in secretary.get(reverse("study:exemption_list")).content.decode()
    assert "不作硬性要求" in secretary.get(reverse("study:progress")).content.decode()
    assert HoursExemption.objects.get().year == 2025
    assert secretary.get(address).context["form"]["year"].value() in (2025, localdate().year)

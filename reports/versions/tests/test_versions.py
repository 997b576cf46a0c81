"""Frozen versions open, export what was exported then, are compared and read aloud; a superior sees those that were sent."""

from django.urls import reverse

from reports.report.enums import ReportAction
from reports.report.models import AnnualReport, ReportVersion
from reports.review.models import Answer
from reports.review.tests.test_places import FIRST, SECOND, site, write
from reports.review.tests.test_review import answer_page, move, sent
from reports.versions.reading import USUAL, speed_of, told_time

__all__ = ["site"]


def two_versions(site) -> tuple[ReportVersion, ReportVersion]:
    """The first one recalled and mended, the second one sent."""
    sent(site)
    move(site, ReportAction.RECALL)
    move(site, ReportAction.REVISE)
    write(site.one, SECOND + FIRST.replace("月底", "季末"), site.cast)
    sent(site)
    second, first = ReportVersion.objects.all()
    return first, second


def test_a_version_exports_the_very_bytes_of_its_time(site, client_of):
    secretary = client_of(site.cast.secretary)
    sent(site)
    then = {
        code: secretary.get(reverse("reports:report_file", args=[site.report.pk, code])).content
        for code in ("docx", "pdf")
    }
    move(site, ReportAction.RECALL)
    move(site, ReportAction.REVISE)
    write(site.one, "另写一段，说明情况。", site.cast)
    sent(site)
    first = ReportVersion.objects.get(number=1)
    for code, content in then.items():
        answer = secretary.get(reverse("reports:version_file", args=[first.pk, code]))
        assert answer.content == content
        newest = secretary.get(reverse("reports:report_file", args=[site.report.pk, code]))
        assert newest.content != content
    assert secretary.get(reverse("reports:version_file", args=[first.pk, "odt"])).status_code == 404


def test_an_old_version_opens_as_it_was(site, client_of):
    first, second = two_versions(site)
    shown = client_of(site.cast.committee).get(reverse("reports:version_detail", args=[first.pk]))
    assert "到了月底才补" in shown.content.decode()
    assert "到了季末才补" not in shown.content.decode()
    assert "旧版" in shown.content.decode()
    assert reverse("reports:version_detail", args=[second.pk]) in shown.content.decode()


def test_a_superior_opens_and_compares_only_what_was_sent(site, client_of):
    first, second = two_versions(site)
    superior = client_of(site.cast.superior)
    assert superior.get(reverse("reports:version_detail", args=[second.pk])).status_code == 200
    hidden = [reverse("reports:version_detail", args=[first.pk])]
    hidden += [reverse("reports:version_file", args=[first.pk, code]) for code in ("docx", "pdf")]
    compare = reverse("reports:report_compare", args=[site.report.pk])
    hidden += [f"{compare}?old={old}&new=v{second.pk}" for old in (f"v{first.pk}", "working", "a1", "x")]
    assert {superior.get(address).status_code for address in hidden} == {404}
    detail = superior.get(reverse("reports:report_detail", args=[site.report.pk])).content.decode()
    assert "第 1 版" not in detail
    assert superior.get(compare).context["compared"] is None


def test_versions_are_compared_with_each_other_and_with_last_year(site, client_of):
    first, second = two_versions(site)
    secretary = client_of(site.cast.secretary)
    url = reverse("reports:report_compare", args=[site.report.pk])
    shown = secretary.get(f"{url}?old=v{first.pk}&new=v{second.pk}")
    assert [one.words for one in shown.context["compared"].differences if not one.is_same] == ["改动"]
    assert "<ins" in shown.content.decode()
    assert secretary.get(url).context["compared"].counts == [("改动", 1)]
    same = secretary.get(f"{url}?old=v{first.pk}&new=v{first.pk}")
    assert "两份文字完全一样" in same.content.decode()
    last = AnnualReport.objects.create(branch=site.cast.branch, year=2024, title="上一年的报告")
    last.sections.create(order=0, kind="work", heading="一年来工作").paragraphs.create(order=0)
    move(site, ReportAction.RECALL)
    move(site, ReportAction.REVISE)
    keys = dict(secretary.get(url).context["offered"])
    assert list(keys) == ["working", f"v{second.pk}", f"v{first.pk}", "last"]
    assert secretary.get(f"{url}?old=last&new=working").context["compared"].counts
    for odd in ("v²", "v" + "9" * 30, "v-1", "\x00"):
        assert secretary.get(url, {"old": odd, "new": "working"}).status_code == 404


def test_an_answer_leads_to_what_has_changed_since(site, client_of):
    move(site, ReportAction.SUBMIT)
    committee = client_of(site.cast.committee)
    answer_page(committee, site, choice="AGREE")
    write(site.one, FIRST, site.cast)
    link = f"{reverse('reports:report_compare', args=[site.report.pk])}?old=a{Answer.objects.get().pk}"
    assert link in committee.get(reverse("reports:report_review", args=[site.report.pk])).content.decode()
    assert committee.get(link).context["compared"].counts == [("改动", 1)]


def test_is_read_aloud_with_minutes_for_each_section(site, client_of):
    url = reverse("reports:report_read", args=[site.report.pk])
    committee = client_of(site.cast.committee)
    usual, slow = committee.get(url), committee.get(f"{url}?speed=120")
    assert "按每分钟 220 字估算，标点不计" in usual.content.decode()
    assert sum(one.seconds for one in slow.context["sections"]) > sum(
        one.seconds for one in usual.context["sections"]
    )
    assert [speed_of(odd) for odd in ("", "²", "abc", "9" * 30, "-5", "0", "401", "300")] == [USUAL] * 7 + [
        300
    ]
    assert [told_time(seconds) for seconds in (3, 62, 200, 1800)] == ["10 秒", "1 分", "3 分 20 秒", "30 分"]

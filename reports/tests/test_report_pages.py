"""The report's pages: nothing typed is lost, nothing is made twice, both files come out, each role moves what it may."""

from datetime import date
from io import BytesIO
from urllib.parse import quote

import pytest
from django.urls import reverse
from docx import Document as WordDocument
from pypdf import PdfReader

from core.testing import assert_flat_queries
from documents import fonts
from meetings.tests.helpers import hold
from rectification.problems.models import Problem
from reports.report import services
from reports.report.enums import ReportState, Support
from reports.report.models import AnnualReport, Paragraph, Section, Sentence
from reports.report.views import reports

pytestmark = pytest.mark.django_db

ON = date(2026, 1, 20)


@pytest.fixture
def report(cast) -> AnnualReport:
    Problem.objects.create(branch=cast.branch, year=2025, title="学用脱节", is_main=True, is_finding=False)
    return services.draft_report(branch=cast.branch, year=2025, by=cast.secretary, on=ON)


@pytest.fixture
def secretary(cast, client_of):
    return client_of(cast.secretary, year=2025)


@pytest.fixture
def paragraph(report) -> Paragraph:
    return Paragraph.objects.get(section__report=report, section__kind="problems")


def edit(client, paragraph: Paragraph, text: str, version=None):
    data = {"text": text, "lock_version": paragraph.lock_version if version is None else version}
    return client.post(reverse("reports:paragraph_update", args=[paragraph.pk]), data)


def add(client, section: Section, text: str, **data):
    return client.post(reverse("reports:paragraph_create", args=[section.pk]), {"text": text, **data})


def move(client, report: AnnualReport, action: str):
    name = {"FINALISE": "report_finalise", "SEND": "report_send"}.get(action, "report_move")
    answer = client.post(reverse(f"reports:{name}", args=[report.pk]), {"action": action})
    report.refresh_from_db()
    return answer


def finished(report: AnnualReport) -> None:
    """Take what is still missing out of the text."""
    missing = Paragraph.objects.filter(section__report=report, sentences__support=Support.GAP)
    Paragraph.objects.filter(pk__in=missing.values("pk")).update(is_left_out=True)


def test_a_refused_edit_keeps_the_typed_text(secretary, paragraph):
    answer = edit(secretary, paragraph, "召开{党员大会次}次。")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "召开{党员大会次}次。</textarea>" in page
    assert "没有名为 {党员大会次} 的数据项" in page


def test_a_stale_edit_shows_what_is_stored_and_the_next_one_decides(secretary, cast, paragraph):
    services.save_paragraph(
        paragraph=paragraph, text="别人先改了。", lock_version=1, by=cast.committee, on=ON
    )
    page = edit(secretary, paragraph, "我后改。", version=1)
    assert page.status_code == 422
    assert "我后改。</textarea>" in page.content.decode()
    assert "别人先改了。" in page.content.decode()
    paragraph.refresh_from_db()
    assert f'name="lock_version" value="{paragraph.lock_version}"' in page.content.decode()
    assert edit(secretary, paragraph, "我后改。").status_code == 302
    assert Paragraph.objects.get(pk=paragraph.pk).text == "我后改。"


@pytest.mark.parametrize("version", ["", "²", "x", "9" * 30, "-1"])
def test_an_odd_version_number_counts_as_stale(secretary, paragraph, version):
    assert edit(secretary, paragraph, "改一改。", version=version).status_code == 422


@pytest.mark.parametrize("after", ["", "x", "²", "9" * 30, "0"])
def test_a_paragraph_behind_an_odd_one_goes_to_the_end(secretary, paragraph, after):
    assert add(secretary, paragraph.section, "新的一段。", after=after).status_code == 302
    assert [p.text for p in paragraph.section.paragraphs.all()][-1] == "新的一段。"


def test_an_added_paragraph_sent_twice_is_one(secretary, paragraph):
    for text in ("新的一段。", "新的一段。", "再来一段。"):
        assert add(secretary, paragraph.section, text, form_token="a-token").status_code == 302
    assert [p.text for p in paragraph.section.paragraphs.all()][1:] == ["新的一段。", "再来一段。"]


def test_a_refused_new_paragraph_keeps_the_typed_text(secretary, paragraph):
    answer = add(secretary, paragraph.section, "共{没有这项}个。", form_token="a-token")
    assert answer.status_code == 422
    assert "共{没有这项}个。</textarea>" in answer.content.decode()
    assert paragraph.section.paragraphs.count() == 1


@pytest.mark.usefixtures("cast")
def test_drafting_twice_by_one_form_makes_one_report_and_leads_to_it(secretary):
    url = reverse("reports:report_create")
    assert 'name="form_token"' in secretary.get(url).content.decode()
    answers = [secretary.post(url, {"form_token": "a-token"}) for _ in range(2)]
    report = AnnualReport.objects.get()
    assert [answer.url for answer in answers] == [reverse("reports:report_detail", args=[report.pk])] * 2
    again = secretary.post(url, {"form_token": "another"}, follow=True)
    assert "已有报告" in again.content.decode()


def test_a_gap_cannot_be_kept_and_stops_finalising(secretary, report):
    sentence = Paragraph.objects.get(section__report=report, section__kind="causes").sentences.get()
    page = secretary.post(reverse("reports:sentence_keep", args=[sentence.pk]), follow=True)
    assert "还有【待补充】" in page.content.decode()
    sentence.refresh_from_db()
    assert sentence.support == Support.GAP
    type(sentence).objects.filter(pk=sentence.pk).update(support=Support.KEPT)
    move(secretary, report, "FINALISE")
    assert report.state == ReportState.DRAFT


@pytest.mark.parametrize(
    "record", ["", "x:1", "rectification.problem:²", f"rectification.problem:{'9' * 30}"]
)
def test_a_source_that_is_none_asks_to_choose(secretary, paragraph, record):
    url = reverse("reports:sentence_source", args=[paragraph.sentences.first().pk])
    assert "请先选择一条记录" in secretary.post(url, {"record": record}).content.decode()


def test_a_record_of_another_branch_is_no_source(secretary, cast, paragraph):
    hidden = Problem.objects.create(branch=cast.other_branch, year=2025, title="外单位的问题")
    url = reverse("reports:sentence_source", args=[paragraph.sentences.first().pk])
    page = secretary.post(url, {"record": f"rectification.problem:{hidden.pk}"}).content.decode()
    assert "请先选择一条记录" in page
    assert "外单位的问题" not in page


def test_list_leads_to_drafting_and_to_the_import(secretary):
    page = secretary.get(reverse("reports:report_list")).content.decode()
    assert reverse("reports:report_create") in page
    assert reverse("reports:report_import") in page


@pytest.mark.parametrize("file_format", ["docx", "pdf"])
def test_files_open_and_carry_their_name(secretary, report, file_format):
    answer = secretary.get(reverse("reports:report_file", args=[report.pk, file_format]))
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert f"filename*=utf-8''{quote(f'{report.title}.{file_format}')}" in disposition
    content = BytesIO(answer.content)
    if file_format == "docx":
        words = "".join(p.text for p in WordDocument(content).paragraphs)
    else:
        words = "".join(page.extract_text() for page in PdfReader(content).pages)
    assert "学用脱节" in words.replace("\n", "")


def test_preview_shows_the_pdf_inside_the_page(secretary, report):
    url = reverse("reports:report_file", args=[report.pk, "pdf"]) + "?inline=1"
    assert secretary.get(url)["Content-Disposition"].startswith("inline")
    assert "inline=1" in secretary.get(reverse("reports:report_preview", args=[report.pk])).content.decode()


def test_an_unknown_format_is_not_found(secretary, report):
    assert secretary.get(reverse("reports:report_file", args=[report.pk, "odt"])).status_code == 404
    assert secretary.get(f"/reports/{'9' * 30}/").status_code == 404


def test_what_cannot_be_printed_is_said_on_the_page(secretary, report, monkeypatch):
    def refuse(*_args, **_options):
        raise fonts.MissingGlyphError("龘")

    monkeypatch.setattr(reports, "render_report", refuse)
    page = secretary.get(reverse("reports:report_file", args=[report.pk, "pdf"]), follow=True)
    assert "没有导出：字符“龘”" in page.content.decode()


def test_without_harfbuzz_the_page_names_the_package_and_word_still_works(secretary, report, monkeypatch):
    import builtins

    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "harfbuzz":
            raise OSError("libharfbuzz.so.0: cannot open shared object file")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    fonts._installed.cache_clear()
    fonts.typeface.cache_clear()
    try:
        page = secretary.get(reverse("reports:report_file", args=[report.pk, "pdf"]), follow=True)
        assert "libharfbuzz-subset0" in page.content.decode()
        assert secretary.get(reverse("reports:report_file", args=[report.pk, "docx"])).status_code == 200
    finally:
        fonts._installed.cache_clear()
        fonts.typeface.cache_clear()


def test_each_role_makes_its_moves(cast, client_of, secretary, report):
    finished(report)
    superior, committee = client_of(cast.superior), client_of(cast.committee)
    assert move(committee, report, "FINALISE").status_code == 403
    assert move(superior, report, "ACCEPT").status_code == 404
    assert move(committee, report, "SUBMIT").status_code == 302
    move(secretary, report, "FINALISE")
    assert (report.state, report.versions.count()) == (ReportState.FINAL, 1)
    move(secretary, report, "FINALISE")
    assert report.versions.count() == 1
    move(secretary, report, "SEND")
    assert move(secretary, report, "ACCEPT").status_code == 403
    move(superior, report, "ACCEPT")
    assert report.state == ReportState.ACCEPTED


def test_a_superior_returns_with_a_comment_that_the_branch_reads(cast, client_of, secretary, report):
    finished(report)
    move(secretary, report, "FINALISE")
    move(secretary, report, "SEND")
    url, superior = reverse("reports:report_return", args=[report.pk]), client_of(cast.superior)
    empty = superior.post(url, {"comment": ""})
    assert "请写明退回的原因和修改要求" in empty.content.decode()
    assert secretary.post(url, {"comment": "x"}).status_code == 403
    superior.post(url, {"comment": "第二部分请写具体。"})
    report.refresh_from_db()
    assert report.state == ReportState.RETURNED
    assert (
        "第二部分请写具体。"
        in secretary.get(reverse("reports:report_detail", args=[report.pk])).content.decode()
    )


def test_a_superior_reads_no_draft_in_the_history(cast, client_of, secretary, report, paragraph):
    edit(secretary, paragraph, "还没有想好的话。")
    edit(secretary, Paragraph.objects.get(pk=paragraph.pk), "想好了的话。")
    finished(report)
    sentence = Sentence.objects.get(paragraph=paragraph)
    services.keep_sentence(sentence=sentence, reason="会上讨论的意见", by=cast.secretary)
    move(secretary, report, "FINALISE")
    move(secretary, report, "SEND")
    url = f"/records/reports.annualreport/{report.pk}/history/"
    assert "还没有想好的话。" in secretary.get(url).content.decode()
    seen = client_of(cast.superior).get(url)
    assert seen.status_code == 200
    assert "还没有想好的话。" not in seen.content.decode()
    url = reverse("reports:report_detail", args=[report.pk])
    assert "还没有想好的话。" not in client_of(cast.superior).get(url).content.decode()


def test_a_report_that_was_finalised_cannot_be_deleted(secretary, report):
    finished(report)
    move(secretary, report, "FINALISE")
    url = f"/records/reports.annualreport/{report.pk}/delete/"
    assert secretary.post(url, {"reason": "不要了"}).status_code == 403
    move(secretary, report, "REVISE")
    assert "不能删除" in secretary.post(url, {"reason": "不要了"}).content.decode()
    report.refresh_from_db()
    assert not report.is_deleted


def test_redrafting_keeps_the_place_a_form_was_opened_at(secretary, cast, paragraph, report):
    Problem.objects.update(title="学与用脱节")
    services.redraft_report(report=report, by=cast.secretary, on=ON)
    page = edit(secretary, paragraph, "书记正在写的话。", version=paragraph.lock_version)
    assert page.status_code == 422
    assert "书记正在写的话。</textarea>" in page.content.decode()
    assert "学与用脱节" in page.content.decode()


def test_costs_the_same_with_many_records(secretary, cast, report):
    url = reverse("reports:report_detail", args=[report.pk])
    hold(cast.branch, "2025-02-07", "COMMITTEE", by=cast.secretary)
    services.redraft_report(report=report, by=cast.secretary, on=ON)

    def more():
        for month in range(3, 12):
            hold(cast.branch, f"2025-{month:02d}-07", "COMMITTEE", by=cast.secretary)
            Problem.objects.create(
                branch=cast.branch, year=2025, title=f"问题{month}", is_main=True, is_finding=False
            )
        services.redraft_report(report=report, by=cast.secretary, on=ON)

    assert_flat_queries(lambda: secretary.get(url), more)


def undecided(report: AnnualReport, paragraph: Paragraph, by) -> Sentence:
    """A report whose only fault is a sentence without a record."""
    finished(report)
    text = paragraph.text + "职工普遍满意。"
    services.save_paragraph(paragraph=paragraph, text=text, lock_version=paragraph.lock_version, by=by, on=ON)
    return paragraph.sentences.last()


def test_finalising_asks_for_a_decision_on_what_is_not_backed(secretary, report, paragraph, cast):
    sentence = undecided(report, paragraph, cast.secretary)
    url = reverse("reports:report_finalise", args=[report.pk])
    assert "职工普遍满意。" in secretary.get(url).content.decode()
    answer = secretary.post(url, {"form_token": "a-token"})
    assert "还有 1 句的依据没有确认" in answer.content.decode()
    assert not report.versions.exists()
    assert secretary.post(url, {f"reason_{sentence.pk}": "年底座谈时职工所说"}).status_code == 302
    version = report.versions.get()
    assert version.decisions == [{"text": "职工普遍满意。", "state": "无据", "reason": "年底座谈时职工所说"}]
    assert (
        "年底座谈时职工所说"
        in secretary.get(reverse("reports:report_detail", args=[report.pk])).content.decode()
    )


def test_a_kept_sentence_needs_a_reason_and_is_asked_about_no_more(secretary, report, paragraph, cast):
    sentence = undecided(report, paragraph, cast.secretary)
    url = reverse("reports:sentence_keep", args=[sentence.pk])
    assert "请写明保留这一句的理由" in secretary.post(url, {"reason": " "}, follow=True).content.decode()
    secretary.post(url, {"reason": "座谈所说"})
    assert move(secretary, report, "FINALISE").status_code == 302
    assert report.state == ReportState.FINAL


def test_advice_is_followed_with_one_click_or_set_aside_with_a_reason(secretary, report, paragraph):
    edit(secretary, paragraph, "学用脱节，针对针对这一点多次提醒。")
    paragraph.refresh_from_db()
    url = reverse("reports:report_pane", args=[report.pk, "advice"])
    assert "“针对”连写了两遍" in secretary.get(url).content.decode()
    advice = {"excerpt": "针对针对", "suggestion": "针对", "lock_version": paragraph.lock_version}
    secretary.post(reverse("reports:advice_follow", args=[paragraph.pk]), advice)
    assert Paragraph.objects.get(pk=paragraph.pk).text == "学用脱节，针对这一点多次提醒。"
    again = secretary.post(reverse("reports:advice_follow", args=[paragraph.pk]), advice, follow=True)
    assert "已没有“针对针对”" in again.content.decode()
    aside = {"topic": "模糊数量", "excerpt": "多次"}
    set_aside = reverse("reports:advice_set_aside", args=[report.pk])
    assert "请写明不改的理由" in secretary.post(set_aside, aside, follow=True).content.decode()
    assert "数量说得不具体" in secretary.get(url).content.decode()
    secretary.post(set_aside, aside | {"reason": "原话"})
    assert "数量说得不具体" not in secretary.get(url).content.decode()

"""批复: drafted by the superior officer, seen by the branch once it is issued, linked with its 请示; or come on paper."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import records
from core.attachments import of_record
from core.models import AuditEntry
from core.refusals import Refused
from core.testing import page, signed_in
from reports.numbers.models import OutsideNumber
from reports.report import permissions, services
from reports.report.assembling import content_of
from reports.report.document import to_document
from reports.report.editor import show
from reports.report.enums import ReportAction, ReportState
from reports.report.models import AnnualReport
from reports.review.shown import waiting_for
from reports.rulings.enums import Decision
from reports.rulings.models import ReceivedRuling
from reports.rulings.reminders import reminders_for
from reports.rulings.services import draft_ruling
from reports.tests.matrix_rulings import make_request

pytestmark = pytest.mark.django_db
ON = date(2026, 2, 6)
OF_BRANCH = ("secretary", "committee", "discipline", "group_leader", "member", "probationary")
NOT_ABOVE = (*OF_BRANCH, "outsider", "administrator")


def make_ruling(cast, request=None, *, decision: str = Decision.AGREED, words: str = "") -> AnnualReport:
    request = request or make_request(cast, "增补一名支部委员")
    new = AnnualReport(branch=cast.committee_org, answers_to=request, decision=decision, code="试党")
    return draft_ruling(ruling=new, words=words, by=cast.superior, on=ON)


def move(report, action, by) -> AnnualReport:
    services.move_report(
        report=report, action=action, by=by, at=datetime.fromisoformat("2026-02-06T10:00+08:00")
    )
    return AnnualReport.objects.get(pk=report.pk)


def issue(cast, ruling) -> AnnualReport:
    for action in (ReportAction.FINALISE, ReportAction.SEND):
        ruling = move(ruling, action, cast.superior)
    return ruling


def knows(user, report) -> bool:
    return AnnualReport.objects.visible_to(user).filter(pk=report.pk).exists()


def test_says_what_it_answers_how_and_what_is_asked(cast):
    OutsideNumber.objects.create(branch=cast.committee_org, year=2026, code="试党", number=8, title="通知")
    ruling = make_ruling(cast, words="人选报党委备案。\n\n一个月内完成增补。")
    ruling = issue(cast, ruling)
    full = AnnualReport.objects.with_tree().get(pk=ruling.pk)
    words = to_document(content_of(full, on=ON)).plain_paragraphs()
    assert words == [
        "试党〔2026〕9号",
        "试验公司党委关于同意增补一名支部委员的批复",
        "甲项目党支部：",
        "你支部《甲项目党支部关于增补一名支部委员的请示》（甲项目党支〔2026〕1号）收悉。经研究，现批复如下。",
        "同意增补一名支部委员。",
        "1.人选报党委备案。",
        "2.一个月内完成增补。",
        "此复。",
        "试验公司党委",
        "2026年2月6日",
    ]
    states = [one.state for one in content_of(full, on=ON).sentences()]
    assert states == ["有据", "过渡语", "有据", "无据", "无据", "过渡语"]
    assert {one.state_label for one in show(full, on=ON).sentences} == {"有据", "过渡语", "批复意见"}
    # What is asked is the superior's own decision: nobody is made to say why it has no record.
    assert {one["reason"] for one in full.latest_version().decisions} == {"批复意见"}


@pytest.mark.parametrize(
    ("decision", "title"),
    [
        (Decision.PRINCIPLE, "试验公司党委关于原则同意增补一名支部委员的批复"),
        (Decision.REFUSED, "试验公司党委关于增补一名支部委员的批复"),
    ],
)
def test_a_conditional_or_negative_answer_gives_its_words(cast, decision, title):
    with pytest.raises(Refused, match="请写明"):
        make_ruling(cast, decision=decision)
    request = AnnualReport.objects.get(paper="request")
    assert make_ruling(cast, request, decision=decision, words="缓一缓。").title == title


def test_a_number_that_the_request_does_not_have_is_seen(cast):
    """Negative control: the officer is asked about a changed number, although what is asked needs no record."""
    ruling = make_ruling(cast)
    paragraph = ruling.sections.get(kind="preamble").paragraphs.get()
    text = paragraph.text.replace("〔2026〕1号", "〔2026〕7号")
    services.save_paragraph(
        paragraph=paragraph, text=text, lock_version=paragraph.lock_version, by=cast.superior, on=ON
    )
    with pytest.raises(Refused, match="1 句的依据没有确认"):
        move(ruling, ReportAction.FINALISE, cast.superior)


def test_nobody_of_the_branch_knows_of_it_before_it_is_issued(cast):
    ruling = make_ruling(cast, words="鸟鸣涧。")
    assert knows(cast.superior, ruling)
    assert [role for role in NOT_ABOVE if knows(getattr(cast, role), ruling)] == []
    asked = reverse("reports:report_detail", args=[ruling.answers_to_id])
    for role in ("secretary", "committee"):
        client = signed_in(getattr(cast, role), year=2026)
        told = client.get(asked).content.decode() + client.get(reverse("reports:paper_list")).content.decode()
        assert "关于同意" not in told
        assert client.get(records.url_of(ruling)).status_code == 404
    ruling = move(ruling, ReportAction.FINALISE, cast.superior)
    assert [role for role in NOT_ABOVE if knows(getattr(cast, role), ruling)] == []
    ruling = move(ruling, ReportAction.SEND, cast.superior)
    assert [role for role in NOT_ABOVE if knows(getattr(cast, role), ruling)] == list(OF_BRANCH[:3])
    told = signed_in(cast.secretary, year=2026).get(reverse("reports:paper_list")).content.decode()
    assert ruling.title in told
    # The history of what was written before is the unit's own.
    told = AuditEntry.objects.filter(object_type="reports.annualreport", object_id=ruling.pk)
    assert set(told.values_list("branch_path", flat=True)) == {cast.committee_org.path}


def test_issuing_answers_the_request_and_taking_back_opens_it_again(cast):
    ruling = make_ruling(cast)
    request = ruling.answers_to
    assert [one.report for one in waiting_for(cast.superior).rows] == [request]
    ruling = issue(cast, ruling)
    request.refresh_from_db()
    assert (request.state, request.get_state_display()) == (ReportState.ACCEPTED, "上级已批复")
    assert not waiting_for(cast.superior)
    assert [one.action for one in reminders_for(cast.secretary, cast.branch, ON)] == ["签收"]
    ruling = move(ruling, ReportAction.RECALL, cast.superior)
    request.refresh_from_db()
    assert request.state == ReportState.SENT
    assert not knows(cast.secretary, ruling)
    ruling = move(ruling, ReportAction.SEND, cast.superior)
    assert permissions.open_actions(cast.secretary, ruling) == [ReportAction.ACCEPT]
    assert permissions.open_actions(cast.committee, ruling) == []
    ruling = move(ruling, ReportAction.ACCEPT, cast.secretary)
    assert ruling.get_state_display() == "支部已签收"
    assert permissions.open_actions(cast.superior, ruling) == []


def test_is_not_issued_for_a_request_that_was_taken_back(cast):
    ruling = move(make_ruling(cast), ReportAction.FINALISE, cast.superior)
    move(ruling.answers_to, ReportAction.RECALL, cast.secretary)
    with pytest.raises(Refused, match="不能印发批复"):
        move(ruling, ReportAction.SEND, cast.superior)
    ruling.refresh_from_db()
    assert ruling.state == ReportState.FINAL


def test_is_begun_from_the_list_of_what_waits(cast):
    request = make_request(cast, "增补一名支部委员")
    client = signed_in(cast.superior, year=2026)
    address = reverse("reports:ruling_create", args=[request.pk])
    assert address in client.get(reverse("reports:report_list")).content.decode()
    refused = client.post(address, {"decision": "REFUSED", "words": " ", "code": "试党"})
    assert refused.status_code == 422
    assert "请写明理由" in refused.content.decode()
    assert not AnnualReport.objects.filter(paper="ruling").exists()
    answer = client.post(address, {"decision": "AGREED", "words": "", "code": "试党"}, follow=True)
    assert "试验公司党委关于同意增补一名支部委员的批复" in answer.content.decode()
    ruling = AnnualReport.objects.get(paper="ruling")
    assert ruling.branch == cast.committee_org
    # Asked once more, the one that is there is opened.
    assert client.get(address).url == records.url_of(ruling)
    for name in ("report_finalise", "report_update", "report_preview", "report_read", "report_compare"):
        assert client.get(reverse(f"reports:{name}", args=[ruling.pk])).status_code == 200, name
    for kind in ("docx", "pdf"):
        assert client.get(reverse("reports:report_file", args=[ruling.pk, kind])).status_code == 200
    move(ruling, ReportAction.FINALISE, cast.superior)
    sending = client.get(reverse("reports:report_send", args=[ruling.pk])).content.decode()
    assert "印发给" in sending
    assert "支委会审议" not in sending
    done = client.post(reverse("reports:report_send", args=[ruling.pk]), follow=True).content.decode()
    assert "已印发。支部接收以前，可以撤回。" in done
    signing = signed_in(cast.secretary, year=2026)
    url = reverse("reports:report_move", args=[ruling.pk])
    assert "已签收" in signing.post(url, {"action": "ACCEPT"}, follow=True).content.decode()


def noted(**changes) -> dict:
    return {
        "issuer": "试验公司党委",
        "number": "试党〔2026〕5号",
        "issued_on": "2026-02-05",
        "decision": "AGREED",
        "words": "按期完成。",
        "files": [SimpleUploadedFile("批复.pdf", b"%PDF-1.4\n%%EOF")],
        **changes,
    }


def test_an_answer_on_paper_is_noted_with_its_file(cast):
    request = make_request(cast, "增补一名支部委员")
    client = signed_in(cast.committee, year=2026)
    address = reverse("reports:received_create", args=[request.pk])
    assert client.get(address).context["form"]["issuer"].value() == "试验公司党委"
    early = client.post(address, noted(issued_on="2026-02-03"))
    assert "早于请示的日期 2026-02-04" in page(early).errors
    assert not ReceivedRuling.objects.exists()
    client.post(address, noted())
    ruling = ReceivedRuling.objects.get()
    assert [one.name for one in of_record(ruling)] == ["批复.pdf"]
    request.refresh_from_db()
    assert request.state == ReportState.ACCEPTED
    told = client.get(records.url_of(request)).content.decode()
    assert "试党〔2026〕5号" in told
    assert "按期完成。" in told
    assert "试党〔2026〕5号" in client.get(reverse("reports:paper_list")).content.decode()
    again = client.post(address, noted(number="试党〔2026〕6号"))
    assert "已经登记了这份请示的纸质批复" in page(again).errors
    with pytest.raises(Refused, match="已经登记"):
        make_ruling(cast, request)
    records.soft_delete(ruling, by=cast.secretary, reason="登记错了")
    request.refresh_from_db()
    assert request.state == ReportState.SENT
    records.restore(ruling, by=cast.secretary)
    request.refresh_from_db()
    assert request.state == ReportState.ACCEPTED


def test_an_answer_on_paper_is_not_noted_beside_one_here(cast):
    ruling = issue(cast, make_ruling(cast))
    address = reverse("reports:received_create", args=[ruling.answers_to_id])
    answer = signed_in(cast.secretary, year=2026).post(address, noted())
    assert "上级已在系统里批复" in page(answer).errors

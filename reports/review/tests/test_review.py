"""The life of a report: the committee's answers, comments and their answers, sending, recalling, returning, mending."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from core.refusals import Refused
from core.testing import assert_flat_queries, make_member, page
from meetings.tests.helpers import hold
from reports.report import services as report_services
from reports.report.enums import ReportAction, ReportState
from reports.report.models import AnnualReport, ReportVersion
from reports.review import services
from reports.review.enums import Verdict
from reports.review.models import Answer, Comment, Reply, Review
from reports.review.reminders import reminders_below, reminders_for
from reports.review.seats import seats_of

from .test_places import AT, FIRST, ON, SECOND, site, write

__all__ = ["site"]


def fresh(site) -> AnnualReport:
    return AnnualReport.objects.select_related("branch").get(pk=site.report.pk)


def move(site, action, by=None, at=AT) -> AnnualReport:
    sentences = site.report.sections.values_list("paragraphs__sentences__pk", flat=True)
    report_services.move_report(
        report=site.report,
        action=action,
        by=by or site.cast.secretary,
        at=at,
        decisions=dict.fromkeys([pk for pk in sentences if pk], "会上所说"),
    )
    return fresh(site)


def sent(site) -> AnnualReport:
    move(site, ReportAction.FINALISE)
    return move(site, ReportAction.SEND)


def comment(site, by, words="写具体", quote=SECOND) -> Comment:
    on = services.On(site.one.section_id, site.one.pk, quote, quote) if quote else services.On()
    return services.add_comment(report=fresh(site), on=on, words=words, by=by, at=AT)


def answer_page(client, site, **data):
    """Open the own answer, fill it in and send it."""
    url = reverse("reports:report_review", args=[site.report.pk]) + data.pop("query", "")
    form = client.get(url).context["form"]
    return client.post(url, {"text_mark": form.mark, "form_token": "", **data}, follow=True)


def test_each_member_of_the_committee_answers_and_may_think_again(site, client_of):
    report = move(site, ReportAction.SUBMIT)
    secretary, committee = client_of(site.cast.secretary), client_of(site.cast.committee)
    shown = page(secretary.get(reverse("reports:report_review", args=[report.pk])))
    assert [row.split(" | ")[0] for row in shown.rows] == ["赵试一", "钱试二", "孙试三"]
    assert sum("未表态" in row for row in shown.rows) == 3
    refused = answer_page(committee, site, choice="OPINION", words=" ")
    assert "请写明意见" in refused.content.decode()
    assert not Answer.objects.exists()
    answer_page(committee, site, choice="OPINION", words="第四部分写具体。")
    answer_page(committee, site, choice="AGREE", words="已经改好。")
    answer_page(secretary, site, choice="AGREE", words="")
    assert Answer.objects.count() == 2
    rows = page(secretary.get(reverse("reports:report_review", args=[report.pk]))).rows
    assert "同意 | 已经改好。" in rows[1]
    assert "未表态" in rows[2]
    move(site, ReportAction.FINALISE)
    assert committee.post(reverse("reports:report_review", args=[report.pk]), {}).status_code == 403
    with pytest.raises(Refused, match="只有“支委会审议”时可以表态"):
        services.answer_review(
            report=report,
            seat=seats_of(report.branch, ON)[1],
            choice="AGREE",
            words="",
            seen=[],
            by=site.cast.committee,
            at=AT,
        )


def test_an_answer_says_that_the_text_has_changed_since(site, client_of):
    move(site, ReportAction.SUBMIT)
    committee = client_of(site.cast.committee)
    url = reverse("reports:report_review", args=[site.report.pk])
    mark = committee.get(url).context["form"].mark
    write(site.one, SECOND + FIRST, site.cast)
    late = committee.post(url, {"text_mark": mark, "choice": "AGREE", "words": "看过了"})
    assert "您打开这一页以后，报告的文字又有改动" in late.content.decode()
    assert "看过了</textarea>" in late.content.decode()
    answer_page(committee, site, choice="AGREE")
    assert "此后文字有改动" not in committee.get(url).content.decode()
    write(site.one, FIRST + "改过的一句。", site.cast)
    assert "此后文字有改动" in committee.get(url).content.decode()


def test_the_secretary_notes_what_a_member_without_an_account_has_said(site, client_of):
    from branch.members.models import Post

    Post.objects.create(
        branch=site.cast.branch,
        member=make_member(site.cast.branch, "冯试九"),
        title="PUBLICITY",
        starts_on=date(2023, 1, 1),
    )
    move(site, ReportAction.SUBMIT)
    query = f"?seat=m{Post.objects.get(title='PUBLICITY').member_id}"
    answer_page(client_of(site.cast.secretary), site, query=query, choice="AGREE", words="电话里说同意。")
    rows = page(
        client_of(site.cast.committee).get(reverse("reports:report_review", args=[site.report.pk]))
    ).rows
    assert any("冯试九" in row and "代为登记" in row for row in rows)
    url = reverse("reports:report_review", args=[site.report.pk])
    assert client_of(site.cast.committee).get(url + query).status_code == 403
    own = f"?seat=m{site.cast.people.committee.pk}"
    assert client_of(site.cast.secretary).get(url + own).status_code == 404


def test_another_version_is_answered_anew_and_the_old_answers_stay(site, client_of):
    move(site, ReportAction.SUBMIT)
    answer_page(client_of(site.cast.committee), site, choice="AGREE")
    move(site, ReportAction.FINALISE)
    move(site, ReportAction.REVISE)
    move(site, ReportAction.SUBMIT)
    shown = client_of(site.cast.committee).get(reverse("reports:report_review", args=[site.report.pk]))
    assert shown.context["shown"].agreed == 0
    assert Answer.objects.get().review.number == 1


def test_finalising_asks_for_the_meeting_and_shows_who_is_missing(site, client_of):
    meeting = hold(site.cast.branch, "2025-12-30", "COMMITTEE")
    comment(site, site.cast.committee)
    secretary = client_of(site.cast.secretary)
    url = reverse("reports:report_finalise", args=[site.report.pk])
    shown = secretary.get(url).content.decode()
    assert "还没有表态：赵试一、钱试二、孙试三" in shown
    assert "还有 1 条批注没有答复" in shown
    data = {name: "会上所说" for name in secretary.get(url).context["form"].fields if "reason" in name}
    wrong = secretary.post(url, data | {"meeting": 10**9})
    assert wrong.context["form"].errors["meeting"]
    secretary.post(url, data | {"meeting": meeting.pk})
    assert fresh(site).state == ReportState.FINAL
    assert Review.objects.get(report=site.report, number=1).meeting == meeting
    assert (
        str(meeting) in secretary.get(reverse("reports:report_send", args=[site.report.pk])).content.decode()
    )


def test_reminds_who_has_not_answered_and_of_open_comments(site):
    move(site, ReportAction.SUBMIT)
    cast = site.cast

    def told(user):
        return [(one.waiting, one.detail) for one in reminders_for(user, cast.branch, ON)]

    assert told(cast.committee) == [("支委会审议", "请看过正文，写明同意或意见")]
    for seat in seats_of(cast.branch, ON)[:2]:
        services.answer_review(
            report=fresh(site), seat=seat, choice="AGREE", words="", seen=[], by=seat.user, at=AT
        )
    assert told(cast.committee) == []
    comment(site, cast.committee)
    assert told(cast.secretary) == [("支委会审议", "还没有表态：孙试三"), ("批注", "1 条批注待答复")]
    assert told(cast.member) == []
    assert list(reminders_below(cast.superior, ON)) == []
    report = sent(site)
    ((branch, one),) = reminders_below(cast.superior, ON)
    assert (branch, one.title, one.waiting) == (cast.branch, report.title, "待接收")
    assert one.detail == "2026年1月20日报送，第 1 版"
    for other in (cast.secretary, cast.outsider, cast.administrator):
        assert list(reminders_below(other, ON)) == []


def test_comments_are_answered_replied_to_and_never_deleted(site, client_of):
    secretary, committee = client_of(site.cast.secretary), client_of(site.cast.committee)
    one, two = comment(site, site.cast.committee), comment(site, site.cast.committee, "还有一点", "")
    url = reverse("reports:comment_reply", args=[one.pk])
    refused = secretary.post(url, {"verdict": "KEPT", "words": " ", "form_token": "a"})
    assert refused.status_code == 422
    assert "不改请写明理由" in refused.content.decode()
    for _ in range(2):
        secretary.post(url, {"verdict": "KEPT", "words": "会上定的原话。", "form_token": "b"})
    one.refresh_from_db()
    assert (one.verdict, one.replies.count()) == (Verdict.KEPT, 1)
    committee.post(url, {"verdict": "OPEN", "words": "请再想想。", "form_token": "c"})
    secretary.post(url, {"verdict": "CHANGED", "words": "", "form_token": "d"})
    one.refresh_from_db()
    assert [reply.verdict for reply in one.replies.all()] == ["KEPT", "OPEN", "CHANGED"]
    take_back = reverse("reports:comment_withdraw", args=[two.pk])
    assert secretary.post(take_back).status_code == 403
    committee.post(take_back)
    committee.post(reverse("reports:comment_withdraw", args=[one.pk]))
    assert [row.withdrawn_at is None for row in Comment.objects.order_by("pk")] == [True, False]
    shown = secretary.get(reverse("reports:report_comments", args=[site.report.pk])).content.decode()
    assert "已收回" in shown
    assert Comment.objects.count() == 2


def test_a_comment_is_written_from_its_sentence(site, client_of):
    committee = client_of(site.cast.committee)
    detail = committee.get(reverse("reports:report_detail", args=[site.report.pk]))
    key = next(one.key for one in detail.context["shown"].sentences if one.text == SECOND)
    url = reverse("reports:report_comment", args=[site.report.pk])
    pane = reverse("reports:report_pane", args=[site.report.pk, "sources"])
    assert f"{url}?at={key}" in committee.get(pane, {"at": key}).content.decode()
    form = committee.get(f"{url}?at={key}")
    assert form.context["form"].initial["quote"] == SECOND
    action = form.context["action"]
    assert f"paragraph={site.one.pk}" in action
    wrong = committee.post(action, {"quote": "别处的话", "words": "写具体", "form_token": "a"})
    assert "这一段里没有“别处的话”" in wrong.content.decode()
    assert "写具体</textarea>" in wrong.content.decode()
    for _ in range(2):
        answer = committee.post(action, {"quote": "比上半年少了", "words": "少了几次？", "form_token": "b"})
    assert answer.url.endswith(f"#p-{site.one.pk}")
    made = Comment.objects.get()
    assert (made.quote, made.sentence, made.paragraph) == ("比上半年少了", SECOND, site.one)
    assert committee.get(f"{url}?at=s-9-9-9").status_code == 404
    tab = committee.get(reverse("reports:report_pane", args=[site.report.pk, "comments"])).content.decode()
    assert "少了几次？" in tab
    assert f"#p-{site.one.pk}" in tab
    # The script marks its words until it is answered, which is done where it stands.
    marks = reverse("reports:comment_marks", args=[site.report.pk])
    (mark,) = committee.get(marks).json()["marks"]
    assert (mark["pk"], mark["paragraph"], mark["quote"]) == (made.pk, str(site.one.pk), "比上半年少了")
    secretary, reply = client_of(site.cast.secretary), reverse("reports:comment_reply", args=[made.pk])
    by_script = {"HX-Request": "true"}
    refused = secretary.post(reply, {"verdict": "KEPT", "form_token": "c"}, headers=by_script).json()
    assert refused == {"told": ["不改请写明理由。"], "is_done": False}
    done = secretary.post(reply, {"verdict": "CHANGED", "form_token": "d"}, headers=by_script).json()
    assert done == {"told": ["已答复这条批注。"], "is_done": True}
    assert committee.get(marks).json() == {"marks": []}


def test_a_superior_comments_on_what_was_sent_and_reads_nothing_of_the_branch(site, client_of):
    cast = site.cast
    comment(site, cast.committee, "支部内部的话")
    superior = client_of(cast.superior)
    url = reverse("reports:report_comment", args=[site.report.pk])
    assert superior.get(url).status_code == 404
    sent(site)
    detail = superior.get(reverse("reports:report_detail", args=[site.report.pk]))
    place = next(one.key for one in detail.context["shown"].sentences if one.text == SECOND)
    action = superior.get(f"{url}?at={place}").context["action"]
    superior.post(action, {"quote": "比上半年少了", "words": "请写几次", "form_token": "a"})
    made = Comment.objects.get(is_superior=True)
    assert (made.paragraph, made.version.number) == (site.one, 1)
    pane = reverse("reports:report_pane", args=[site.report.pk, "comments"])
    for address in (pane, reverse("reports:report_comments", args=[site.report.pk])):
        shown = superior.get(address).content.decode()
        assert "请写几次" in shown
        assert "支部内部的话" not in shown
    history = superior.get(f"/records/reports.annualreport/{site.report.pk}/history/").content.decode()
    assert "支部内部的话" not in history
    assert "请写几次" in history
    inner = Comment.objects.get(is_superior=False)
    assert superior.post(reverse("reports:comment_reply", args=[inner.pk]), {}).status_code == 404
    refused = superior.post(
        reverse("reports:comment_reply", args=[made.pk]), {"verdict": "CHANGED", "form_token": "b"}
    )
    assert refused.status_code == 422


def test_sending_shows_everything_and_is_recalled_until_it_is_accepted(site, client_of):
    cast = site.cast
    secretary, superior = client_of(cast.secretary), client_of(cast.superior)
    move(site, ReportAction.FINALISE)
    url = reverse("reports:report_send", args=[site.report.pk])
    shown = secretary.get(url).content.decode()
    for words in ("试验公司党委", "会上所说", "未表态 3 人"):
        assert words in shown
    assert client_of(cast.committee).get(url).status_code == 403
    secretary.post(url)
    version = ReportVersion.objects.get()
    assert fresh(site).state == ReportState.SENT
    assert version.sent_at is not None
    detail = reverse("reports:report_detail", args=[site.report.pk])
    assert superior.get(detail).status_code == 200
    recall = reverse("reports:report_move", args=[site.report.pk])
    assert superior.post(recall, {"action": "RECALL"}).status_code == 403
    secretary.post(recall, {"action": "RECALL"})
    version.refresh_from_db()
    assert (fresh(site).state, version.sent_at) == (ReportState.FINAL, None)
    gone = [detail, detail + "comments/", detail + "file/docx/", detail + "preview/"]
    assert {superior.get(address).status_code for address in gone} == {404}
    assert site.report.title not in superior.get(reverse("overview:oversight")).content.decode()
    history = superior.get(f"/records/reports.annualreport/{site.report.pk}/history/")
    assert history.status_code == 404
    secretary.post(url)
    superior.post(recall, {"action": "ACCEPT"})
    secretary.post(recall, {"action": "RECALL"})
    assert fresh(site).state == ReportState.ACCEPTED


def test_a_return_stays_with_its_comments_through_mending(site, client_of):
    cast = site.cast
    secretary, superior = client_of(cast.secretary), client_of(cast.superior)
    sent(site)
    comment(site, cast.superior, "请写几次")
    url = reverse("reports:report_return", args=[site.report.pk])
    assert "请写几次" in superior.get(url).content.decode()
    superior.post(url, {"comment": "第四部分请写具体。"})
    move(site, ReportAction.REVISE)
    write(site.one, FIRST + "现场办公二次。", cast)
    shown = secretary.get(reverse("reports:report_comments", args=[site.report.pk])).content.decode()
    for words in ("请写几次", "第四部分请写具体。", "原句已改动", SECOND, "批在第 1 版"):
        assert words in shown
    for one in Comment.objects.all():
        services.reply_to(comment=one, verdict="CHANGED", words="已补次数。", by=cast.secretary, at=AT)
    sent(site)
    assert (
        "已补次数。"
        in superior.get(reverse("reports:report_comments", args=[site.report.pk])).content.decode()
    )
    assert [version.sent_at is None for version in ReportVersion.objects.all()] == [False, False]


def test_what_waits_for_acceptance_stands_first_across_years(site, client_of):
    cast = site.cast
    sent(site)
    other = AnnualReport.objects.create(
        branch=cast.other_branch, year=2023, title="乙支部的旧报告", state=ReportState.SENT
    )
    ReportVersion.objects.create(
        report=other,
        number=1,
        content=site.report.versions.get().content,
        sha256="",
        frozen_at=AT - timedelta(days=3),
        sent_at=AT - timedelta(days=2),
    )
    superior = client_of(cast.superior, year=2024)
    for name in ("overview:oversight", "reports:report_list"):
        shown = superior.get(reverse(name))
        waiting = shown.context["waiting_reports" if "oversight" in name else "waiting"]
        assert [one.report for one in waiting.rows] == [other, site.report]
        assert "待办理的报告和请示" in shown.content.decode()
    back = reverse("overview:oversight")
    accept = {"action": "ACCEPT", "next": back}
    answer = superior.post(reverse("reports:report_move", args=[other.pk]), accept)
    assert answer.url == back
    assert "乙支部的旧报告" not in page(superior.get(back)).rows
    accept["next"] = "https://elsewhere.invalid/"
    answer = superior.post(reverse("reports:report_move", args=[site.report.pk]), accept)
    assert answer.url == reverse("reports:report_detail", args=[site.report.pk])
    assert "待办理的" not in client_of(cast.secretary).get(reverse("reports:report_list")).content.decode()


def test_a_members_own_paper_is_commented_by_the_secretary_once_it_was_handed_in(site, client_of):
    cast = site.cast
    own = AnnualReport.objects.create(
        branch=cast.branch, year=2025, paper="statement", member=cast.people.member, title="本人的提纲"
    )
    own.sections.create(order=0, kind="problems", heading="存在的主要问题")
    names = ("report_comments", "report_comment", "report_compare", "report_read", "report_review")
    pages = [reverse(f"reports:{name}", args=[own.pk]) for name in names]
    secretary, member = client_of(cast.secretary), client_of(cast.member)
    assert {secretary.get(page).status_code for page in pages} == {404}
    assert [member.get(page).status_code for page in pages] == [200, 200, 200, 200, 403]
    services.add_comment(report=own, on=services.On(), words="留给自己的话", by=cast.member, at=AT)
    for action in (ReportAction.FINALISE, ReportAction.SEND):
        report_services.move_report(report=own, action=action, by=cast.member, at=AT)
    services.add_comment(report=own, on=services.On(), words="请写具体", by=cast.secretary, at=AT)
    assert [secretary.get(page).status_code for page in pages] == [200, 200, 200, 200, 403]
    shown = secretary.get(pages[0]).content.decode()
    assert "请写具体" in shown
    assert "留给自己的话" not in shown
    assert {client_of(cast.committee).get(page).status_code for page in pages} == {404}
    assert {client_of(cast.superior).get(page).status_code for page in pages} == {404}
    member.post(reverse("reports:report_move", args=[own.pk]), {"action": "RECALL"})
    assert {secretary.get(page).status_code for page in pages} == {404}


def test_comments_cost_the_page_nothing_more_when_there_are_many(site, client_of):
    first = comment(site, site.cast.committee)
    services.reply_to(comment=first, verdict="", words="看到了。", by=site.cast.secretary, at=AT)
    secretary = client_of(site.cast.secretary)
    url = reverse("reports:report_comments", args=[site.report.pk])

    def more():
        for n in range(5):
            services.reply_to(
                comment=comment(site, site.cast.committee, f"第 {n} 条"),
                verdict="",
                words="看到了。",
                by=site.cast.secretary,
                at=AT,
            )

    assert_flat_queries(lambda: secretary.get(url), more)


@pytest.mark.parametrize(
    ("state", "verdict"), [(ReportState.DRAFT, "OPEN"), (ReportState.ACCEPTED, "CHANGED")]
)
def test_an_older_database_tells_its_return_as_a_comment(site, state, verdict):
    sent(site)
    report_services.move_report(
        report=site.report, action=ReportAction.RETURN, by=site.cast.superior, at=AT, comment="请写具体。"
    )
    AnnualReport.objects.filter(pk=site.report.pk).update(state=state)
    ReportVersion.objects.update(sent_at=None)
    migration = import_module("reports.migrations.0011_review")
    migration.tell_when_versions_were_sent(apps, None)
    migration.comment_what_was_returned(apps, None)
    made = Comment.objects.get()
    assert (made.words, made.author, made.verdict) == ("请写具体。", site.cast.superior, verdict)
    assert (made.version.number, made.is_superior) == (1, True)
    assert ReportVersion.objects.get().sent_at is not None
    assert fresh(site).comment == "请写具体。"


def test_nothing_is_said_of_an_accepted_report(site):
    sent(site)
    one = comment(site, site.cast.superior)
    move(site, ReportAction.ACCEPT, by=site.cast.superior)
    with pytest.raises(Refused):
        comment(site, site.cast.committee)
    with pytest.raises(Refused):
        services.reply_to(comment=one, verdict="CHANGED", words="x", by=site.cast.secretary, at=AT)
    assert not Reply.objects.exists()

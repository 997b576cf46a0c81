"""Agenda templates: versions, their pages, and a meeting whose agenda comes from one."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from core import audit, records
from core.testing import assert_flat_queries
from meetings.meeting.agenda_items import AgendaItem
from meetings.meeting.forms.agenda import with_items
from meetings.meeting.models import Meeting
from meetings.meeting.services import plan_meeting
from meetings.plan.models import AgendaTemplate, AgendaTemplateVersion
from meetings.plan.origins import items_of
from meetings.plan.services import TemplateLine, create_template, lines_of, save_template
from meetings.tests.forms import committee_roll, create_url, posted
from meetings.tests.helpers import build, hold, item

from .test_plan import row

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("meetings:template_list"), reverse("meetings:template_create")


def make(branch, by, name: str = "月度支委会", kind: str = "COMMITTEE", titles=("传达文件", "研究工作")):
    template = AgendaTemplate(branch=branch, name=name, kind=kind)
    return create_template(template, lines=[TemplateLine(title) for title in titles], by=by)


def url(name: str, template) -> str:
    return reverse(f"meetings:template_{name}", args=[template.pk])


def filled(*rows: tuple[str, str], **fields) -> dict[str, str]:
    """What the page of a template sends."""
    data = {
        "name": "月度支委会",
        "kind": "COMMITTEE",
        "lines-TOTAL_FORMS": str(len(rows)),
        "lines-INITIAL_FORMS": "0",
    }
    for number, (title, reporter) in enumerate(rows):
        data |= {f"lines-{number}-title": title, f"lines-{number}-reporter": reporter}
    return data | {name: str(value) for name, value in fields.items()}


def versions(template) -> list[list[str]]:
    rows = AgendaTemplateVersion.objects.filter(template=template).order_by("number")
    return [[line.summary for line in version.lines.all()] for version in rows]


def test_every_change_of_the_agenda_makes_a_version_and_none_is_changed(cast, client_of):
    client = client_of(cast.secretary)
    token = client.get(NEW).context["form"]["form_token"].value()
    first = filled(("传达文件", ""), ("", ""), ("研究工作", "赵试一"), form_token=token)
    for _ in range(2):
        assert client.post(NEW, first).status_code == 302
    template = AgendaTemplate.objects.get()
    old = ["1. 传达文件", "2. 研究工作（汇报人：赵试一）"]
    assert versions(template) == [old]
    same = filled(("传达文件", ""), ("研究工作", "赵试一"), name="支委会例会", lock_version=1)
    assert client.post(url("update", template), same).status_code == 302
    assert versions(template) == [old]
    changed = filled(("研究工作", "赵试一"), ("通报党费", ""), name="支委会例会", lock_version=2)
    assert client.post(url("update", template), changed).status_code == 302
    assert versions(template) == [old, ["1. 研究工作（汇报人：赵试一）", "2. 通报党费"]]
    page = client.get(url("detail", template)).content.decode()
    for shown in ("支委会例会", "第 2 版（正在使用）", "新增", "已去掉"):
        assert shown in page, shown
    assert AgendaTemplate.objects.for_list().get().latest.number == 2


def test_compares_with_any_older_version(cast, client_of):
    template = make(cast.branch, cast.secretary)
    for titles in (("传达文件", "二"), ("传达文件", "三")):
        save_template(
            template,
            before=audit.snapshot(template),
            lines=[TemplateLine(title) for title in titles],
            by=cast.secretary,
        )
    client = client_of(cast.superior)
    for asked, older in (("", 2), ("1", 1), ("3", 2), ("²", 2), ("9" * 30, 2)):
        assert client.get(url("detail", template), {"with": asked}).context["older"].number == older, asked


BAD = [
    (filled(), "请至少写一项议题。"),
    (filled(("", "")), "请至少写一项议题。"),
    (filled(("", "赵试一")), "第 1 项议题：请填写议题，或者移除这一行。"),
    (filled(("长" * 201, "")), "200"),
    (filled(("一", ""), name=""), "请填写模板名称，例如“月度支委会”。"),
    (filled(("一", ""), kind="PARTY"), "PARTY"),
    (filled(("一", ""), name="已有"), "已经有同名的议程模板"),
    (filled(*[("一", "")] * 41), "40"),
    (filled(("一", "")) | {"lines-TOTAL_FORMS": "²"}, "议题没有完整提交"),
]


def test_says_what_is_wrong_and_keeps_what_was_typed(cast, client_of):
    make(cast.branch, cast.secretary, name="已有")
    client = client_of(cast.secretary)
    for data, words in BAD:
        response = client.post(NEW, data)
        assert response.status_code == 200, data
        assert words in response.content.decode(), words
    assert AgendaTemplate.objects.count() == 1


def test_refuses_a_stale_template_with_a_comparison(cast, client_of):
    template = make(cast.branch, cast.secretary)
    mine, theirs = (filled((title, ""), lock_version=1) for title in ("我的议题", "别人的议题"))
    assert client_of(cast.committee).post(url("update", template), theirs).status_code == 302
    page = client_of(cast.secretary).post(url("update", template), mine).content.decode()
    assert "1. 别人的议题" in page
    assert "1. 我的议题" in page
    assert versions(template)[-1] == ["1. 别人的议题"]


def test_one_button_fills_the_agenda_and_loses_nothing_typed(cast, client_of):
    template = make(cast.branch, cast.secretary)
    plan_row = row(cast, 3, "COMMITTEE", theme="研究安全")
    client = client_of(cast.secretary, year=2025)
    opened = client.get(create_url(f"?plan={plan_row.pk}"))
    assert f'value="{template.pk}"' in opened.content.decode()
    typed = posted(
        committee_roll(cast, committee=("LEAVE", "出差")),
        [{"title": "研究工作", "decision": "照办"}, {"title": "临时议题"}],
        chair=str(cast.people.secretary.pk),
        minutes="打了半天的字",
        plan_item=opened.context["form"]["plan_item"].value(),
        form_token=opened.context["form"]["form_token"].value(),
    )
    response = client.post(create_url(), typed | {"template": template.pk})
    form = response.context["form"]
    assert [one["title"].value() for one in form.agenda.forms] == ["研究工作", "临时议题", "传达文件"]
    assert "打了半天的字" in response.content.decode()
    assert "出差" in response.content.decode()
    assert not form.errors
    assert not Meeting.objects.exists()
    saved = typed | {"template_version": form["template_version"].value()}
    assert client.post(create_url(), saved).status_code == 302
    meeting = Meeting.objects.get()
    save_template(
        template, before=audit.snapshot(template), lines=[TemplateLine("新议题")], by=cast.secretary
    )
    plan_row.refresh_from_db()
    assert (meeting.template_version.number, plan_row.meeting) == (1, meeting)
    address = reverse("meetings:meeting_detail", args=[meeting.pk])
    page = client.get(address).content.decode()
    assert "月度支委会第 1 版" in page
    assert url("detail", template) in page
    assert f"{NEW}?meeting={meeting.pk}" in page
    records.soft_delete(AgendaTemplate.objects.get(), by=cast.secretary, reason="不用了")
    page = client.get(address).content.decode()
    assert "月度支委会第 1 版" in page
    assert url("detail", template) not in page
    assert "用模板" not in client.get(create_url()).content.decode()


def test_the_address_may_name_a_template(cast, client_of):
    template = make(cast.branch, cast.secretary, kind="GROUP")
    foreign = make(cast.other_branch, cast.outsider)
    client = client_of(cast.group_leader)
    form = client.get(create_url(f"?kind=GROUP&template={template.pk}")).context["form"]
    assert [one["title"].value() for one in form.agenda.forms] == ["传达文件", "研究工作"]
    assert form.initial["kinds"] == ["GROUP"]
    assert client.get(create_url(f"?template={foreign.pk}")).status_code == 404
    assert client.post(create_url(), posted(template=foreign.pk)).status_code == 404
    data = posted(
        [(member, "PRESENT", "") for member in cast.group.members.all()],
        [{"title": "一"}],
        kinds=["GROUP"],
        group=str(cast.group.pk),
        chair=str(cast.people.group_leader.pk),
        template_version=foreign.versions.get().pk,
    )
    assert client.post(create_url(), data).status_code == 302
    assert Meeting.objects.get().template_version is None


def test_keeps_the_agenda_of_a_meeting_as_a_template(cast, client_of):
    agenda = [item("传达文件", reporter="赵试一", decision="照办"), item("研究工作")]
    meeting = hold(cast.branch, "2025-03-07", "COMMITTEE", agenda=agenda)
    address = f"{NEW}?meeting={meeting.pk}"
    form = client_of(cast.secretary).get(address).context["form"]
    assert (form.initial["kind"], form.initial["name"]) == ("COMMITTEE", "支委会议程")
    rows = [(one["title"].value(), one["reporter"].value()) for one in form.lines.forms[:2]]
    assert rows == [("传达文件", "赵试一"), ("研究工作", "")]
    assert client_of(cast.outsider).get(address).status_code == 404
    button = client_of(cast.superior).get(reverse("meetings:meeting_detail", args=[meeting.pk]))
    assert "存为模板" not in button.content.decode()


def test_list_costs_the_same_with_more_templates(cast, client_of):
    client = client_of(cast.secretary)
    make(cast.branch, cast.secretary)

    def more():
        for number in range(5):
            make(cast.branch, cast.secretary, name=f"模板 {number}")

    assert_flat_queries(lambda: client.get(LIST), more)
    assert_flat_queries(
        lambda: client.get(create_url()), lambda: make(cast.branch, cast.secretary, name="再一个")
    )


def test_rows_are_kept_whatever_their_count_says():
    for total in ("", "²", "-1", "9" * 9, "0"):
        data = QueryDict(f"agenda-TOTAL_FORMS={total}&agenda-2-title=已写&agenda-2-decision=照办&title=会")
        typed = with_items(data, [AgendaItem(title="已写"), AgendaItem(title="新的")])
        assert [typed[f"agenda-{number}-title"] for number in range(2)] == ["已写", "新的"], total
        shown = (typed["agenda-TOTAL_FORMS"], typed["agenda-0-decision"], typed["title"])
        assert shown == ("2", "照办", "会")


def test_a_planned_meeting_takes_a_template_until_it_is_held(cast, client_of):
    template = make(cast.branch, cast.secretary)
    meeting = plan_meeting(
        build(cast.branch, "2025-03-07", chair=cast.people.secretary),
        kinds=["COMMITTEE"],
        agenda=[item("研究安全")],
        by=cast.secretary,
    )
    client, address = (
        client_of(cast.secretary, year=2025),
        reverse("meetings:meeting_update", args=[meeting.pk]),
    )
    form = client.get(address).context["form"]
    stored = {name: form.agenda.forms[0][name].value() or "" for name in ("id", "title")}
    typed = posted(
        committee_roll(cast),
        [stored],
        lock_version=form["lock_version"].value(),
        chair=str(cast.people.secretary.pk),
        **{"agenda-INITIAL_FORMS": "1"},
    )
    filled_in = client.post(address, typed | {"template": template.pk}).context["form"]
    names = ("id", "title")
    rows = [{name: one[name].value() or "" for name in names} for one in filled_in.agenda.forms]
    assert [one["title"] for one in rows] == ["研究安全", "传达文件", "研究工作"]
    data = typed | {"template_version": filled_in["template_version"].value(), "agenda-TOTAL_FORMS": "3"}
    data |= {f"agenda-{number}-{name}": one[name] for number, one in enumerate(rows) for name in names}
    assert client.post(address, data).status_code == 302
    kept = meeting.agenda.first()
    meeting = Meeting.objects.get()
    assert (kept.pk, meeting.template_version.template) == (stored["id"], template)
    assert [one.title for one in meeting.agenda.all()] == ["研究安全", "传达文件", "研究工作"]
    assert "用模板" not in client.get(address).content.decode()


def test_the_kinds_of_items_go_from_meeting_to_template_and_back(cast, client_of):
    agenda = [item("学习讲话", kind="FIRST"), item("研究工作", kind="DELIBERATION")]
    made = hold(cast.branch, "2025-03-07", "COMMITTEE", agenda=agenda, by=cast.secretary)
    secretary = client_of(cast.secretary, year=2025)
    form = secretary.get(f"{reverse('meetings:template_create')}?meeting={made.pk}").context["form"]
    assert [row["kind"].value() for row in form.lines][:2] == ["FIRST", "DELIBERATION"]
    lines = [TemplateLine("学习讲话", kind="FIRST"), TemplateLine("研究工作", "赵试一", "DELIBERATION")]
    template = create_template(
        AgendaTemplate(branch=cast.branch, name="月度", kind="COMMITTEE"), lines=lines, by=cast.secretary
    )
    assert lines_of(template.latest) == lines
    assert template.latest.text == "1. 学习讲话（第一议题）\n2. 研究工作（审议；汇报人：赵试一）"
    assert [one.kind for one in items_of(template.latest)] == ["FIRST", "DELIBERATION"]

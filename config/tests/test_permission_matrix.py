"""The whole site for every role: the status of every address, another branch's objects among them, and no restricted value.

A canary is a restricted value found nowhere else: of two members, a visit, a talk, a roll, a criticism, the dues
and a 组织处置. Each role opens every page of every app's matrix once, and of every record type the list, its sheet, the
pages of its records and their histories; the answers serve both questions.
"""

import re
from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from activities import services as activity_services
from activities.models import Activity
from branch.admonitions.models import Admonition
from branch.away.models import Away
from branch.away.services import enter_report
from branch.dues.models import DuesMonth
from core import attachments, audit, records
from core.testing import ROLE_NAMES, build_cast, signed_in
from core.testing_databases import prepared
from documents.content import Document, Paragraph
from documents.render.pdf import render_pdf
from meetings.cycle.criticism.models import Criticism
from meetings.cycle.talks.models import Talk
from meetings.meeting.models import Meeting, RollEntry
from reports.report import services as report_services
from reports.report.models import AnnualReport
from reports.report.structure import insert_paragraph
from reports.review import services as review_services
from reports.review.models import Answer as CommitteeAnswer
from reports.rulings.services import draft_ruling
from reports.tests.matrix_rulings import make_request

from .site import Answer, answer, asked, objects_of, post_only, whole_matrix

pytestmark = pytest.mark.django_db
ROLES = (*ROLE_NAMES, "anonymous")
# Roles whose pages ask the database for different rows; PostgreSQL answers these.
ASKING_APART = {"secretary", "group_leader", "member", "superior", "outsider"}
# Addresses whose arguments are a year, an audience, a kind of paper, a chapter of the handbook or a file format, of
# whichever branch the person works in, and the links of 征求意见 and for a forgotten password, which are for everybody who was given them.
NOT_OBJECTS_OF_A_BRANCH = {
    "branch:new_password",
    "overview:help_about",
    "overview:help_chapter",
    "overview:help_picture",
    "rectification:framework_update",
    "rectification:framework_copy",
    "rectification:opinion_give",
    "reports:item_ledger",
    "reports:openness_file",
    "reports:paper_draft",
    "reports:meeting_book",
    "reports:meeting_statistics",
    "reports:problem_ledger",
    "reports:talk_overview",
    "reports:transfer_register",
    "reports:yearbook",
}

REASON, PHONE, HEALTH, HARDSHIP, FILE = "事由鸟甲", "13766600001", "健康鸟乙", "困难鸟丙", "文件鸟丁"
OWN_PHONE, OWN_HEALTH, OWN_HARDSHIP = "13766600002", "健康鸟己", "困难鸟庚"
# Said in a talk of the secretary with the member; why another was away; what a third said of a fourth.
TALK, AWAY, CRITICISM = "谈话鸟辛", "请假鸟壬", "批评鸟癸"
# Beside a sum of dues that no notice tells yet.
DUES = "党费鸟子"
# A 组织处置 of another member: its texts, the file that lies on it, and why another one was deleted.
MEASURE = {
    "by_whom": "机关鸟子",
    "reason": "事由鸟丑",
    "content": "处置鸟寅",
    "document": "决定鸟卯",
    "outcome": "结果鸟辰",
}
DECISION, DELETED = "文件鸟巳", "删因鸟午"
# A 流动党员: why, how to reach them, what they reported.
AWAY_FOR = {"reason": "外因鸟未", "contact": "联络鸟申"}
REPORTED = "汇报鸟酉"
# What the committee says of a report that was sent: a comment, and an answer in the deliberation.
REMARK, OPINION = "批注鸟戌", "意见鸟亥"
OF_MEASURE = {*MEASURE.values(), DECISION, DELETED}
OF_OTHERS = {REASON, PHONE, HEALTH, HARDSHIP, FILE} | OF_MEASURE | {*AWAY_FOR.values(), REPORTED}
OWN = {OWN_PHONE, OWN_HEALTH, OWN_HARDSHIP, TALK}
# The own outline of the member, which is nobody else's before it is handed in: its title, a paragraph, one taken out,
# a file; and the title and the deletion of another one in the recycle bin.
OUTLINE = ("提纲鸟戌", "提纲鸟亥", "提纲鸟子", "提纲鸟丑", "提纲鸟寅", "提纲鸟卯")
OF_MEMBER = set(OUTLINE)
# A 批复 that the superior officer is drafting: what is asked with it, a title, a paragraph taken out, a file, a deletion.
RULING = ("批复鸟辰", "批复鸟巳", "批复鸟午", "批复鸟未", "批复鸟申")
OF_SUPERIOR = set(RULING)
# What the committee keeps of others.
OF_COMMITTEE = {AWAY, CRITICISM, DUES, REMARK, OPINION}
ALL = OF_OTHERS | OWN | OF_COMMITTEE
# The file lies on another member's record: those who may see the record see that it has the file.
READS_REGISTER = {FILE}
APART = OF_MEMBER | OF_SUPERIOR
HIDDEN = {
    "secretary": APART,
    "committee": ((OF_OTHERS | OWN) - READS_REGISTER) | APART,
    "superior": (ALL - READS_REGISTER) | OF_MEMBER,
    "group_leader": ALL | APART,
    "member": OF_OTHERS | OF_COMMITTEE | OF_SUPERIOR,
    "probationary": ALL | APART,
    "outsider": ALL | APART,
    "administrator": ALL | APART,
}
PER_TYPE = 1
# Where the secretary reads them.
PAPER = ("/reports/talks/", "/reports/sign-in/", "/reports/criticisms/")
OWN_ROOMS = (
    "/members/",
    "/admonitions/",
    "/away/",
    "/branch/",
    "/activities/",
    "/records/",
    "/meetings/talks/",
    "/dues/",
    "/reports/",
    *PAPER,
)


def plant(member, *, by, **values) -> None:
    """Give a member restricted values that are found nowhere else, with their entry in the history."""
    before = audit.snapshot(member)
    for name, value in values.items():
        setattr(member, name, value)
    records.save(member, by=by, before=before)


def plant_meetings(cast) -> None:
    """Put the canaries of organisation life into the talks, rolls and criticisms of the matrices."""
    for talk in Talk.objects.filter(one=cast.people.secretary, other=cast.people.member):
        plant(talk, by=cast.secretary, content=TALK)
    RollEntry.objects.filter(member=cast.people.extra2).update(attendance="LEAVE", reason=AWAY)
    for meeting in Meeting.objects.of_branch(cast.branch).of_kind("LIFE"):
        said = Criticism(branch=cast.branch, meeting=meeting, opinion=CRITICISM)
        said.critic, said.criticised = cast.people.extra1, cast.people.extra2
        records.create(said, by=cast.secretary)


def plant_remarks(cast, objects) -> None:
    """A comment of the committee on the report that was sent, and what a member said of it, in the history too."""
    report = AnnualReport.objects.get(pk=objects["reports:report_comments"]["pk"])
    on, at = review_services.On(), timezone.now()
    review_services.add_comment(report=report, on=on, words=REMARK, by=cast.committee, at=at)
    CommitteeAnswer.objects.filter(review__report=report).update(words=OPINION)


def plant_measure(cast) -> None:
    """A 组织处置 with a canary in every text, entered, changed and with a file; and one in the recycle bin."""
    by, mine = cast.secretary, {"branch": cast.branch, "member": cast.people.extra2}
    mine |= {"kind": "MEASURE", "held_on": date(2025, 5, 7), "created_by": cast.secretary}
    gone = records.create(Admonition(by_whom="党委", document="先前", **mine), by=by)
    records.soft_delete(gone, by=by, reason=DELETED)
    kept = records.create(Admonition(by_whom="党委", document="先前", **mine), by=by)
    plant(kept, by=by, **MEASURE)
    attachments.add(record=kept, upload=SimpleUploadedFile(f"{DECISION}.txt", b"abc"), by=by)


def plant_outline(cast) -> None:
    """The member's outline, drafted, changed, with a file and a paragraph taken out; one of another year deleted."""
    by, on = cast.member, date(2025, 12, 1)
    mine = {"branch": cast.branch, "paper": "statement", "member": cast.people.member}
    gone = report_services.draft_paper(report=AnnualReport(year=2024, **mine), by=by, on=on)
    plant(gone, by=by, title=OUTLINE[4])
    records.soft_delete(gone, by=by, reason=OUTLINE[5])
    kept = report_services.draft_paper(report=AnnualReport(year=2025, **mine), by=by, on=on)
    plant(kept, by=by, title=OUTLINE[0])
    section = kept.sections.get(kind="causes")
    insert_paragraph(section=section, after=None, text=f"{OUTLINE[1]}。", by=by, on=on)
    left = insert_paragraph(section=section, after=None, text=f"{OUTLINE[2]}。", by=by, on=on)
    report_services.leave_out_paragraph(paragraph=left, by=by)
    attachments.add(record=kept, upload=SimpleUploadedFile(f"{OUTLINE[3]}.txt", b"abc"), by=by)


def plant_ruling(cast) -> AnnualReport:
    """A draft of a 批复 to a 请示 of the branch, changed, with a file; one to another 请示 deleted."""
    by, on = cast.superior, date(2026, 2, 5)
    new = {"branch": cast.committee_org, "decision": "AGREED", "code": "试党"}
    gone, kept = (
        draft_ruling(
            ruling=AnnualReport(answers_to=make_request(cast, subject), **new), words=RULING[0], by=by, on=on
        )
        for subject in ("增补委员", "购买图书")
    )
    plant(gone, by=by, title=RULING[1])
    records.soft_delete(gone, by=by, reason=RULING[4])
    plant(kept, by=by, title=RULING[1])
    section = kept.sections.get(kind="matter")
    left = insert_paragraph(section=section, after=None, text=f"{RULING[2]}。", by=by, on=on)
    report_services.leave_out_paragraph(paragraph=left, by=by)
    attachments.add(record=kept, upload=SimpleUploadedFile(f"{RULING[3]}.txt", b"abc"), by=by)
    return kept


def build_site() -> SimpleNamespace:
    """The cast and everything the matrices make, with the canaries in it; the walks only read."""
    cast = build_cast()
    objects = objects_of(cast)
    other, own, by = cast.people.extra2, cast.people.member, cast.secretary
    other.refresh_from_db()
    own.refresh_from_db()
    plant(other, by=by, phone=PHONE, health_class=HEALTH, hardship_class=HARDSHIP)
    plant(own, by=by, phone=OWN_PHONE, health_class=OWN_HEALTH, hardship_class=OWN_HARDSHIP)
    attachments.add(record=other, upload=SimpleUploadedFile(f"{FILE}.txt", b"abc"), by=by)
    visit = Activity(
        branch=cast.branch,
        kind="visit",
        happened_on=date(2025, 5, 6),
        data={
            "targets": "冯甲",
            "reason": "先前",
            "visitors": [{"id": own.pk, "name": own.name}],
            "form": "HOME",
        },
    )
    activity_services.record_activity(visit, participants=[own], by=by)
    before = audit.snapshot(visit)
    visit.data = visit.data | {"reason": REASON}
    activity_services.save_activity(visit, before=before, participants=[own], by=by)
    plant_meetings(cast)
    for month in DuesMonth.objects.of_branch(cast.branch):
        plant(month, by=by, note=DUES)
    plant_measure(cast)
    ruling = plant_ruling(cast)
    plant_outline(cast)
    plant_remarks(cast, objects)
    away = Away(branch=cast.branch, member=cast.people.extra2, place="某市", starts_on=date(2025, 3, 1))
    away.created_by = by
    records.create(away, by=by)
    plant(away, by=by, **AWAY_FOR)
    enter_report(away=away, on=date(2025, 4, 1), channel="电话", text=REPORTED, by=by)
    records.soft_delete(cast.people.extra3, by=by, reason="重复登记")
    return SimpleNamespace(cast=cast, objects=objects, ruling=ruling)


site = prepared(build_site, scope="module")


@pytest.fixture(scope="module")
def walk(site):
    """`walk(role)`: what every address of the matrices answers the role, asked once for all tests."""
    walked: dict[str, dict[str, Answer]] = {}

    def of_role(role: str) -> dict[str, Answer]:
        if role not in walked:
            client = signed_in(getattr(site.cast, role, None), year=2025)
            walked[role] = {name: answer(client, name, site.objects.get(name)) for name in whole_matrix()}
        return walked[role]

    return of_role


def named_addresses(resolver: URLResolver, namespace: str = "") -> set[str]:
    """Every URL name of the site with its namespace; an address without a name would stay untested."""
    names: set[str] = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(part for part in (namespace, entry.namespace) if part)
            names |= named_addresses(entry, inner)
        else:
            assert isinstance(entry, URLPattern)
            assert entry.name, f"{entry.pattern} has no name"
            names.add(f"{namespace}:{entry.name}" if namespace else entry.name)
    return names


def test_knows_every_address():
    assert set(whole_matrix()) == named_addresses(get_resolver())


def test_states_every_role_for_every_address():
    wrong = {name: set(ROLES) ^ set(row) for name, row in whole_matrix().items() if set(row) != set(ROLES)}
    assert wrong == {}


def test_names_only_addresses_that_exist_as_post_only():
    assert post_only() <= set(whole_matrix())


@pytest.mark.parametrize(
    "role",
    [pytest.param(role, marks=pytest.mark.postgres if role in ASKING_APART else ()) for role in ROLES],
)
def test_answers_as_the_matrix_says(role, walk):
    found = {name: answered.status for name, answered in walk(role).items()}
    expected = {name: row[role] for name, row in whole_matrix().items()}
    assert {
        name: (status, expected[name]) for name, status in found.items() if status != expected[name]
    } == {}


@pytest.mark.postgres
def test_hides_every_object_from_another_branch(site):
    """Administrators' pages apart, whatever has an object in its address is 404 for the outsider."""
    rows = whole_matrix()
    open_to_outsiders = {
        name
        for name, kwargs in site.objects.items()
        if kwargs and rows[name]["outsider"] != 404 and rows[name]["secretary"] != 403
    }
    assert open_to_outsiders <= NOT_OBJECTS_OF_A_BRANCH


@pytest.mark.postgres
def test_sees_a_page_that_lets_an_outsider_in(site, monkeypatch):
    """The negative control: with the access check taken out, the outsider's answer is no longer the stated one."""
    from branch.members.models import MemberQuerySet

    monkeypatch.setattr(MemberQuerySet, "visible_to", lambda self, user: self.all())
    name = "branch:member_detail"
    answered = answer(signed_in(site.cast.outsider), name, site.objects[name])
    assert answered.status != whole_matrix()[name]["outsider"]


def more_addresses() -> list[str]:
    """Of every record type the list, its sheet, the page of a record and its history; the pages of the canaries' member."""
    found = []
    for kind in records.all_types():
        try:
            listing = reverse(kind.list_url)
        except NoReverseMatch:
            continue
        found += [listing, f"{listing}?format=xlsx"]
        for pk in kind.model._base_manager.order_by("-pk").values_list("pk", flat=True)[:PER_TYPE]:
            found.append(reverse(kind.detail_url, args=[pk]))
            found.append(reverse("core:record_history", args=[kind.key, pk]))
    other = records.by_label("branch.member").model.objects.get(phone=PHONE)
    found += [reverse(f"branch:member_{page}", args=[other.pk]) for page in ("detail", "update")]
    found.append(reverse("core:record_history", args=["branch.member", other.pk]))
    return list(dict.fromkeys(found))


def told(role: str, site: SimpleNamespace, walked: Iterable[Answer], *below: str) -> dict[str, set[str]]:
    """Address → the canaries that it shows the role, in a walk and beside it; or only of what stands below `below`."""
    client = signed_in(getattr(site.cast, role), year=2025)
    answers = {one.address: one for one in walked}
    sheet = reverse("reports:sign_in_sheet", kwargs=site.objects["reports:sign_in_sheet"])
    paper = reverse("reports:report_detail", args=[site.ruling.pk])
    history = reverse("core:record_history", args=["reports.annualreport", site.ruling.pk])
    asked_about = reverse("reports:report_detail", args=[site.ruling.answers_to_id])
    for address in [f"{sheet}?filled=1", paper, history, asked_about, *more_addresses()]:
        if address not in answers and address.startswith(below or "/"):
            answers[address] = asked(client, address)
    found = {
        address: {canary for canary in ALL | APART if canary in one.words}
        for address, one in answers.items()
        if address.startswith(below or "/")
    }
    return {address: shown for address, shown in found.items() if shown}


@pytest.mark.parametrize("role", HIDDEN)
def test_tells_no_restricted_value(role, site, walk):
    found = told(role, site, walk(role).values())
    assert {address: shown & HIDDEN[role] for address, shown in found.items() if shown & HIDDEN[role]} == {}


@pytest.mark.parametrize("role", HIDDEN)
def test_finds_nothing_by_a_restricted_value(role, site):
    client = signed_in(getattr(site.cast, role), year=2025)
    of_member = () if role == "member" else OUTLINE
    ruling = () if role == "superior" else RULING
    for canary in (REASON, PHONE, HEALTH, TALK, *MEASURE.values(), *AWAY_FOR.values(), *of_member, *ruling):
        if role == "secretary" and canary not in APART:
            continue
        assert client.get(reverse("overview:search"), {"q": canary}).context["found"] == []
    if role == "secretary":
        return
    listing = client.get(reverse("activities:activity_list"), {"q": REASON})
    assert listing.status_code == 403 or listing.context["page"].paginator.count == 0


def test_the_secretary_sees_all_of_them(site, walk):
    """Negative control: the values are really there, and the walk finds them."""
    found = told("secretary", site, walk("secretary").values(), *OWN_ROOMS)
    assert set().union(*found.values()) == ALL
    printed = {room: shown for address, shown in found.items() for room in PAPER if address.startswith(room)}
    assert printed == dict(zip(PAPER, ({TALK}, {AWAY}, {CRITICISM}), strict=True))
    assert any("/history/" in address for address in found)
    assert any("format=xlsx" in address for address in found)


def test_the_member_sees_the_own_outline(site, walk):
    """Negative control: the outline is really there, and the walk finds it where it belongs."""
    found = told("member", site, walk("member").values(), "/reports/", "/trash/", "/records/")
    assert set().union(*found.values()) >= OF_MEMBER, found
    client = signed_in(site.cast.member, year=2025)
    assert client.get(reverse("overview:search"), {"q": OUTLINE[0]}).context["found"]


def test_the_superior_sees_the_own_draft(site, walk):
    """Negative control: the draft of the 批复 is really there, and the walk finds it where it belongs."""
    found = told("superior", site, walk("superior").values(), "/reports/", "/trash/", "/records/")
    # The recycle bin is one of branches: why the other draft was deleted stands in none.
    assert set().union(*found.values()) >= {*RULING[:4]}, found


def test_the_walk_goes_red_when_the_mask_is_taken_off(site, monkeypatch):
    """Negative control: without the mask of the activities' own fields a committee member reads the reason."""
    monkeypatch.setattr("activities.models.may_see_restricted", lambda user, branch: True)
    client, kwargs = signed_in(site.cast.committee, year=2025), site.objects["activities:activity_detail"]
    found = told("committee", site, [answer(client, "activities:activity_detail", kwargs)], "/activities/")
    assert HIDDEN["committee"] & set().union(*found.values()) == {REASON}


# Pages that ask for what few may know: the browser keeps nothing typed there by itself.
KEPT_BY_WISH = {
    "branch:member_create": "secretary",
    "branch:member_update": "secretary",
    "branch:member_status": "secretary",
    "branch:away_create": "secretary",
    "branch:away_report": "member",
    "branch:admonition_create": "secretary",
    "branch:admonition_update": "secretary",
    "meetings:talk_create": "secretary",
    "meetings:talk_round": "secretary",
    "meetings:talk_update": "secretary",
    "meetings:criticism_create": "secretary",
    "meetings:criticism_update": "secretary",
    "meetings:criticism_reply": "member",
    "meetings:criticism_person": "secretary",
    "meetings:appraisal_decide": "secretary",
}
PRIVATE_FORM = re.compile(r"<form\b[^>]*\bdata-private\b")


@pytest.mark.parametrize("name", KEPT_BY_WISH)
def test_keeps_nothing_of_restricted_forms_on_the_device(name, walk):
    answered = walk(KEPT_BY_WISH[name])[name]
    assert answered.status == 200
    assert PRIVATE_FORM.search(answered.words)


@pytest.mark.parametrize("name", ["meetings:meeting_create", "branch:group_create", "branch:post_update"])
def test_keeps_what_is_typed_into_other_forms(name, walk):
    """The negative control: not every form is private."""
    answered = walk("secretary")[name]
    assert '<form class="house-form' in answered.words
    assert not PRIVATE_FORM.search(answered.words)


def test_reads_what_a_pdf_says():
    """A control of the reader: a canary printed on a page is found, across a line's end too."""
    document = Document("汇报", (Paragraph.of("报" * 23 + HEALTH),), "甲支部", date(2025, 1, 1))
    assert HEALTH in Answer("/", 200, render_pdf(document), "").words

"""Canaries: a restricted value reaches nobody who may not see it, in any page, sheet, document, history or search.

Every restricted value of two members and of a visit is a string found nowhere else. Each role then opens every page of
every app's matrix, and of every record type the list, its sheet, the pages of its records and their histories.
"""

import io
import zipfile
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from pypdf import PdfReader

from activities import services as activity_services
from activities.models.activity import Activity
from config.tests.test_permission_matrix import app_matrices, post_only, whole_matrix
from core import attachments, audit, records
from core.testing import HouseClient, build_cast
from core.testing_databases import prepared
from meetings.models import Criticism, Meeting, RollEntry, Talk
from reports.content.document import Document, Paragraph
from reports.render.pdf import render_pdf

pytestmark = pytest.mark.django_db

REASON, PHONE, HEALTH, HARDSHIP, FILE = "事由鸟甲", "13766600001", "健康鸟乙", "困难鸟丙", "文件鸟丁"
OWN_PHONE, OWN_HEALTH, OWN_HARDSHIP = "13766600002", "健康鸟己", "困难鸟庚"
# Said in a talk of the secretary with the member; why another was away; what a third said of a fourth.
TALK, AWAY, CRITICISM = "谈话鸟辛", "请假鸟壬", "批评鸟癸"
OF_OTHERS = {REASON, PHONE, HEALTH, HARDSHIP, FILE}
OWN = {OWN_PHONE, OWN_HEALTH, OWN_HARDSHIP, TALK}
# What the committee keeps of others.
OF_COMMITTEE = {AWAY, CRITICISM}
ALL = OF_OTHERS | OWN | OF_COMMITTEE
# The file lies on another member's record: those who may see the record see that it has the file.
READS_REGISTER = {FILE}
HIDDEN = {
    "committee": (OF_OTHERS | OWN) - READS_REGISTER,
    "superior": ALL - READS_REGISTER,
    "group_leader": ALL,
    "member": OF_OTHERS | OF_COMMITTEE,
    "probationary": ALL,
    "outsider": ALL,
    "administrator": ALL,
}
PER_TYPE = 1
# Where the secretary reads them.
PAPER = ("/reports/talks/", "/reports/sign-in/", "/reports/criticisms/")
OWN_ROOMS = ("/members/", "/branch/", "/activities/", "/records/", "/meetings/talks/", *PAPER)


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


def build_site() -> SimpleNamespace:
    """The cast and everything the matrices make, with the canaries in it; the walks only read."""
    cast = build_cast()
    pages = {
        name: kwargs
        for module in app_matrices().values()
        for name, kwargs in module.make_objects(cast).items()
    }
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
    records.soft_delete(cast.people.extra3, by=by, reason="重复登记")
    return SimpleNamespace(cast=cast, pages=pages)


site = prepared(build_site, scope="module")


def addresses(site: SimpleNamespace) -> list[str]:
    """The pages of the matrices and of the record types."""
    by_get = [name for name in whole_matrix() if name not in post_only()]
    found = [reverse(name, kwargs=site.pages.get(name) or None) for name in by_get]
    found.append(reverse("reports:sign_in_sheet", kwargs=site.pages["reports:sign_in_sheet"]) + "?filled=1")
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
    found += [
        reverse("branch:member_detail", args=[other.pk]),
        reverse("branch:member_update", args=[other.pk]),
    ]
    found.append(reverse("core:record_history", args=["branch.member", other.pk]))
    return list(dict.fromkeys(found))


def words_of(response) -> str:
    """Everything a response says: a page as it is, a packed file unpacked, a calendar's lines unfolded."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    if content.startswith(b"%PDF"):
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        return "".join(text.split()) + response.get("Content-Disposition", "")
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    text = content.decode("utf-8", errors="ignore").replace("\r\n ", "")
    return text + response.get("Content-Disposition", "")


def leaks(client: HouseClient, site, hidden: set[str], *below: str) -> dict[str, set[str]]:
    """Address → the canaries that it shows; of all addresses, or of those that begin with one of `below`."""
    found = {}
    for address in addresses(site):
        if below and not address.startswith(below):
            continue
        words = words_of(client.get(address))
        if shown := {canary for canary in hidden if canary in words}:
            found[address] = shown
    return found


@pytest.mark.parametrize("role", HIDDEN)
def test_tells_no_restricted_value(role, site, client_of):
    client = client_of(getattr(site.cast, role), year=2025)
    assert leaks(client, site, HIDDEN[role]) == {}


@pytest.mark.parametrize("role", HIDDEN)
def test_finds_nothing_by_a_restricted_value(role, site, client_of):
    client = client_of(getattr(site.cast, role), year=2025)
    for canary in (REASON, PHONE, HEALTH, TALK):
        assert client.get(reverse("overview:search"), {"q": canary}).context["found"] == []
    listing = client.get(reverse("activities:activity_list"), {"q": REASON})
    assert listing.status_code == 403 or listing.context["page"].paginator.count == 0


def test_the_secretary_sees_all_of_them(site, client_of):
    """Negative control: the values are really there, and the walk finds them."""
    found = leaks(client_of(site.cast.secretary, year=2025), site, ALL, *OWN_ROOMS)
    assert set().union(*found.values()) == ALL
    printed = {room: shown for address, shown in found.items() for room in PAPER if address.startswith(room)}
    assert printed == dict(zip(PAPER, ({TALK}, {AWAY}, {CRITICISM}), strict=True))
    assert any("/history/" in address for address in found)
    assert any("format=xlsx" in address for address in found)


def test_the_walk_goes_red_when_the_mask_is_taken_off(site, client_of, monkeypatch):
    """Negative control: without the mask of the activities' own fields a committee member reads the reason."""
    monkeypatch.setattr("activities.models.activity.may_see_restricted", lambda user, branch: True)
    found = leaks(client_of(site.cast.committee, year=2025), site, HIDDEN["committee"], "/activities/")
    assert {canary for shown in found.values() for canary in shown} == {REASON}


def test_reads_what_a_pdf_says():
    """A control of the reader: a canary printed on a page is found, across a line's end too."""
    document = Document("汇报", (Paragraph.of("报" * 23 + HEALTH),), "甲支部", date(2025, 1, 1))
    assert HEALTH in words_of(HttpResponse(render_pdf(document)))

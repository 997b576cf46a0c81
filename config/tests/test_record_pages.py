"""The pages of every record type, whoever wrote them: who sees and who changes, what is written and told, a form sent twice,
two people editing, a list without records. GET never writes: the client refuses it.
"""

from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from core import audit, records
from core.forms import BaseModelForm
from core.kept import note_change
from core.testing import ROLE_NAMES, build_cast, make_organisation, make_user, page, signed_in
from core.testing_databases import prepared
from reports.tests.matrix_houses import FILE as HOUSE_FILE
from study.hours.models import HourUnit

from .site import objects_of, whole_matrix
from .typed import typed

KINDS = {kind.key: kind for kind in records.all_types()}
# What the address says where a new one needs more than its form.
ASKED = {"activities.activity": "?kind=relay", "branch.ruleexplanation": "?rule=M2&period=2025-03&subject="}
# What cannot be guessed from the kind of a field.
TYPED = {
    "reports.housepaper": {"upload": SimpleUploadedFile("house.docx", HOUSE_FILE.read_bytes())},
    "branch.post": {"title": "PUBLICITY"},
    "branch.standardterm": {"right": "第一工程处"},
    "overview.renewal": {"number": "4"},
    "branch.organisation": {"code": "gamma"},
    "branch.duesmonth": {"month": "2", "received": "100", "handed_up": "", "handed_up_on": ""},
    "branch.user": {"username": "xinren", "password": "yusan-hama-72", "password_again": "yusan-hama-72"},
    "reports.outsidenumber": {"number": "4"},
    "branch.transfer": {"place": "某市某局党支部"},
    "meetings.agendatemplate": {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-title": "学习"},
    "rectification.problem": {"points-TOTAL_FORMS": 0, "points-INITIAL_FORMS": 0},
    "study.hourunit": {"hours": "4"},
    "study.planitem": {"hours": "2"},
    "study.studytask": {"hours": "2", "starts_on": "2025-03-01", "due_on": "2025-03-31"},
    "study.training": {"hours": "2", "starts_on": "2025-03-01", "ends_on": "2025-03-02"},
}
# A meeting is entered with its roll and agenda, a report is drafted, its edited file comes back, a 批复 comes to a 请示,
# a branch handed over with its open work: their own tests do it.
NOT_TYPED_IN = {
    "meetings.meeting",
    "reports.annualreport",
    "reports.returnedfile",
    "reports.receivedruling",
    "overview.handover",
    "overview.branchclosing",
}
# What was handed over, or came back, stands as it was.
NEVER_EDITED = {"overview.handover", "overview.branchclosing", "reports.returnedfile"}
# A reason answers the cell it was opened from, an appraisal is one a year, a template has lines of its own.
ONE_AT_A_TIME = {
    "branch.campaign",
    "branch.ruleexplanation",
    "branch.officeterm",
    "meetings.appraisalround",
    "meetings.agendatemplate",
    "overview.renewal",
    "reports.housepaper",
    "reports.reporttemplate",
}
# Where the first text of a form takes only some letters, or is asked for of some choices alone.
CHANGED = {"branch.user": "display_name", "branch.post": "duties"}
# Their forms compare what stands in rows and choices of other records: their own tests do it.
NOT_COMPARED = NOT_TYPED_IN | {"meetings.vote", "meetings.criticism"}
# Giving a reason once more changes the one that stands: it is compared.
WRITTEN_AGAIN = {"branch.ruleexplanation"}
# The branch's conversion table is the usual one until it has its own; a 批复 stands in the list of the season's papers.
NEVER_EMPTY = {"branch.organisation", "branch.user", "study.hourunit", "reports.receivedruling"}
# Frameworks stand as rows of two lists, shares as cells of a matrix; both say in words that there are none.
LISTED_OTHERWISE = {"rectification.frameworkitem", "study.studyassignment"}
ADMINISTRATION = {"branch.organisation", "branch.user"}
# Whoever sees a draft, or why somebody is exempt, may change it.
SEEN_BY_NOBODY_ELSE = ADMINISTRATION | {
    "reports.annualreport",
    "study.hoursexemption",
    "branch.duesmonth",
    "branch.admonition",
}


def more_typed(key: str) -> dict:
    """What the form of a type needs besides, a file at its beginning."""
    for value in TYPED.get(key, {}).values():
        if hasattr(value, "seek"):
            value.seek(0)
    return TYPED.get(key, {})


def build_records() -> SimpleNamespace:
    """The cast, and a record of every type in its branch."""
    cast = build_cast()
    return SimpleNamespace(cast=cast, objects=objects_of(cast))


site = prepared(build_records)


def address(name: str, **kwargs) -> str:
    """The address of a name, or nothing where there is none."""
    try:
        return reverse(name, kwargs=kwargs) if name else ""
    except NoReverseMatch:
        return ""


TO_CREATE = [key for key, kind in KINDS.items() if address(kind.create_url) and key not in NOT_TYPED_IN]
TO_UPDATE = [key for key, kind in KINDS.items() if kind.update_url]
TO_COMPARE = [key for key in TO_UPDATE if key not in NOT_COMPARED]


def record_of(site: SimpleNamespace, key: str) -> Model:
    """The record that the matrices made of a type."""
    kind = KINDS[key]
    return kind.model.objects.get(**site.objects[kind.detail_url])


def users(site: SimpleNamespace) -> list:
    """Everybody of the cast."""
    return [getattr(site.cast, role) for role in ROLE_NAMES]


def outsiders_answers(site: SimpleNamespace, key: str) -> set[int]:
    """What the page of a record and the form that edits it answer the secretary of another branch."""
    kind, pk = KINDS[key], record_of(site, key).pk
    client = signed_in(site.cast.outsider, year=2025)
    addresses = [reverse(kind.detail_url, args=[pk]), address(kind.update_url, pk=pk)]
    return {client.get(one).status_code for one in addresses if one}


def readers_answers(site: SimpleNamespace, key: str) -> set[int]:
    """What the form that is sent answers those who may see the record and not change it; opened, the matrix has it."""
    kind, obj = KINDS[key], record_of(site, key)
    seen_by = [
        getattr(site.cast, role) for role in ROLE_NAMES if whole_matrix()[kind.detail_url][role] == 200
    ]
    return {
        signed_in(user, year=2025).post(reverse(kind.update_url, args=[obj.pk]), {}).status_code
        for user in seen_by
        if not kind.can_change(user, obj)
    }


def create(site: SimpleNamespace, key: str, **changes) -> SimpleNamespace:
    """Fill in the form for a new record and send it twice: what came of it."""
    kind, model = KINDS[key], KINDS[key].model
    by = site.cast.administrator if key in ADMINISTRATION else site.cast.secretary
    url, client = reverse(kind.create_url) + ASKED.get(key, ""), signed_in(by, year=2025)
    old = set(model._base_manager.values_list("pk", flat=True))
    form = client.get(url).context["form"]
    # Typed once: what a form offers may be another choice when it is saved.
    sent = typed(form) | more_typed(key) | changes
    first, second = (client.post(url, rewound(sent)) for _ in range(2))
    told = [str(message) for message in first.wsgi_request._messages]
    made = list(model._base_manager.exclude(pk__in=old))
    return SimpleNamespace(by=by, first=first, told=told, second=second, made=made)


def rewound(sent: dict) -> dict:
    """The same once more, files from their beginning."""
    for value in sent.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return sent


def edit_twice(site: SimpleNamespace, key: str, **second) -> SimpleNamespace:
    """Open a form twice, change a text in both, send one after the other: the answers, and what is stored."""
    kind, obj = KINDS[key], record_of(site, key)
    url = reverse(kind.update_url, args=[obj.pk])
    by = next(user for user in users(site) if kind.can_change(user, obj))
    tabs = [signed_in(by, year=2025) for _ in range(2)]
    opened = [tab.get(url).context["form"] for tab in tabs]
    name, texts = changed_field(opened[0], CHANGED.get(key, ""))
    answers = [
        tab.post(url, typed(form) | {name: text} | more)
        for tab, form, text, more in zip(tabs, opened, texts, ({}, second), strict=True)
    ]
    obj.refresh_from_db()
    return SimpleNamespace(answers=answers, texts=texts, stored=str(getattr(obj, name)))


def changed_field(form: BaseModelForm, name: str) -> tuple[str, tuple[str, str]]:
    """A field of the record itself to type in, and what two people type."""
    own = {field.name for field in form.instance._meta.concrete_fields}
    texts = [one for one, field in form.fields.items() if one in own and type(field) is forms.CharField]
    if name or texts:
        return name or texts[0], ("先改的内容", "后改的内容")
    name = next(name for name, field in form.fields.items() if isinstance(field, forms.DateField))
    return name, ("2027-12-30", "2027-12-31")


@pytest.mark.parametrize("key", KINDS)
def test_does_not_exist_for_another_branch(key, site):
    assert outsiders_answers(site, key) == ({403} if key in ADMINISTRATION else {404})


@pytest.mark.parametrize("key", TO_UPDATE)
def test_is_not_changed_by_those_who_may_only_see_it(key, site):
    assert readers_answers(site, key) == (set() if key in SEEN_BY_NOBODY_ELSE else {403})


@pytest.mark.parametrize("key", TO_CREATE)
def test_is_entered_once_with_its_audit_entry_and_a_message(key, site):
    done = create(site, key)
    assert [response.status_code for response in (done.first, done.second)] == [302, 302]
    (made,) = done.made
    entry = audit.entries_of(made).get(action="CREATE")
    assert (entry.actor_id, entry.object_type) == (done.by.pk, key)
    assert done.first.url == done.second.url == records.url_of(made)
    assert done.told
    assert getattr(made, "branch", site.cast.branch) == site.cast.branch


@pytest.mark.parametrize("key", [key for key in TO_CREATE if key not in ONE_AT_A_TIME])
def test_the_next_one_can_be_entered_at_once(key, site):
    done = create(site, key, again="1")
    assert done.first.url.partition("?")[0] == reverse(KINDS[key].create_url)
    assert len(done.made) == 1
    page_of_the_next = signed_in(done.by, year=2025).get(done.first.url)
    assert 'name="again"' in page_of_the_next.content.decode()


@pytest.mark.parametrize("key", TO_COMPARE)
def test_shows_what_another_has_changed_meanwhile(key, site):
    done = edit_twice(site, key)
    assert [response.status_code for response in done.answers] == [302, 200]
    assert "别人刚改过这条记录" in done.answers[1].content.decode()
    assert done.texts in [(theirs, yours) for _, theirs, yours in done.answers[1].context["form"].conflicts]
    assert done.stored == done.texts[0]


def other_words(site: SimpleNamespace, key: str) -> SimpleNamespace:
    """Save a new record, go Back to its form and type something else in one field: what would be sent then."""
    kind, by = KINDS[key], site.cast.administrator if key in ADMINISTRATION else site.cast.secretary
    url, client = reverse(kind.create_url) + ASKED.get(key, ""), signed_in(by, year=2025)
    form = client.get(url).context["form"]
    old = set(kind.model._base_manager.values_list("pk", flat=True))
    assert client.post(url, typed(form) | more_typed(key), follow=True).redirect_chain
    name, (_, text) = changed_field(form, CHANGED.get(key, ""))

    def send(address: str = url, **more):
        return client.post(address, typed(form) | more_typed(key) | {name: text} | more)

    made = kind.model._base_manager.exclude(pk__in=old)
    return SimpleNamespace(client=client, send=send, name=name, text=text, made=made)


@pytest.mark.parametrize("key", [key for key in TO_CREATE if key not in WRITTEN_AGAIN])
def test_asks_what_other_words_in_a_saved_form_shall_be(key, site):
    done = other_words(site, key)
    answer = done.send()
    form, asked = answer.context["form"], answer.context["form"].asked
    assert (answer.status_code, done.made.count()) == (200, 1)
    assert form[done.name].value() == done.text
    assert "另存一条" in answer.content.decode()
    assert "还没有保存" in page(answer).errors
    assert len(answer.context["messages"]) == 0  # the notice of a finished job stands elsewhere
    again = done.send()
    assert (again.status_code, done.made.count()) == (200, 1), "saving once more is no answer"
    fields = done.client.get(asked.change_url).context["form"].fields.keys() - {"lock_version"}
    assert asked.is_sent == (fields == form.fields.keys())
    if asked.is_sent:
        answers = {"as_new": asked.token, "lock_version": asked.lock_version}
        changed = done.send(asked.change_url, **answers)
        assert changed.status_code == 302, changed.context["form"].errors
        assert str(getattr(done.made.get(), done.name)) == done.text
        assert done.send(asked.change_url, **answers | {"as_new": "another"}).status_code == 200, (
            "stale by now"
        )


@pytest.mark.parametrize("key", ["rectification.cause", "study.studymaterial", "activities.activity"])
def test_makes_another_record_of_them_where_that_is_wanted(key, site):
    done = other_words(site, key)
    token = done.send().context["form"].asked.token
    assert [done.send(as_new=token).status_code for _ in range(2)] == [302, 302]
    assert done.made.count() == 2
    assert done.text in {getattr(obj, done.name) for obj in done.made}


@pytest.mark.parametrize(
    "key", [key for key in KINDS if key not in NEVER_EMPTY | LISTED_OTHERWISE | {"meetings.vote"}]
)
def test_says_what_to_do_first_where_there_are_none(key, site):
    branch = make_organisation("gamma", parent=site.cast.committee_org)
    client = signed_in(make_user("gamma-secretary", ("SECRETARY", branch)), year=2025)
    listed = client.get(reverse(KINDS[key].list_url)).content.decode()
    assert listed.count('class="empty-state"') == 1
    own = signed_in(site.cast.secretary, year=year_of(record_of(site, key)))
    assert 'class="empty-title"' not in own.get(reverse(KINDS[key].list_url)).content.decode()


def year_of(obj: Model) -> int:
    """The year whose list shows a record."""
    for name in ("year", "meeting", "written_on", "happened_on", "held_on", "letter_on", "ends_on"):
        value = getattr(obj, name, None)
        if value:
            return value if isinstance(value, int) else value.year
    return date.today().year


def test_every_type_is_walked():
    left_out = set(KINDS) - set(TO_CREATE)
    assert left_out == NOT_TYPED_IN | {"meetings.vote"} | LISTED_OTHERWISE
    assert set(KINDS) - set(TO_UPDATE) == LISTED_OTHERWISE | NEVER_EDITED


def test_sees_a_record_that_another_branch_may_open(site, monkeypatch):
    monkeypatch.setattr(type(HourUnit.objects.all()), "visible_to", lambda self, user: self.all())
    assert 200 in outsiders_answers(site, "study.hourunit")


def test_sees_a_form_that_readers_may_open(site, monkeypatch):
    monkeypatch.setattr("core.pages.allow", lambda answer, why="": None)
    assert 200 in readers_answers(site, "study.hourunit")


def test_sees_a_second_record_and_a_missing_entry(site, monkeypatch):
    assert len(create(site, "study.studymaterial", form_token="").made) == 2
    monkeypatch.setattr("core.records.audit.record", lambda **values: note_change())
    (made,) = create(site, "study.studymaterial").made
    assert not audit.entries_of(made).exists()


def test_sees_one_who_overwrites_another(site):
    done = edit_twice(site, "study.studymaterial", lock_version=2)
    assert done.stored == done.texts[1]

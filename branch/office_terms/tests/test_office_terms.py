"""Terms: the rule goes by their record, an approved day moves the end, one ends with the next, older data is kept."""

import random
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils.timezone import localdate

from branch.members.models import Post
from branch.office_terms import services
from branch.office_terms.models import OfficeTerm
from core import records, rules
from core.dates import add_months
from core.enums import RuleState
from core.refusals import Refused
from core.testing import make_member, page, signed_in

pytestmark = pytest.mark.django_db
MET, PENDING, OVERDUE = RuleState.MET, RuleState.PENDING, RuleState.OVERDUE
BEGAN = date(2023, 6, 16)


def make_term(branch, **fields) -> OfficeTerm:
    return records.create(OfficeTerm(branch=branch, **({"starts_on": BEGAN} | fields)), by=None)


def term_line(branch, today: date):
    found = rules.evaluate(branch, today.year, today, frozenset())
    (line,) = [one for one in found if one.rule.id == "O7" and one.label == "任期"]
    return line.results[0]


# (moved to, day, state, what the detail says)
BOUNDARIES = [
    (None, date(2025, 12, 15), MET, "第二届自2023年6月16日起"),
    (None, date(2025, 12, 16), PENDING, "届满前 6 个月"),
    (None, date(2026, 3, 16), PENDING, "届满前 3 个月"),
    (None, date(2026, 5, 16), PENDING, "届满前 1 个月"),
    (None, date(2026, 6, 16), PENDING, "今天到期"),
    (None, date(2026, 6, 17), OVERDUE, "应当及时换届"),
    (date(2027, 6, 16), date(2026, 12, 15), MET, "经批准延期至2027年6月16日换届（岭岳党〔2026〕3号）"),
    (date(2027, 6, 16), date(2026, 12, 16), PENDING, "届满前 6 个月"),
    (date(2027, 6, 16), date(2027, 6, 16), PENDING, "今天到期"),
    (date(2027, 6, 16), date(2027, 6, 17), OVERDUE, "超期 1 天"),
    (date(2025, 6, 16), date(2024, 12, 15), MET, "经批准提前到2025年6月16日换届"),
    (date(2025, 6, 16), date(2025, 6, 17), OVERDUE, "超期 1 天"),
]


@pytest.mark.parametrize(("moved", "day", "state", "words"), BOUNDARIES)
def test_the_rule_goes_by_the_record_of_the_term(cast, moved, day, state, words):
    # The posts of the cast began in January: by them it would be another day.
    term = make_term(cast.branch, number=2)
    if moved:
        services.move_end(term=term, until=moved, document="岭岳党〔2026〕3号", by=cast.secretary)
    result = term_line(cast.branch, day)
    assert result.state == state
    assert words in result.detail


@pytest.mark.parametrize(
    ("until", "is_taken"),
    [
        (date(2025, 6, 15), False),
        (date(2025, 6, 16), True),
        (date(2026, 6, 15), True),
        (date(2026, 6, 16), False),
        (date(2026, 6, 17), True),
        (date(2027, 6, 16), True),
        (date(2027, 6, 17), False),
    ],
)
def test_an_election_is_moved_by_a_year_at_most(cast, until, is_taken):
    term = make_term(cast.branch)
    if is_taken:
        services.move_end(term=term, until=until, document="批复", by=cast.secretary)
        services.move_end(term=term, until=term.usual_end, document="填错了", by=cast.secretary)
        assert (term.due_on, term.moved_document) == (date(2026, 6, 16), "")
        return
    with pytest.raises(Refused):
        services.move_end(term=term, until=until, document="批复", by=cast.secretary)
    term.refresh_from_db()
    assert term.moved_to is None


def test_without_a_record_the_earliest_post_is_gone_by_and_the_record_asked_for(cast):
    result = term_line(cast.branch, date(2025, 7, 1))
    assert (result.state, result.due_on) == (PENDING, date(2026, 1, 1))
    assert "届次没有登记" in result.detail
    assert result.new_url == reverse("branch:office_term_create")


def test_a_new_term_ends_the_one_before(cast):
    first = make_term(cast.branch)
    with pytest.raises(Refused, match="须晚于现届"):
        services.begin_term(OfficeTerm(branch=cast.branch, starts_on=BEGAN), by=None)
    services.begin_term(OfficeTerm(branch=cast.branch, starts_on=date(2026, 6, 10)), by=cast.secretary)
    first.refresh_from_db()
    assert first.ends_on == date(2026, 6, 9)
    assert term_line(cast.branch, date(2026, 6, 9)).due_on == date(2026, 6, 16)
    assert term_line(cast.branch, date(2026, 6, 10)).due_on == date(2029, 6, 10)


def test_the_form_refuses_two_terms_on_one_day_and_keeps_what_was_typed(cast):
    make_term(cast.branch)
    typed = {"starts_on": "2025-01-01", "origin": "ELECTION", "number": "100"}
    answer = signed_in(cast.committee).post(reverse("branch:office_term_create"), typed)
    errors = page(answer).errors
    assert "和另一届重叠：那一届自 2023-06-16，还没有结束。请先改正那一届。" in errors
    assert "届次填 1 至 99 的整数。" in errors
    assert "2025-01-01" in answer.content.decode()
    assert OfficeTerm.objects.count() == 1


def test_the_page_moves_the_end_by_a_document(cast):
    today = localdate()
    term = make_term(cast.branch, starts_on=add_months(today, -30))
    url = reverse("branch:office_term_move", args=[term.pk])
    client = signed_in(cast.secretary)
    far = client.post(url, {"until": add_months(today, 30), "document": "批复"})
    assert any("提前或延期不超过 1 年" in error for error in page(far).errors)
    told = page(
        client.post(url, {"until": add_months(today, 12), "document": "岭岳党〔2026〕9号"}, follow=True)
    )
    assert any("任期提醒按这一天算" in line for line in told.messages)
    assert "岭岳党〔2026〕9号" in told.facts["提前或延期"]


def test_a_typed_title_is_said_everywhere_and_asked_for(cast):
    member = make_member(cast.branch, "冯试九")
    typed = {"title": "OTHER_MEMBER", "member": member.pk, "starts_on": "2024-01-01"}
    client, url = signed_in(cast.secretary), reverse("branch:post_create")
    assert "选了“其他委员”，请写明职务名称。" in page(client.post(url, typed)).errors
    shown = page(client.post(url, typed | {"other_title": "安全委员"}, follow=True))
    assert shown.facts["职务"] == "安全委员"
    assert "安全委员 | 冯试九" in page(client.get(reverse("branch:post_list"))).rows
    client.post(
        url, {"title": "SECURITY", "member": member.pk, "starts_on": "2024-01-01", "other_title": "多余"}
    )
    assert Post.objects.get(title="SECURITY").label == "保卫委员"


# ---- what was there before ----


def old_term_began(spans, day: date) -> date | None:
    """As the rule reckoned until now."""
    return min((start for start, end in spans if start <= day and (end is None or end >= day)), default=None)


def test_the_terms_of_older_posts_say_what_the_rule_said():
    """Against the old reckoning, on random committees that are renewed as a whole."""
    terms_of = import_module("branch.migrations.0014_office_terms").terms_of
    chance = random.Random(13)
    for _ in range(200):
        day, spans = date(2010, 1, 1), []
        for _term in range(chance.randint(1, 4)):
            end = day + timedelta(days=chance.randint(300, 1500))
            for _post in range(chance.randint(1, 4)):
                middle = day + timedelta(days=chance.randint(1, 299))
                spans += (
                    [(day, end)]
                    if chance.random() < 0.6
                    else [(day, middle), (middle + timedelta(days=1), end)]
                )
            spans.append((day, end))
            day = end + timedelta(days=1 if chance.random() < 0.8 else 40)
        if chance.random() < 0.5:
            last = max(end for _, end in spans)
            spans = [(start, None if end == last else end) for start, end in spans]
        terms = terms_of(spans)
        for probe in range(0, 7000, 61):
            on = date(2010, 1, 1) + timedelta(days=probe)
            now = [start for start, end in terms if start <= on and (end is None or end >= on)]
            assert now == [began] if (began := old_term_began(spans, on)) else not now


@pytest.mark.django_db(transaction=True)
def test_an_older_database_gets_its_terms_and_goes_back(cast):
    Post.objects.filter(branch=cast.branch).update(ends_on=date(2024, 5, 31))
    Post.objects.create(
        branch=cast.branch, member=cast.people.member, title="SECRETARY", starts_on=date(2024, 6, 1)
    )
    before, after = ("branch", "0013_excellent_base"), ("branch", "0014_office_terms")
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate([before])
    executor = MigrationExecutor(connection)
    executor.migrate([after])
    rows = executor.loader.project_state([after]).apps.get_model("branch", "OfficeTerm").objects
    found = rows.order_by("starts_on").values_list("branch_id", "starts_on", "ends_on")
    assert list(found) == [
        (cast.branch.pk, date(2023, 1, 1), date(2024, 5, 31)),
        (cast.branch.pk, date(2024, 6, 1), None),
    ]
    MigrationExecutor(connection).migrate(newest)

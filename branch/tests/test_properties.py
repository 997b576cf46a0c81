"""Properties over made-up trees, status histories and names, against plain loops that say the same."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from branch.enums import ON_ROLL, MembershipStatus, OrganisationKind
from branch.members.models import Member, MemberStatus, name_key
from branch.members.services import change_status
from branch.organisations.models import Organisation
from branch.organisations.services import save_organisation
from core import audit
from core.refusals import Refused
from core.testing import make_member, make_organisation

pytestmark = pytest.mark.django_db
MANY = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def clear():
    MemberStatus.objects.all().delete()
    Member.objects.all().delete()
    while Organisation.objects.exists():
        Organisation.objects.filter(children__isnull=True).delete()


def naive_below(root: Organisation) -> set[int]:
    found = {root.pk}
    for child in Organisation.objects.filter(parent=root):
        found |= naive_below(child)
    return found


def assert_paths_hold():
    for organisation in Organisation.objects.all():
        below = set(Organisation.objects.below(organisation).values_list("pk", flat=True))
        assert below == naive_below(organisation)
        assert organisation.path.endswith(f"{organisation.pk:06d}.")
        assert organisation.depth == (organisation.parent.depth + 1 if organisation.parent else 0)


@MANY
@given(
    parents=st.lists(st.integers(0, 30), min_size=1, max_size=14),
    moves=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=5),
)
@pytest.mark.no_cover
def test_below_equals_a_walk_down_the_tree_also_after_moves(parents, moves):
    clear()
    tree = [make_organisation("root", OrganisationKind.COMMITTEE)]
    for number, parent in enumerate(parents):
        above = tree[parent % len(tree)]
        tree.append(make_organisation(f"o{number}", OrganisationKind.COMMITTEE, parent=above))
    for what, where in moves:
        moved = Organisation.objects.get(pk=tree[what % len(tree)].pk)
        target = Organisation.objects.get(pk=tree[where % len(tree)].pk)
        is_inside = target.pk in naive_below(moved)
        before = audit.snapshot(moved)
        moved.parent = target
        if is_inside:
            with pytest.raises(Refused):
                save_organisation(moved, before=before, by=None)
        else:
            save_organisation(moved, before=before, by=None)
    assert_paths_hold()


def test_a_path_that_was_not_moved_is_noticed():
    """The negative control: with one path left behind the comparison fails."""
    top = make_organisation("top", OrganisationKind.COMMITTEE)
    below = make_organisation("below", parent=top)
    Organisation.objects.filter(pk=below.pk).update(path="999999.")
    with pytest.raises(AssertionError):
        assert_paths_hold()


def test_ids_that_begin_alike_stay_apart():
    first = make_organisation("first", OrganisationKind.COMMITTEE)
    Organisation.objects.filter(pk=first.pk).update(path="000001.")
    other = make_organisation("other", OrganisationKind.COMMITTEE)
    Organisation.objects.filter(pk=other.pk).update(path="0000010.")
    first.refresh_from_db()
    assert list(Organisation.objects.below(first)) == [first]


DAYS = st.integers(1, 400)


@MANY
@given(
    histories=st.lists(
        st.lists(st.tuples(DAYS, st.sampled_from(MembershipStatus.values)), max_size=4),
        min_size=1,
        max_size=6,
    ),
    asked=st.integers(-30, 1800),
)
@pytest.mark.no_cover
def test_the_roll_and_the_voters_equal_a_plain_loop(histories, asked):
    clear()
    branch = make_organisation("zhibu")
    start = date(2020, 1, 1)
    told = {}
    for number, history in enumerate(histories):
        member = make_member(branch, f"某{number}", status="PROBATIONARY", since=start)
        told[member.pk] = [(start, "PROBATIONARY")]
        day = start
        for step, status in history:
            if status == told[member.pk][-1][1]:
                continue
            day += timedelta(days=step)
            change_status(member=member, status=status, since=day, by=None)
            told[member.pk].append((day, status))
    on = start + timedelta(days=asked)
    last = {
        pk: ([status for since, status in history if since <= on] or [None])[-1]
        for pk, history in told.items()
    }
    on_roll = set(Member.objects.on_roll(branch, on).values_list("pk", flat=True))
    voters = set(Member.objects.voters(branch, on).values_list("pk", flat=True))
    assert on_roll == {pk for pk, status in last.items() if status in ON_ROLL}
    assert voters == {pk for pk, status in last.items() if status in ("FULL", "TO_MEND")}
    assert dict(Member.objects.with_status(on).values_list("pk", "status_on")) == last


def in_order(*names: str) -> list[str]:
    return sorted(names, key=name_key)


@pytest.mark.parametrize(
    ("surname", "reading"),
    [
        ("单", "shan4"),
        ("曾", "zeng1"),
        ("仇", "qiu2"),
        ("解", "xie4"),
        ("查", "zha1"),
        ("任", "ren2"),
        ("区", "ou1"),
        ("尉迟", "yu4 chi2"),
        ("令狐", "ling2 hu2"),
        ("朴", "piao2"),
        ("翟", "zhai2"),
        ("覃", "qin2"),
        ("乐", "yue4"),
    ],
)
def test_reads_surnames_as_surnames(surname, reading):
    assert name_key(f"{surname}明").startswith(f"{reading} ")


def test_sorts_names_as_a_register_does():
    expected = [
        "艾一",
        "丁一",
        "华一",
        "李四",
        "李五",
        "林一",
        "欧一",
        "仇一",
        "单一",
        "王一",
        "解一",
        "曾一",
        "查一",
    ]
    assert in_order(*reversed(expected)) == expected


def test_reads_a_surname_s_character_elsewhere_as_usual():
    assert name_key("王单") == "wang2 dan1"
    assert name_key("李解放") == "li3 jie3 fang4"


def test_short_names_stand_before_longer_ones_of_the_same_surname():
    assert in_order("李明明", "李明") == ["李明", "李明明"]


def test_rare_characters_stand_among_their_readings():
    assert in_order("周䶮", "周喆", "周燕", "周玥", "周堃") == ["周堃", "周䶮", "周燕", "周玥", "周喆"]


@MANY
@given(st.text(max_size=12))
def test_every_name_has_a_key_of_its_own_making(text):
    assert isinstance(name_key(text), str)


def test_the_register_is_in_pinyin_order():
    branch = make_organisation("zhibu")
    for name in ("曾一", "单一", "李䶮", "李白"):
        make_member(branch, name)
    names = list(Member.objects.of_branch(branch).in_pinyin_order().values_list("name", flat=True))
    assert names == ["李白", "李䶮", "单一", "曾一"]

"""Somebody with every commit of the database, or with its backups, learns nothing of who cast which ballot."""

import json
import random
import uuid
from datetime import date
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings
from django.urls import reverse

from core import sealed_box
from core.models import SealedBox
from core.testing import make_member, make_user, signed_in
from core.testing_commits import Commits, orders, recorded_commits, tau
from core.testing_databases import prepared
from meetings.cycle.appraisal import services
from meetings.cycle.appraisal.models import AppraisalRound, Ballot
from meetings.cycle.appraisal.results import results_of
from meetings.cycle.enums import Grade

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.no_cover]

ON = date(2025, 12, 2)
VOTERS = 30
# Of thirty in random order a tau beyond this comes up once in a million times.
BY_CHANCE = 0.65


def build_hall() -> SimpleNamespace:
    """A branch of thirty members, each with an account, and a round that is open."""
    from core.testing import make_organisation

    branch = make_organisation("hall", name="丙项目党支部")
    users = []
    for number in range(VOTERS):
        member = make_member(branch, f"测试员{number:02}")
        role = "SECRETARY" if number == 0 else "MEMBER"
        users.append(make_user(f"voter{number}", (role, branch), member=member))
    appraisal = AppraisalRound(branch=branch, year=2025, opens_on=ON, closes_on=ON)
    return SimpleNamespace(users=users, appraisal=services.open_round(appraisal, by=users[0]))


hall = prepared(build_hall)


@pytest.fixture
def poll(hall, tmp_path, monkeypatch):
    """The thirty sign in and vote from their page in random order, then the secretary closes the round."""
    monkeypatch.setattr("meetings.cycle.appraisal.views.localdate", lambda: ON)

    def hold(number: int = VOTERS) -> SimpleNamespace:
        voters = random.sample(hall.users, number)
        entries = dict(hall.appraisal.entries.values_list("member_id", "pk"))
        address = reverse("meetings:appraisal_vote", args=[hall.appraisal.pk])
        papers, keys = [], {}
        with recorded_commits(tmp_path) as commits:
            for user in voters:
                marks = {str(pk): random.choice(Grade.values) for pk in sorted(entries.values())}
                paper = {f"mark-{pk}": grade for pk, grade in marks.items()} | {"accept": "on"}
                assert signed_in(user).post(address, paper).status_code == 302
                papers.append(json.dumps(marks)[1:-1])
                if len(papers) == number // 2 and settings.SEAL_DIR.exists():
                    keys = {path.name: path.read_bytes() for path in settings.SEAL_DIR.iterdir()}
            signed_in(hall.users[0]).post(reverse("meetings:appraisal_close", args=[hall.appraisal.pk]))
        voted = [voted_in(commits, entries[user.member_id]) for user in voters]
        assert voted == sorted(voted)
        return SimpleNamespace(commits=commits, papers=papers, voted=voted, keys=keys)

    return hold


def voted_in(commits: Commits, entry: int) -> int:
    """The number of the state in which a voter is first marked as having voted."""
    return next(
        number
        for number, state in enumerate(commits.states)
        if any(row["id"] == entry and row["has_voted"] for row in state.tables["meetings_appraisalentry"])
    )


def found_by_commit(held) -> int:
    """Ballots that show first in the commit that marks their voter."""
    seen = [held.commits.first_saying(paper) for paper in held.papers]
    return sum(act == first for act, first in zip(held.voted, seen, strict=True))


def boxes(held) -> list[tuple[int, SealedBox]]:
    """Every sealed box that ever was, with the number of the state."""
    columns = {field.column: field.attname for field in SealedBox._meta.concrete_fields}
    return [
        (number, SealedBox(**{columns[name]: value for name, value in row.items() if name in columns}))
        for number, state in enumerate(held.commits.states)
        for row in state.tables["core_sealedbox"]
    ]


def test_commits_backups_and_a_copied_key_attribute_no_ballot(poll):
    held = poll()
    assert Ballot.objects.count() == VOTERS
    assert results_of(AppraisalRound.objects.get()).is_counted
    # Each commit: all ballots show at once, after the last vote.
    assert found_by_commit(held) == 0
    [shown] = {held.commits.first_saying(paper) for paper in held.papers}
    assert shown > held.voted[-1] > VOTERS
    read = orders(held.commits, held.papers)
    assert {"place in the file", "place in the WAL", "meetings_ballot.id"} <= set(read)
    assert {name: tau(order) for name, order in read.items() if abs(tau(order)) > BY_CHANCE} == {}
    # Two backups, one voter between them: nothing but the number of papers and who has voted differs.
    half = held.voted[VOTERS // 2]
    for backup in (held.commits.states[half - 1], held.commits.states[half]):
        assert not any(backup.holds(paper) for paper in held.papers)
    # What a box weighs tells how many papers it holds, and not which.
    sealed = boxes(held)
    assert {len(box.content) - 16 for _, box in sealed} == {
        box.papers * services.MARK_BYTES * (VOTERS + 1) for _, box in sealed
    }
    # The keys on the disk at half time open the box of that moment, in which the papers have no order, and no other.
    opened = {}
    for _, box in sealed:
        box.pk, box.key_name = uuid.UUID(box.pk), uuid.UUID(box.key_name)
        name = sealed_box.key_name(box)
        if name in held.keys:
            plain = ChaCha20Poly1305(held.keys[name]).decrypt(bytes(12), box.content, box.pk.bytes).decode()
            places = {number: plain.find(paper) for number, paper in enumerate(held.papers)}
            opened[name] = sorted((n for n, place in places.items() if place >= 0), key=places.__getitem__)
    [order] = opened.values()
    assert set(order) == set(range(VOTERS // 2))
    assert abs(tau(order)) < 0.9


def test_attacker_finds_ballots_that_are_only_shuffled(poll, monkeypatch):
    """Negative control: the box as it was before, written anew with each vote in a shuffled order, but readable."""

    def careless(owner, paper, **_kwargs):
        box = [*Ballot.objects.filter(appraisal=owner).values_list("marks", flat=True), paper]
        sealed_box.shuffle(box)
        Ballot.objects.filter(appraisal=owner).delete()
        keys = services._fresh_keys(len(box))
        Ballot.objects.bulk_create(
            Ballot(pk=key, appraisal=owner, marks=marks) for key, marks in zip(keys, box, strict=True)
        )

    monkeypatch.setattr(services.sealed_box, "put", careless)
    held = poll(6)
    assert found_by_commit(held) == 6
    assert tau(orders(held.commits, held.papers)["first commit"]) == 1.0

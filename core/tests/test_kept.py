"""`core.kept`: a value is kept until content changes, whoever changes it, and never inside a transaction."""

from datetime import date
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from branch.accounts.models import User
from branch.organisations.models import Organisation
from core import sealed_box
from core.audit import record, snapshot
from core.enums import AuditAction
from core.kept import EVERYTHING, changed_apps, kept, note_change, place
from core.records import create, save, soft_delete
from core.testing import KeptStale, make_organisation, writes_move_the_place
from meetings.meeting.models import Meeting

committed = pytest.mark.django_db(transaction=True)


class Settled:
    """Kept functions one in the other: what the inner one reads, the outer one has read."""

    def __init__(self) -> None:
        self.times: list[str] = []
        self.names, self.both, self.inner = kept(4)(self._names), kept(4)(self._both), kept(4)(self._inner)

    def _names(self) -> list[str]:
        self.times.append("names")
        return [str(row) for row in Organisation.objects.all()]

    def _inner(self) -> int:
        self.times.append("inner")
        return Meeting.objects.count()

    def _both(self) -> tuple[int, int]:
        self.times.append("both")
        return self.inner(), User.objects.count()


class Names:
    """Tells the names of all organisations, and how often that was worked out."""

    def __init__(self, size: int = 4) -> None:
        self.times = 0
        self.told = kept(size)(self._tell)

    def _tell(self, day: date | None = None) -> list[str]:
        self.times += 1
        assert day is None or day.year == 2025
        return [str(row) for row in Organisation.objects.alive().order_by("pk")]


@pytest.fixture
def branch():
    return make_organisation("alpha")


def rename(branch: Organisation, name: str) -> None:
    before = snapshot(branch)
    branch.short_name = name
    save(branch, by=None, before=before)


@committed
def test_works_out_once_until_content_changes(branch):
    names = Names()
    assert [names.told(), names.told(), names.times] == [["alpha党支部"], ["alpha党支部"], 1]
    rename(branch, "新名")
    assert [names.told(), names.told(), names.times] == [["新名"], ["新名"], 2]


@committed
def test_holds_while_only_other_apps_change(branch):
    kept_ones = Settled()

    def asked() -> list[str]:
        kept_ones.times.clear()
        kept_ones.names()
        kept_ones.both()
        return sorted(kept_ones.times)

    assert asked() == ["both", "inner", "names"]
    meeting = create(Meeting(branch=branch, title="会", year=2025, starts_at=timezone.now()), by=None)
    assert asked() == ["both", "inner"], "the names rest on no meeting"
    rename(branch, "新名")
    assert asked() == ["both", "names"], "the inner one rests on meetings alone"
    with transaction.atomic():
        record(actor=None, action=AuditAction.SIGN_IN, obj=branch)
    assert asked() == [], "nobody changed anything by signing in"
    with transaction.atomic():
        note_change()
    assert asked() == ["both", "inner", "names"], "anything may have changed"
    soft_delete(meeting, by=None, reason="试验")
    assert asked() == ["both", "inner"]


@committed
@pytest.mark.usefixtures("branch")
def test_after_too_many_entries_or_in_another_chain_anything_may_have_changed():
    before = place()
    rename(Organisation.objects.get(), "新名")
    assert changed_apps(before, place()) == {"branch"}
    assert changed_apps(place(), place()) == frozenset()
    number, entry_hash, unnoted = place()
    assert changed_apps((number - 1, "0" * 64, unnoted), place()) == EVERYTHING
    assert changed_apps((number + 1, entry_hash, unnoted), place()) == EVERYTHING
    assert changed_apps((number, entry_hash, unnoted), (number + 1000, "1" * 64, unnoted)) == EVERYTHING


@committed
@pytest.mark.usefixtures("branch")
def test_hears_of_what_another_connection_commits():
    names = Names()
    names.told()

    def work():
        rename(Organisation.objects.get(), "别处改的")
        connection.close()

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert names.told() == ["别处改的"]


@committed
def test_keeps_nothing_of_a_transaction_that_is_undone(branch):
    names = Names()
    with transaction.atomic():
        rename(branch, "作废的")
        assert names.told() == ["作废的"]
        transaction.set_rollback(True)
    assert names.told() == ["alpha党支部"]
    with transaction.atomic():
        Organisation.objects.update(short_name="还没有留痕")
        assert names.told() == ["还没有留痕"]
        transaction.set_rollback(True)
    assert names.told() == ["alpha党支部"]


@committed
@pytest.mark.usefixtures("branch")
def test_keeps_by_argument_and_forgets_the_oldest():
    names = Names(size=2)
    for day in (1, 2, 1, 2, 3, 1):
        names.told(date(2025, 1, day))
    assert names.times == 4
    names.told(day=date(2025, 1, 3))
    assert names.times == 5


@committed
def test_a_paper_in_a_sealed_box_is_a_change_though_no_entry_tells_of_it(branch):
    before = place()
    sealed_box.put(branch, {"text": "意见"}, slot=100, on=date(2025, 3, 1))
    put = place()
    sealed_box.take_out(branch)
    assert before[:2] == put[:2] == place()[:2]
    assert before[2] < put[2] < place()[2]


@pytest.mark.django_db
def test_the_house_client_tells_a_write_that_moves_nothing(branch):
    with pytest.raises(KeptStale, match="branch_organisation"), writes_move_the_place():
        Organisation.objects.update(short_name="没有留痕")
    with pytest.raises(KeptStale, match="branch_organisation"), writes_move_the_place():
        write_with_entry_of_another_app(branch)
    with writes_move_the_place():
        Organisation.objects.update(short_name="不入审计")
        note_change()
    with writes_move_the_place():
        make_organisation("beta")
        soft_delete(branch, by=None, reason="撤销")


def write_with_entry_of_another_app(branch: Organisation) -> None:
    Organisation.objects.update(short_name="留在别处的痕迹")
    create(Meeting(branch=branch, title="会", year=2025, starts_at=timezone.now()), by=None)


def write(*, undone: bool) -> None:
    with transaction.atomic():
        Organisation.objects.update(short_name="没有留痕")
        transaction.set_rollback(undone)


@pytest.mark.django_db
@pytest.mark.usefixtures("branch")
def test_the_house_client_lets_pass_what_was_undone():
    with writes_move_the_place():
        write(undone=True)
    with pytest.raises(KeptStale), writes_move_the_place():
        write(undone=False)

"""Pytest helpers for every app: the named cast, a client that refuses writes on GET, flat-query checks, no skips where `CI` is set."""

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from .frames import with_room
from .testing_databases import prepared

NO_SKIPS = os.environ.get("CI", "").lower() in {"1", "true"}


def _forbid_skip(report):
    if NO_SKIPS and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and with CI set nothing may be: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A test skipped while it runs, or by its mark."""
    return _forbid_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """A module skipped as a whole."""
    return _forbid_skip((yield))


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Call the test with room, as a page is made: a tenth of the run."""
    given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    assert with_room(lambda: pyfuncitem.obj(**given)) is None, "a test returns nothing"
    return True


WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)\b", re.IGNORECASE)
# A session that is only kept alive is not a write of content, nor is the entry that somebody took a file, and which wording.
ALLOWED_WRITES = ("django_session", "core_auditentry", "core_audithead", "reports_reportexport")


class WroteOnGet(AssertionError):
    """A GET request wrote to the database."""


def refuse_writes(execute, sql, params, many, context):
    """Execute wrapper that lets only reading statements pass."""
    if WRITES.match(sql) and not any(table in sql for table in ALLOWED_WRITES):
        raise WroteOnGet(sql[:200])
    return execute(sql, params, many, context)


_TABLE = re.compile(r"""^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)\"""", re.IGNORECASE)
# What signing in notes of an account is told by no page that keeps anything.
_SIGNED_IN = re.compile(r'^UPDATE "branch_user" SET "(last_login|must_change_password)" = ')
_SAVEPOINT = re.compile(r'^(SAVEPOINT|ROLLBACK TO SAVEPOINT)\s+"?(\w+)', re.IGNORECASE)
# What no page tells from kept values: sessions, sign-in, jobs, timers, forms sent, mail sent, who is in the editor.
NO_CONTENT = (
    "reports_presence",
    *(
        "django_",
        "auth_",
        "otp_",
        "branch_signedindevice",
        "overview_remindermail",
        "overview_standing",
        "core_audit",
    ),
    *(
        "core_usedformtoken",
        "core_failurecount",
        "core_job",
        "core_timerrun",
        "core_workerbeat",
        "core_installation",
    ),
)


class KeptStale(AssertionError):
    """Content was written and no `core.kept.place` moved: pages would go on showing the old."""


class ContentWrites:
    """Execute wrapper that notes which tables of content were written and not rolled back."""

    def __init__(self) -> None:
        self.noted: list[str] = []

    def __call__(self, execute, sql, params, many, context):
        """Note, then execute."""
        if match := _SAVEPOINT.match(sql):
            mark = f"savepoint {match[2]}"
            if match[1].upper() == "SAVEPOINT":
                self.noted.append(mark)
            else:
                del self.noted[self.noted.index(mark) + 1 :]
        elif _SIGNED_IN.match(sql):
            pass
        elif (match := _TABLE.match(sql)) and not match[1].startswith(NO_CONTENT):
            self.noted.append(match[1])
        return execute(sql, params, many, context)

    @property
    def tables(self) -> set[str]:
        """The tables."""
        return {name for name in self.noted if not name.startswith("savepoint ")}


@contextmanager
def writes_move_the_place():
    """Whatever content the block writes, `core.kept` must hear that its app has changed. Raises KeptStale.

    Outside a transaction it says nothing: what is rolled back there is not told.
    """
    from .kept import EVERYTHING, app_of_tables, changed_apps, place

    before, writes = place(), ContentWrites()
    with connection.execute_wrapper(writes):
        yield
    if connection.in_atomic_block and writes.tables:
        changed = changed_apps(before, place())
        untold = [table for table in sorted(writes.tables) if app_of_tables()[table] not in changed]
        if untold and changed != EVERYTHING:
            raise KeptStale(f"written without an audit entry of its app: {', '.join(untold)}")


class HouseClient(Client):
    """The test client, in which GET and HEAD never write, and nothing else writes without an audit entry."""

    def post(self, *args, **kwargs):
        """POST after which `core.kept.place` has moved, if any content was written."""
        if not connection.in_atomic_block:
            return super().post(*args, **kwargs)
        with writes_move_the_place():
            return super().post(*args, **kwargs)

    def get(self, *args, **kwargs):
        """GET with writes refused."""
        with connection.execute_wrapper(refuse_writes):
            return super().get(*args, **kwargs)

    def head(self, *args, **kwargs):
        """HEAD with writes refused."""
        with connection.execute_wrapper(refuse_writes):
            return super().head(*args, **kwargs)


@pytest.fixture
def client():
    """Replaces pytest-django's client by one that refuses writes on GET."""
    return HouseClient()


def signed_in(user, *, year: int | None = None, branch=None) -> HouseClient:
    """A client of its own for a user (None: nobody), looking at a year and a branch."""
    client = HouseClient()
    if user is not None:
        client.force_login(user, backend="branch.backends.AccountBackend")
        session = client.session
        if year:
            session["workspace_year"] = year
        if branch:
            session["workspace_branch"] = branch.pk
        session.save()
    return client


@pytest.fixture
def client_of(db):
    """`client_of(user)`: a signed-in client of its own."""
    return signed_in


class Lines(list[str]):
    """Lines of a page: a text is in them where it stands in one of them."""

    def __contains__(self, text: object) -> bool:
        return any(str(text) in line for line in self)


@dataclass(frozen=True)
class Page:
    """What a page shows: its heading, what the last action did, what is wrong with the form, facts, rows of tables."""

    heading: str
    messages: Lines
    errors: Lines
    facts: dict[str, str]
    rows: Lines


def page(response) -> Page:
    """A response's HTML as a person reads it; a row of a table is one line, its cells parted by " | "."""
    root = lxml.html.fromstring(response.content.decode())

    def words(element) -> str:
        return " ".join(element.text_content().split())

    def having(kind: str) -> list:
        return root.xpath(f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {kind} ')]")

    return Page(
        heading=" ".join(words(one) for one in root.xpath("//h1")),
        messages=Lines(words(one) for one in having("house-alert")),
        errors=Lines(words(line) for one in having("form-summary") for line in one.xpath(".//li")),
        facts={words(one): words(one.getnext()) for box in having("facts") for one in box.xpath(".//dt")},
        rows=Lines(
            " | ".join(words(cell) for cell in row.xpath("td|th")) for row in root.xpath("//tbody/tr")
        ),
    )


@contextmanager
def count_queries():
    """`with count_queries() as counted: …; len(counted)`."""
    with CaptureQueriesContext(connection) as context:
        yield context


def assert_flat_queries(get_page, add_rows) -> None:
    """A page costs the same number of queries before and after more rows are added (both after one warm-up)."""
    get_page()
    with count_queries() as few:
        get_page()
    add_rows()
    with count_queries() as many:
        get_page()
    # A page only reads, but for the session, which is prolonged once in a while: on a slow machine in between.
    before, after = (
        [query["sql"] for query in counted.captured_queries if query["sql"].startswith("SELECT")]
        for counted in (few, many)
    )
    told = "\n".join(sql[:160] for sql in after)
    assert len(after) == len(before), f"{len(before)} → {len(after)} queries:\n{told}"


def make_organisation(code: str, kind: str = "BRANCH", parent=None, **fields):
    """An organisation through the service that sets its path."""
    from branch.organisations import services
    from branch.organisations.models import Organisation

    fields.setdefault("name", f"{code}党支部")
    fields.setdefault("short_name", fields["name"])
    fields.setdefault("founded_on", date(2020, 1, 1))
    return services.add_organisation(Organisation(code=code, kind=kind, parent=parent, **fields), by=None)


def make_member(branch, name: str, *, status: str = "FULL", since: date = date(2015, 7, 1), **fields):
    """A member with one open status from `since`."""
    from branch.members import services
    from branch.members.models import Member

    fields.setdefault("gender", "MALE")
    return services.add_member(
        Member(branch=branch, name=name, **fields), status=status, since=since, by=None
    )


def make_user(username: str, *roles, member=None, name: str = ""):
    """An account with roles given as (role, organisation) or (role, organisation, group)."""
    from branch.accounts.models import RoleAssignment, User

    display_name = name or (member.name if member else username)
    user = User.objects.create_user(username, "zhibu-test-pass", display_name=display_name, member=member)
    for role, organisation, *group in roles:
        RoleAssignment.objects.create(
            user=user,
            organisation=organisation,
            role=role,
            group=group[0] if group else None,
            starts_on=date(2020, 1, 1),
            confirmed_on=date(2020, 1, 1),
        )
    return user


def build_cast() -> SimpleNamespace:
    """Two branches under one committee and a person for every role; names are made up."""
    from branch.members.models import Post
    from branch.organisations.models import PartyGroup

    top = make_organisation("committee", "COMMITTEE", name="试验公司党委")
    branch = make_organisation("alpha", parent=top, name="甲项目党支部")
    other = make_organisation("beta", parent=top, name="乙机关党支部")
    group = PartyGroup.objects.create(branch=branch, name="第一党小组", founded_on=date(2020, 1, 1))
    second_group = PartyGroup.objects.create(branch=branch, name="第二党小组", founded_on=date(2020, 1, 1))
    people = {
        "secretary": make_member(branch, "赵试一", group=group, phone="13800000001"),
        "committee": make_member(branch, "钱试二", group=group),
        "discipline": make_member(branch, "孙试三", group=second_group),
        "group_leader": make_member(branch, "李试四", group=group),
        "member": make_member(branch, "周试五", group=group, health_class="CHRONIC"),
        "probationary": make_member(branch, "吴试六", status="PROBATIONARY", group=second_group),
    }
    people |= {f"extra{i}": make_member(branch, f"郑试{i}", group=second_group) for i in range(1, 5)}
    outsider = make_member(other, "王外一")
    for title, key in (
        ("SECRETARY", "secretary"),
        ("ORGANISATION", "committee"),
        ("DISCIPLINE", "discipline"),
    ):
        Post.objects.create(branch=branch, member=people[key], title=title, starts_on=date(2023, 1, 1))
    base = ("MEMBER", branch)
    return SimpleNamespace(
        committee_org=top,
        branch=branch,
        other_branch=other,
        group=group,
        second_group=second_group,
        people=SimpleNamespace(**people, outsider=outsider),
        secretary=make_user("secretary", ("SECRETARY", branch), base, member=people["secretary"]),
        committee=make_user("committee", ("COMMITTEE_MEMBER", branch), base, member=people["committee"]),
        discipline=make_user("discipline", ("COMMITTEE_MEMBER", branch), base, member=people["discipline"]),
        group_leader=make_user(
            "leader", ("GROUP_LEADER", branch, group), base, member=people["group_leader"]
        ),
        member=make_user("member", base, member=people["member"]),
        probationary=make_user("probationary", base, member=people["probationary"]),
        superior=make_user("superior", ("SUPERIOR_OFFICER", top), name="上级甲"),
        outsider=make_user("outsider", ("SECRETARY", other), ("MEMBER", other), member=outsider),
        administrator=make_user("administrator", ("ADMINISTRATOR", top), name="管理员甲"),
    )


cast = prepared(build_cast)


ROLE_NAMES = (
    "secretary",
    "committee",
    "discipline",
    "group_leader",
    "member",
    "probationary",
    "superior",
    "outsider",
    "administrator",
)

"""A tree of 102, 1,002 and 10,002 branches, and what its superior officer's and its administrator's pages cost at each size.

The branches have their people, their year of meetings, measures, accounts and reports; they are written in bulk, as no
page would, and the tree grows from one size to the next. Run by `script/bench`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from time import process_time
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from branch.accounts.models import RoleAssignment, User
from branch.enums import OrganisationKind, PostTitle, Role
from branch.members.models import Member, MemberStatus, Post
from branch.organisations.models import Organisation
from core import audit, records
from core.kept import place
from meetings.meeting.models import Meeting, MeetingKindLink
from overview.standing.models import Standing
from overview.standing.services import renew
from rectification.items.models import RectificationItem
from reports.report.models import AnnualReport, ReportVersion
from script.bench_measure import Measure, ms, say

SIZES = (102, 1002, 10002)
TIMES = 1.5
RUNS = 3
# One more level for so many branches; of so many branches one waits with its report, another with a role.
BELOW_ONE, WAITING = 100, 50
MEMBERS, MEETINGS, BATCH = 6, 12, 500
# So many standings are worked out, the page of fifty and the next.
SWEPT = 100
SINCE = date(2015, 7, 1)
KINDS = ("THEME_DAY", "COMMITTEE", "ASSEMBLY", "STUDY")
# What signs out, leads elsewhere, or is made for a person and not read.
NOT_PAGES = ("branch:sign_out",)


@dataclass(frozen=True)
class Page:
    """What opening a page once more costs: seconds of CPU, queries, bytes."""

    seconds: float
    queries: int
    size: int


def tree() -> tuple[User, User]:
    """The top of the tree with its superior officer and its administrator."""
    top = Organisation.objects.create(
        kind=OrganisationKind.COMMITTEE, name="树冠集团党委", short_name="树冠党委", code="shuguan"
    )
    top.path = f"{top.pk:06d}."
    top.save()
    people = [User.objects.create(username=name, display_name=name) for name in ("superior", "keeper")]
    for user, role in zip(people, (Role.SUPERIOR_OFFICER, Role.ADMINISTRATOR), strict=True):
        RoleAssignment.objects.create(
            user=user, organisation=top, role=role, starts_on=SINCE, confirmed_on=SINCE
        )
    return people[0], people[1]


def grow(last: int, year: int) -> None:
    """Have branches up to number `last` below the top, each with a year of records."""
    top = Organisation.objects.get(code="shuguan")
    first = Organisation.objects.branches().filter(path__startswith=top.path).count()
    for start in range(first, last, BATCH):
        with transaction.atomic():
            _fill(_add_branches(top, range(start, min(start + BATCH, last))), year)


def _placed(rows: list[Organisation]) -> list[Organisation]:
    Organisation.objects.bulk_create(rows)
    for row in rows:
        row.path = f"{row.parent.path if row.parent else ''}{row.pk:06d}."
    Organisation.objects.bulk_update(rows, ["path"])
    return rows


def _add_branches(top: Organisation, numbers: range) -> list[Organisation]:
    middle = {
        number // BELOW_ONE: Organisation(
            kind=OrganisationKind.GENERAL_BRANCH,
            name=f"第{number // BELOW_ONE}工程公司党总支",
            short_name=f"第{number // BELOW_ONE}公司",
            code=f"gongsi-{number // BELOW_ONE}",
            parent=top,
        )
        for number in numbers
    }
    there = {one.code: one for one in Organisation.objects.filter(parent=top)}
    _placed([one for one in middle.values() if one.code not in there])
    return _placed(
        [
            Organisation(
                kind=OrganisationKind.BRANCH,
                name=f"第{number}项目党支部",
                short_name=f"第{number}项目",
                code=f"xiangmu-{number}",
                parent=there.get(f"gongsi-{number // BELOW_ONE}", middle[number // BELOW_ONE]),
                founded_on=SINCE,
            )
            for number in numbers
        ]
    )


def _fill(branches: Sequence[Organisation], year: int) -> None:
    """People, posts, accounts, meetings, measures and reports of some branches."""
    members = Member.objects.bulk_create(
        Member(branch=one, name=f"测{one.pk}甲{number}", name_sort=f"ce {one.pk:06d} {number}", gender="MALE")
        for one in branches
        for number in range(MEMBERS)
    )
    MemberStatus.objects.bulk_create(
        MemberStatus(member=one, status="FULL", starts_on=SINCE) for one in members
    )
    chairs = members[::MEMBERS]
    Post.objects.bulk_create(
        Post(branch=one.branch, member=one, title=PostTitle.SECRETARY, starts_on=date(year - 1, 1, 1))
        for one in chairs
    )
    accounts = User.objects.bulk_create(
        User(username=f"m{one.pk}", display_name=one.name, member=one) for one in chairs
    )
    RoleAssignment.objects.bulk_create(
        RoleAssignment(
            user=one,
            organisation=one.member.branch,
            role=Role.SECRETARY,
            starts_on=SINCE,
            confirmed_on=None if one.member.branch_id % WAITING == 1 else SINCE,
        )
        for one in accounts
    )
    _hold(chairs, year)
    RectificationItem.objects.bulk_create(
        RectificationItem(
            branch=one.branch,
            year=year,
            content=f"第{number}项措施",
            responsible=one,
            due_on=date(year, 1 + number * 11, 20),
        )
        for one in chairs
        for number in range(2)
    )
    _report(branches, year)


def _hold(chairs: Iterable[Member], year: int) -> None:
    meetings = Meeting.objects.bulk_create(
        Meeting(
            branch=one.branch,
            year=year,
            counts_in=year,
            title=f"{month} 月会议",
            starts_at=timezone.make_aware(datetime(year, month, 8, 9)),
            chair=one,
        )
        for one in chairs
        for month in range(1, MEETINGS + 1)
    )
    MeetingKindLink.objects.bulk_create(
        MeetingKindLink(meeting=one, kind=KINDS[place % len(KINDS)]) for place, one in enumerate(meetings)
    )


def _report(branches: Iterable[Organisation], year: int) -> None:
    """Every so many branches one has sent its report."""
    sent = AnnualReport.objects.bulk_create(
        AnnualReport(branch=one, year=year, title=f"{one.short_name}年度工作报告", state="SENT")
        for one in branches
        if one.pk % WAITING == 0
    )
    at = timezone.make_aware(datetime(year, 12, 1, 9))
    ReportVersion.objects.bulk_create(
        ReportVersion(
            report=one, number=1, content={}, sha256="0" * 64, frozen_at=at, frozen_by="测", sent_at=at
        )
        for one in sent
    )


def addresses() -> list[tuple[str, str]]:
    """Every address of the site that needs no argument, with its name."""

    def walk(patterns: Iterable[Any], space: str = "") -> Iterator[str]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)
            elif isinstance(one, URLPattern) and one.name:
                yield f"{space}{one.name}"

    found = []
    for name in dict.fromkeys(walk(get_resolver().url_patterns)):
        try:
            found.append((name, reverse(name)))
        except NoReverseMatch:
            continue
    return [one for one in found if one[0] not in NOT_PAGES]


def client_of(user: User, year: int) -> Client:
    """A client of the user, who looks at a year."""
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="branch.backends.AccountBackend")
    session = client.session
    session["workspace_year"] = year
    session.save()
    return client


def opened(client: Client, address: str) -> Page | None:
    """What a page costs opened once more; None where it is no page for this person."""
    answer = client.get(address)
    if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return None
    taken = []
    for _ in range(RUNS):
        start = process_time()
        answer = client.get(address)
        taken.append(process_time() - start)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return Page(median(taken), len(captured), len(answer.content))


def written_elsewhere(year: int) -> None:
    """A meeting of the last branch is changed, as its form does: what is kept of meetings is worked out anew."""
    meeting = Meeting.objects.filter(branch__path__startswith="0", year=year).latest("pk")
    before = audit.snapshot(meeting)
    meeting.place = f"第 {place()[0]} 会议室"
    records.save(meeting, by=None, before=before)


def after_a_write(client: Client, address: str, year: int) -> float:
    """Seconds of CPU of the first opening after another branch has written."""
    taken = []
    for _ in range(RUNS):
        written_elsewhere(year)
        start = process_time()
        client.get(address)
        taken.append(process_time() - start)
    return median(taken)


def measure(superior: User, keeper: User, year: int) -> dict[str, Page]:
    """Every page that the two open without an argument, and the superior's home after a write and searched."""
    pages: dict[str, Page] = {}
    watching, keeping = client_of(superior, year), client_of(keeper, year)
    for name, address in addresses():
        if page := opened(watching, address):
            pages[f"上级 {name}"] = page
        is_kept = name.startswith("branch:") or name == "overview:home"
        if is_kept and (page := opened(keeping, address)):
            pages[f"管理员 {name}"] = page
    home = reverse("overview:oversight")
    for label, query in (("", ""), ("搜索", "?q=第7项目"), ("第二页", "?page=2"), ("逾期", "?rule=M1")):
        if page := opened(watching, f"{home}{query}"):
            pages[f"上级 overview:oversight{f'（{label}）' if label else ''}"] = page
    if page := opened(watching, f"{reverse('overview:search')}?q=月会"):
        pages["上级 overview:search（有词）"] = page
    first = after_a_write(watching, home, year)
    known = pages["上级 overview:oversight"]
    pages["上级 overview:oversight（别的支部登记以后）"] = Page(first, known.queries, known.size)
    return pages


def compared(few: dict[str, Page], many: dict[str, Page]) -> list[Measure]:
    """Every page of both, the one that grew most first."""
    rows = []
    for name in few.keys() & many.keys():
        one, other = few[name], many[name]
        times = other.seconds / one.seconds
        figures = (
            f"{ms(one.seconds)} → {ms(other.seconds)}，{one.queries} → {other.queries} 次查询，"
            f"{one.size / 1024:.0f} → {other.size / 1024:.0f} KB"
        )
        rows.append(Measure(name, times, figures, f"≤ {TIMES:g} 倍", times <= TIMES))
    return sorted(rows, key=lambda row: -row.ratio)


def measure_tree(sizes: Sequence[int] = SIZES) -> list[Measure]:
    """Have the tree grow from size to size, and measure it at the smallest and at the largest; the worst page first."""
    year = timezone.localdate().year
    superior, keeper = tree()
    found: list[dict[str, Page]] = []
    for size in sizes:
        start = process_time()
        grow(size, year)
        say(f"{size:,} 个支部，写入用了 {process_time() - start:.0f} 秒")
        if size in (sizes[0], sizes[-1]):
            settle(year)
            found.append(measure(superior, keeper, year))
    return compared(*found)


def settle(year: int) -> None:
    """Standings as the worker keeps them after midnight: worked out for a hundred branches, which all others are like."""
    today, number, start = timezone.localdate(), place()[0], process_time()
    branches = list(Organisation.objects.branches().filter(code__startswith="xiangmu-").order_by("path"))
    done = renew(branches[:SWEPT], year, today)
    say(f"统计 {done} 个支部，每个 {ms((process_time() - start) / max(done, 1))}")
    model = Standing.objects.filter(branch=branches[0]).get()
    Standing.objects.filter(year=year).update(number=number, as_of=today)
    there = set(Standing.objects.filter(year=year).values_list("branch", flat=True))
    names = ("counts", "met", "pending", "overdue", "explained", "overdue_rules")
    told = {name: getattr(model, name) for name in names}
    Standing.objects.bulk_create(
        (
            Standing(branch=one, year=year, as_of=today, number=number, **told)
            for one in branches
            if one.pk not in there
        ),
        batch_size=BATCH,
    )

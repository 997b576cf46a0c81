"""No field of an item, nor of its problem, cause or measure, is forgotten in a list, a form, a page or the import.

What is left out somewhere on purpose stands in LEFT_OUT with the reason; a reason that no longer holds fails, too.
"""

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from branch.accounts.models import User
from branch.base import BranchRecord
from branch.campaigns.models import Campaign
from branch.campaigns.tests.factory import make_campaign
from branch.members.models import Member
from core import records
from core.sheets import render_sheet
from core.testing import make_member
from core.testing_fields import fields_told, own_fields, page_text, value_of
from rectification import exports
from rectification.enums import ItemState, OpinionSource, ProblemOwner
from rectification.items.models import RectificationItem
from rectification.ledger.columns import COLUMNS
from rectification.ledger.documents import item_ledger
from rectification.ledger.reading import read_ledger
from rectification.ledger.services import import_ledger
from rectification.ledger.sheet import item_sheet, ledger_rows
from rectification.ledger.tests.test_import_ledger import STORED, random_rows
from rectification.problems.models import Cause, FrameworkItem, Measure, Problem
from rectification.tests import factory

pytestmark = pytest.mark.django_db

YEAR, TODAY = 2031, date(2031, 6, 1)
MODELS = (Problem, Cause, Measure, RectificationItem)
# By model: the fields, where they are left out, and why.
LEFT_OUT = {
    RectificationItem: [
        ("measure", "台账 纸质台账 导入", "the ledger names what is done, not the heading of section six"),
        (
            "submitted_on submitted_by",
            "台账 纸质台账 导入 表单 页面",
            "stand in the move 提交复核 and on the 销号单",
        ),
        (
            "review_on",
            "台账 纸质台账 导入",
            "of what is kept up for good; the page and the work bench tell it",
        ),
        ("year criterion", "纸质台账", "the year is in the title, the criterion on the 销号单"),
        ("closed_by", "导入", "a name in a file is no account: it is kept as closed_by_name"),
        ("year", "表单", "that of the problem, else of the workspace"),
        (
            "more_columns",
            "纸质台账 表单",
            "columns of an older ledger: too many for paper, and not ours to ask for",
        ),
        ("state closed_on closed_by closed_by_name review_on", "表单", "set by moves and by the import"),
    ],
    Problem: [
        (
            "order description typical_case owner owner_member is_finding is_main condensed repeats",
            "台账 纸质台账 导入",
            "stand in the 问题清单; the ledger tells the problem in one sentence",
        ),
        (
            "repeat_ruled_out",
            "台账 纸质台账 导入 清单 表单 页面",
            "only keeps a suggestion from coming again",
        ),
        ("year", "台账 纸质台账", "that of the item is shown"),
        ("year", "清单 表单", "in the title of the list; that of the workspace"),
        ("order", "清单 页面", "is the order of the list, numbered from one"),
        ("campaign", "纸质台账", "the printed list is turned and full; its title may name it"),
    ],
    Cause: [
        ("order year text", "台账 纸质台账", "the ledger tells a cause in one sentence"),
        ("order text", "导入", "a cause from a ledger goes last, and is worked out on its page"),
        ("year", "清单 表单", "in the title of the list; that of the workspace"),
    ],
    Measure: [("year", "清单 表单", "in the title of the list; that of the workspace")],
}


@pytest.fixture
def filled(cast):
    """One record of each model with every field filled, tied to each other, and what they may be changed to."""
    first = {Member: cast.people.member, User: cast.secretary, "sources": [OpinionSource.MASSES]}
    first["others"] = "支委会"
    first["more_columns"] = {"联系电话": "6001"}
    spare = {Member: cast.people.extra1, User: cast.committee, "sources": [OpinionSource.SELF]}
    spare["others"] = "各党小组"
    spare["more_columns"] = {"联系电话": "6002"}
    chosen = {
        Problem: {"owner": ProblemOwner.MEMBER},
        RectificationItem: {"state": ItemState.CLOSED, "closed_by": None},
    }
    for samples, mark in ((spare, "乙"), (first, "甲")):
        samples[Campaign] = make_campaign(cast.branch, name=f"{mark}的学习教育")
        samples[FrameworkItem] = factory.make_framework(cast, f"对照{mark}方面", year=YEAR)
        for model in MODELS:
            fields = own_fields(model, BranchRecord)
            samples.setdefault(model, spare.get(model))
            values = {
                field.name: value_of(field, mark, samples) for field in fields if not field.many_to_many
            }
            values |= {"branch": cast.branch, "year": YEAR, **chosen.get(model, {})}
            samples[model] = model.objects.create(**values)
            for many in model._meta.many_to_many:
                getattr(samples[model], many.name).set([samples[many.related_model]])
    return SimpleNamespace(cast=cast, records=first, spare=spare | {"year": YEAR + 1})


@pytest.fixture
def told(filled, client_of):
    """`told(model, place)`: the fields of a model that a place tells, or takes."""
    cast, records_of = filled.cast, filled.records
    client = client_of(cast.secretary)
    item = records_of[RectificationItem]

    def stored():
        return RectificationItem.objects.filter(pk=item.pk).for_ledger()

    def listed(model):
        if model is Problem:
            return exports.problem_sheet(Problem.objects.for_report(), branch=cast.branch, year=YEAR)
        return exports.answer_sheet(model.objects.for_report(), title="清单", branch=cast.branch, year=YEAR)

    def texts(sheet):
        return "\n".join(str(cell) for row in sheet.rows for cell in row)

    tells = {
        "台账": lambda model: texts(item_sheet(stored(), branch=cast.branch, year=YEAR)),
        "纸质台账": lambda model: texts(item_ledger(ledger_rows(stored()), issuer="", title="", on=TODAY)),
        "清单": lambda model: texts(listed(model)),
        "页面": lambda model: page_text(client.get(records.url_of(records_of[model]))),
    }

    def of(model, place):
        record = records_of[model]
        if place == "表单":
            RectificationItem.objects.filter(pk=item.pk).update(state=ItemState.ACTIVE)
            url = reverse(records.type_of(record).update_url, args=[record.pk])
            return set(client.get(url).context["form"].fields)
        if place == "导入":
            return _imported(model, cast, stored())
        return fields_told(record, BranchRecord, filled.spare, lambda: tells[place](model))

    return of


def _imported(model, cast, items) -> set[str]:
    """The fields that come through the ledger into a branch that has nothing but the same names."""
    make_member(cast.other_branch, cast.people.member.name)
    make_campaign(cast.other_branch, name=items[0].problem.campaign.name)
    file = render_sheet(item_sheet(items, branch=cast.branch, year=YEAR))
    rows = read_ledger(file, "台账.xlsx", default_year=1999)
    import_ledger(branch=cast.other_branch, rows=rows, by=cast.outsider)
    sent = RectificationItem.objects.get(pk=items[0].pk)
    made = RectificationItem.objects.get(branch=cast.other_branch)
    if model is not RectificationItem:
        sent, made = sent.problem, made.problem
    if model is Cause:
        sent, made = sent.causes.get(), made.causes.get()
    return {
        field.name
        for field in own_fields(model, BranchRecord)
        if _words(sent, field) == _words(made, field) not in ("", str(field.get_default()))
    }


def _words(record, field) -> str:
    value = getattr(record, field.name)
    return "、".join(map(str, value.all())) if field.many_to_many else str(value or "")


PLACES = [
    *((RectificationItem, place) for place in ("台账", "纸质台账", "导入", "表单", "页面")),
    *((Problem, place) for place in ("台账", "纸质台账", "导入", "清单", "表单", "页面")),
    *((Cause, place) for place in ("台账", "纸质台账", "导入", "清单", "表单", "页面")),
    *((Measure, place) for place in ("清单", "表单", "页面")),
]


@pytest.mark.parametrize(("model", "place"), PLACES, ids=lambda value: getattr(value, "__name__", value))
def test_every_field_is_there_or_left_out_for_a_reason(model, place, told):
    left_out = {
        name for names, places, _ in LEFT_OUT[model] if place in places.split() for name in names.split()
    }
    fields = {field.name for field in own_fields(model, BranchRecord)}
    assert sorted(fields - told(model, place)) == sorted(left_out)


@pytest.mark.parametrize("seeds", [range(200), STORED], ids=["read back", "through the database"])
def test_the_random_ledgers_fill_every_column(seeds):
    rows = [row for seed in seeds for row in random_rows(seed)]
    empty = [
        column.field
        for column in COLUMNS
        if all(getattr(row, column.field) == column.value.empty for row in rows)
    ]
    assert empty == []

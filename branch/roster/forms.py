"""The roster on the page: the file to choose, and a row for each member found in it, mended where it stands."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from branch.enums import (
    NAMED_POSTS,
    ON_ROLL,
    SEVERAL_HOLDERS,
    Gender,
    MembershipStatus,
    PostTitle,
    TechnicalTitle,
)
from branch.members.forms import MemberChecks
from branch.members.models import Member, Post
from branch.members.register import label_of
from branch.members.services import overlapping_post
from branch.organisations.models import Organisation, PartyGroup
from core.editing import whole_number
from core.forms import BaseForm, word_required_errors
from core.refusals import Refused
from documents.content import chinese_number
from documents.reading.days import day_of

from .reading import DATES, MEMBERS_MOST, WHICH, RosterRow, posts_of

COLUMNS = (
    *("name", "gender", "ethnic_group", "birth_date", "education", "joined_on", "confirmed_on", "status"),
    *(
        "since",
        "group",
        "posts",
        "posts_since",
        "job",
        "technical_title",
        "phone",
        "expected_retirement_on",
        "home_name",
    ),
)
SINCE = "状态自何日起"
POSTS, POSTS_SINCE = "党内职务", "任职自"
# What a row asks that is no field of a member.
BESIDE = frozenset({"status", "since", "group", "posts", "posts_since"})


class RosterFileForm(BaseForm):
    """The file, and what a file seldom says."""

    fieldsets = [
        ("名册文件", ["file"]),
        ("文件里常常没写的", ["status", "since", "posts_since", "first_of_month"]),
    ]

    file = forms.FileField(label="名册文件", help_text=".xlsx 或 .csv；.xls、.et 请先另存为 .xlsx。")
    status = forms.ChoiceField(
        label="没有写人员类别的，都是",
        required=False,
        choices=[("", "在下一页逐人选择"), *((value, MembershipStatus(value).label) for value in ON_ROLL)],
    )
    since = forms.DateField(
        label="没有写转入日期的，从哪一天起计入本支部",
        required=False,
        help_text="从这一天起计入应到会人数。留空就在下一页逐人填写。",
    )
    posts_since = forms.DateField(
        label="没有写任职日期的，支部职务从哪一天起",
        required=False,
        help_text="例如换届选举那一天。名册里有“党内职务”一列时用；留空就在下一页逐人填写。",
    )
    first_of_month = forms.BooleanField(
        label="只写到月的日期，按当月 1 日登记",
        required=False,
        help_text="不勾选时，只写到月的日期在下一页逐个补全。",
    )


class TypedDate(forms.DateField):
    """A day as people write it; what is none stays in its box, with what is asked about it."""

    def clean(self, value):
        """The day. Raises ValidationError with the question of the reader."""
        try:
            return super().clean(value if value in self.empty_values else day_of(value))
        except Refused as question:
            raise ValidationError(str(question)) from question


class RosterRowForm(MemberChecks, forms.ModelForm):
    """One row. What is not taken is not looked at."""

    take = forms.BooleanField(label="导入", required=False)
    number = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label="现在的状态",
        choices=[("", "请选择"), *((value, MembershipStatus(value).label) for value in ON_ROLL)],
    )
    since = TypedDate(label=SINCE)
    # A name, so that one that is not there yet is kept as it was typed.
    group = forms.CharField(label="党小组", required=False, max_length=40)
    posts = forms.CharField(label=POSTS, required=False, max_length=60)
    posts_since = TypedDate(label=POSTS_SINCE, required=False)

    class Meta:
        model = Member
        fields = [name for name in COLUMNS if name not in BESIDE]
        field_classes = dict.fromkeys(DATES - BESIDE, TypedDate)

    def __init__(self, *args, branch: Organisation, groups: "Groups", **kwargs):
        super().__init__(*args, instance=Member(branch=branch), **kwargs)
        self.groups = groups
        self.fields["gender"].choices = [("", "请选择"), *Gender.choices]
        word_required_errors(self)
        for name, field in self.fields.items():
            is_choice = isinstance(field, forms.ChoiceField)
            if is_choice and not field.valid_value(typed := self[name].data or ""):
                # What was typed can be seen, and is no answer.
                field.widget.choices = [(typed, f"{typed}？"), *field.choices]
                field.error_messages["invalid_choice"] = WHICH
            kind = "form-check-input" if name == "take" else "form-select" if is_choice else "form-control"
            size = "" if name == "take" else " form-control-sm"
            field.widget.attrs |= {"class": kind + size, "aria-label": str(field.label or name)}

    @property
    def is_taken(self) -> bool:
        """Whether the row is to be entered."""
        return bool(self["take"].data)

    @property
    def cells(self) -> list[tuple[forms.BoundField, list[str]]]:
        """The columns of the row, each with what is asked about it; nothing where it is not taken."""
        return [(self[name], list(self.errors.get(name, ())) if self.is_taken else []) for name in COLUMNS]

    def clean_group(self) -> PartyGroup | None:
        """A group of the branch by its name, or one that comes with the roster."""
        name = self.cleaned_data["group"].strip()
        if name and self.groups.of(name) is None:
            raise ValidationError(f"“{name}”还没有建。")
        return self.groups.of(name)

    def clean_posts(self) -> list[PostTitle]:
        """The posts that are named."""
        try:
            return posts_of(self.cleaned_data["posts"])
        except Refused as question:
            raise ValidationError(str(question)) from question

    def clean(self):
        """A post has its day; a leader leads a group; nobody else holds it already."""
        cleaned = super().clean()
        if not (titles := cleaned.get("posts")):
            return cleaned
        if not cleaned.get("posts_since") and "posts_since" not in self.errors:
            self.add_error("posts_since", "请填写从哪一天起任职，例如选举那一天。")
        if PostTitle.GROUP_LEADER in titles and not cleaned.get("group") and "group" not in self.errors:
            self.add_error("group", "党小组长须写明所在党小组。")
        if not self.errors:
            for post in self.new_posts():
                is_free = post.title in SEVERAL_HOLDERS or (post.group and post.group.pk is None)
                if not is_free and (other := overlapping_post(post)):
                    self.add_error(
                        "posts",
                        f"{other.member.name}现任{other.label}。请先结束那一任，或删去。",
                    )
        return cleaned

    def new_posts(self) -> list[Post]:
        """The terms to be stored."""
        cleaned, member = self.cleaned_data, self.instance
        return [
            Post(
                branch=member.branch,
                member=member,
                title=title,
                group=cleaned["group"] if title == PostTitle.GROUP_LEADER else None,
                starts_on=cleaned["posts_since"],
            )
            for title in cleaned.get("posts", ())
        ]

    def member(self) -> Member:
        """The member to be stored."""
        member: Member = self.instance
        member.group = self.cleaned_data["group"]
        return member


HEADINGS = [
    {"status": "状态", "since": SINCE, "posts": POSTS, "posts_since": POSTS_SINCE}.get(name) or label_of(name)
    for name in COLUMNS
]


def offered(branch: Organisation, on: date) -> dict[str, list[str]]:
    """The words to choose from in an empty roster, by the heading of their column."""
    groups = PartyGroup.objects.active_on(on).filter(branch=branch).order_by("name")
    words = {
        "gender": Gender.labels,
        "status": [MembershipStatus(value).label for value in ON_ROLL],
        "technical_title": TechnicalTitle.labels,
        "posts": [title.label for title in NAMED_POSTS],
        "group": groups.values_list("name", flat=True),
    }
    headings = dict(zip(COLUMNS, HEADINGS, strict=True))
    return {headings[name]: list(map(str, labels)) for name, labels in words.items()}


class Groups:
    """The groups of a branch by the names that people give them, and those that are to be founded with the roster."""

    def __init__(self, branch: Organisation, on: date, founded_on: date | None = None):
        self.branch, self.founded_on = branch, founded_on
        self.missing: dict[str, str] = {}
        self.found = {
            group_key(group.name): group for group in PartyGroup.objects.active_on(on).filter(branch=branch)
        }

    def of(self, name: str) -> PartyGroup | None:
        """The group that a name means; a new one where groups are founded with the roster."""
        key = group_key(name)
        if key and key not in self.found:
            self.missing.setdefault(key, name)
            if self.founded_on:
                self.found[key] = PartyGroup(branch=self.branch, name=name, founded_on=self.founded_on)
        return self.found.get(key)


def group_key(name: str) -> str:
    """One key for 第一党小组, 第1党小组, 一小组 and 第一组, and for 施工党小组 and 施工."""
    plain = re.sub(r"\s|党|第|小?组$", "", unicodedata.normalize("NFKC", name))
    return re.sub(r"[1-9]\d{0,3}", lambda found: chinese_number(int(found[0])), plain)


class NewGroupsForm(forms.Form):
    """Whether groups that the roster names and the branch has not are founded with it, and on which day."""

    new_groups = forms.BooleanField(required=False)
    groups_since = TypedDate(label="成立日期", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_groups"].widget.attrs |= {"class": "form-check-input"}
        self.fields["groups_since"].widget.attrs |= {"class": "form-control", "aria-label": "党小组成立日期"}

    def clean(self):
        """A group that is founded has its day, not in the future."""
        cleaned = super().clean()
        day = cleaned.get("groups_since")
        if cleaned.get("new_groups") and not day and not self.errors:
            self.add_error("groups_since", "请填写党小组从哪一天起成立；从次月起要求每月开党小组会。")
        if day and day > timezone.localdate():
            self.add_error("groups_since", f"{day:%Y-%m-%d} 在今天之后，请改正。")
        return cleaned

    @property
    def founded_on(self) -> date | None:
        """The day for the new groups; none where they are not to be founded."""
        cleaned = self.cleaned_data if self.is_valid() else {}
        return cleaned["groups_since"] if cleaned.get("new_groups") else None


@dataclass(frozen=True)
class Unsaid:
    """What a roster seldom says of its rows, said once for all of them; nothing where it is asked row by row."""

    status: str = ""
    since: date | None = None
    posts_since: date | None = None


def data_of(rows: Sequence[RosterRow], known_names: Collection[str], unsaid: Unsaid) -> dict[str, str]:
    """The rows as the page would send them, with what is said for all where a row does not say it.

    A name that the register has already is not ticked.
    """
    data: dict[str, str] = {"rows": str(len(rows))}
    for place, row in enumerate(rows):
        values = {"since": _typed(unsaid.since), "status": unsaid.status, "technical_title": "NONE"}
        if row.values.get("posts"):
            values["posts_since"] = _typed(unsaid.posts_since)
        values |= {name: value for name, value in row.values.items() if value}
        if values.get("name", "") not in known_names:
            values["take"] = "on"
        data |= {f"{place}-{name}": value for name, value in {**values, "number": row.number}.items()}
    return data


def _typed(day: date | None) -> str:
    return day.isoformat() if day else ""


def row_forms(branch: Organisation, data: Mapping[str, str], groups: Groups) -> list[RosterRowForm]:
    """The form of each row that was sent.

    Two taken rows with one name and one day of birth, or with one post, are an error of the second.
    """
    count = min(whole_number(data.get("rows", "")) or 0, MEMBERS_MOST)
    rows = [RosterRowForm(data, prefix=str(n), branch=branch, groups=groups) for n in range(count)]
    _refuse_doubles([row for row in rows if row.is_taken])
    return rows


def _refuse_doubles(rows: Sequence[RosterRowForm]) -> None:
    people: set[tuple[str, object]] = set()
    holders: dict[tuple[str, str], str] = {}
    for row in rows:
        cleaned = row.cleaned_data if row.errors is not None else {}
        if "name" in cleaned:
            person = cleaned["name"], cleaned.get("birth_date")
            if person in people:
                row.add_error(
                    "name", f"表里有两个“{person[0]}”，出生日期也一样。请取消勾选一个，或补全出生日期。"
                )
            people.add(person)
        for title in cleaned.get("posts", ()):
            if title in SEVERAL_HOLDERS:
                continue
            post = title, str(cleaned.get("group") or "") if title == PostTitle.GROUP_LEADER else ""
            if post in holders:
                row.add_error("posts", f"表里{holders[post]}也是{title.label}，一项职务只能有一人。")
            holders[post] = str(cleaned.get("name", ""))

"""Loads framework, opinions, problems, causes, measures and items of the demo, and moves the items along."""

from datetime import date

from branch.models import User
from core import records
from rectification.models.answers import Cause, Measure
from rectification.models.framework import FrameworkItem, Opinion
from rectification.models.items import RectificationItem
from rectification.models.problems import Problem
from rectification.services.items import add_item, close_item, keep_item, log_progress, submit_item
from rectification.services.problems import add_answer, add_problem, confirm_repeat

from . import rectification_data as data
from . import rectification_follow_up
from .world import World


def load(world: World) -> None:
    """Years in order, so that a problem can point at the one it repeats."""
    earlier: dict[str, Problem] = {}
    for year in sorted(data.PROBLEMS):
        earlier = _Year(world, year, earlier).load()
    rectification_follow_up.load(world)


class _Year:
    """One year of problems while it is being loaded."""

    def __init__(self, world: World, year: int, earlier: dict[str, Problem]):
        self.world, self.year, self.earlier = world, year, earlier
        self.stamp = world.stamp(date(year, 12, 15))
        self.problems: dict[str, Problem] = {}

    def load(self) -> dict[str, Problem]:
        """Everything of the year; returns its problems by key."""
        framework = [
            self._create(FrameworkItem(audience="COMMITTEE", order=n, text=text))
            for n, text in enumerate(data.FRAMEWORK[self.year], start=1)
        ]
        for source, month, day, about, text in data.OPINIONS[self.year]:
            on = date(self.year, month, day)
            self._create(Opinion(source=source, collected_on=on, about=about, text=text))
        for row in data.PROBLEMS[self.year]:
            self.problems[str(row["key"])] = self._problem(row, framework)
        causes = [self._cause(*row) for row in data.CAUSES[self.year]]
        measures = [self._measure(causes, *row) for row in data.MEASURES[self.year]]
        for row in data.ITEMS[self.year]:
            self._item(row, measures)
        return self.problems

    def _place(self, record):
        record.branch, record.year = self.world.branch, self.year
        for name, value in self.stamp.items():
            setattr(record, name, value)
        return record

    def _create(self, record):
        return records.create(self._place(record), by=self.world.secretary)

    def _problem(self, row: dict, framework: list[FrameworkItem]) -> Problem:
        problem = Problem(
            framework_item=framework[row["framework"]],
            order=len(self.problems) + 1,
            title=row["title"],
            description=row["description"],
            typical_case=row.get("case", ""),
            owner="COMMITTEE",
            is_main=row["main"],
            sources=row["sources"],
        )
        add_problem(self._place(problem), points=row["points"], by=self.world.secretary)
        if row.get("repeats"):
            confirm_repeat(problem=problem, previous=self.earlier[row["repeats"]], by=self.world.secretary)
        return problem

    def _cause(self, title: str, text: str, keys: list[str]) -> Cause:
        problems = [self.problems[key] for key in keys]
        cause = self._place(Cause(title=title, text=text, order=0))
        return add_answer(cause, problems=problems, by=self.world.secretary)

    def _measure(
        self, causes: list[Cause], title: str, text: str, keys: list[str], numbers: list[int]
    ) -> Measure:
        return add_answer(
            self._place(Measure(title=title, text=text, order=0)),
            problems=[self.problems[key] for key in keys],
            causes=[causes[number] for number in numbers],
            by=self.world.secretary,
        )

    def _item(self, row: dict, measures: list[Measure]) -> None:
        world = self.world
        item = RectificationItem(
            problem=self.problems[row["problem"]],
            measure=measures[row["measure"]] if row["measure"] is not None else None,
            content=row["content"],
            goal=row["goal"],
            mode=row["mode"],
            leader=world.person(row["leader"]),
            responsible=world.person(row["responsible"]),
            due_on=date(*row["due"]),
            criterion=row["criterion"],
        )
        add_item(self._place(item), by=world.secretary)
        for day, text in row["progress"]:
            if date(*day) < world.today:
                log_progress(item=item, text=text, by=world.secretary, on=date(*day))
        if row.get("extended"):
            on, until, reason = row["extended"]
            rectification_follow_up.extend(world, item, date(*on), date(*until), reason)
        self._hand_in(item, row)

    def _hand_in(self, item: RectificationItem, row: dict) -> None:
        """Submitted by one person, judged by another, as the rules want it."""
        world = self.world
        judged = row.get("closed") or row.get("judged")
        submitted = row.get("submitted") or judged
        if not submitted or date(*submitted) >= world.today:
            if row["result"] and not submitted:
                item.result = row["result"]
                item.save(update_fields=["result"])
            return
        by, judge = self._pair(row["responsible"])
        evidence = world.evidence_for(item, date(*submitted))
        submit_item(item=item, result=row["result"], by=by, on=date(*submitted), evidence=evidence)
        if row.get("closed"):
            close_item(item=item, by=judge, on=date(*row["closed"]))
        elif row.get("kept"):
            keep_item(item=item, review_on=date(*row["kept"]), by=judge, on=date(*judged))

    def _pair(self, responsible: str) -> tuple[User, User]:
        users = self.world.users
        judge = users["jijian"] if responsible != "周立群" else users["zuzhi"]
        return users["shuji"], judge

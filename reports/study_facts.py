"""Facts about study beyond the tasks: forms of study, training elsewhere, who reached the hours, the plan."""

from branch.models import Member
from study.enums import StudyForm
from study.form_shares import form_shares

from .fact import Fact, FactValue, counted, percent, plain_number
from .year_records import YearRecords, refs


def _form_share(records: YearRecords, form: StudyForm) -> FactValue:
    done = [assignment for assignment in records.assignments if assignment.completed_on]
    hours = [(one.task.form, one.hours_done) for one in done]
    hours += [(training.form, training.hours) for training in records.trainings]
    (share,) = [share for share in form_shares(hours) if share.form == form]
    rows = [one for one in [*records.tasks, *records.trainings] if one.form == form]
    return FactValue(f"{plain_number(share.percent)}%" if hours else "—", refs(rows))


def _reached(records: YearRecords) -> list[Member]:
    return [standing.member for standing in records.standings if standing.is_reached]


STUDY_FACTS = [
    *[
        Fact(
            f"{form.label}学时占比",
            "",
            f"形式为{form.label}的学时除以全部已记学时（任务和已认定的外出培训）。",
            lambda records, form=form: _form_share(records, form),
        )
        for form in StudyForm
    ],
    Fact("学时达标人数", "名", "达到年度学时（支委含集中培训）的在册党员。", lambda r: counted(_reached(r))),
    Fact(
        "学时达标率",
        "",
        "达到年度学时的在册党员除以在册党员。",
        lambda r: FactValue(percent(len(_reached(r)), len(r.standings)), refs(_reached(r))),
    ),
    Fact("外出培训人次", "人次", "已认定的外出培训，一人一次计一人次。", lambda r: counted(r.trainings)),
    Fact("学习计划项数", "项", "所属年度的学习计划。", lambda r: counted(r.plan)),
    Fact(
        "学习计划已布置项数",
        "项",
        "其中已经布置成学习任务的。",
        lambda r: counted([item for item in r.plan if item.task_count]),
    ),
]

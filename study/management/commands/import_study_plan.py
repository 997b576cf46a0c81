"""`manage.py import_study_plan FILE --branch CODE …`."""

from branch.table_import.command import ImportTableCommand
from study.plan.table import PLAN


class Command(ImportTableCommand):
    """学习计划 (.xlsx, .csv) into records; where a person would be asked, nothing is saved."""

    help = "把学习计划的表格（.xlsx、.csv）登记为记录；有要问的不保存。"
    table = PLAN

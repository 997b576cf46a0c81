"""`manage.py import_activities FILE --branch CODE …`."""

from activities.table import ACTIVITIES
from branch.table_import.command import ImportTableCommand


class Command(ImportTableCommand):
    """工作纪实 (.xlsx, .csv) into records; where a person would be asked, nothing is saved."""

    help = "把工作纪实的表格（.xlsx、.csv）登记为记录；有要问的不保存。"
    table = ACTIVITIES

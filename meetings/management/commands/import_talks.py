"""`manage.py import_talks FILE --branch CODE …`."""

from branch.table_import.command import ImportTableCommand
from meetings.cycle.talks.table import TALKS


class Command(ImportTableCommand):
    """谈心谈话 (.xlsx, .csv) into records; where a person would be asked, nothing is saved."""

    help = "把谈心谈话的表格（.xlsx、.csv）登记为记录；有要问的不保存。"
    table = TALKS

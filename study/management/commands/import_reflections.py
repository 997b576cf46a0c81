"""`manage.py import_reflections FILE --branch CODE …`."""

from branch.table_import.command import ImportTableCommand
from study.reading.table import REFLECTIONS


class Command(ImportTableCommand):
    """心得 (.xlsx, .csv) into records; where a person would be asked, nothing is saved."""

    help = "把心得的表格（.xlsx、.csv）登记为记录；有要问的不保存。"
    table = REFLECTIONS

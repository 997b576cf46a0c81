"""`manage.py import_trainings FILE --branch CODE …`."""

from branch.table_import.command import ImportTableCommand
from study.trainings.table import TRAININGS


class Command(ImportTableCommand):
    """外出培训 (.xlsx, .csv) into records; where a person would be asked, nothing is saved."""

    help = "把外出培训的表格（.xlsx、.csv）登记为记录；有要问的不保存。"
    table = TRAININGS

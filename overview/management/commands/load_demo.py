"""`manage.py load_demo [--today YYYY-MM-DD]`: the demo branches, loaded through the services."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.refusals import Refused
from overview.demo.load import load_demo


class Command(BaseCommand):
    """Fill an empty database with the demo; nothing later than `--today` is entered."""

    help = "装入演示数据：两个虚构的党支部和 2024 年以来的记录。"

    def add_arguments(self, parser):
        """On which day the demo takes place."""
        parser.add_argument("--today", type=date.fromisoformat, default=None, help="演示的“今天”，默认当天")

    def handle(self, *, today, **options):
        """Load everything in one transaction."""
        try:
            world = load_demo(today or timezone.localdate())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已装入演示数据，演示支部：{world.branch.name}")

"""`script/manage setup_code`: a new code for the first-run page; nothing once the site is set up."""

from django.core.management.base import BaseCommand

from branch.organisations import setup_code
from branch.organisations.services import is_set_up


class Command(BaseCommand):
    """Prints the code that `/setup/` asks for, as `script/server` does at each start of an empty site."""

    help = "打印首次使用页面要的安装码；系统已经建好时什么也不打印。"
    requires_system_checks = []

    def handle(self, *args, **options):
        """One line, or none."""
        if is_set_up():
            setup_code.forget()
        else:
            self.stdout.write(setup_code.new_code())

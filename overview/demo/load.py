"""Loads the whole demo in one transaction: everything or nothing."""

from datetime import date

from django.db import transaction

from branch.accounts.models import User
from branch.organisations.models import Organisation
from core import records
from core.refusals import Refused
from reports.report import services as report_services
from reports.report.models import AnnualReport

from . import (
    activities,
    campaigns,
    cycle,
    meetings,
    membership,
    people,
    rectification,
    renewal,
    review,
    site,
    study,
)
from . import activities as demo_activities
from . import last_year as demo_last_year
from . import openness as demo_openness
from . import papers as demo_papers
from . import people as demo_people
from . import report_templates as demo_templates
from . import requests as demo_requests
from . import study as demo_study
from . import world as demo_world
from .world import World


@transaction.atomic
def load_demo(today: date) -> World:
    """The branches with their records, the accepted report of 2024, and that of 2025 before the committee.

    Raises Refused unless the database is empty.
    """
    if User.objects.exists() or Organisation.objects.exists():
        raise Refused("数据库里已有组织或账号，演示数据只装进空的数据库。请另选一个 DATA_DIR。")
    top, project, office = people.load_organisations()
    people.load_outside_accounts(top)
    world = people.load_project(project, today)
    meetings.load_project_meetings(world)
    demo_study.load_plans(world)
    activities.load(world)
    demo_activities.load_photos(world)
    demo_people.load(world)
    membership.load(world)
    study.load(world)
    rectification.load(world)
    campaigns.load(world)
    cycle.load(world)
    demo_openness.load(world)
    demo_world.sign_meetings(world)
    meetings.load_office_meetings(people.load_office(office, today))
    renewal.load(top, today)
    outpost = site.load(top, office, today)
    meetings.load_site_meetings(outpost)
    demo_world.sign_meetings(outpost)
    demo_templates.load(world, top)
    demo_last_year.load(world)
    report = report_services.draft_report(branch=project, year=2025, by=world.secretary, on=today)
    report = AnnualReport.objects.get(pk=report.pk)
    with records.audited(report, by=world.secretary):
        report.salutation = "各位党员"
    review.load(world, report)
    demo_papers.load(world, today)
    demo_requests.load(world, top)
    return world

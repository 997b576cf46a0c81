"""On the page of a term: the election it came from."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_read_branch
from branch.office_terms.models import OfficeTerm
from core.panels import Panel

from .models import Renewal


def term_panel(user: AbstractBaseUser, term: OfficeTerm, _on: date) -> Panel | None:
    """The election of the term, for the readers of the branch."""
    if not can_read_branch(user, term.branch):
        return None
    renewal = Renewal.objects.alive().filter(term=term).for_list().first()
    return Panel("overview/renewal/_of_term.html", {"renewal": renewal}) if renewal else None

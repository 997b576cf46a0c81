"""On the page of a term: the election it came from, and the 批复 that approved it or moved its end."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser

from branch.access import can_read_branch
from branch.office_terms.models import OfficeTerm
from core.panels import Panel
from reports.rulings.shown import issued_to

from .models import Renewal


def term_panel(user: AbstractBaseUser, term: OfficeTerm, _on: date) -> Panel | None:
    """The election of the term, for the readers of the branch."""
    if not can_read_branch(user, term.branch):
        return None
    renewal = Renewal.objects.alive().filter(term=term).for_list().first()
    return Panel("overview/renewal/_of_term.html", {"renewal": renewal}) if renewal else None


def ruling_panel(user: AbstractBaseUser, term: OfficeTerm, _on: date) -> Panel | None:
    """The answers from above that are here and whose numbers the term names."""
    documents = f"{term.approval_document}\n{term.moved_document}"
    if not documents.strip() or not can_read_branch(user, term.branch):
        return None
    named = [one for one in issued_to(term.branch) if one.number and one.number in documents]
    return Panel("overview/renewal/_rulings_of_term.html", {"rulings": named}) if named else None

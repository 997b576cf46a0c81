"""How far a report is: how many of its claims rest on records. What the work bench asks, without making its page."""

from dataclasses import dataclass
from datetime import date

from core.kept import kept
from reports.claims.checking import SETTLED, Backing
from reports.claims.report import ReportClaims
from reports.facts import book_of

from .editor import show
from .enums import Support
from .models import AnnualReport

# A person's decision to keep a sentence holds for these; anything newer asks again.
DECIDED = frozenset({Backing.NONE, Backing.UNSURE})


@dataclass(frozen=True)
class Readiness:
    """Sentences by what stands behind them, as `editor.Shown` counts them."""

    claims: int = 0
    backed: int = 0
    gaps: int = 0
    open: int = 0

    @property
    def percent(self) -> int:
        """Percentage of claims that rest on a record."""
        return self.backed * 100 // self.claims if self.claims else 0


@kept(64)
def readiness_of(report: AnnualReport, on: date) -> Readiness:
    """How far a report is as it is stored now: no fact is computed that decides nothing."""
    stored = _stored(report)
    if stored.is_frozen:
        shown = show(stored, on=on)
        return Readiness(shown.claims, shown.backed, shown.gaps, shown.open)
    claims = ReportClaims(stored, book_of(stored, on))
    states = [
        (claims.of(paragraph, sentence).state, sentence.support) for paragraph, sentence in claims.stored
    ]
    return Readiness(
        claims=sum(state != Backing.FRAME for state, _ in states),
        backed=sum(state == Backing.BACKED for state, _ in states),
        gaps=sum(state == Backing.GAP for state, _ in states),
        open=sum(
            state not in SETTLED and not (support == Support.KEPT and state in DECIDED)
            for state, support in states
        ),
    )


@kept(64)
def _stored(report: AnnualReport) -> AnnualReport:
    """The report with its tree, kept by itself: records change more often than its text."""
    return AnnualReport.objects.with_tree().get(pk=report.pk)

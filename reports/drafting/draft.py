"""A report drafted from a year's records, section by section, as its plan arranges them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from activities.models import Activity
from reports.report.enums import Marker, SectionKind
from reports.report.models import AnnualReport, Section
from reports.report.tree import DraftParagraph, DraftSection, DraftSentence
from reports.report_templates.enums import CLOSINGS, OPENINGS, Annex, Draws, PaperForm
from reports.report_templates.plan import STANDARD, ReportPlan, SectionPlan, whole
from reports.year_records import YearRecords, ref

from . import rectified, work
from .wording import bare, formula, frame, missing, sentence

# The notice of a 组织生活会 comes in the last months of the year.
NOTICE_WITHIN = timedelta(days=120)
WRITERS = {
    "last_year": rectified.last_year,
    "findings": rectified.findings,
    "work": work.work,
    "problems": rectified.problems,
    "causes": rectified.causes,
    "measures": rectified.measures,
}
# What stands before the first section and behind the last.
OUTER = (SectionKind.PREAMBLE, SectionKind.CLOSING)
# The end of a slot that names a heading.
_SLOT = 50


def preamble(records: YearRecords, plan: ReportPlan = STANDARD) -> list[DraftParagraph]:
    """By which notice the report is made, where one was relayed; otherwise nothing that no record says."""
    if plan.opening.strip():
        return [DraftParagraph("preamble", formula(plan.opening))]
    return [DraftParagraph("preamble", (by_notice(records, OPENINGS[PaperForm(plan.form)]),))]


def by_notice(records: YearRecords, text: str) -> DraftSentence:
    """A connecting sentence behind the notice of the 组织生活会, where one was relayed lately."""
    relayed = Activity.objects.of_branch(records.branch).of_kind("relay")
    lately = relayed.filter(happened_on__gt=records.end - NOTICE_WITHIN, happened_on__lte=records.on)
    for notice in lately.order_by("-happened_on", "-pk"):
        if "组织生活会" in (name := bare(notice.data.get("document", "")).strip("《》")):
            return sentence(f"按照《{name}》的要求，{text}", ref(notice))
    return frame(text)


def draft(records: YearRecords, plan: ReportPlan = STANDARD) -> list[DraftSection]:
    """Draft the report of a branch for a year, section by section, from its records as they were on a day."""
    sections = [DraftSection(SectionKind.PREAMBLE, "", tuple(map(_told, preamble(records, plan))))]
    told = {kind: _written(kind, records, plan) for kind in WRITERS if kind in plan.kinds}
    sections += [
        _section(section, mine)
        for section, mine in zip(plan.sections, _shares(plan, told, records), strict=True)
    ]
    if closing := plan.closing.strip() or CLOSINGS[PaperForm(plan.form)]:
        sections.append(DraftSection(SectionKind.CLOSING, "", (DraftParagraph("closing", formula(closing)),)))
    return sections


def _written(kind: str, records: YearRecords, plan: ReportPlan) -> list[DraftParagraph]:
    if kind == SectionKind.MEASURES:
        return list(map(_told, rectified.measures(records, annex=annex_named(plan))))
    return list(map(_told, WRITERS[kind](records)))


def annex_named(plan: ReportPlan) -> str:
    """The annex that says who does what by when; empty where the report has none."""
    return next((str(one.label) for one in (Annex.CHECKLIST, Annex.LEDGER) if one in plan.annexes), "")


def _shares(
    plan: ReportPlan, told: dict[str, list[DraftParagraph]], records: YearRecords
) -> list[dict[str, list[DraftParagraph]]]:
    """What each section takes, by what it draws on: parts before wholes, each paragraph for one section."""
    areas = {f"work:area:{area.pk}": area.name for area in records.work_areas} if "work" in told else {}
    rest = {kind: list(rows) for kind, rows in told.items()}
    taken: list[dict[str, list[DraftParagraph]]] = [{} for _ in plan.sections]
    for is_part in (True, False):
        for section, mine in zip(plan.sections, taken, strict=True):
            for draw in (draw for draw in section.draws if section.is_part(draw) == is_part):
                rows = rest[whole(draw)]
                mine[draw] = [
                    row for row in rows if section.takes(draw, row.slot, areas.get(row.slot, row.slot))
                ]
                rest[whole(draw)] = [row for row in rows if row not in mine[draw]]
    return taken


def _section(plan: SectionPlan, mine: dict[str, list[DraftParagraph]]) -> DraftSection:
    """Its paragraphs in the order in which it names what it draws on, each kind under a heading of its own where it has
    several."""
    kinds = list(dict.fromkeys(whole(draw) for draw in plan.draws))
    paragraphs: list[DraftParagraph] = []
    for number, kind in enumerate(kinds, start=1):
        if len(kinds) > 1:
            head = frame(Draws(kind).label)
            paragraphs.append(DraftParagraph(f"head:{kind}", (head,), Marker.CHINESE, number))
        paragraphs += [row for draw in plan.draws if whole(draw) == kind for row in mine[draw]]
    if not paragraphs:
        slot = f"{'none' if plan.draws else 'own'}:{plan.heading[:_SLOT]}"
        paragraphs = [DraftParagraph(slot, (missing(plan.heading),))]
    return DraftSection(
        plan.kind,
        plan.heading,
        tuple(_renumbered(paragraphs)),
        list(plan.draws),
        plan.areas,
        plan.fewest,
        plan.most,
    )


def _renumbered(paragraphs: list[DraftParagraph]) -> Iterator[DraftParagraph]:
    """Numbers run within what stands together: they begin anew under each heading."""
    counts: dict[str, int] = {}
    for one in paragraphs:
        if one.marker == Marker.CHINESE:
            counts = {Marker.CHINESE: counts.get(Marker.CHINESE, 0)}
        if one.marker:
            counts[one.marker] = counts.get(one.marker, 0) + 1
        yield replace(one, number=counts[one.marker]) if one.marker else one


def _told(paragraph: DraftParagraph) -> DraftParagraph:
    """The paragraph; where its record was entered with marks alone, such as “。”, it says that words are missing."""
    return paragraph if paragraph.text else replace(paragraph, sentences=(missing("这一条的表述"),))


def plan_of(report: AnnualReport) -> ReportPlan:
    """The plan that a report follows: that of its own sections. A section of an imported report draws on its kind."""
    return ReportPlan(
        tuple(
            SectionPlan(one.heading, draws_of(one), one.areas, one.fewest, one.most)
            for one in inner_of(report)
        ),
        report.form,
        report.opening,
        report.closing,
        tuple(report.annexes),
    )


def inner_of(report: AnnualReport) -> list[Section]:
    """Its sections between opening and closing words."""
    return [section for section in report.sections.all() if section.kind not in OUTER]


def draws_of(section: Section) -> tuple[str, ...]:
    """What a stored section draws on."""
    return tuple(section.draws) or ((section.kind,) if section.kind in WRITERS else ())


def drafts_for(report: AnnualReport, records: YearRecords) -> list[tuple[Section, DraftSection]]:
    """Each section of a report with what the records would say in it now."""
    drafts = draft(records, plan_of(report))
    outer = {one.kind: one for one in drafts if one.kind in OUTER}
    inner = iter([one for one in drafts if one.kind not in OUTER])
    pairs = []
    for section in report.sections.all():
        drafted = outer.get(section.kind) if section.kind in OUTER else _by_hand(section, next(inner))
        if drafted is not None:
            pairs.append((section, drafted))
    return pairs


def _by_hand(section: Section, drafted: DraftSection) -> DraftSection | None:
    """A section that is written by hand has its gap once, whatever became of it and of its heading since."""
    rows = list(section.paragraphs.all())
    if drafted.draws or not rows:
        return drafted
    gap = next((row.slot for row in rows if row.slot.startswith("own:")), "")
    return replace(drafted, paragraphs=(replace(drafted.paragraphs[0], slot=gap),)) if gap else None

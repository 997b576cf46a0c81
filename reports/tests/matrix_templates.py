"""Who gets which answer from the pages of report templates."""

from reports.report_templates.models import ReportTemplate

WRITERS = ("secretary", "committee", "discipline")
MEMBERS = ("group_leader", "member", "probationary")
EVERYBODY = (*WRITERS, *MEMBERS, "superior", "outsider", "administrator")


def _roles(default: int, *, writers: int, **named: int) -> dict[str, int]:
    return dict.fromkeys(EVERYBODY, default) | dict.fromkeys(WRITERS, writers) | named | {"anonymous": 302}


# A superior officer makes templates for the own unit, and reads those of the branches.
MATRIX: dict[str, dict[str, int]] = {
    "reports:template_list": _roles(403, writers=200, superior=200, outsider=200),
    "reports:template_create": _roles(403, writers=403, secretary=200, superior=200, outsider=200),
    "reports:template_detail": _roles(404, writers=200, superior=200),
    "reports:template_update": _roles(404, writers=403, secretary=200, superior=403),
}


def make_objects(cast) -> dict[str, dict]:
    """Arguments of every page: a template of the branch with one section."""
    name = f"模板{ReportTemplate.objects.count()}"
    template = ReportTemplate.objects.create(branch=cast.branch, name=name, created_by=cast.secretary)
    template.sections.create(order=1, heading="一年来工作", draws=["work"])
    pages: dict[str, dict] = {name: {"pk": template.pk} for name in MATRIX}
    return pages | {"reports:template_list": {}, "reports:template_create": {}}

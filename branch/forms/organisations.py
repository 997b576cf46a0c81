"""The organisation tree, kept by administrators."""

from core.forms import BaseModelForm
from core.refusals import Refused

from .. import services
from ..models import Organisation


class OrganisationForm(BaseModelForm):
    """One organisation. Its kind is fixed once it exists, because records hang on it."""

    fieldsets = [
        ("组织", ["kind", "name", "short_name", "code", "parent"]),
        ("组织生活", ["founded_on", "lectures_per_year"]),
    ]

    class Meta:
        model = Organisation
        fields = ["kind", "name", "short_name", "code", "parent", "founded_on", "lectures_per_year"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        parents = Organisation.objects.alive().exclude(kind="BRANCH")
        if self.instance.pk:
            del self.fields["kind"]
            parents = parents.exclude(path__startswith=self.instance.path)
        self.fields["parent"].queryset = parents.order_by("path")
        self.fields["parent"].empty_label = "没有上级（最上级组织）"

    def clean(self):
        """The level above must be one that may carry this one."""
        cleaned = super().clean()
        kind = cleaned.get("kind") or self.instance.kind
        if kind and "parent" not in self.errors:
            try:
                services.check_parent(kind, cleaned.get("parent"))
            except Refused as refusal:
                self.add_error("parent", str(refusal))
        return cleaned

    def _write(self):
        if self.instance.pk:
            return services.save_organisation(self.instance, before=self.before, by=self.user)
        return services.add_organisation(self.instance, by=self.user)

"""The identifier by which the company knows the person of an account."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from branch.enums import CompanyKind

from .configured import LONGEST, Provider


class CompanyIdentityQuerySet(models.QuerySet["CompanyIdentity"]):
    """Identifiers by who gives them out."""

    def of(self, provider: Provider):
        """Those that a provider gives out now."""
        return self.filter(kind=provider.kind, realm=provider.realm)

    def usable(self):
        """Those that let in: confirmed, and of a provider that is set now."""
        wanted = Q(pk__in=[])
        for provider in settings.COMPANY_SIGN_IN.providers:
            wanted |= Q(kind=provider.kind, realm=provider.realm)
        return self.filter(wanted, confirmed_at__isnull=False)


class CompanyIdentity(models.Model):
    """Who an account is for the company. What an administrator entered for an account in use lets in once its owner confirmed it."""

    user = models.ForeignKey(
        "branch.User", verbose_name="账号", on_delete=models.PROTECT, related_name="company_identities"
    )
    kind = models.CharField("登录方式", max_length=10, choices=CompanyKind)
    realm = models.CharField("签发方", max_length=LONGEST)
    subject = models.CharField("标识", max_length=LONGEST)
    entered_by = models.ForeignKey(
        "branch.User", verbose_name="登记人", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("登记时间", default=timezone.now)
    confirmed_at = models.DateTimeField("确认时间", null=True)

    objects = CompanyIdentityQuerySet.as_manager()

    class Meta:
        verbose_name = "公司账号"
        verbose_name_plural = "公司账号"
        ordering = ["user", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="branch_company_one_person",
                fields=["kind", "realm", "subject"],
                violation_error_message="这个标识已经绑定了另一个账号，一个标识只能绑定一个账号。",
            ),
            models.UniqueConstraint(
                name="branch_company_one_each",
                fields=["user", "kind", "realm"],
                violation_error_message="这个账号已经绑定了这种公司账号，请先解除原来的。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"

    @property
    def name(self) -> str:
        """What people call the sign-in that it belongs to."""
        provider = settings.COMPANY_SIGN_IN.of(self.kind)
        return provider.name if provider else str(self.get_kind_display())

    @property
    def is_usable(self) -> bool:
        """Whether its provider is set now."""
        provider = settings.COMPANY_SIGN_IN.of(self.kind)
        return provider is not None and provider.realm == self.realm

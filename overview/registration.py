"""Tells core which record types and navigation entries this app has."""

from branch.access import grants_of
from core import navigation, records

from .handover.models import Handover

records.register(
    records.RecordType(
        model=Handover,
        label="书记交接",
        icon="arrow-right-left",
        pages="overview:handover",
        is_edited=False,
        date_field="starts_on",
    )
)

navigation.register(
    navigation.NavEntry(10, "工作台", "overview:home", "layout-dashboard", lambda _user: True)
)
navigation.register(
    navigation.NavEntry(
        80, "监督", "overview:oversight", "eye", lambda user: bool(grants_of(user).superior_ids)
    )
)
navigation.register(
    navigation.NavEntry(
        95,
        "数据安全",
        "overview:data_safety",
        "shield-check",
        lambda user: grants_of(user).is_top_administrator,
    )
)

"""年度报告: addresses."""

app_name = "reports"

urlpatterns: list = []

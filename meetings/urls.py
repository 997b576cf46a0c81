"""组织生活: addresses."""

app_name = "meetings"

urlpatterns: list = []

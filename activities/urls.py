"""工作纪实: addresses."""

app_name = "activities"

urlpatterns: list = []

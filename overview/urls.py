"""工作台: addresses."""

app_name = "overview"

urlpatterns: list = []

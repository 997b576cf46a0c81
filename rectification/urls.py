"""问题整改: addresses."""

app_name = "rectification"

urlpatterns: list = []

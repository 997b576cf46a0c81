"""学习: addresses."""

app_name = "study"

urlpatterns: list = []

"""Django asks for this module: it loads the models of every topic, which are imported from where they stand."""

from importlib import import_module

for _topic in (
    "house_papers",
    "report_templates",
    "report",
    "rulings",
    "numbers",
    "round_trip",
    "review",
    "studio",
):
    import_module(f"{__package__}.{_topic}.models")

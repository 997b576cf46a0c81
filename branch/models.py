"""Django asks for this module: it loads the models of every topic, which are imported from where they stand."""

from importlib import import_module

for _topic in (
    "organisations",
    "members",
    "office_terms",
    "accounts",
    "company_sign_in",
    "rules",
    "standard_terms",
    "reading_answers",
    "disclosure",
    "dues",
    "admonitions",
    "transfers",
    "away",
    "campaigns",
):
    import_module(f"{__package__}.{_topic}.models")

"""Forms of organisation life."""

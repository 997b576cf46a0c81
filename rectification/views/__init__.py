"""Pages of opinions, problems, causes, measures and rectification items."""

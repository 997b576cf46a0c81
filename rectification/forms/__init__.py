"""Forms of opinions, frameworks, problems and what answers them, items and their moves, and the filters of lists."""

"""Pages of study, one module per concept."""

"""Demo data: two made-up branches under one committee, written for this project and loaded through the services."""

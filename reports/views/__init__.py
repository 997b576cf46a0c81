"""Pages of the annual report."""

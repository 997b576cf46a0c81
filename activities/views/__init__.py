"""Pages of 工作纪实."""

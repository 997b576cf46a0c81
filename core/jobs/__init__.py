"""Long work that a process beside the web server does: documents that take more than a moment, and timers."""

"""gunicorn's access log, which leaves out who opened the anonymous page of 征求意见."""

from gunicorn.glogging import Logger

# The anonymous page, and the files that every page loads: their lines would tell the address and the minute.
UNLOGGED = ("/rectification/give/", "/static/", "/favicon.ico")


class AccessLogger(Logger):
    """Writes no line for the paths that must not name their visitors."""

    def access(self, resp, req, environ, request_time) -> None:
        """Write the line of a request, unless its path or the page it came from is one of those."""
        referer = environ.get("HTTP_REFERER", "")
        if environ.get("PATH_INFO", "").startswith(UNLOGGED) or UNLOGGED[0] in referer:
            return
        super().access(resp, req, environ, request_time)

"""gunicorn's access log, which leaves out who voted or opened the anonymous page of 征求意见, and links that set a password or sign in."""

import re

from gunicorn.glogging import Logger

# The anonymous page, the ballot, and the files that every page loads: their lines would tell the address and the minute.
# A link that sets a password, or the code that comes back from the company's sign-in, must not be read from the log by another.
UNLOGGED = re.compile(
    r"/rectification/give/|/meetings/appraisals/\d+/own/vote/|/accounts/(forgotten|company)/|/static/|/favicon\.ico"
)
FROM_UNLOGGED = re.compile(r"/rectification/give/|/own/vote/|/accounts/(forgotten|company)/")


class AccessLogger(Logger):
    """Writes no line for the paths that must not name their visitors."""

    def access(self, resp, req, environ, request_time) -> None:
        """Write the line of a request, unless its path or the page it came from is one of those."""
        referer = environ.get("HTTP_REFERER", "")
        if UNLOGGED.match(environ.get("PATH_INFO", "")) or FROM_UNLOGGED.search(referer):
            return
        super().access(resp, req, environ, request_time)

"""Pages compressed on their way to the browser, wherever nginx does not stand before the server."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressPages(GZipMiddleware):
    """Compresses HTML alone: a page of 90 KB becomes 10 KB; files and pictures are small already.

    What a page says beside what somebody else made it say could be guessed from its compressed length (BREACH). Django
    masks the CSRF token anew each time, no other site's request carries the session (SameSite), and here every answer is
    lengthened by up to 100 random bytes.
    """

    max_random_bytes = 100

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where it is a page and the browser can read it so."""
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)

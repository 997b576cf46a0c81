"""What a signed-in person was shown stays in no cache: neither the browser's, nor its back/forward list, nor one between."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NO_STORE = "private, no-store"


class PrivatePages:
    """Middleware: `Cache-Control: private, no-store` on every answer to somebody who is signed in.

    Static files are answered before it. Signing out also clears what the browser kept: see `forget_pages`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and mark the answer."""
        response = self.get_response(request)
        # Asked last: a page that marks itself never makes the session be looked up.
        if "no-store" not in response.get("Cache-Control", "") and request.user.is_authenticated:
            response["Cache-Control"] = NO_STORE
        return response


def forget_pages(response: HttpResponse) -> HttpResponse:
    """Let the browser drop what it kept of this site, pages that Back would show among them.

    Browsers obey over https and on the machine itself alone; elsewhere `no-store` has to do.
    """
    response["Cache-Control"] = NO_STORE
    response["Clear-Site-Data"] = '"cache"'
    return response

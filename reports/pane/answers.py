"""How the pane's script is answered: it stays on the report's page and is told what there is to say."""

from django.contrib import messages
from django.http import HttpRequest, JsonResponse

# What a script asks for is the part alone; the same address is a page for everybody else.
BY_SCRIPT = "HX-Request"


def script_answer(request: HttpRequest) -> JsonResponse:
    """The messages of this request, and whether what was asked was done."""
    said = list(messages.get_messages(request))
    is_done = all(one.level < messages.ERROR for one in said)
    return JsonResponse({"told": [str(one) for one in said], "is_done": is_done})

"""Search over everything that the person may see."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.search import search

LONGEST_QUERY = 60


@require_GET
def search_page(request):
    """Records that contain every word, by type."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    found = search(query, request.user, request.workspace.branch)
    return render(request, "overview/search.html", {"query": query, "found": found})

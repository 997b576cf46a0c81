"""/help/: the handbook in the application, and from each page the part about it."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from branch.accounts.models import RoleAssignment

from .chapters import FOLDER, chapter_of, chapters, part_about


def _roles_of(user) -> set[str]:
    held = RoleAssignment.objects.open_on(localdate()).filter(user=user)
    return set(held.values_list("role", flat=True))


@require_GET
def help_index(request):
    """The chapters, those for one's own roles first."""
    roles = _roles_of(request.user)
    mine = [chapter for chapter in chapters() if chapter.roles & roles]
    others = [chapter for chapter in chapters() if chapter not in mine]
    return render(request, "overview/handbook/index.html", {"groups": [("", mine), ("其他角色", others)]})


@require_GET
def help_chapter(request, slug):
    """One chapter with its parts."""
    chapter = chapter_of(slug)
    if chapter is None:
        raise Http404
    return render(request, "overview/handbook/chapter.html", {"chapter": chapter})


@require_GET
def help_about(request, page):
    """From a page to the part that tells of it; to the chapters where none does."""
    place = part_about(page, _roles_of(request.user))
    if place is None:
        return redirect("overview:help_index")
    chapter, part = place
    return redirect(f"{reverse('overview:help_chapter', args=[chapter.slug])}#{part.anchor}")


@require_GET
def help_picture(_request, name):
    """A picture of the handbook, by the names that its folder has."""
    path = FOLDER / "img" / f"{name}.png"
    if path not in FOLDER.glob("img/*.png"):
        raise Http404
    return HttpResponse(path.read_bytes(), content_type="image/png")

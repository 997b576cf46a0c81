"""Collected static files: modules import one another, and the editor's bundle, under the names that go by content."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from core.static_storage import StaticStorage


def test_the_editor_is_bundled():
    assert Path(finders.find("vendor/prosemirror.js")).stat().st_size > 100_000


@pytest.mark.no_cover
def test_modules_import_one_another_by_content(tmp_path):
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    source = FileSystemStorage(settings.BASE_DIR / "static")
    modules = [f"js/studio/{path.name}" for path in (settings.BASE_DIR / "static/js/studio").glob("*.js")]
    paths = {name: (source, name) for name in modules}
    bundle = Path(finders.find("vendor/prosemirror.js"))
    paths["vendor/prosemirror.js"] = (_Bundle(bundle.parent), "vendor/prosemirror.js")
    quoting = "django_htmx/ext/hx-sse-2.js"  # names a module in a comment that it does not bring
    assert 'import("../htmx")' in Path(finders.find(quoting)).read_text(encoding="utf-8")
    paths[quoting] = (FileSystemStorage(Path(finders.find(quoting)).parents[2]), quoting)
    for name, (where, _) in paths.items():
        with where.open(name) as file:
            storage._save(name, file)
    for name, _, processed in storage.post_process(paths):
        assert not isinstance(processed, Exception), name
    main = (tmp_path / storage.stored_name("js/studio/main.js")).read_text()
    imported = re.findall(r'from "(\./|\.\./\.\./)([^"]+)"', main)
    assert ("../../", storage.stored_name("vendor/prosemirror.js")) in imported
    assert all((tmp_path / "js/studio" / f"{dots}{name}").is_file() for dots, name in imported)
    assert all(re.search(r"\.[0-9a-f]{12}\.js$", name) for _, name in imported)


class _Bundle(FileSystemStorage):
    def path(self, name):
        return super().path(Path(name).name)

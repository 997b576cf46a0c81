"""Static files that come from npm packages: a short table in the settings instead of whole folders."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


class VendorFinder(BaseFinder):
    """Finds each file of `settings.VENDOR_FILES` (static path -> path below node_modules)."""

    def __init__(self, app_names=None, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.root = Path(settings.BASE_DIR) / "node_modules"

    def find(self, path, find_all=False, **kwargs):
        """The absolute path of one vendor file, as `django.contrib.staticfiles` asks for it."""
        source = settings.VENDOR_FILES.get(path)
        full = str(self.root / source) if source and (self.root / source).is_file() else None
        if find_all:
            return [full] if full else []
        return full or []

    def list(self, ignore_patterns):
        """Every vendor file that is installed, as (path, storage)."""
        for target, source in settings.VENDOR_FILES.items():
            if (self.root / source).is_file():
                yield target, _OneFileStorage(self.root / source, target)


class _OneFileStorage(FileSystemStorage):
    """Serves a single file under the name that the pages use."""

    prefix = None

    def __init__(self, source: Path, target: str):
        super().__init__(location=source.parent)
        self._source, self._target = source, target

    def path(self, name):
        return str(self._source)

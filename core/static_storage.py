"""Static files as they are served: named by their content, so that a browser may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Modules that import one another name the others by content too: after an upgrade none meets an older one."""

    support_js_module_import_aggregation = True
    # Our own modules alone: others quote imports in their comments, also of files that they do not bring.
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed files; the links between ES modules are rewritten to their hashed names too."""

    support_js_module_import_aggregation = True
    manifest_strict = False  # a file that npm has not brought yet must not hide the page

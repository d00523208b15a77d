from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Django rewrites the imports of all ES modules or of none; ours alone need it, and others' comments confuse it.
_, IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns  # noqa: SLF001


class Storage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed files. Links in sheets, and imports in our own ES modules, lead to the hashed names."""

    patterns = (
        *(each for each in HashedFilesMixin.patterns if each[0] == "*.css"),
        ("common/js/*.js", IMPORTS),
        ("accounts/*.js", IMPORTS),
    )

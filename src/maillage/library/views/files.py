"""The one door of the files: it looks at who asks, each time. An address alone opens nothing."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from maillage.common.access import public
from maillage.common.downloads import as_attachment, as_picture
from maillage.library.models import DocumentVersion
from maillage.library.views.frame import reader_of


def readable_version(request, key: str) -> DocumentVersion:
    rows = DocumentVersion.objects.readable_by(reader_of(request)).defer("text")
    return get_object_or_404(rows, key=key, document__authority=request.authority)


@public
@require_safe
def version_file(request, key):
    version = readable_version(request, key)
    return as_attachment(version.file, name=version.name, media_type=version.media_type)


@public
@require_safe
def version_preview(request, key):
    version = readable_version(request, key)
    if not version.preview:
        raise Http404
    return as_picture(version.preview)

"""The minutes as a file, behind a member's own link: no account, nothing written by reading it."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillage.common.access import public
from maillage.common.documents import document_answer
from maillage.governance.queries import minutes_copies as queries
from maillage.governance.queries.minutes_document import minutes_document
from maillage.governance.views.minutes import file_name

GONE, UNKNOWN = 410, 404


@public
@never_cache
@require_safe
def minutes_copy(request, token):
    copy = queries.copy_by_token(token)
    if copy is None or queries.has_expired(copy):
        return render(request, "governance/copy_gone.html", status=UNKNOWN if copy is None else GONE)
    if not queries.is_readable(copy):
        return render(request, "governance/copy_waits.html", {"meeting": copy.meeting}, status=UNKNOWN)
    return document_answer(minutes_document(copy.meeting), file_name(copy.meeting), "pdf")

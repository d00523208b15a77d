from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import get_visible, require
from maillage.outreach.domain import pages as domain
from maillage.outreach.forms.pages import NewsForm
from maillage.outreach.models import News, Picture
from maillage.outreach.views.frame import act, tried

PER_PAGE = 30


@require_safe
def news_list(request):
    require(request.user, "outreach.read", request.authority)
    rows = News.objects.filter(authority=request.authority).select_related("picture")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may_edit = request.user.has_perm("outreach.edit", request.authority)
    return render(request, "outreach/news.html", {"page": page, "may_edit": may_edit})


@require_http_methods(["GET", "HEAD", "POST"])
def news_new(request):
    require(request.user, "outreach.edit", request.authority)
    return written(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def news_change(request, pk):
    news = get_visible(News, request.user, pk=pk)
    require(request.user, "outreach.edit", request.authority)
    return written(request, news)


def written(request, news: News | None):
    pictures = Picture.objects.filter(authority=request.authority)
    form = NewsForm(request.POST or None, request.FILES or None, pictures=pictures, news=news)
    if request.method == "POST" and form.is_valid() and tried(form, lambda: save(request, form, news)):
        messages.success(request, "C’est enregistré.")
        return redirect("outreach:news", request.authority.slug)
    return render(request, "outreach/news_form.html", {"form": form, "news": news})


def save(request, form, news: News | None) -> News:
    facts = form.news()
    if upload := form.cleaned_data["new_picture"]:
        facts["picture"] = domain.add_picture(
            request.authority, upload, alt=form.cleaned_data["alt"], by=request.user
        )
    return domain.write_news(request.authority, news=news, by=request.user, **facts)


@require_POST
def news_publish(request, pk):
    return act(
        request,
        News,
        pk,
        domain.publish_news,
        "L’actualité est en ligne.",
        to="outreach:news",
        keeps_pk=False,
    )


@require_POST
def news_withdraw(request, pk):
    return act(
        request,
        News,
        pk,
        domain.withdraw_news,
        "L’actualité n’est plus en ligne.",
        to="outreach:news",
        keeps_pk=False,
    )

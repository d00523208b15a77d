"""Discussions, in the workspace and in the partners' space."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.common.access import require
from maillage.common.errors import DomainError
from maillage.library.domain import threads as domain
from maillage.library.forms.threads import HideForm, PostForm, ThreadForm
from maillage.library.models import Post, Thread
from maillage.library.queries import threads as queries
from maillage.library.queries.follows import own_follow
from maillage.library.queries.voices import voice_of_user
from maillage.library.views.places import in_both

PER_PAGE = 30


@in_both
@require_safe
def threads(request):
    asked = request.GET.get("instance", "")
    circle = int(asked) if asked.isascii() and asked.isdigit() else 0
    rows = queries.threads_of(request.authority, request.voice.reader, circle=circle)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "circles": queries.circles_open_to(request.authority, request.voice.reader),
        "circle": circle,
    }
    return render(request, "library/threads.html", context)


def may_write(request) -> None:
    if not request.voice.may_write:
        raise PermissionDenied


@in_both
@require_http_methods(["GET", "HEAD", "POST"])
def thread_new(request):
    may_write(request)
    circles = queries.circles_open_to(request.authority, request.voice.reader)
    form = ThreadForm(request.POST or None, circles=circles)
    if request.method == "POST" and form.is_valid():
        try:
            row = domain.open_thread(request.authority, request.voice, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "La discussion est ouverte.")
            return request.place.go(request, "thread", row.pk)
    return render(request, "library/thread_form.html", {"form": form})


def visible_thread(request, pk) -> Thread:
    rows = Thread.objects.visible_to(request.voice.reader).select_related("circle", "authority")
    return get_object_or_404(rows, pk=pk)


@in_both
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request, pk):
    row = visible_thread(request, pk)
    form = PostForm(request.POST or None)
    if request.method == "POST":
        may_write(request)
        if form.is_valid():
            try:
                post = domain.answer_thread(row, request.voice, text=form.cleaned_data["text"])
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                return redirect(f"{request.place.url(request, 'thread', pk)}#message-{post.pk}")
    posts = queries.posts_of(row)
    for post in posts:
        post.may_correct = post.is_correctable and request.voice.wrote(post)
    context = {
        "thread": row,
        "posts": posts,
        "form": form,
        "follows": own_follow(row, request.voice).exists(),
    }
    return render(request, "library/thread.html", context)


@in_both
@require_http_methods(["GET", "HEAD", "POST"])
def post_correct(request, pk):
    post = get_object_or_404(Post.objects.select_related("thread__authority"), pk=pk)
    visible_thread(request, post.thread_id)
    if not request.voice.wrote(post):
        raise PermissionDenied
    form = PostForm(request.POST or None, initial={"text": post.text})
    if request.method == "POST" and form.is_valid():
        try:
            domain.correct_post(post, request.voice, text=form.cleaned_data["text"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(f"{request.place.url(request, 'thread', post.thread_id)}#message-{pk}")
    return render(request, "library/post_form.html", {"form": form, "thread": post.thread})


@in_both
@require_POST
def thread_follow(request, pk):
    """« Chaque message par courriel », or no more."""
    row = visible_thread(request, pk)
    if request.POST.get("suivre") == "1":
        domain.follow_thread(row, request.voice)
        messages.success(request, "C’est noté : chaque message vous parviendra par courriel.")
    else:
        domain.unfollow_thread(row, request.voice)
        messages.success(request, "C’est noté : vous n’aurez plus que le résumé de la semaine.")
    return request.place.go(request, "thread", pk)


def moderated(request, model, pk):
    """What the team moderates: seen first (404), then allowed (403)."""
    request.voice = voice_of_user(request.user, request.authority)
    require(request.user, "library.read", request.authority)
    row = get_object_or_404(model.objects, pk=pk)
    visible_thread(request, row.thread_id if model is Post else pk)
    require(request.user, "library.edit", request.authority)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def post_hide(request, pk):
    post = moderated(request, Post, pk)
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.hide_post(post, because=form.cleaned_data["because"], by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Le message est masqué. Il est gardé, avec son motif.")
            return redirect("library:thread", request.authority.slug, post.thread_id)
    return render(request, "library/post_hide.html", {"form": form, "post": post, "thread": post.thread})


def acted(request, model, pk, verb, done: str):
    row = moderated(request, model, pk)
    try:
        verb(row, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    thread_pk = row.thread_id if model is Post else pk
    return redirect("library:thread", request.authority.slug, thread_pk)


@require_POST
def post_show(request, pk):
    return acted(request, Post, pk, domain.show_post, "Le message est de nouveau lisible.")


@require_POST
def thread_close(request, pk):
    return acted(request, Thread, pk, domain.close_thread, "La discussion est close : on la lit encore.")


@require_POST
def thread_reopen(request, pk):
    return acted(request, Thread, pk, domain.reopen_thread, "La discussion est rouverte.")

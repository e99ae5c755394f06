"""Coming in and going out."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, password_validation, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ngayso.core import limits
from ngayso.core.errors import Refusal
from ngayso.people import actions, signin
from ngayso.people.forms import AcceptForm, AskLinkForm, PasswordForm, SignInForm
from ngayso.people.models import User
from ngayso.people.visits import has_account, needs

BACKEND = "ngayso.people.signin.PasswordOrLink"


def _onward(request: HttpRequest, user: Any) -> str:
    """Where they wanted to go, when that is ours; else where the front door says that a day begins."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=settings.SECURE):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL) if user.held() else "/"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated and request.method != "POST":
        return redirect(_onward(request, request.user))
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["login"].strip().lower()
        try:
            # By account and by device, never by address: an office of 200 people shares one.
            limits.spend("sign_in.device", request.device, most=20, seconds=900)  # type: ignore[attr-defined]
            limits.spend("sign_in.account", name, most=10, seconds=900)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            return render(
                request, "people/sign_in.html", {"form": form, "next": request.POST.get("next", "")}, status=429
            )
        user = authenticate(request, login=name, password=form.cleaned_data["password"])
        if user is not None:
            limits.forgive("sign_in.account", name)
            login(request, user)
            return redirect(_onward(request, user))
        form.add_error(None, _("Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy nhập lại, hoặc xin đường dẫn qua thư."))
    status = 400 if form.is_bound else 200
    following = request.POST.get("next") or request.GET.get("next", "")
    return render(request, "people/sign_in.html", {"form": form, "next": following}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_link(request: HttpRequest) -> HttpResponse:
    form = AskLinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        try:
            limits.spend("ask_link.device", request.device, most=10, seconds=3600)  # type: ignore[attr-defined]
            limits.spend("ask_link.account", email, most=5, seconds=3600)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            return render(request, "people/ask_link.html", {"form": form}, status=429)
        actions.ask_link(email, url_of=lambda token: settings.PUBLIC_URL + reverse("people:open_link", args=[token]))
        return render(request, "people/link_sent.html", {"email": email})
    return render(request, "people/ask_link.html", {"form": form}, status=400 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button: mail scanners and previews that follow every link must not use it up. The lasting link of a
    demo account, which nothing uses up, opens at once.
    """
    if request.method == "HEAD" or (request.method == "GET" and not signin.is_demo_link(token)):
        return render(request, "people/open_link.html")
    user = authenticate(request, token=token)
    if user is None:
        sentence = _("Đường dẫn này đã dùng hoặc hết hạn. Hãy xin đường dẫn mới, hoặc đăng nhập bằng mật khẩu.")
        return render(request, "people/link_dead.html", {"sentence": sentence}, status=404)
    login(request, user)
    return redirect(_onward(request, user))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("/")


@never_cache
@sensitive_post_parameters("old", "new", "again")
@needs(has_account)
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Own roles; change of password."""
    user: Any = request.user
    form = PasswordForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        actions.change_password(user, form.cleaned_data["new"])
        update_session_auth_hash(request, user)
        messages.success(request, _("Đã đổi mật khẩu."))
        return redirect("people:account")
    context = {"form": form, "held": user.held()}
    return render(request, "people/account.html", context, status=400 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = actions.open_invitation(token)
    form = AcceptForm(request.POST if request.method == "POST" else None, initial={"login": invitation.email})
    if request.method == "POST" and form.is_valid():
        try:
            password_validation.validate_password(
                form.cleaned_data["password"], User(login=form.cleaned_data["login"], name=invitation.name)
            )
            user = actions.accept_invitation(
                token, login=form.cleaned_data["login"], password=form.cleaned_data["password"]
            )
        except ValidationError as error:
            form.add_error("password", error)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            form.add_error("login", refusal.sentence)
        else:
            login(request, user, backend=BACKEND)
            return redirect(_onward(request, user))
    context = {"form": form, "invitation": invitation}
    return render(request, "people/accept.html", context, status=400 if form.is_bound else 200)

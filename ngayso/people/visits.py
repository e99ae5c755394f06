"""How a view asks who is there: a stranger is sent to sign in, a person without a role sees nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def needs_account(view: View[P]) -> View[P]:
    """A person who is not signed in is asked to, and comes back."""

    @wraps(view)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if request.method not in ("GET", "HEAD"):
                raise Http404
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return cast("View[P]", asked)


def needs(rule: Callable[[Any], bool]) -> Callable[[View[P]], View[P]]:
    """The view exists only for those whom the rule lets in: others get 404, strangers are asked to sign in."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not rule(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return needs_account(cast("View[P]", asked))

    return wrap


def has_any_role(user: Any) -> bool:
    """Whoever holds a role somewhere today."""
    return bool(user.is_authenticated and user.held())

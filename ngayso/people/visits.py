"""How a view asks who is there. Whoever it is not for gets 404; the front door asks a stranger to sign in instead."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponseBase

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def needs(rule: Callable[[Any], bool]) -> Callable[[View[P]], View[P]]:
    """The view exists only for those whom the rule lets in."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not rule(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return cast("View[P]", asked)

    return wrap


def has_account(user: Any) -> bool:
    return bool(user.is_authenticated)


def has_any_role(user: Any) -> bool:
    """Whoever holds a role somewhere today."""
    return bool(user.is_authenticated and user.held())

"""What was sent after the login had ended: kept encrypted in the browser's session and offered once after the next login."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from petitions.sealing import seal, unseal

KEPT = "kept_post"
LIMIT = 2_000_000  # characters


def keep_and_login(request: HttpRequest) -> HttpResponse:
    """To the login; a POST is kept for the same address."""
    if request.method == "POST":
        fields = {k: request.POST.getlist(k) for k in request.POST if k != "csrfmiddlewaretoken"}
        if sum(len(v) for values in fields.values() for v in values) <= LIMIT:
            request.session[KEPT] = seal({"path": request.path, "fields": fields}).hex()
            messages.warning(request, _("Your login had ended. What you typed is kept: log in and go on."))
    return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")


def take_kept(request: HttpRequest) -> QueryDict | None:
    """The fields kept for this address, once."""
    if KEPT not in request.session:
        return None
    kept = unseal(bytes.fromhex(request.session[KEPT]))
    if kept["path"] != request.path:
        return None
    del request.session[KEPT]
    query = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        query.setlist(name, values)
    return query

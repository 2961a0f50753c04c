"""My account, API tokens: make one, see those there are, revoke one."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from exchange.forms import TokenForm
from exchange.models import ApiToken
from exchange.services.tokens import MOST_LIVE, create_token, revoke_token


@never_cache
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens. A new one's secret stands on the answer to its form and nowhere else."""
    now = timezone.now()
    own = ApiToken.objects.visible_to(request.actor) if request.actor.user_id else ApiToken.objects.none()
    form = TokenForm(request.POST or None, postings=list(request.postings), chosen=request.actor.posting_id)
    made: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        if own.live(now).count() >= MOST_LIVE:
            form.add_error(
                None, _("You have %(most)s tokens already. Revoke one that is not needed.") % {"most": MOST_LIVE}
            )
        else:
            given = form.cleaned_data
            token, secret = create_token(given["posting"], given["name"], given["days"], now)
            made = {"token": token, "secret": secret}
            form = TokenForm(postings=list(request.postings), chosen=request.actor.posting_id)
    rows = [(t, _state(t, request, now)) for t in own.select_related("posting__office")[:100]]
    context = {"form": form, "rows": rows, **made}
    return render(request, "exchange/tokens.html", context, status=422 if form.errors else 200)


def _state(token: ApiToken, request: HttpRequest, now: Any) -> str:
    """live, revoked, expired, or ended with its posting."""
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at <= now:
        return "expired"
    return "live" if token.posting_id in {p.pk for p in request.postings} else "ended"


@require_POST
@login_required
def revoke(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Shut one's own token at once."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.actor), uid=uid)
    revoke_token(token, timezone.now())
    messages.success(request, _("The token “%(name)s” is revoked: it opens nothing any more.") % {"name": token.name})
    return redirect("exchange:tokens")

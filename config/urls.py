"""All addresses. Each room has its own list."""

from django.urls import include, path

from config import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("health/", health.health, name="health"),
    path("", include("offices.urls")),
    path("", include("petitions.urls")),
    path("", include("caseflow.urls")),
    path("", include("oversight.urls")),
    path("", include("exchange.urls")),
]
handler400 = "exchange.views.base.bad_request"
handler403 = "offices.views.errors.forbidden"
handler404 = "exchange.views.base.not_found"
handler500 = "exchange.views.base.broken"

"""The schema of the API and a page that shows it and lets one try it out."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularYAMLAPIView
from rest_framework.permissions import AllowAny


@extend_schema(exclude=True)
class SchemaJSON(SpectacularJSONAPIView):
    permission_classes = [AllowAny]  # it tells nothing that the source does not


@extend_schema(exclude=True)
class SchemaYAML(SpectacularYAMLAPIView):
    permission_classes = [AllowAny]


@csp_update(
    {"style-src": "'unsafe-inline'"}
)  # Swagger UI writes its own style attributes; its scripts stay our own files
def docs(request: HttpRequest) -> HttpResponse:
    """The schema as a page. It works with a token, or with the session of whoever is logged in."""
    token = get_token(request) if request.user.is_authenticated else ""
    return render(request, "exchange/docs.html", {"csrf": token})

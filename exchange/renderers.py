"""Answers that are no JSON."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import JSONRenderer


class PdfRenderer(JSONRenderer):
    """For whoever asks for `application/pdf`: the view answers with the file itself, so what is rendered here is a problem."""

    media_type = "application/pdf"
    format = "pdf"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        return super().render(data, "application/json", renderer_context)

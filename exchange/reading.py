"""A confidential record over the API: read with a reason in `X-Reason`, written into the log; refused without one."""

import contextlib
from urllib.parse import unquote

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from exchange.auth import actor_in
from exchange.problems import Problem
from petitions.choices import ReadKind
from petitions.services.reading import LONGEST, SHORTEST, is_reason, note_reading

REASON = OpenApiParameter(
    "X-Reason", {"type": "string", "minLength": SHORTEST, "maxLength": LONGEST * 9}, OpenApiParameter.HEADER,
    description=_("Why a confidential record is read, in UTF-8 or percent-encoded; it is written into the log. Only those need it."),
)  # fmt: skip


def read_with_reason(request: Request, petition_ids: list[int], secret: bool) -> None:
    """Log the reading of a confidential record; a problem where no reason is given."""
    if not secret:
        return
    given = _text(request.headers.get("X-Reason", ""))
    if not is_reason(given):
        told = _t("This record is confidential: say in the header X-Reason why you read it, in 4 to 300 characters.")
        raise Problem(403, "reason-required", told)
    note_reading(actor_in(request), ReadKind.API, petition_ids, given.strip(), timezone.now())


def _text(header: str) -> str:
    """The header as the caller meant it: raw UTF-8 comes in as Latin-1."""
    with contextlib.suppress(UnicodeEncodeError, UnicodeDecodeError):
        header = header.encode("latin-1").decode("utf-8")
    return unquote(header).replace("\0", "")

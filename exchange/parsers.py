"""The body: JSON of a bounded size, checked for what no database column can hold."""

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

MOST_BYTES = 2 * 1024 * 1024  # a text of 100,000 characters, 200 petitioners, and room


class DeskJSONParser(BaseParser):
    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        raw = stream.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise RequestDataTooBig
        try:
            body = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant)
            json.dumps(body, ensure_ascii=False).encode()  # half a surrogate pair is no text
        except (ValueError, RecursionError) as wrong:
            raise ParseError from wrong
        if not isinstance(body, dict):
            raise ParseError
        return body


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")

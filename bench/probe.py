"""What a request cost: statements, their milliseconds, the worker's CPU and memory, told in headers."""

import resource
import time
from collections.abc import Callable
from typing import Any

from django.db import connection


class Probe:
    """Outermost middleware; counts every statement of the request."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        count, spent = 0, 0.0

        def counting(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            nonlocal count, spent
            begun = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                count, spent = count + 1, spent + time.perf_counter() - begun

        cpu = time.process_time()
        with connection.execute_wrapper(counting):
            response = self.get_response(request)
        response["X-Statements"] = str(count)
        response["X-Db-Ms"] = f"{spent * 1000:.2f}"
        response["X-Cpu-Ms"] = f"{(time.process_time() - cpu) * 1000:.2f}"
        response["X-Rss-Kb"] = str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return response

"""Everything between empty servers and a desk that can open, in one process: a crashed desk is back sooner. Idempotent.

python -m config.prepare [check] migrate [static] seed [demo]
"""

import os
import sys
from collections.abc import Callable

STEPS: dict[str, Callable[[Callable], None]] = {
    "check": lambda call: call("check", databases=["default"]),
    "migrate": lambda call: call("migrate", interactive=False, verbosity=0),
    "static": lambda call: call("collectstatic", interactive=False, verbosity=0),
    "seed": lambda call: call("seed", verbosity=0),
    "demo": lambda call: call("demo", if_empty=True),
}


def main(steps: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import CommandError, call_command

    django.setup()
    for step in steps:
        try:
            STEPS[step](call_command)
        except CommandError as problem:
            print(f"[desk] preparing ended at {step}: {problem}", file=sys.stderr, flush=True)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

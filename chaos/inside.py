"""Small commands that run inside the desk under test, as processes of their own that can be killed.

python -m chaos.inside prepare N | sweep INSTANT [TIMES]
"""

import os
import sys
from datetime import datetime


def prepare(petitions: str) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("seed", verbosity=0)
    call_command("demo", petitions=int(petitions))


def sweep(instant: str, times: str = "1") -> None:
    from caseflow.services.sweep import sweep as run

    for _n in range(int(times)):
        print(run(datetime.fromisoformat(instant)), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    {"prepare": prepare, "sweep": sweep}[sys.argv[1]](*sys.argv[2:])

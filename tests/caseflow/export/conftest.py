"""A desk with letters that an export must bear."""

from datetime import timedelta

import pytest

from tests import factories as f
from tests.caseflow.export.helpers import HOSTILE, LONG, NOW, SECRET, WORD
from tests.cast import TODAY, Cast


@pytest.fixture(autouse=True)
def desk(files_root, settings, tmp_path):
    import time_machine

    settings.VAR = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(cast: Cast) -> Cast:
    """Letters with hostile texts in several states, a canary at the far office, a secret accusation."""
    for n, text in enumerate(HOSTILE):
        day = TODAY - timedelta(days=n % 5)
        made = f.forwarded if n % 2 else f.petition
        made(cast, day, summary=text.replace("\r", " ")[:300], text=text)
    f.served(cast, TODAY, text=LONG)
    f.accepted(cast, TODAY)
    f.petition(cast, TODAY, "yuan", office_id=cast.offices["far_petition"].pk, region_id=cast.regions["far"].pk, summary=f"{WORD}堵渠",
               text=f"{WORD}原文", persons=(f.Person(name=f"{WORD}某", phone="13900000009", address=f"{WORD}村"),))  # fmt: skip
    f.petition(cast, TODAY, "mi", purpose="accusation", summary=SECRET, text=f"{SECRET}原文")
    return cast

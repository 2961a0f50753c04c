"""Two programs with one key at the same moment: one registration, one answer."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from exchange.services.tokens import create_token
from offices.calendar_seed import seed_calendar
from petitions.models import Petition
from tests.cast import make_cast
from tests.exchange.conftest import LETTER, Program


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_once_registers_once(files_root) -> None:
    seed_calendar()
    cast = make_cast()
    letter = {**LETTER, "received_on": timezone.localdate().isoformat()}
    secret = create_token(cast.postings["chen"], "twice", 1, timezone.now())[1]

    def send(_n: int) -> tuple[int, str]:
        try:
            answer = Program(Client(), secret).post("petitions/", letter, key="one")
            return answer.status_code, answer.json()["uid"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(send, range(4)))
    assert len(answers) == 1 and next(iter(answers))[0] == 201 and Petition.objects.count() == 1

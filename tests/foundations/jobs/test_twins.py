"""A task that is wanted once: its waiting twin is enough, and leaves the caller's act whole."""

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.foundations.jobs.tasks_of_tests import tidy


@pytest.mark.django_db
def test_a_waiting_twin_is_enough_and_breaks_nothing() -> None:
    with transaction.atomic():
        tidy.defer()
        tidy.defer()
        waiting = ProcrastinateJob.objects.filter(task_name="tests.tidy", status="todo")

        assert waiting.count() == 1

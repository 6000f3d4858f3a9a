import datetime as dt

import pytest
from pydantic import ValidationError

from evaluation.workspace.action_plan import Action

DAY = dt.date(2026, 3, 31)


def action(**changes):
    plain = {
        "criterion": "A-1",
        "action": "Add a field",
        "owner": "Lead nurse",
        "due": DAY,
        "status": "planned",
    }
    return Action(**{**plain, **changes})


@pytest.mark.parametrize(
    "owner", ["Dr Smith", "Mrs. Jones", "Professor Ahmed", "someone@example.org"]
)
def test_an_owner_is_a_role_and_never_a_person(owner):
    with pytest.raises(ValidationError, match="must be a role"):
        action(owner=owner)


@pytest.mark.parametrize("owner", ["Professor of nursing", "Medical director", "Ward managers"])
def test_a_role_is_taken_as_it_is(owner):
    assert action(owner=owner).owner == owner


def test_what_is_done_says_when_and_what_is_not_does_not():
    with pytest.raises(ValidationError, match="needs 'completed'"):
        action(status="done")
    with pytest.raises(ValidationError, match="is not done"):
        action(completed=DAY)


def test_an_open_action_is_overdue_from_the_day_after():
    assert not action().is_overdue(DAY)
    assert action().is_overdue(DAY + dt.timedelta(days=1))
    assert not action(status="stopped").is_overdue(DAY + dt.timedelta(days=1))


def test_an_action_done_before_the_measurement_does_not_answer_its_result():
    assert not action(status="done", completed=DAY).answers(DAY)
    assert action(status="done", completed=DAY + dt.timedelta(days=1)).answers(DAY)
    assert action(status="under-way").answers(DAY)
    assert not action(status="stopped").answers(DAY)

import datetime as dt

from evaluation.audit.actions import review_actions
from evaluation.workspace.action_plan import Action

DAY = dt.date(2026, 3, 31)


def action(criterion, *, due=DAY, status="planned", **more):
    return Action(
        criterion=criterion, action="Do it", owner="Lead nurse", due=due, status=status, **more
    )


def states(review):
    return [(row.criterion, row.status, row.state) for row in review.rows]


def test_only_what_is_not_met_needs_an_action():
    statuses = {"A-1": "met", "A-2": "uncertain", "A-3": "not met", "A-4": "suppressed"}
    review = review_actions(statuses, [], DAY, DAY)
    assert review.unmet == review.unanswered == ("A-3",)
    assert states(review) == [("A-3", "not met", "")]


def test_actions_of_met_criteria_are_listed_too_and_those_of_others_are_not():
    review = review_actions({"A-1": "met"}, [action("A-1"), action("B-9")], DAY, DAY)
    assert states(review) == [("A-1", "met", "planned")]
    assert review.unanswered == ()


def test_a_stopped_action_leaves_an_unmet_criterion_unanswered():
    review = review_actions({"A-1": "not met"}, [action("A-1", status="stopped")], DAY, DAY)
    assert review.unanswered == ("A-1",)
    assert states(review) == [("A-1", "not met", "stopped"), ("A-1", "not met", "")]


def test_overdue_actions_are_named_in_the_order_of_their_dates():
    early, late = dt.date(2026, 1, 31), dt.date(2026, 2, 28)
    actions = [action("A-1", due=late, status="under-way"), action("A-1", due=early)]
    review = review_actions({"A-1": "not met"}, actions, DAY, DAY)
    assert [item.due for item in review.overdue] == [early, late]
    assert [state for _, _, state in states(review)] == ["overdue", "overdue"]
    assert review.unanswered == ()

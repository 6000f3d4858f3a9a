import datetime as dt

import pandas as pd
import pytest

from evaluation.present.blocks import Table
from evaluation.study import actions, audits
from evaluation.study.study import Study

CYCLES = [
    {"id": "one", "name": "First", "from": dt.date(2024, 4, 1), "to": dt.date(2024, 6, 30)},
]
ACTION = {
    "criterion": "FALL-1",
    "action": "Ask every time",
    "owner": "Falls lead nurse",
    "due": dt.date(2025, 2, 28),
    "status": "under-way",
}


def counts(met, not_met):
    row = {"criterion": "FALL-1", "cycle": "one", "not_recorded": 0, "exceptions": 0}
    return pd.DataFrame([{**row, "met": met, "not_met": not_met}])


@pytest.fixture
def audited(make_inputs):
    def make(met, not_met, plan=()):
        audit = {"cycles": CYCLES, "criteria": [{"id": "FALL-1"}], "actions": list(plan)}
        return make_inputs(audit_table=counts(met, not_met), audit=audit)

    return make


def section_of(inputs):
    return actions.section(inputs, audits.latest_statuses(inputs))


def words(section):
    return section.blocks[0].markdown.replace("\N{NO-BREAK SPACE}", " ")


def test_an_unmet_criterion_without_an_action_is_named_and_fails_the_check(audited):
    section = section_of(audited(40, 60))
    assert "1 criterion is not met: FALL-1. There is no action for FALL-1" in words(section)
    assert section.blocks[1].frame["Action"].tolist() == [actions.NOTHING]
    assert [check.result.passed for check in section.checks] == [False]


def test_a_criterion_that_is_met_needs_no_action_and_no_table(audited):
    section = section_of(audited(100, 0))
    assert words(section) == "No criterion is clearly not met in the latest cycle."
    assert len(section.blocks) == 1
    assert section.checks[0].result.passed is True


def test_an_overdue_action_is_named_with_its_owner_and_date(audited):
    section = section_of(audited(40, 60, [ACTION]))
    assert "Each has an action. 1 action overdue on 31 March 2025" in words(section)
    assert "Ask every time (Falls lead nurse, due 28 February 2025)" in words(section)
    assert section.blocks[1].frame["State"].tolist() == ["overdue"]
    assert section.checks[0].result.passed is False


def test_what_is_done_says_when(audited):
    done = {**ACTION, "status": "done", "completed": dt.date(2025, 1, 15)}
    table = section_of(audited(40, 60, [done])).blocks[1].frame
    shown = table["State"].tolist()[0].replace("\N{NO-BREAK SPACE}", " ")
    assert shown == "done, 15 January 2025"


def test_the_notebooks_audit_ends_with_the_plan(audited):
    study = Study(audited(40, 60, [ACTION]), None)
    study.audit()
    last = study._sections["audit"].blocks[-1]
    assert isinstance(last, Table)
    assert last.label == "falls-actions"


def test_without_an_audit_there_is_no_plan(make_inputs):
    inputs = make_inputs()
    assert actions.section(inputs, audits.latest_statuses(inputs)).blocks == ()

import datetime as dt

import pytest

from evaluation.study import context

MARKUP = "<script>x</script> {{< include /etc/passwd >}} #import | $x$"
ESCAPED = r"\<script\>x\</script\> \{\{\< include /etc/passwd \>\}\} \#import \| \$x\$"


def test_a_synthetic_project_says_so_in_a_warning(make_inputs):
    (block,) = context.heading(make_inputs()).blocks
    assert block.markdown == (
        "# Falls prevention {#sec-falls}\n\n::: {.callout-warning}\n"
        "These data are synthetic. No number here was measured.\n:::"
    )


def test_a_real_project_names_source_and_licence(make_inputs):
    inputs = make_inputs(provenance="measured", source="NHS [England]", licence="OGL v3.0")
    (block,) = context.heading(inputs).blocks
    assert "::: {.callout-note}" in block.markdown
    assert r"These data are real. Source: NHS \[England\]. Licence: OGL v3.0." in block.markdown


def test_the_facts_of_a_small_project(make_inputs):
    _, table = context.facts(make_inputs()).blocks
    assert dict(table.frame.to_numpy().tolist()) == {
        "Programme": "Local priority",
        "Sites": "North",
        "Clinical lead": "Consultant",
        "Senior responsible owner": "Director",
        "Go-live": "1 April 2024",
        "Data": "Synthetic",
    }


def test_phase_in_and_windows_are_facts_where_they_are_set(make_inputs):
    dates = {"go_live": dt.date(2024, 4, 1), "phase_in_from": dt.date(2024, 2, 1)}
    inputs = make_inputs(dates=dates, periods=True, what_was_done="Classes began.")
    prose, table = context.facts(inputs).blocks
    assert prose.markdown == "A falls clinic."
    (done,) = context.what_was_done(inputs).blocks
    assert done.markdown == "Classes began."
    facts = dict(table.frame.to_numpy().tolist())
    assert facts["Phased in from"] == "1 February 2024"
    assert facts["Baseline window"] == "April 2023 to March 2024"
    assert facts["Window after"] == "April 2024 to March 2025"


@pytest.mark.parametrize("key", ["title", "summary", "what_was_done"])
def test_markup_in_a_projects_words_is_escaped(make_inputs, shown, key):
    inputs = make_inputs(**{key: MARKUP})
    parts = context.heading(inputs) + context.facts(inputs) + context.what_was_done(inputs)
    text = shown(parts)
    assert ESCAPED in text
    assert MARKUP not in text


def test_what_was_done_may_not_be_recorded(make_inputs):
    (block,) = context.what_was_done(make_inputs()).blocks
    assert block.markdown == "What was done has not been recorded for this project."


def test_markup_in_a_fact_is_escaped(make_inputs, shown):
    inputs = make_inputs(sites=[{"name": MARKUP}])
    assert f"| Sites | {ESCAPED} |" in shown(context.facts(inputs))

"""The demonstration's programme meets every state of a priority, and a quarter without a return."""

import numpy as np

from evaluation.demonstration.hub_year.programme import tables

MADE = tables(np.random.default_rng(1))


def test_priorities_are_on_track_behind_done_and_stopped():
    assert set(MADE["priority-progress"]["status"]) == {"on track", "behind", "done", "stopped"}
    assert set(MADE["priorities"]["year"]) == {"2024/25", "2025/26"}


def test_members_are_multiples_of_five_and_one_return_is_missing():
    table = MADE["communications"]
    people = table[table["measure"].isin(["members", "delegates"])]["value"]
    assert (people % 5 == 0).all()
    views = table[(table["channel"] == "newsletter") & (table["measure"] == "views")]
    assert len(views) == 7

"""Small surveys for the tests of the stakeholder evaluation."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from evaluation.hub.stakeholders.comparison import Question
from evaluation.workspace import Instrument

QUESTION = Question("hub: one", "One", 3, "first to second", "synthetic")
STEPS = np.array([-2.6, -1.2, -0.2, 1.6])
GROUP_SHIFT = np.array([0.0, 0.6, -0.4])
MIXES = (np.array([0.5, 0.2, 0.3]), np.array([0.4, 0.3, 0.3]))


def instrument(items: Mapping[str, bool] | None = None, most: int = 5) -> Instrument:
    """Return a questionnaire; items by whether they are reversed, all about one function."""
    known = {"one": False, "two": True} if items is None else items
    return Instrument.model_validate(
        {
            "id": "survey",
            "label": "Survey",
            "kind": "stakeholder-survey",
            "note": "Made for a test.",
            "scale": {"min": 1, "max": most},
            "parts": [{"id": "part", "label": "Part", "kind": "function"}],
            "items": [
                {"id": name, "text": f"Item {name}", "part": "part", "reversed": is_reversed}
                for name, is_reversed in known.items()
            ],
        }
    )


def waves_table(rows: Sequence[tuple[str, str, str, int]]) -> pd.DataFrame:
    """Return survey-waves from wave, year, group and people invited."""
    frame = pd.DataFrame(rows, columns=["wave", "year", "group", "invited"])
    frame["instrument"] = "survey"
    return frame.astype({"wave": "string", "year": "string", "group": "string"})


def responses_table(
    answers: Mapping[tuple[str, str, str], Sequence[int | None]],
) -> pd.DataFrame:
    """Return survey-responses: answers, one of each person, by wave, group and item."""
    rows = [
        ("survey", wave, f"{group}-{number}", group, item, answer)
        for (wave, group, item), given in answers.items()
        for number, answer in enumerate(given)
    ]
    columns = ["instrument", "wave", "respondent", "group", "item", "answer"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({**dict.fromkeys(columns[:5], "string"), "answer": "Int64"})


def two_waves(first: Sequence[int], last: Sequence[int]) -> pd.DataFrame:
    """Return scored answers to one item: how many people gave each score in each wave."""
    parts = [
        pd.DataFrame({"is_last": is_last, "score": np.repeat(np.arange(len(counts)), counts)})
        for is_last, counts in ((False, first), (True, last))
    ]
    frame = pd.concat(parts, ignore_index=True)
    return frame.assign(
        respondent=[f"r{number}" for number in range(len(frame))], group="all", item="one"
    )


def simulated(
    generator: np.random.Generator, people: int, items: int, effect: float, spread: float
) -> pd.DataFrame:
    """Return a survey by the proportional odds model with people's own leanings."""
    parts = []
    for wave, mix in enumerate(MIXES):
        group = generator.choice(len(mix), people, p=mix)
        leaning = generator.normal(0, spread, people)
        for item in range(items):
            place = 0.3 + 0.3 * item + GROUP_SHIFT[group] + wave * effect + leaning
            score = np.searchsorted(STEPS, place + generator.logistic(size=people))
            parts.append(
                pd.DataFrame(
                    {
                        "is_last": bool(wave),
                        "respondent": [f"{wave}-{number}" for number in range(people)],
                        "group": group.astype(str),
                        "item": str(item),
                        "score": score,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def true_difference(items: int, effect: float, spread: float) -> float:
    """Return the difference in percentage points that `simulated` has, by quadrature."""
    places, weights = np.polynomial.hermite_e.hermegauss(40)
    weights = weights / weights.sum()
    mix = (MIXES[0] + MIXES[1]) / 2
    shares = []
    for wave in (0, 1):
        base = 0.3 + 0.3 * np.arange(items)[:, None] + GROUP_SHIFT[None, :] + wave * effect
        logit = base[..., None] + spread * places - STEPS[2]
        shares.append(float(((1 / (1 + np.exp(-logit))) @ weights @ mix).mean()))
    return 100 * (shares[1] - shares[0])

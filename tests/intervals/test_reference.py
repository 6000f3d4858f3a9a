import pytest

from evaluation.intervals import (
    agresti_coull,
    clopper_pearson,
    jeffreys,
    likelihood,
    mid_p,
    miettinen_nurminen,
    newcombe_difference,
    newcombe_difference_corrected,
    wilson,
    wilson_corrected,
)

pytestmark = pytest.mark.reference

ONE = {
    "wilson": (wilson, 1e-8),
    "wilson_cc": (wilson_corrected, 1e-8),
    "clopper_pearson": (clopper_pearson, 1e-8),
    "midp": (mid_p, 1e-6),
    "jeffreys": (jeffreys, 1e-8),
    "agresti_coull": (agresti_coull, 1e-8),
    "likelihood": (likelihood, 1e-6),
}
PUBLISHED = {
    "wilson": wilson,
    "wilson_cc": wilson_corrected,
    "clopper_pearson": clopper_pearson,
    "midp": mid_p,
}
TWO = {
    "newcombe_method10": (newcombe_difference, 1e-8),
    "newcombe_method11_cc": (newcombe_difference_corrected, 1e-8),
    "miettinen_nurminen": (miettinen_nurminen, 1e-5),
}


def names_of(computed):
    """Names of the case by ours, whatever signs it writes between the words."""
    plain = {name.replace("-", "_").replace("mid_p", "midp"): name for name in computed}
    return {ours: plain[ours] for ours in ONE if ours in plain}


def test_nine_ways_to_one_proportion_agree_with_r(nhs_case):
    case = nhs_case("newcombe1998_single_proportion")
    computed = case.expected["computed"]
    found = names_of(computed)
    assert {"wilson", "wilson_cc", "clopper_pearson", "midp"} <= set(found)
    for ours, theirs in found.items():
        rows, (function, near) = computed[theirs], ONE[ours]
        for side in ("lower", "upper"):
            limits = [float(getattr(function(row["x"], row["n"]), side)) for row in rows]
            # R leaves the limits of Agresti and Coull outside 0 and 1
            inside = [min(max(row[side], 0), 1) for row in rows]
            case.close(f"{ours} {side}", limits, inside, absolute=near)


def test_the_printed_table_of_newcombe_is_found_again(nhs_case):
    case = nhs_case("newcombe1998_single_proportion")
    for row in case.expected["published_table_I"]:
        for name, function in PUBLISHED.items():
            limits = [float(limit) for limit in function(row["x"], row["n"])]
            printed = [row[f"{name}_{side}"] for side in ("lower", "upper")]
            case.close(f"published {name}", limits, printed, absolute=5.001e-5)


def test_differences_agree_with_r(nhs_case):
    case = nhs_case("newcombe1998_difference")
    table = case.table().set_index("label")
    for name, (function, near) in TWO.items():
        for row in case.expected[name]:
            counts = table.loc[row["label"], ["x1", "n1", "x2", "n2"]]
            limits = [float(limit) for limit in function(*counts)]
            case.close(name, limits, [row["lower"], row["upper"]], absolute=near)


def test_the_printed_differences_of_newcombe_are_found_again(nhs_case):
    case = nhs_case("newcombe1998_difference")
    table = case.table().set_index("label")
    functions = {
        "m10": newcombe_difference,
        "m11": newcombe_difference_corrected,
        "mn": miettinen_nurminen,
    }
    for row in case.expected["published_table_II"]:
        counts = table.loc[row["label"], ["x1", "n1", "x2", "n2"]]
        for name, function in functions.items():
            printed = [row.get(f"{name}_{side}") for side in ("lower", "upper")]
            if None not in printed:
                limits = [float(limit) for limit in function(*counts)]
                case.close(f"published {name}", limits, printed, absolute=5.1e-5)


def test_wilson_limits_agree_with_those_of_ukhsa(nhs_case):
    case = nhs_case("phe_wilson_counts")
    rows = case.table()
    for side in ("lower", "upper"):
        limits = [
            float(getattr(wilson(row.x, row.n, row.confidence), side)) for row in rows.itertuples()
        ]
        case.close(side, limits, case.expected[side], relative=1e-9)

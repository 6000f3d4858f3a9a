"""Every reference case beside the checkout is compared by a test."""

from pathlib import Path

import pytest

from tests.reference_cases import CASES, CaseBook, case_named

TESTS = Path(__file__).parent


@pytest.mark.reference
def test_every_case_is_named_in_a_test():
    if not CASES.is_dir():
        pytest.skip("the reference cases of ../shared are absent")
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for path in TESTS.rglob("test_*.py")
        if path != Path(__file__)
    )
    cases = sorted(path.name for path in CASES.iterdir() if path.is_dir())
    assert len(cases) >= 20
    assert [case for case in cases if case not in sources] == []


def test_numbers_too_far_apart_fail_and_are_told():
    book = CaseBook()
    case = case_named("invented", book) if CASES.is_dir() else None
    if case is None:
        pytest.skip("the reference cases of ../shared are absent")
    case.close("near", [1.0, None], [1.0 + 1e-9, None], absolute=1e-8)
    with pytest.raises(AssertionError, match="too far"):
        case.close("far", [1.0], [1.1], relative=1e-3)
    with pytest.raises(AssertionError, match="missing"):
        case.close("missing", [None], [1.0], absolute=1)
    with pytest.raises(AssertionError, match="differs"):
        case.same("labels", ["a"], ["b"])
    assert any("far" in line and "0.09" in line for line in book.lines())

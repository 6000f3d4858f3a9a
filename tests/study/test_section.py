from evaluation.estimate import CheckResult
from evaluation.present.blocks import Prose
from evaluation.study.section import NamedCheck, Section


def test_two_sections_are_added_in_reading_order():
    check = NamedCheck("its", "falls", CheckResult("Length", None, "It is long."))
    whole = Section((Prose("one"),)) + Section((Prose("two"),), (), (check,))
    assert [block.markdown for block in whole.blocks] == ["one", "two"]
    assert whole.checks == (check,)

"""The words of a case study are read strictly; a person's mailbox and odd addresses are refused."""

from pathlib import Path

import pytest

from evaluation.workspace.case_study import read_case_study


def read(folder: Path, text: str) -> tuple[object, list[str]]:
    (folder / "case-study.yml").write_text(text, encoding="utf-8")
    study, findings = read_case_study(folder, "case-study.yml", "falls")
    return study, [str(finding) for finding in findings]


def test_the_file_is_optional(tmp_path: Path) -> None:
    assert read_case_study(tmp_path, "case-study.yml", "falls") == (None, [])


def test_a_misspelt_key_is_refused_with_the_nearest(tmp_path: Path) -> None:
    study, (finding,) = read(tmp_path, "standfirts: Text\n")
    assert study is None
    assert "standfirst" in finding


@pytest.mark.parametrize(
    "text",
    [
        "contact: {role: Lead, mailbox: jane.smith12@example.org}",
        "contact: {role: Lead, mailbox: nobody}",
        "find_out_more: [{label: Page, url: 'javascript:alert(1)'}]",
        "quote: {text: Words}",
    ],
)
def test_what_must_not_be_published_is_refused(text: str, tmp_path: Path) -> None:
    study, findings = read(tmp_path, text)
    assert study is None
    assert len(findings) == 1


def test_a_shared_mailbox_may_have_a_dot(tmp_path: Path) -> None:
    study, findings = read(tmp_path, "contact: {role: Lead, mailbox: innovation.hub@example.org}")
    assert findings == []
    assert study is not None

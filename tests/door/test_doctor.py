"""The doctor: each line is fine, worth knowing, or says what to do."""

import pytest

from course.door import chromium, doctor, environment, packages


@pytest.fixture(autouse=True)
def nothing_to_enter(monkeypatch):
    monkeypatch.setattr(environment, "is_ready", lambda: False)


def states(findings):
    return {finding.about: finding.state for finding in findings}


def test_it_looks_at_everything_and_ends_with_one_verdict(capsys):
    code = doctor.run([])
    lines = capsys.readouterr().out.splitlines()
    about = [line.split()[1] for line in lines[:-1]]
    assert [each for each in about if each not in ("trust", "versions", "package")] == [
        "Python",
        "environment",
        "packages",
        "notebooks",
        "Chromium",
        "network",
        "disk",
    ]
    assert all(line.split()[0] in ("ok", "note", "wrong") for line in lines[:-1])
    assert code == any(line.startswith("wrong") for line in lines)


@pytest.mark.parametrize("exists", [True, False])
def test_without_the_packages_it_names_the_command_that_brings_them(exists, monkeypatch, tmp_path):
    monkeypatch.setattr(packages, "lacking", lambda *extras: ["fastapi>=1 (absent)"])
    monkeypatch.setattr(doctor, "VENV", tmp_path if exists else tmp_path / ".venv")
    finding = doctor.in_environment()
    assert finding.state == "wrong"
    assert "`python3 -m course`" in finding.words
    assert ("not complete" in finding.words) == exists
    assert doctor.run([]) == 1


def test_versions_other_than_the_tested_ones_are_worth_a_note(monkeypatch):
    monkeypatch.setattr(packages, "locked", lambda: {"networkx": {"0.1"}})
    findings = list(doctor.versions())
    assert states(findings)["versions"] == "note"
    assert "(tested: 0.1)" in findings[0].words


def test_what_only_the_tests_need_is_not_wrong(monkeypatch):
    lacking = {(): [], ("test",): ["pytest>=8.3 (absent)"]}
    monkeypatch.setattr(packages, "lacking", lambda *extras: lacking[extras])
    assert states(doctor.versions())["package"] == "note"


@pytest.mark.parametrize(("ci", "state"), [("true", "wrong"), ("", "note")])
def test_a_missing_chromium_is_wrong_only_in_ci(ci, state, monkeypatch):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(chromium, "find", lambda: None)
    assert doctor.browser().state == state


def test_a_chromium_that_does_not_start_is_wrong(monkeypatch, tmp_path):
    monkeypatch.setattr(chromium, "find", lambda: str(tmp_path / "gone"))
    assert doctor.browser().state == "wrong"


def test_a_port_in_use_is_only_worth_a_note(monkeypatch):
    with doctor.socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(doctor, "PORT", taken.getsockname()[1])
        assert doctor.loopback().state == "note"


def test_a_full_disk_is_wrong(monkeypatch):
    monkeypatch.setattr(doctor, "ROOM_TO_WORK", 10**18)
    assert doctor.disk().state == "wrong"


def test_a_lost_welcome_is_wrong(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "WELCOME", tmp_path / "00_welcome.ipynb")
    assert states(doctor.notebooks()) == {"notebooks": "wrong"}

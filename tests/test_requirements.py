"""What is pinned is what was asked for: checked without a network, as far as that goes."""

import re
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).resolve().parent.parent / "requirements"
NAMES = ["base", "sandbox", "dev"]


@cache
def asked(name: str) -> dict[str, Requirement]:
    """The lines of an .in file that name a package."""
    lines = [line.partition("#")[0].strip() for line in (FOLDER / f"{name}.in").read_text().splitlines()]
    found = [Requirement(line) for line in lines if line and not line.startswith("-")]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


@cache
def pinned(name: str) -> dict[str, set[str]]:
    """The versions of each package in a compiled file; there are two where Python's version decides."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==([^ ]+)", text(name), re.MULTILINE):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


def text(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_everything_asked_for_is_pinned_within_its_bounds(name: str) -> None:
    for package, requirement in asked(name).items():
        assert pinned(name).get(package), f"{package} is in {name}.in and not in {name}.txt: run make requirements"
        assert all(requirement.specifier.contains(version) for version in pinned(name)[package]), package


@pytest.mark.parametrize("name", NAMES)
def test_everything_pinned_is_asked_for_by_somebody(name: str) -> None:
    because = re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==.*?\n((?: +.*\n?)+)", text(name), re.MULTILINE)
    assert len(because) == sum(len(versions) for versions in pinned(name).values())
    for package, comments in because:
        assert "# via" in comments, package
        if f"-r {name}.in" in comments:
            assert canonicalize_name(package) in asked(name), f"{package} is pinned for {name}.in, which lost it"


@pytest.mark.parametrize("name", NAMES)
def test_everything_pinned_has_a_hash(name: str) -> None:
    for block in re.split(r"\n(?=[a-z0-9])", text(name)):
        assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.mark.parametrize("part", ["base", "sandbox"])
def test_the_checks_run_on_the_very_versions_that_an_instance_runs_on(part: str) -> None:
    assert {package: pinned("dev").get(package) for package in pinned(part)} == pinned(part)

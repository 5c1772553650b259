"""Looks every pinned requirement up in a list of known weaknesses; where no list can be reached, says so and passes."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Answers the exit status: 1 for a known weakness, else 0."""
    files = [argument for name in ("base", "sandbox") for argument in ("--requirement", str(HERE / f"{name}.txt"))]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            "pip_audit",
            *files,
            "--require-hashes",
            "--disable-pip",
            "--progress-spinner",
            "off",
            "--timeout",
            "10",
        ]
        subprocess.run(  # noqa: S603 - nothing of it comes from outside
            [sys.executable, "-m", *command, "--format", "json", "--output", str(report)],
            capture_output=True,
            check=False,
        )
        if not report.exists():
            return not_reached()
        packages = json.loads(report.read_text())["dependencies"]
    if all("skip_reason" in package for package in packages):
        return not_reached()
    return say([package for package in packages if package.get("vulns")])


def not_reached() -> int:
    words = "known weaknesses of what we install (no list of them could be reached)"
    print(f"not tried: {words}")
    if notes := os.environ.get("NOTES"):
        with Path(notes).open("a") as file:
            file.write(f"{words}\n")
    return 0


def say(weak: list[dict[str, object]]) -> int:
    for package in weak:
        print(json.dumps(package, indent=2))
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())

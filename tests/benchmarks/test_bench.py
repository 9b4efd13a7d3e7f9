"""The benchmarks run: what they find is for people to read, and depends on the machine."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.serving import PROJECT


@pytest.mark.timeout(240)
def test_the_benchmarks_run_from_beginning_to_end() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench", "--quick"], cwd=PROJECT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    for server in ("ours", "constant", "naked"):
        assert re.search(rf"^\| {server} \| \d+ \| [\d.]+ \|", done.stdout, re.M), done.stdout
    assert re.search(r"^\| 0.05 s \| time \| answers being renewed \| \d+ \|", done.stdout, re.M)
    assert re.search(r"^\| 400 \| \d+\.\d \|", done.stdout, re.M)

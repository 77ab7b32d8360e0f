"""What the tests share: the example cycles."""

import pathlib
import os

import pytest

import readiness

EXAMPLES = pathlib.Path(os.environ["READINESS_SOURCE_DIR"], "examples")
LOGS = sorted(EXAMPLES.glob("*.cycle.json"))
assert LOGS, f"no example in {EXAMPLES}"


@pytest.fixture(params=LOGS, ids=lambda path: path.name.partition(".")[0])
def log_path(request):
    return request.param


@pytest.fixture
def shop_path():
    return EXAMPLES / "ecommerce_launch.cycle.json"


@pytest.fixture
def shop(shop_path):
    with readiness.Cycle.load(shop_path) as cycle:
        yield cycle

"""Classes that protoc makes of our .proto files, `readiness.v1.*_pb2`, import beside the package `readiness`."""

import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

import readiness

ROOT = pathlib.Path(os.environ["READINESS_SOURCE_DIR"])
PACKAGE = str(pathlib.Path(readiness.__file__).parent.parent)
needs_protobuf = pytest.mark.skipif(not shutil.which("protoc") or importlib.util.find_spec("google.protobuf") is None,
                                    reason="Protocol Buffers are not installed")


def run(code, *path, arguments=()):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}
    return subprocess.run([sys.executable, "-B", *(["-c", code] if code else []), *map(str, arguments)],
                          capture_output=True, text=True, check=False, env=environment)


@pytest.fixture
def generated(tmp_path):
    """What protoc lays down, without its contents."""
    folder = tmp_path / "generated"
    (folder / "readiness/v1").mkdir(parents=True)
    (folder / "readiness/v1/assessment_pb2.py").write_text("found = 'assessment_pb2'\n")
    (folder / "readiness/cycle.py").write_text("raise ImportError('a module of the package is hidden')\n")
    return folder


@pytest.mark.parametrize("code", [
    "from readiness.v1 import assessment_pb2; import readiness",
    "import readiness; from readiness.v1 import assessment_pb2",
])
def test_both_import_in_both_orders_of_the_path(generated, code):
    for path in ((generated, PACKAGE), (PACKAGE, generated)):
        done = run(f"{code}; print(assessment_pb2.found, readiness.Cycle().closed)", *path)
        assert done.stdout == "assessment_pb2 False\n", done.stderr


def test_a_folder_that_is_added_later_is_named_to_the_package(generated):
    done = run(f"import readiness; readiness.__path__.append({str(generated / 'readiness')!r}); "
               "from readiness.v1 import assessment_pb2; print(assessment_pb2.found)", PACKAGE)
    assert done.stdout == "assessment_pb2\n", done.stderr


@needs_protobuf
def test_the_reader_without_our_library_reads_beside_it_too(shop, tmp_path):
    answer = tmp_path / "answer.binpb"
    answer.write_bytes(shop.assess().to_bytes())
    done = run(None, PACKAGE, arguments=[ROOT / "examples/embedding/protobuf_reader/read_assessment.py", answer])
    assert done.returncode == 10 and " HOLD " in done.stdout, done.stderr


@needs_protobuf
def test_generated_classes_and_the_package_work_in_one_process(shop_path, tmp_path):
    subprocess.run(["protoc", f"--proto_path={ROOT / 'proto'}", f"--python_out={tmp_path}",
                    *map(str, sorted((ROOT / "proto").glob("readiness/v1/*.proto")))], check=True)
    code = ("import sys, readiness; from readiness.v1 import assessment_pb2\n"
            "answer = readiness.Cycle.load(sys.argv[1]).assess()\n"
            "print(assessment_pb2.Assessment.FromString(answer.to_bytes()).cycle == answer.cycle)")
    for path in ((tmp_path, PACKAGE), (PACKAGE, tmp_path)):
        done = run(code, *path, arguments=[shop_path])
        assert done.stdout == "True\n", done.stderr

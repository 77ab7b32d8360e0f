"""Threads, forks, and many rounds: nothing blocks, nothing crashes, nothing is kept."""

import gc
import os
import sys
import threading
import time
import weakref

import pytest

import heap
import readiness
from readiness import _core


def in_threads(count, work):
    failures = []

    def guarded():
        try:
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_threads_share_a_cycle(shop):
    expected = shop.assess().to_json()
    answers = []
    in_threads(6, lambda: answers.append(shop.assess().to_json()))
    assert answers == [expected] * 6


def test_other_threads_run_while_the_library_works(shop):
    """A thread that counts goes on counting during a long call; the lock of the interpreter is free."""
    count, stop = [0], threading.Event()

    def tick():
        while not stop.is_set():
            count[0] += 1

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        handle, seen = shop._handle, []
        for _ in range(20):
            before = count[0]
            handle.assess(b"", 1)  # One call into the library, with no Python in it.
            seen.append(count[0] - before)
    finally:
        stop.set()
        thread.join()
    # One switch of threads takes 5 ms where a lock is held; most calls see some progress.
    assert sum(ticks > 100 for ticks in seen) >= 10, seen


def test_an_append_that_meets_another_call_is_refused_or_waits_its_turn(shop):
    entry = shop.entries(max_entry_count=1)[0]
    stop, refused = threading.Event(), []

    def ask():
        while not stop.is_set():
            try:
                shop.assess("2026-02-01T00:00:00Z")
            except readiness.FailedPreconditionError as error:
                refused.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        try:
            shop.append(entry)
        except readiness.FailedPreconditionError as error:
            refused.append(error)
    stop.set()
    thread.join()
    assert all("another call" in str(error) for error in refused)
    assert shop.assess().verdict == "HOLD"


def test_closing_while_others_ask(shop_path):
    for _ in range(3):
        cycle = readiness.Cycle.load(shop_path)
        expected, answers, closed = cycle.assess().to_json(), [], []

        def ask():
            for _ in range(8):
                try:
                    answers.append(cycle.assess().to_json())
                except readiness.ClosedError:
                    closed.append(True)
                    return

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        while not answers:
            time.sleep(0.001)
        cycle.close()
        for thread in threads:
            thread.join()
        assert set(answers) == {expected}
        with pytest.raises(readiness.ClosedError):
            cycle.assess()


def test_a_cycle_lives_on_after_a_fork(shop):
    expected = shop.assess().to_json()
    child = os.fork()
    if child == 0:
        os._exit(0 if shop.assess().to_json() == expected else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_a_cycle_that_nobody_holds_is_freed(shop_path):
    cycle = readiness.Cycle.load(shop_path)
    gone = weakref.ref(cycle)
    del cycle
    gc.collect()
    assert gone() is None


ROUNDS = 1_000_000


def grown_by(work, count):
    """Bytes that so many rounds keep; objects of Python, which has an allocator of its own, they keep none."""
    if heap.bytes_in_use() is None:
        pytest.skip("this C library does not say what is in use")
    for _ in range(count // 10 + 3):
        work()
    gc.collect()
    before, blocks = heap.bytes_in_use(), sys.getallocatedblocks()
    for _ in range(count):
        work()
    gc.collect()
    assert sys.getallocatedblocks() - blocks < max(500, count // 100)
    return heap.bytes_in_use() - before


def refuse_nothing():
    try:
        _core.load(b"", 9, b"")
    except readiness.Error:
        pass


def test_a_million_rounds_keep_no_memory():
    """Of what is cheap; a byte a round would be a million."""
    assert grown_by(lambda: _core.new().close(), ROUNDS) < 64 * 1024
    assert grown_by(_core.new, ROUNDS) < 64 * 1024  # Nobody closes it.
    assert grown_by(lambda: _core.new_risk_graph(b"", 0, b""), ROUNDS // 10) < 64 * 1024
    assert grown_by(refuse_nothing, ROUNDS // 10) < 64 * 1024


def test_many_rounds_keep_no_memory(shop_path):
    log = shop_path.read_bytes()
    small = readiness.Cycle()
    small.append({"id": "open", "recordedAt": "2026-01-05T09:00:00Z", "actor": "ana",
                  "cycleOpened": {"id": "c", "title": "C", "opener": {"id": "ana", "name": "Ana", "kind": "PERSON"}}})
    small_log = small.save()

    def small_cycle():
        try:
            readiness.Cycle.load(b'{"schemaVersion": "1", "entries": [{}]}')
        except readiness.Error:
            pass
        cycle = readiness.Cycle.load(small_log)
        cycle.assess().verdict
        cycle.table("entries").__arrow_c_stream__()  # Nobody takes it.

    def whole_cycle():
        with readiness.Cycle.load(log) as cycle:
            cycle.assess().to_bytes()

    # Some bytes a round would be more; Python's own lists and caches come and go.
    assert grown_by(small_cycle, 2000) < 64 * 1024
    assert grown_by(whole_cycle, 4) < 256 * 1024

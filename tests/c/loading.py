"""The C library in a process that is not ours: loaded and unloaded again and again, called from threads, after a
fork, beside Python's own Protocol Buffers, and in a long loop without a leak. A second client, by ctypes.

    python3 loading.py LIBRARY LOG
"""

import ctypes
import json
import os
import sys
import threading
import unittest

# Bytes in use are counted as the tests of the Python package count them.
sys.path.append(os.path.join(os.path.dirname(__file__), "../../bindings/python/tests"))
import heap

PATH, LOG_PATH = sys.argv.pop(1), sys.argv.pop(1)
with open(LOG_PATH, "rb") as file:
    LOG = file.read()
JSON = 1


def load():
    library = ctypes.CDLL(PATH)
    for name in ("error_message", "error_location"):
        getattr(library, f"readiness_{name}").restype = ctypes.c_char_p
        getattr(library, f"readiness_{name}").argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    library.readiness_buffer_data.restype = ctypes.c_void_p
    library.readiness_buffer_size.restype = ctypes.c_size_t
    for name in ("buffer_data", "buffer_size", "buffer_free", "error_free", "error_code", "cycle_free"):
        getattr(library, f"readiness_{name}").argtypes = [ctypes.c_void_p]
    library.readiness_cycle_load.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int32, ctypes.c_char_p,
                                             ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p]
    library.readiness_cycle_assess.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t,
                                               ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p]
    return library


LIBRARY = load()


def load_cycle(log=LOG):
    cycle, error = ctypes.c_void_p(), ctypes.c_void_p()
    code = LIBRARY.readiness_cycle_load(log, len(log), JSON, None, 0, ctypes.byref(cycle), ctypes.byref(error))
    return code, cycle, error


def assess(cycle):
    buffer, error = ctypes.c_void_p(), ctypes.c_void_p()
    code = LIBRARY.readiness_cycle_assess(cycle, None, 0, JSON, ctypes.byref(buffer), ctypes.byref(error))
    assert code == 0, LIBRARY.readiness_error_message(error, None)
    text = ctypes.string_at(LIBRARY.readiness_buffer_data(buffer), LIBRARY.readiness_buffer_size(buffer))
    LIBRARY.readiness_buffer_free(buffer)
    return text


class Loading(unittest.TestCase):
    def test_threads_share_a_cycle(self):
        _, cycle, _ = load_cycle()
        expected, answers = assess(cycle), []
        threads = [threading.Thread(target=lambda: answers.append(assess(cycle))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(answers, [expected] * 8)
        LIBRARY.readiness_cycle_free(cycle)

    def test_a_cycle_lives_on_after_a_fork(self):
        _, cycle, _ = load_cycle()
        expected = assess(cycle)
        child = os.fork()
        if child == 0:
            os._exit(0 if assess(cycle) == expected else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        LIBRARY.readiness_cycle_free(cycle)

    def test_a_refusal_says_where_and_by_which_rule(self):
        log = json.loads(LOG)
        log["entries"][1]["recordedAt"] = "2000-01-01T00:00:00Z"
        code, cycle, error = load_cycle(json.dumps(log).encode())
        self.assertNotEqual(code, 0)
        self.assertFalse(cycle)
        self.assertTrue(LIBRARY.readiness_error_location(error, None).startswith(b"entry 2 ("))
        LIBRARY.readiness_error_free(error)

    def test_unloaded_and_loaded_again(self):
        close = ctypes.CDLL(None).dlclose
        close.argtypes = [ctypes.c_void_p]
        for _ in range(50):
            again = ctypes.CDLL(PATH)
            self.assertGreater(again.readiness_abi_version(), 0)
            close(again._handle)
        self.assertEqual(load_cycle()[0], 0)

    def test_beside_pythons_protocol_buffers(self):
        try:
            from google.protobuf import timestamp_pb2
        except ImportError:
            self.skipTest("Python has no Protocol Buffers here")
        moment = timestamp_pb2.Timestamp(seconds=1)
        _, cycle, _ = load_cycle()
        self.assertIn(b'"verdict"', assess(cycle))
        self.assertEqual(moment.SerializeToString(), b"\x08\x01")
        LIBRARY.readiness_cycle_free(cycle)

    def test_a_long_loop_leaks_nothing(self):
        def rounds(count):
            for _ in range(count):
                code, cycle, error = load_cycle(b'{"schemaVersion": "1", "entries": [{}]}')
                self.assertNotEqual(code, 0)
                LIBRARY.readiness_error_free(error)
                LIBRARY.readiness_cycle_free(cycle)
            for _ in range(count // 1000):
                _, cycle, _ = load_cycle()
                assess(cycle)
                LIBRARY.readiness_cycle_free(cycle)

        if heap.bytes_in_use() is None:
            self.skipTest("this C library does not say what is in use")
        rounds(3000)
        before = heap.bytes_in_use()
        rounds(10000)
        self.assertLess(heap.bytes_in_use() - before, 64 * 1024)  # seven bytes a round would be more


unittest.main()

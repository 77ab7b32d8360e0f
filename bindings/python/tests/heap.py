"""How much memory is in use."""

import ctypes


class _HeapUse(ctypes.Structure):
    """struct mallinfo2 of glibc."""

    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")]


def bytes_in_use():
    """Bytes that were allocated and not freed; None where that cannot be told. Resident memory would not do: it also
    moves by how the free bytes happen to lie between those in use, which hides a leak and invents one."""
    mallinfo2 = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if mallinfo2 is None:
        return None
    mallinfo2.restype = _HeapUse
    use = mallinfo2()
    return use.uordblks + use.hblkhd

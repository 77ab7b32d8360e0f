"""What objects over a handle of the library have in common."""

from __future__ import annotations

from typing import NoReturn


class OneHandle:
    """Neither copied nor pickled: two objects would share one handle, which each of them closes."""

    __slots__ = ()

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} is neither copied nor pickled; what save() gives can be loaded again")

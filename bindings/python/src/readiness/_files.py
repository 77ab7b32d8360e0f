"""A file replaced whole, as the command of the C++ build does it: what reads it meanwhile sees the old one or the new one."""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator


@contextlib.contextmanager
def locked(path: str) -> Iterator[int]:
    """The file at `path`, behind whatever links, open and locked against others that replace it. Raises `OSError`; a
    `FileNotFoundError` where there is none.
    """
    while True:
        real = os.path.realpath(path, strict=True)
        file = os.open(real, os.O_RDONLY | os.O_CLOEXEC)
        try:
            # A rename needs no right to write the file itself; who may not write it shall not change it.
            if not os.access(real, os.W_OK):
                raise PermissionError(f"{path}: cannot be written")
            held = os.fstat(file)
            if not stat.S_ISREG(held.st_mode):
                raise OSError(f"{path}: is no regular file; a file is replaced whole")
            fcntl.flock(file, fcntl.LOCK_EX)
            # Another may have replaced it meanwhile: then the lock is on the old file.
            if os.path.samestat(os.stat(real), held):
                yield file
                return
        finally:
            os.close(file)


def replace(path: str, held: int, data: bytes) -> None:
    """Puts `data` in the place of the file that `locked` gave, with its owner and permissions; links to it stay."""
    real, old = os.path.realpath(path, strict=True), os.fstat(held)
    new, name = tempfile.mkstemp(prefix=os.path.basename(real) + ".new-", dir=os.path.dirname(real))
    try:
        with os.fdopen(new, "wb") as file:
            # Only root may give a file away; for everybody else it is the writer's, as any new file is.
            try:
                os.fchown(new, old.st_uid, old.st_gid)
            except PermissionError:
                with contextlib.suppress(PermissionError):
                    os.fchown(new, -1, old.st_gid)
            os.fchmod(new, stat.S_IMODE(old.st_mode))
            file.write(data)
            file.flush()
            os.fsync(new)
        os.rename(name, real)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
    folder = os.open(os.path.dirname(real), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)  # The rename itself reaches the disk with its folder.
    finally:
        os.close(folder)


def write_new(path: str, data: bytes) -> None:
    """Makes a file that is not there yet, whole or not at all."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666))
    try:
        with locked(path) as held:
            replace(path, held, data)
    except BaseException:
        os.unlink(path)
        raise

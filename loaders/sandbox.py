"""What a child process may do: how much memory and CPU, no network, and not outlive its parent.

Linux only where it needs the kernel's help: ``prctl(2)``, ``seccomp(2)``. Each fence says whether it stands.
"""

import ctypes
import math
import os
import platform
import resource
import signal
import struct

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 1, 38, 22, 2
# linux/audit.h: the architecture, and its numbers of socket, socketpair and io_uring_setup.
_ARCHITECTURES = {"x86_64": (0xC000003E, (41, 53, 425)), "aarch64": (0xC00000B7, (198, 199, 425))}
_LOAD_WORD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # EACCES
_GRACE_CPU_S = 5
_YIELDING = 10


def limit_memory(megabytes: int) -> None:
    """Cap the address space: what needs more ends its own process."""
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_cpu(seconds: float) -> None:
    """Give the process this much more CPU time. The last resort: the parent's wall clock comes first."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime + seconds) + _GRACE_CPU_S
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def yield_to_readers() -> None:
    """Let those who wait for an answer go first from now on: in this thread, and in all that are started later."""
    os.nice(_YIELDING)


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when its parent ends; leave at once where it ended already."""
    if platform.system() == "Linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0)
    if os.getppid() != parent:
        raise SystemExit(0)


def deny_network() -> bool:
    """Refuse new sockets from now on, in all threads started later. False where the kernel does not offer it."""
    known = _ARCHITECTURES.get(platform.machine())
    if platform.system() != "Linux" or known is None:
        return False
    code = _filter(*known)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    holder = ctypes.create_string_buffer(program, len(program))
    if _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0) != 0:
        return False
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(holder)) == 0


def _filter(architecture: int, refused: tuple[int, ...]) -> bytes:
    """A BPF program: another architecture or a refused call gets EACCES, all else passes."""
    count = len(refused)
    steps = [(_LOAD_WORD, 0, 0, 4), (_JUMP_IF_EQUAL, 0, count + 2, architecture), (_LOAD_WORD, 0, 0, 0)]
    steps += [(_JUMP_IF_EQUAL, count - place, 0, number) for place, number in enumerate(refused)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _prctl(option: int, first: int, second: int) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = [ctypes.c_ulong(value) for value in (first, second, 0, 0)]
    return int(libc.prctl(ctypes.c_int(option), *arguments))

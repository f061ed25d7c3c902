# SPDX-License-Identifier: GPL-2.0
"""Run a program in a network namespace while packets go on flowing."""

import os
import select

from netns import in_netns


class CommandError(Exception):
    """A program that failed, with what it was told and what it said."""


def _file(data):
    descriptor = os.memfd_create("command")
    os.write(descriptor, data.encode())
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _wait(child, pump):
    """pump(descriptor) works until the descriptor is readable."""
    ended = os.pidfd_open(child)
    if pump:
        pump(ended)
    else:
        select.select([ended], [], [])
    os.close(ended)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(netns, argv, text="", pump=None):
    """Run argv with text as its input; returns what it printed."""
    given, said = _file(text), _file("")
    try:
        with in_netns(netns):
            child = os.posix_spawnp(argv[0], argv, os.environ, file_actions=[
                (os.POSIX_SPAWN_DUP2, given, 0), (os.POSIX_SPAWN_DUP2, said, 1),
                (os.POSIX_SPAWN_DUP2, said, 2)])
        status = _wait(child, pump)
        output = os.pread(said, os.fstat(said).st_size, 0).decode(errors="replace")
    finally:
        os.close(given)
        os.close(said)
    if status:
        raise CommandError(f"{' '.join(argv)} in {netns}: {output.strip()}\n{text}")
    return output


def ip_batch(netns, lines, family=None, pump=None):
    """Commands of ip, one a line, in one process."""
    if not lines:
        return
    argv = ["ip"] + ([f"-{family}"] if family else []) + ["-batch", "-"]
    run(netns, argv, "\n".join(lines) + "\n", pump)

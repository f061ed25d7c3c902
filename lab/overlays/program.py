# SPDX-License-Identifier: GPL-2.0
"""Programs that run in the background, and what an overlay is to the tests."""

import contextlib
import os
import signal
import subprocess
import time

from command import CommandError, run

ANSWER = 7              # port of the far end's echo within the tunnel

NOISE = ("netmap:", "RATELIMIT")


def find(name):
    """A program that lab/overlays/get built, or else the system's."""
    for directory in os.environ.get("REHOME_OVERLAYS", "").split(":"):
        path = os.path.join(directory, name)
        if directory and os.access(path, os.X_OK):
            return path
    return name


class Programs:
    """What runs in namespaces until stop()."""

    def __init__(self, directory, logs):
        self.directory = directory
        self.logs = logs
        self.running = []

    def file(self, name, text, mode=0o600):
        path = os.path.join(self.directory, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def path(self, name):
        path = os.path.join(self.directory, name)
        os.makedirs(path, exist_ok=True)
        return path

    def stop_in(self, netns):
        for process in list(self.running):
            if process.args[3] == netns:
                self.stop(process)

    def stop_named(self, *names):
        for process in list(self.running):
            if process.args[4] in names:
                self.stop(process)

    def spawn(self, netns, argv, **env):
        """Returns the process; what it says goes to a file of the namespace's name."""
        log = os.path.join(self.logs, f"{netns}.log")
        with open(log, "ab") as output:
            process = subprocess.Popen(
                ["ip", "netns", "exec", netns, find(argv[0])] + argv[1:],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env=dict(os.environ, **env), start_new_session=True)
        self.running.append(process)
        return process

    def stop(self, process):
        """With all that it started: a shell's program outlives the shell."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            try:
                process.wait(5)
                break
            except subprocess.TimeoutExpired:
                continue
        self.running.remove(process)

    def kill_all(self):
        """At once: what misses another one begins to try in a circle."""
        for process in self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        for process in self.running:
            process.wait()
        self.running.clear()

    def said(self, netns, lines=8):
        """The last lines that mean something."""
        try:
            with open(os.path.join(self.logs, f"{netns}.log"), encoding="utf-8",
                      errors="replace") as file:
                return "".join([line for line in file if not any(
                    word in line for word in NOISE)][-lines:])
        except OSError:
            return ""


def until(limit, ready, step=0.2):
    """Wait for something; says whether it came."""
    end = time.monotonic() + limit
    while not ready():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True


class Overlay:
    """One overlay between two hosts.

    name: what it is called in tables. begins: which side speaks, "near" or "far".
    family: of what passes it. outer: of its own packets.
    limit: seconds that its own protocol may need at most to go on although every packet
    of it arrives, and why (own). chance: seconds that its own timers differ by from run
    to run. hopeless: it needs to be begun anew whatever is done, and why. nat: its far
    host is behind a NAT of its own. stream: what passes it is a connection of TCP to that
    port of the near host, which is a SOCKS server's (socks). wanted: the path that its
    packets are to take, of several. apart: it shares guests only with those that say the
    same. routed: the router itself sends its packets to the Internet. part: of
    lab/overlays/get, if that may be missing.
    """
    name = ""
    begins = "near"
    family = outer = 4
    limit = 0
    own = ""
    chance = 0
    hopeless = ""
    nat = False
    stream = None
    socks = False
    wanted = None
    apart = ""
    routed = False
    part = None

    def __init__(self, programs, network):
        self.programs = programs
        self.pair = network.pair(self.name, self.nat)

    @classmethod
    def is_there(cls):
        return not cls.part or find(cls.part) != cls.part

    def start(self):
        """Start what it consists of."""
        raise NotImplementedError

    def begin(self):
        """A router is there, in which something may have to be started."""

    def end(self):
        """It is about to go."""

    def near(self):
        return self.pair.inside(1, self.family)

    def far(self):
        return self.pair.inside(2, self.family)

    def ends(self):
        """The namespace and the address of the near end of what passes it, and those of
        the far end."""
        return (self.pair.near, self.near()), (self.pair.far, self.far())

    def probe(self):
        """Where packets for the far end's echo are sent to."""
        return self.far(), ANSWER

    def answers(self):
        """Does something come back through it?"""
        try:
            run(self.pair.near, ["ping", "-q", "-c", "1", "-W", "1", self.far()])
        except CommandError:
            return False
        return True

    def path(self):
        """The way its packets take, if there is more than one: a word."""
        return None

    def said(self):
        return "".join(f"{node}: {line}\n" for node in (self.pair.near, self.pair.far)
                       for line in self.programs.said(node).splitlines())

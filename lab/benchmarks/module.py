# SPDX-License-Identifier: GPL-2.0
"""The module, asked directly: a program's start takes longer than a pass."""

import os
import socket
import struct
import time

from command import run
from netns import in_netns
from network import ROUTER

NAME = "nf_rehome"

# linux/genetlink.h
GENERIC, CONTROLLER, GET_FAMILY = 16, 16, 3
FAMILY_ID, FAMILY_NAME, GROUPS, GROUP_NAME, GROUP_ID = 1, 2, 7, 1, 2
REQUEST, ACK = 1, 4
ERROR = 2
ADD_MEMBERSHIP, SOL_NETLINK = 1, 270
# linux/nf_rehome.h
GET_STATUS, SWEEP, GET_STATS, SET_PARAMS = 2, 6, 7, 9
STATUS_WATCH = 13
DRY_RUN = 1
PASS = {2: "kind", 3: "walked", 4: "flows", 5: "keep", 6: "renat", 7: "expire", 8: "report",
        9: "later", 10: "duration"}
PARAMS = {"mode": 1, "lead": 2, "trail": 3, "settle": 4, "reconcile": 5, "hold": 6,
          "watch": 7}
WATCHES = {"window": 0, "always": 1}
STATS_PASS, STATS_INDEX = 2, 9
PASS_KIND, PASS_COUNT = 1, 2
INDEX = {1: "flows", 2: "limit", 3: "bytes", 4: "observed", 5: "adopted", 6: "gone",
         7: "evicted", 8: "refused"}
BY_COMMAND = 4          # kind of a pass


def attributes(data):
    while len(data) >= 4:
        length, kind = struct.unpack_from("=HH", data)
        yield kind & 0x3fff, data[4:length]
        data = data[(length + 3) & ~3:]


def _numbers(data, names):
    return {names[kind]: int.from_bytes(value, "little")
            for kind, value in attributes(data) if kind in names}


def _attribute(kind, data=b""):
    return struct.pack("=HH", 4 + len(data), kind) + data + bytes(-len(data) % 4)


def _pass(data):
    """A pass as the module tells it; its work in seconds."""
    told = _numbers(data[20:], PASS)
    told["work"] = told.pop("duration") / 1e6
    return told


class Module:
    """Absent to begin with."""

    def __init__(self):
        self.sock = None
        self.family = CONTROLLER
        self.group = None

    def load(self):
        run("", ["insmod", os.environ["REHOME_KO"]])
        self.sock = self._open()
        self.family = CONTROLLER
        found = dict(attributes(self._ask(GET_FAMILY, _attribute(FAMILY_NAME,
                                                                 NAME.encode() + b"\0"))[20:]))
        self.family = int.from_bytes(found[FAMILY_ID], "little")
        for _, group in attributes(found[GROUPS]):
            parts = dict(attributes(group))
            if parts[GROUP_NAME] == b"events\0":
                self.group = int.from_bytes(parts[GROUP_ID], "little")

    def unload(self):
        self.sock.close()
        run("", ["rmmod", NAME])

    @staticmethod
    def _open():
        with in_netns(ROUTER):
            return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, GENERIC)

    def _ask(self, command, body=b"", flags=0):
        """Returns the answer."""
        self.sock.send(struct.pack("=IHHIIBBH", 20 + len(body), self.family, REQUEST | flags,
                                   1, 0, command, 1, 0) + body)
        data = self.sock.recv(65536)
        kind, error = struct.unpack_from("=H", data, 4)[0], 0
        if kind == ERROR:
            error = -struct.unpack_from("=i", data, 16)[0]
        if error:
            raise OSError(error, f"{NAME}: {os.strerror(error)}")
        return data

    def param(self, **settings):
        """Times in milliseconds; watch is one of WATCHES."""
        self._ask(SET_PARAMS, b"".join(
            _attribute(PARAMS[name], struct.pack("=I", WATCHES.get(value, value)))
            for name, value in settings.items()), ACK)

    def own_passes(self):
        """How many passes ran that nobody asked for."""
        count = 0
        for kind, value in attributes(self._ask(GET_STATS)[20:]):
            if kind == STATS_PASS:
                row = _numbers(value, {PASS_KIND: "kind", PASS_COUNT: "count"})
                count += row["count"] if row["kind"] != BY_COMMAND else 0
        return count

    def index(self):
        """What the module tells of its index."""
        for kind, value in attributes(self._ask(GET_STATS)[20:]):
            if kind == STATS_INDEX:
                return _numbers(value, INDEX)
        return {}

    def watches(self):
        """Is the window open?"""
        return any(kind == STATUS_WATCH and value != b"\0"
                   for kind, value in attributes(self._ask(GET_STATUS)[20:]))

    def sweep(self, dry=False):
        """A pass; "wall" is from the request to the answer."""
        began = time.perf_counter()
        data = self._ask(SWEEP, _attribute(DRY_RUN) if dry else b"")
        wall = time.perf_counter() - began
        return {**_pass(data), "wall": wall}

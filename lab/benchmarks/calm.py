# SPDX-License-Identifier: GPL-2.0
"""A healthy flow of the other WAN, and how late its packets are: from when each was due
until it is at the provider. Its sender comes before all other programs, as packets from
a wire do."""

import json
import os
import select
import socket
import struct
import time
from ctypes import addressof, create_string_buffer

from command import ip_batch
from netns import in_netns
from network import GATEWAY, MAC, ROUTER

SOURCE, FAR = "10.0.2.1", "203.0.113.250"
PORT = 5004
RATE = 100
TABLE = 102
PRIORITY = 50
REST = 0.5              # seconds for the last packets
ETH_P_ALL, ETH_P_IP = 3, 0x800
SO_ATTACH_FILTER = 26
# Of a frame: its port, and where its number is.
PORT_AT, NUMBER_AT = 36, 42
LOAD_HALF, JUMP_EQUAL, RETURN = 0x28, 0x15, 0x06


def _checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xffff) + (total >> 16)
    return ~(total + (total >> 16)) & 0xffff


def _frame(number):
    payload = struct.pack("!I60x", number)
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28 + len(payload), 0, 0, 64, 17, 0,
                       socket.inet_aton(SOURCE), socket.inet_aton(FAR))
    head = head[:10] + struct.pack("!H", _checksum(head)) + head[12:]
    ends = bytes.fromhex((MAC["lan0"] + MAC["eth0"]).replace(":", ""))
    return ends + struct.pack("!H", ETH_P_IP) + head + struct.pack(
        "!HHHH", PORT, PORT, 8 + len(payload), 0) + payload


def _filter(sock):
    """Only this flow's packets are seen."""
    code = b"".join(struct.pack("=HBBI", *line) for line in (
        (LOAD_HALF, 0, 0, PORT_AT), (JUMP_EQUAL, 0, 1, PORT), (RETURN, 0, 0, 0xffff),
        (RETURN, 0, 0, 0)))
    program = create_string_buffer(code)
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                    struct.pack("HL", 4, addressof(program)))


def _socket(netns, device, proto):
    with in_netns(netns):
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(proto))
    sock.bind((device, proto))
    sock.setblocking(False)
    return sock


def _run(end, told):
    """Until `end` is readable."""
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
    sender, receiver = _socket("lan", "eth0", 0), _socket("net", "isp2", ETH_P_ALL)
    _filter(receiver)
    start, sent, late, last = time.monotonic(), 0, {}, None
    while last is None or time.monotonic() < last:
        due = start + sent / RATE
        wait = max((due if last is None else last) - time.monotonic(), 0)
        ready, _, _ = select.select([receiver] + ([end] if last is None else []), [], [], wait)
        if receiver in ready:
            number = struct.unpack_from("!I", receiver.recv(2048), NUMBER_AT)[0]
            late[number] = time.monotonic() - start - number / RATE
        elif end in ready:
            last = time.monotonic() + REST
        elif last is None:
            sender.send(_frame(sent))
            sent += 1
    os.write(told, json.dumps([max(late.values(), default=0), sent - len(late)]).encode())


class Calm:
    """Its host is led to the second WAN, whatever happens to the first."""

    def __init__(self):
        ip_batch(ROUTER, [f"rule add from {SOURCE} lookup {TABLE}",
                          f"route add default via {GATEWAY['wan2']} dev wan2 table {TABLE}"])
        self.child = self.stop = self.report = None

    def begin(self):
        end, self.stop = os.pipe()
        self.report, told = os.pipe()
        self.child = os.fork()
        if not self.child:
            try:
                _run(end, told)
            finally:
                os._exit(0)
        os.close(end)
        os.close(told)

    def end(self):
        """Seconds that the latest packet was late, and packets lost."""
        os.write(self.stop, b".")
        said = os.read(self.report, 4096)
        os.waitpid(self.child, 0)
        os.close(self.stop)
        os.close(self.report)
        return json.loads(said)

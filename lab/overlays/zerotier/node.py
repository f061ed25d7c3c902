#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""A node of ZeroTier: the real core, of libzt, with a root of our own and a network that
has no controller ("ad hoc"). The near node carries what comes to a port of UDP of its own
host to the far one, which sends it back.

usage: node.py --try			can the library be used?
       node.py keys DIRECTORY ROOT	makes identities, and the planet with that one root
       node.py root|near|far DIRECTORY [PORT]
"""

import ctypes
import glob
import os
import socket
import struct
import sys
import threading
import time

HERE = os.path.dirname(os.path.realpath(__file__))
LAZY = 1                # RTLD_LAZY: what is of Python 3.9 is never called
PORT = 9993
INSIDE = 7
WORLD = 1               # any number: the planet's name
AF_INET6, SOCK_DGRAM = 10, 2    # as lwIP has them
ADDRESS = struct.Struct("!BBHI16sI")
ROOTS, ENDPOINTS = 16, 32
KEY = 384               # bytes that an identity is given in


class RootSet(ctypes.Structure):
    _fields_ = [("identities", ctypes.c_char_p * ROOTS),
                ("endpoints", ctypes.c_char_p * ENDPOINTS * ROOTS)]


def library():
    ctypes.CDLL(HERE + "/missing.so", mode=ctypes.RTLD_GLOBAL)
    libc = ctypes.CDLL(None)
    libc.dlopen.restype = ctypes.c_void_p
    libc.dlopen.argtypes = [ctypes.c_char_p, ctypes.c_int]
    handle = libc.dlopen(glob.glob(HERE + "/libzt/_libzt*.so")[0].encode(), LAZY)
    if not handle:
        raise OSError("libzt cannot be loaded")
    zt = ctypes.CDLL("libzt", handle=handle)
    zt.zts_net_compute_adhoc_id.restype = ctypes.c_uint64
    return zt


def checked(result, what):
    if result < 0:
        raise OSError(f"{what}: {result}")
    return result


def new_identity(zt):
    """Returns it with its secret."""
    key, size = ctypes.create_string_buffer(KEY), ctypes.c_uint(KEY)
    checked(zt.zts_id_new(key, ctypes.byref(size)), "identity")
    return key.value


def planet(zt, identity, endpoint):
    """Signed by keys that are forgotten."""
    roots = RootSet()
    roots.identities[0] = b":".join(identity.split(b":")[:3])
    roots.endpoints[0][0] = endpoint.encode()
    fields = [(ctypes.create_string_buffer(size), ctypes.c_uint(size))
              for size in (4096, 128, 128)]
    checked(zt.zts_util_sign_root_set(
        *[part for field, size in fields for part in (field, ctypes.byref(size))],
        ctypes.c_uint64(WORLD), ctypes.c_uint64(int(time.time() * 1000)),
        ctypes.byref(roots)), "planet")
    return fields[0][0].raw[:fields[0][1].value]


def write(directory, name, data):
    with open(os.path.join(directory, name), "wb") as file:
        file.write(data)


def read(directory, name):
    with open(os.path.join(directory, name), "rb") as file:
        return file.read()


def make_keys(zt, directory, endpoint):
    for role in ("root", "near", "far"):
        write(directory, role, new_identity(zt))
    write(directory, "planet", planet(zt, read(directory, "root"), endpoint))


def wait(ready):
    while not ready():
        time.sleep(0.1)


def start(zt, role, directory):
    """Online when a root has answered, which no root waits for."""
    key, world = read(directory, role).ljust(KEY, b"\0"), read(directory, "planet")
    checked(zt.zts_init_from_memory(key, KEY), "identity")
    checked(zt.zts_init_set_roots(world, len(world)), "planet")
    for allowed in (zt.zts_init_allow_port_mapping, zt.zts_init_allow_secondary_port):
        checked(allowed(0), "settings")
    checked(zt.zts_init_set_port(PORT), "port")
    checked(zt.zts_node_start(), "start")
    if role != "root":
        wait(lambda: zt.zts_node_is_online() == 1)
        print(role, "is online", flush=True)


def inside(net, directory, role):
    """A node's address in the network ("6PLANE"), as lwIP has addresses."""
    node = int(read(directory, role).split(b":", maxsplit=1)[0], 16)
    packed = struct.pack("!BI", 0xfc, (net ^ net >> 32) & 0xffffffff) + \
        node.to_bytes(5, "big") + (1).to_bytes(6, "big")
    return ADDRESS.pack(ADDRESS.size, AF_INET6, INSIDE, 0, packed, 0)


class Socket:
    """Of UDP, in the network."""

    def __init__(self, zt, address):
        self.zt = zt
        self.number = checked(zt.zts_bsd_socket(AF_INET6, SOCK_DGRAM, 0), "socket")
        checked(zt.zts_bsd_bind(self.number, address, len(address)), "bind")

    def send(self, data, address):
        self.zt.zts_bsd_sendto(self.number, data, len(data), 0, address, len(address))

    def receive(self):
        """Returns data and the sender's address."""
        data, sender = ctypes.create_string_buffer(2048), ctypes.create_string_buffer(64)
        size = ctypes.c_uint16(64)
        got = self.zt.zts_bsd_recvfrom(self.number, data, 2048, 0, sender, ctypes.byref(size))
        return data.raw[:max(got, 0)], sender.raw[:ADDRESS.size]


def carry(channel, far, port):
    """What comes to the port of this host, there and back."""
    local = socket.socket(type=socket.SOCK_DGRAM)
    local.bind(("127.0.0.1", port))
    asker = [None]

    def back():
        while True:
            data, _ = channel.receive()
            if asker[0]:
                local.sendto(data, asker[0])

    threading.Thread(target=back, daemon=True).start()
    while True:
        data, asker[0] = local.recvfrom(2048)
        channel.send(data, far)


def main():
    zt = library()
    if sys.argv[1] == "--try":
        return new_identity(zt) and 0
    role, directory, *more = sys.argv[1:]
    if role == "keys":
        make_keys(zt, directory, more[0])
        return 0
    start(zt, role, directory)
    if role == "root":
        threading.Event().wait()
    net = zt.zts_net_compute_adhoc_id(0, 0xffff)
    checked(zt.zts_net_join(ctypes.c_uint64(net)), "network")
    wait(lambda: zt.zts_net_transport_is_ready(ctypes.c_uint64(net)) == 1)
    print(role, "has joined", flush=True)
    channel = Socket(zt, inside(net, directory, role))
    if role == "near":
        carry(channel, inside(net, directory, "far"), int(more[0]))
    while True:
        channel.send(*channel.receive())


if __name__ == "__main__":
    sys.exit(main())

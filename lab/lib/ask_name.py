# SPDX-License-Identifier: GPL-2.0
"""Ask a server for the IPv4 address of a name; print it, or what else came of it.

usage: ask_name.py SERVER PORT NAME
"""

import socket
import struct
import sys

SECONDS = 4
RCODES = {2: "SERVFAIL", 3: "NXDOMAIN", 5: "REFUSED"}


def question(name):
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    return struct.pack("!6H", 0x2326, 0x0100, 1, 0, 0, 0) + labels + b"\0\0\1\0\1"


def main():
    server, port, name = sys.argv[1:]
    asked = question(name)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(SECONDS)
        sock.sendto(asked, (server, int(port)))
        try:
            said = sock.recv(1500)
        except OSError:
            return "nothing"
    _, flags, _, answers = struct.unpack("!4H", said[:8])
    if flags & 15 or not answers:
        return RCODES.get(flags & 15, f"rcode {flags & 15}")
    # The only record follows the question, its address is the end of it.
    return socket.inet_ntoa(said[len(asked) + 12:len(asked) + 16])


print(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Take the ELF kernel out of an x86 bzImage: vmlinux.py BZIMAGE VMLINUX

The guest then starts it directly, without decompressing it under emulation.
The offsets are those of the x86 boot protocol (setup header, version 2.08).
"""

import bz2
import lzma
import struct
import subprocess
import sys
import zlib


def tool(*argv):
    """A decompressor Python has no module for; trailing data is no error."""
    def run(data):
        done = subprocess.run(argv, input=data, capture_output=True)
        return done.stdout
    return run


FORMATS = (
    (b"\x1f\x8b", lambda d: zlib.decompressobj(31).decompress(d)),
    (b"\xfd7zXZ\0", lambda d: lzma.LZMADecompressor().decompress(d)),
    (b"\x5d\0\0", lambda d: lzma.LZMADecompressor().decompress(d)),
    (b"BZh", lambda d: bz2.BZ2Decompressor().decompress(d)),
    (b"\x28\xb5\x2f\xfd", tool("zstd", "-dc")),
    (b"\x02\x21\x4c\x18", tool("lz4", "-dc")),
)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: vmlinux.py BZIMAGE VMLINUX")
    with open(sys.argv[1], "rb") as source:
        image = source.read()
    if image[0x202:0x206] != b"HdrS":
        sys.exit("vmlinux.py: not a bzImage")
    setup = (image[0x1f1] + 1) * 512
    offset, length = struct.unpack_from("<II", image, 0x248)
    payload = image[setup + offset:setup + offset + length]
    for magic, unpack in FORMATS:
        if payload.startswith(magic):
            kernel = unpack(payload)
            break
    else:
        sys.exit("vmlinux.py: unknown compression")
    if not kernel.startswith(b"\x7fELF"):
        sys.exit("vmlinux.py: no ELF kernel inside")
    with open(sys.argv[2], "wb") as target:
        target.write(kernel)


main()

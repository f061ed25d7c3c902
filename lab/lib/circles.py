#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Prints the circles among the files of a directory of C, and says nothing if there
are none. A file depends on another one if its .c or its own header includes that one's
header; a header of no .c is types.

usage: circles.py DIRECTORY
"""

import re
import sys
from pathlib import Path

INCLUDE = re.compile(r'^#include "([^"]+)\.h"', re.MULTILINE)


def header(path):
    own = path.with_suffix(".h")
    return own.read_text() if own.exists() else ""


def dependencies(directory):
    files = {path.stem: path.read_text() + header(path) for path in
             Path(directory).glob("*.c")}
    return {name: {other for other in INCLUDE.findall(text)
                   if other in files and other != name} for name, text in files.items()}


def without_leaves(graph):
    """What is left when files that need none of the others are taken away, again and
    again: circles, and what leads from one to another."""
    while True:
        leaves = {name for name, needs in graph.items() if not needs & graph.keys()}
        if not leaves:
            return {name: needs & graph.keys() for name, needs in graph.items()}
        graph = {name: needs for name, needs in graph.items() if name not in leaves}


def main():
    left = without_leaves(dependencies(sys.argv[1]))
    used = set().union(*left.values())
    for name in sorted(left.keys() & used):
        print(f"in a circle, or between two: {name}.c needs {', '.join(sorted(left[name]))}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())

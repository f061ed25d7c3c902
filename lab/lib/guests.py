# SPDX-License-Identifier: GPL-2.0
"""Guests side by side, and the results of what runs in them, as KTAP."""

import os
import queue
import subprocess
import threading

LAB = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


class Tally:
    """Numbers results, prints them, counts them."""

    def __init__(self, kernel):
        self.kernel = kernel
        self.passed = 0
        self.failed = 0
        print("KTAP version 1", flush=True)

    def result(self, good, text):
        self.passed += bool(good)
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.passed + self.failed} - "
              f"{self.kernel} {text}", flush=True)

    def note(self, text):
        print("# " + text, flush=True)

    def end(self):
        """Prints plan and totals; returns the exit status."""
        print(f"1..{self.passed + self.failed}")
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0


def add_options(parser, timeout):
    """What every program has that runs guests."""
    parser.add_argument("--kernel", default="uml-debug")
    parser.add_argument("--boots", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--smp", type=int)
    parser.add_argument("--timeout", type=int, default=timeout)


def is_uml(args):
    return args.kernel.startswith("uml")


def time_travels(args):
    return is_uml(args) and args.seed > 0 and not args.smp


def divide(names, boots):
    """Each guest gets every n-th name."""
    count = max(min(boots, len(names)), 1)
    return [names[number::count] for number in range(count)]


def _run(number, args, script, words, lines, turn):
    command = [LAB + "/run", "--kernel", args.kernel, "--timeout", str(args.timeout)]
    if time_travels(args):
        command += ["--seed", str(args.seed)]
    if args.smp:
        command += ["--smp", str(args.smp)]
    if getattr(args, "mem", None):
        command += ["--mem", str(args.mem)]
    with turn, subprocess.Popen(command + [script] + words, stdout=subprocess.PIPE, text=True,
                          errors="replace") as process:
        for line in process.stdout:
            lines.put((number, line.rstrip("\n")))
    lines.put((number, process.returncode))


def run_guests(args, script, guests):
    """Boot a guest for each of `guests`, --boots of them at once, which have `words`
    for the script, feed(line), and end(status)."""
    lines = queue.Queue()
    turn = threading.Semaphore(args.boots)
    for number, guest in enumerate(guests):
        threading.Thread(target=_run, args=(number, args, script, guest.words, lines, turn),
                         daemon=True).start()
    running = len(guests)
    while running:
        number, item = lines.get()
        if isinstance(item, int):
            guests[number].end(item)
            running -= 1
        else:
            guests[number].feed(item)

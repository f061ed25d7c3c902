# SPDX-License-Identifier: GPL-2.0
"""The results as text: a table for each kernel, and which bars were met."""

COLUMNS = ("figure", "median", "quartiles", "bar", "")
VERDICT = {True: "met", False: "MISSED", None: ""}


def cells(figure):
    return (figure.what, figure.text, figure.range, figure.bar, VERDICT[figure.met])


def _lines(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    for row in rows:
        yield "  ".join([row[0].ljust(widths[0])] + [
            cell.rjust(width) for cell, width in zip(row[1:4], widths[1:4])] +
            [row[4]]).rstrip()


def _kernel(kernel, figures):
    rows = list(_lines([COLUMNS] + [cells(figure) for figure in figures]))
    return ["", kernel, "", rows[0], "-" * len(rows[0])] + rows[1:]


def text(machine, date, results):
    """`results` are (kernel, figures)."""
    lines = [f"Benchmarks of nf_rehome, {date}", machine]
    for kernel, figures in results:
        lines += _kernel(kernel, figures)
    judged = [figure.met for _, figures in results for figure in figures
              if figure.limit is not None]
    missed = [f"{kernel.split()[0]}: {figure.what}: {figure.text}, bar {figure.bar}"
              for kernel, figures in results for figure in figures if figure.met is False]
    lines += [""] + ["missed: " + line for line in missed]
    lines.append(f"{sum(judged)} bars met, {len(missed)} missed")
    return "\n".join(lines) + "\n"

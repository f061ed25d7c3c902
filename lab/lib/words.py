# SPDX-License-Identifier: GPL-2.0
"""What the tool and its manual page say of the specification's enumerations."""

import os
import re
import textwrap

import yaml

WIDTH = 80
BEGIN = '.\\" reasons: made from include/netlink/nf_rehome.yaml by lab/ynl\n'
END = '.\\" end of reasons\n'
C_HEAD = """// SPDX-License-Identifier: GPL-2.0
/* Names of the enumerations, and what reasons mean. Made from
 * include/netlink/nf_rehome.yaml by lab/ynl; do not edit.
 */
#include <stddef.h>

#include <linux/nf_rehome.h>

#include "words.h"
"""


def enums(spec):
    """Each enumeration: its name, and its entries as (name, doc)."""
    for definition in spec["definitions"]:
        if definition["type"] == "enum":
            yield definition["name"], [
                (entry, "") if isinstance(entry, str) else (entry["name"], entry.get("doc", ""))
                for entry in definition["entries"]]


def meaning(doc):
    """The first sentence of a text, as a part of a longer one in C."""
    sentence = re.split(r"\.(?:\s|$)", doc.strip(), maxsplit=1)[0]
    return (sentence[0].lower() + sentence[1:]).replace("``", '\\"')


def table(enum, which, values):
    """A C table of strings by value, and its struct words."""
    low = which.replace("-", "_")
    lines = [f"static const char *const {low}[] = {{"]
    for name, text in values:
        constant = f"NF_REHOME_{enum}_{name}".upper().replace("-", "_")
        lines += [f"\t[{constant}] =", f'\t\t"{text}",']
    lines += ["};", "", f"const struct words words_{low} = {{",
              f"\t{low}, sizeof({low}) / sizeof(*{low})", "};"]
    return "\n".join(lines)


def words_c(spec):
    parts = [C_HEAD]
    for enum, entries in enums(spec):
        parts.append(table(enum, enum, [(name, name) for name, _ in entries]))
        if enum == "reason":
            parts.append(table(enum, "reason-texts",
                               [(name, meaning(doc)) for name, doc in entries]))
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def troff(text):
    """Words in double backquotes are printed bold."""
    out = []
    for number, part in enumerate(re.split("``", text)):
        part = part.replace("\\", "\\e").replace("-", "\\-") if number % 2 else part
        out.append(f"\\fB{part}\\fP" if number % 2 else part)
    lines = textwrap.wrap("".join(out), WIDTH, break_on_hyphens=False,
                          break_long_words=False)
    # A line that begins so would be a request.
    return "\n".join("\\&" + line if line[0] in ".'" else line for line in lines)


def manual(spec, old):
    """The manual page, with its reasons as the specification has them."""
    head, rest = old.split(BEGIN)
    _, tail = rest.split(END)
    entries = dict(enums(spec))["reason"]
    reasons = "".join(f".TP\n.B {name}\n".replace("-", "\\-") + troff(" ".join(doc.split()))
                      + "\n" for name, doc in entries)
    return head + BEGIN + reasons + END + tail


def texts(root, spec_file):
    """The files that are made here, by name."""
    with open(os.path.join(root, spec_file), encoding="utf-8") as f:
        spec = yaml.safe_load(f)
    with open(os.path.join(root, "docs/rehome.8"), encoding="utf-8") as f:
        page = f.read()
    return {"userspace/words_gen.c": words_c(spec), "docs/rehome.8": manual(spec, page)}

# SPDX-License-Identifier: GPL-2.0
"""The causes, a file for each kind of thing that changes."""

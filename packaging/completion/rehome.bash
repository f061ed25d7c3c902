# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Completion of rehome(8) for bash.
# The tool knows its words. A colon ends a word for bash, but not for the tool.

_rehome()
{
	local words line=${COMP_LINE:0:COMP_POINT}

	read -ra words <<<"$line"
	[[ $line != *[[:space:]] ]] || words+=('')
	# What was before the tool's name, such as sudo, is none of its words.
	while [ ${#words[@]} -gt 1 ] && [[ ${words[0]##*/} != "${1##*/}" ]]; do
		words=("${words[@]:1}")
	done
	mapfile -t COMPREPLY < <("$1" __complete "${words[@]:1}" 2>/dev/null)
	# A directory goes on.
	[[ ${COMPREPLY[0]} != */ ]] || compopt -o nospace
}
complete -F _rehome rehome

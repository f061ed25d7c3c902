# SPDX-License-Identifier: GPL-2.0
#
# Completion of rehome(8) for fish.
# The tool knows its words.

function __rehome_complete
    set -l before (commandline -opc)
    $before[1] __complete $before[2..-1] (commandline -ct | string collect --allow-empty) 2>/dev/null
end
complete -c rehome -f -a '(__rehome_complete)'

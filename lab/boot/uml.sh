# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2054	# UML wants the commas
#
# Starts a UML kernel on the job in $RUN. Sourced by lab/run. The kernel's
# log goes to $RUN/kernel.log, the script's output to $RUN/output, its
# status to $RUN/status.

# The machine's memory is a file of the host; a small /dev/shm, as
# containers have it, would kill the kernel in mid-flight.
_uml_memory_dir()
{
	local free

	free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1) || free=0
	if [ "${free:-0}" -gt $((MEM * 1024)) ]; then
		echo /dev/shm
	else
		echo "$RUN"
	fi
}

# A repeatable run must not see the host's randomness.
_uml_seed()
{
	local library=$BUILD/seed.so source=$LAB/boot/seed.c

	if [ ! "$library" -nt "$source" ]; then
		"${CC:-gcc}" -O2 -Wall -shared -fPIC -o "$library.$$" \
			"$source" || die "cannot build $source"
		mv "$library.$$" "$library"
	fi
	printf '%s\n' "$library"
}

# The jitter entropy source measures time in a loop, in which no time passes
# when time travels: skipped. A kernel that knows no names of its initial
# code, as debug kernels, takes the address for the name.
_uml_no_jitter()
{
	nm "$1/linux" | awk '$3 == "jent_mod_init" {
		sub(/^0*/, "0x", $1)
		print "initcall_blacklist=" $3 "," $1
	}'
}

# Everything on the command line must be the same in a repeated run: it
# feeds the kernel's random numbers. Hence no path of $RUN in it: hostfs
# shows the host's /proc until the guest mounts its own. The
# console must be able to wait for its output, hence no plain file; what the
# kernel says before it has a console is in uml.log.
uml_boot()
{
	local kernel=$1 library args prefix=()

	args=("mem=${MEM}M" umid=lab uml_dir=./
	      rootfstype=hostfs root=/dev/root ro init=/proc/self/cwd/guest
	      con=null con0=null,fd:3 stderr=1
	      loglevel=8 printk.devkmsg=on kunit.enable=1)
	# A debug kernel without the sanitizer is the one for SMP. It checks
	# freed and neighbouring memory itself. Saving a stack trace with each
	# allocation makes it ten times slower, as there every masking of
	# interrupts is a call to the host: kmemleak is for one processor.
	if grep -q '^CONFIG_DEBUG_KMEMLEAK=y' "$kernel/build/.config" &&
	   ! grep -q '^CONFIG_KASAN=y' "$kernel/build/.config"; then
		args+=(slab_debug=FZP kmemleak=off)
	fi
	[ "$SMP" = 1 ] || args+=("ncpus=$SMP")
	# Newer kernels need not trace their processes, which is half the time.
	! grep -aq 'seccomp=<' "$kernel/linux" || args+=(seccomp=on)
	# shellcheck disable=SC2206	# a list of words
	args+=($APPEND)
	[ "$TIME_TRAVEL" = 0 ] ||
		args+=(time-travel=inf-cpu "$(_uml_no_jitter "$kernel")")
	if [ -n "$SEED" ]; then
		library=$(_uml_seed)
		# 2026-01-01, in nanoseconds
		args+=(time-travel-start=1767225600000000000)
		prefix=(setarch -R env "LD_PRELOAD=$library" "LAB_SEED=$SEED")
	fi
	TMPDIR=$(_uml_memory_dir)
	export TMPDIR
	cd "$RUN" || exit
	ulimit -c 0
	exec "${prefix[@]}" "$kernel/linux" "${args[@]}" \
		</dev/null >uml.log 2>&1 3>console
}

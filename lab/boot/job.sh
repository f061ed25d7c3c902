# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153,SC2154	# variables shared with lab/run
#
# One run of one script: what is handed to the guest, the wait for its end,
# the verdict. Sourced by lab/run, whose variables it uses.

# At most this much is copied of a directory that cannot be shown as it is.
COPY_LIMIT=$((32 * 1024 * 1024))

# job_script SCRIPT [ARG...]
job_script()
{
	local file

	file=$(realpath -e -- "$1" 2>/dev/null) || usage_error "no file '$1'"
	[ -f "$file" ] || usage_error "'$1' is no file"
	[ -x "$file" ] || usage_error "'$1' is not executable"
	shift
	JOB_DIR=${file%/*}
	JOB_DIR=${JOB_DIR:-/}
	JOB_ARGV=("$file" "$@")
	JOB_COPY=0
	JOB_SHARE=("$TOP")
	case $kind:$JOB_DIR in
	# Directories the guest has its own of.
	*:/tmp|*:/run|*:/dev/shm|qemu:/|stock:/|stock:/usr*|stock:/etc|\
	stock:/var|stock:/var/tmp|stock:/bin|stock:/sbin|stock:/lib*|\
	stock:/dev*|stock:/root|stock:/home)
		JOB_COPY=1 ;;
	*)
		case $JOB_DIR/ in
		"$TOP"/*) ;;
		*) JOB_SHARE+=("$JOB_DIR") ;;
		esac ;;
	esac
}

job_out()
{
	local name=${JOB_ARGV[0]##*/}

	if [ -n "$OUT" ]; then
		mkdir -p "$OUT"
	else
		mkdir -p "$BUILD/out"
		OUT=$(mktemp -d "$BUILD/out/${name%.*}-$KERNEL.XXXXXX")
		chmod 755 "$OUT"
	fi
	OUT=$(realpath "$OUT")
}

# Plain files beside the script, small ones first.
_job_copy_beside()
{
	local size file total

	mkdir -p "$RUN/beside"
	cp -p "${JOB_ARGV[0]}" "$RUN/beside/"
	total=$(stat -c %s "${JOB_ARGV[0]}")
	while read -r size file; do
		total=$((total + size))
		[ $total -le $COPY_LIMIT ] || break
		[ ! -r "$JOB_DIR/$file" ] ||
			cp -p "$JOB_DIR/$file" "$RUN/beside/"
	done < <(find "$JOB_DIR" -maxdepth 1 -type f -printf '%s %f\n' |
		 sort -n)
}

_job_environment()
{
	local name kunit sources

	for name in $(compgen -e REHOME_); do
		case $name in
		REHOME_CACHE|REHOME_SOURCE*|REHOME_OUT) continue ;;
		esac
		printf '\texport %s=%q\n' "$name" "${!name}"
	done
	kunit=/run/lab/kunit
	sources=$REHOME_CACHE/source/7.3
	[ "$kind" = uml ] || kunit='' sources=''
	printf '\texport %s=%q\n' REHOME_KO /run/lab/nf_rehome.ko \
		REHOME_KUNIT "$kunit" REHOME_LAB "$LAB" \
		REHOME_SOURCES "$sources" REHOME_KERNEL "$KERNEL" \
		PATH "/run/lab/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
	for name in "${ENVIRONMENT[@]}"; do
		printf '\texport %s=%q\n' "${name%%=*}" "${name#*=}"
	done
}

job_write()
{
	local load=''

	[ "$JOB_COPY" = 0 ] || _job_copy_beside
	if [ "$kind" = stock ]; then
		load="nf_conntrack nf_nat"
		load+=" $(modinfo -F depends "$RUN/nf_rehome.ko" | tr ',' ' ')"
	fi
	{
		printf '%s=%q\n' job_kind "${kind/stock/qemu}" job_out "$OUT" \
			job_dir "$JOB_DIR" job_copy "$JOB_COPY" \
			job_modules "$load"
		printf 'job_shares()\n{\n'
		printf '\tshare %q\n' "${JOB_SHARE[@]}"
		printf '}\njob_environment()\n{\n'
		_job_environment
		printf '}\njob_script()\n{\n\texec'
		printf ' %q' "${JOB_ARGV[@]}"
		printf '\n}\n'
	} >"$RUN/job"
	cp "$LAB/boot/guest" "$RUN/guest"
	touch "$RUN/kernel.log" "$RUN/output"
}

# The guest's processes are a process group of their own, so that all of
# them go when it has to be killed.
job_boot()
{
	local clock copier ended console logger=''

	# Held open here, so that its reader ends when the guest has, and does
	# even if the guest never opens it.
	mkfifo "$RUN/console"
	exec {console}<>"$RUN/console"
	if [ "$kind" = uml ]; then
		cat <"$RUN/console" >"$RUN/kernel.log" {console}>&- &
		logger=$!
	fi
	set -m
	case $kind in
	uml) (uml_boot "$kernel_dir") {console}>&- & ;;
	stock) (qemu_boot "$kernel_dir" "$tools") {console}>&- & ;;
	esac
	GUEST=$!
	set +m
	tail -f -s 0.1 -n +1 --pid=$GUEST "$RUN/output" {console}>&- &
	copier=$!
	sleep "$TIMEOUT" {console}>&- &
	clock=$!
	wait -n -p ended $GUEST $clock 2>/dev/null || true
	TIMED_OUT=0
	if [ "${ended:-$GUEST}" = $clock ]; then
		TIMED_OUT=1
		job_kill
	fi
	exec {console}>&-
	kill $clock 2>/dev/null || true
	wait $clock $copier $logger 2>/dev/null || true
}

job_kill()
{
	kill -KILL -- "-$GUEST" 2>/dev/null || true
	wait "$GUEST" 2>/dev/null || true
}

job_end()
{
	[ -z "${GUEST:-}" ] || job_kill
	[ -z "$LOG" ] || cp "$RUN/kernel.log" "$LOG" || true
	[ ! -d "$OUT" ] || rmdir "$OUT" 2>/dev/null ||
		say "results are in $OUT"
	if [ -n "${LAB_KEEP:-}" ]; then
		say "kept $RUN"
	else
		rm -rf "$RUN"
	fi
}

_job_last_words()
{
	cat "$RUN"/uml.log "$RUN"/qemu.log 2>/dev/null | tail -n 5 >&2
	tail -n 40 "$RUN/kernel.log" >&2
	grep -m1 'Kernel panic' "$RUN/kernel.log" >&2 || true
}

job_verdict()
{
	local status complaints=0

	awk -f "$LAB/boot/splat.awk" "$RUN/kernel.log" >"$RUN/splats" ||
		complaints=1
	[ $complaints = 0 ] || {
		say "the kernel complained:"
		cat "$RUN/splats" >&2
	}
	if [ "$TIMED_OUT" = 1 ]; then
		say "killed after $TIMEOUT s; the last of the kernel's log:"
		tail -n 25 "$RUN/kernel.log" >&2
		exit 124
	fi
	status=$(cat "$RUN/status" 2>/dev/null) || status=''
	status=${status%%[!0-9]*}
	if [ -z "$status" ] || grep -q 'Kernel panic' "$RUN/kernel.log"; then
		say "$KERNEL did not come to an end; its last words:"
		_job_last_words
		exit 98
	fi
	[ "$status" != 0 ] || [ $complaints = 0 ] || status=99
	exit "$status"
}

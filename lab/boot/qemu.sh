# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2054	# QEMU wants the commas
#
# Starts a stock kernel in QEMU on the job in $RUN. Sourced by lab/run; the
# same files as uml.sh.

# The job's own archive: init, the job, the files beside the script.
_qemu_job_archive()
{
	local root=$RUN/root part

	mkdir -p "$root/lab"
	cp "$LAB/boot/guest" "$root/init"
	cp "$RUN/job" "$root/lab/"
	for part in beside bin nf_rehome.ko; do
		[ ! -e "$RUN/$part" ] || cp -a "$RUN/$part" "$root/lab/"
	done
	(cd "$root" && find . | cpio -o -H newc --quiet -R 0:0)
}

# qemu_boot KERNEL_DIR TOOLS_ARCHIVE
qemu_boot()
{
	local kernel=$1 tools=$2 share args threads=multi clock=()

	share=security_model=none,multidevs=remap
	# The kernel takes archives one after the other.
	_qemu_job_archive | cat "$tools" "$kernel/modules.cpio" - \
		>"$RUN/initrd"
	# An instruction takes a nanosecond, and what nobody does takes none.
	[ "$ICOUNT" = 0 ] || {
		threads=single
		clock=(-icount shift=0,sleep=off)
	}
	# tb-size: the translated code of one short boot.
	args=(-nodefaults -no-user-config -display none -no-reboot
	      -M pc,usb=off,vmport=off "${clock[@]}"
	      -accel "tcg,thread=$threads,tb-size=512"
	      -cpu qemu64 -smp "$SMP" -m "$MEM"
	      -kernel "$kernel/vmlinux" -initrd "$RUN/initrd"
	      -serial "file:$RUN/kernel.log" -serial "file:$RUN/output"
	      -serial "file:$RUN/status"
	      -append "console=ttyS0,115200 panic=-1 oops=panic nokaslr
		mitigations=off tsc=unstable random.trust_cpu=on
		cryptomgr.notests=1 i8042.noaux i8042.nokbd rdinit=/init
		loglevel=8 printk.devkmsg=on $APPEND")
	# The more devices, the longer the boot: one shows all of the host.
	args+=(-virtfs "local,path=/,mount_tag=host,readonly=on,$share"
	       -virtfs "local,path=${OUT//,/,,},mount_tag=out,$share")
	exec qemu-system-x86_64 "${args[@]}" </dev/null >"$RUN/qemu.log" 2>&1
}

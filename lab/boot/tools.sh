# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The host's tools as an archive for the initial RAM disk of a QEMU guest,
# made once and again when a tool's package changes. Needs common.sh.

# Packages whose programs go in whole ...
TOOLS_PACKAGES="bash coreutils grep sed gawk mawk findutils diffutils util-linux
	mount kmod procps psmisc iproute2 iputils-ping iputils-arping nftables
	iptables ipset conntrack wireguard-tools socat netcat-openbsd iperf3
	tcpdump jq ethtool xxd gzip tar debianutils hostname strace ppp dnsmasq-base
	bsdextrautils"
# ... and what they need that the linker does not tell.
TOOLS_DATA="/etc/passwd /etc/group /etc/protocols /etc/services
	/etc/nsswitch.conf /etc/hosts /etc/iproute2 /usr/share/iproute2
	/etc/ethertypes /usr/lib/iproute2 /usr/lib/tc"
TOOLS_RECIPE=3

_tools_installed()
{
	# shellcheck disable=SC2086	# a list of names
	dpkg-query -W -f '${db:Status-Status} ${Package} ${Version}\n' \
		$TOOLS_PACKAGES python3-minimal python3 libmnl0 libjansson4 \
		libc6 2>/dev/null | sed -n 's/^installed //p'
}

_tools_programs()
{
	local package

	while read -r package _; do
		dpkg-query -L "$package"
	done < <(_tools_installed) |
	grep -E '^(/usr)?/s?bin/[^/]+$' | sort -u |
	while read -r file; do
		[ ! -f "$file" ] || echo "$file"
	done
	echo /usr/bin/python3
	find /bin/busybox /usr/bin/busybox 2>/dev/null || true
}

# awk, iptables and others are links that belong to no package.
_tools_alternatives()
{
	local link

	find /usr/bin /usr/sbin -lname '/etc/alternatives/*' |
	while read -r link; do
		! readlink -e "$link" | grep -qxFf - "$1" || echo "$link"
	done
}

# Symbolic links are followed one by one and all of them are kept.
_tools_links()
{
	local file

	while read -r file; do
		while [ -L "$file" ]; do
			echo "$file"
			case $(readlink "$file") in
			/*) file=$(readlink "$file") ;;
			*) file=${file%/*}/$(readlink "$file") ;;
			esac
		done
		echo "$file"
	done
}

_tools_libraries()
{
	local dir=/usr/lib/x86_64-linux-gnu

	find "$dir" -maxdepth 1 \( -name 'libnss_*' -o -name 'libmnl.so*' \
		-o -name 'libjansson.so*' -o -name 'libgcc_s.so*' \)
	find "$dir/xtables" -name '*.so' 2>/dev/null
}

_tools_python()
{
	local library

	library=$(/usr/bin/python3 -Ic 'import os; print(os.path.dirname(os.__file__))')
	find "$library" \( -name test -o -name tests -o -name idlelib \
		-o -name tkinter -o -name lib2to3 -o -name ensurepip \
		-o -name distutils -o -name xml -o -name sqlite3 \
		-o -name curses -o -name dbm -o -name wsgiref -o -name 'pydoc*' \
		-o -name turtledemo -o -name 'config-*' \
		-o -name dist-packages -o -name site-packages \) -prune \
		-o -type f -print
	find /usr/lib/python3/dist-packages/yaml 2>/dev/null || true
}

# Needs of everything that is an ELF file, from one call of ldd.
_tools_needs()
{
	xargs -r ldd 2>/dev/null |
	sed -n 's/.* => \(\/[^ ]*\) .*/\1/p; s/^\t\(\/[^ ]*\) (.*/\1/p' | sort -u
}

# With /usr merged, /lib and /bin are links: keep one name for each file.
_tools_merge()
{
	sed -E 's#//+#/#g; s#^/(bin|sbin|lib|lib64)/#/usr/\1/#' | sort -u
}

_tools_build()
{
	local archive=$1 tmp root dir data

	[ ! -e "$archive" ] || return 0
	need cpio rsync
	say "packing the host's tools for QEMU guests"
	tmp=$(mktemp -d "$REHOME_CACHE/tools.XXXXXX")
	root=$tmp/root
	mkdir -p "$root"
	_tools_programs | _tools_merge >"$tmp/programs"
	_tools_alternatives "$tmp/programs" | cat "$tmp/programs" - >"$tmp/files"
	_tools_libraries >>"$tmp/files"
	_tools_python >"$tmp/python"
	{ cat "$tmp/files"; grep '\.so' "$tmp/python" || true; } |
		_tools_needs >"$tmp/needs"
	cat "$tmp/files" "$tmp/needs" | _tools_links | _tools_merge >"$tmp/all"
	for data in $TOOLS_DATA; do
		[ ! -e "$data" ] || find "$data" \( -type f -o -type l \)
	done >>"$tmp/all"
	cat "$tmp/python" >>"$tmp/all"
	rsync -a --files-from="$tmp/all" / "$root/" 2>"$tmp/rsync.log" ||
		say "some tools could not be packed: $(tail -n 2 "$tmp/rsync.log")"
	for dir in bin sbin lib lib64; do
		mkdir -p "$root/usr/$dir"
		[ -e "$root/$dir" ] || ln -s "usr/$dir" "$root/$dir"
	done
	[ -e "$root/bin/sh" ] || ln -s bash "$root/usr/bin/sh"
	mkdir -p "$root"/{dev,proc,sys,run,tmp,root,var/lib,var/log,etc}
	ln -sfn /run "$root/var/run"
	ln -sfn /tmp "$root/var/tmp"
	ln -sfn /proc/self/mounts "$root/etc/mtab"
	(cd "$root" && find . | cpio -o -H newc --quiet -R 0:0) >"$tmp/cpio"
	rm -f "$REHOME_CACHE"/tools/*.cpio
	mkdir -p "$REHOME_CACHE/tools"
	mv "$tmp/cpio" "$archive"
	rm -rf "$tmp"
}

# tools_get: prints the archive's path.
tools_get()
{
	local archive key

	key=$({ _tools_installed
		echo "$TOOLS_RECIPE $TOOLS_PACKAGES $TOOLS_DATA"; } | short_hash)
	archive=$REHOME_CACHE/tools/$key.cpio
	[ -e "$archive" ] || locked tools _tools_build "$archive"
	printf '%s\n' "$archive"
}

# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Debian's own kernels. Needs common.sh and archive.sh. A kernel's directory
# holds:
#
#   vmlinux       the kernel, uncompressed
#   build         what modules are built against
#   modules.cpio  the network's modules, for the initial RAM disk
#   kind          "stock"

# Module directories that go into the guest; the rest needs hardware.
STOCK_MODULES="net crypto lib/crypto arch/x86/crypto drivers/virtio fs/9p fs/netfs
	       fs/fscache drivers/net/ppp drivers/net/wireguard
	       drivers/net/vxlan drivers/net/bonding drivers/net/ipvlan
	       drivers/net/slip drivers/net/netdevsim"
STOCK_NO_MODULES="net/bluetooth net/mac80211 net/wireless net/can net/nfc
		  net/sunrpc net/ceph net/rxrpc net/smc net/rds net/ipvs
		  net/netfilter/ipvs net/tipc net/batman-adv net/mac802154
		  net/ieee802154 net/6lowpan net/qrtr net/hsr net/dsa
		  net/sctp net/dccp net/openvswitch net/mptcp net/lapb
		  net/x25 net/phonet net/caif net/atm net/vmw_vsock net/tls
		  net/decnet net/ax25 net/netrom net/rose net/appletalk"
# To be raised with every change below that makes other files.
STOCK_RECIPE=3

# The release is remembered: which one is newest is asked once, so that a
# kernel in the cache needs no network. `lab/kernel update` forgets it.
_stock_release()
{
	cat "$REHOME_CACHE/kernel/$1.release" 2>/dev/null
}

stock_key()
{
	local release

	release=$(_stock_release "$1") || return 1
	printf '%s-%s-%s\n' "stock-$1" "$release" \
		"$(printf '%s' "$STOCK_RECIPE $STOCK_MODULES $STOCK_NO_MODULES" |
		   short_hash)"
}

# The headers name each other by absolute path.
_stock_headers()
{
	local dir=$1 tmp=$2 release=$3 from headers

	headers=$tmp/headers/usr/src/linux-headers-$release
	from=$dir/headers/usr/src
	sed -i "s|/usr/src/|$from/|" "$headers/Makefile"
	# Debian's BTF base; without it modules are built without BTF.
	rm -f "$headers/vmlinux"
	ln -s "headers/usr/src/linux-headers-$release" "$tmp/build"
}

_stock_modules()
{
	local tmp=$1 release=$2 from root to part
	from=$tmp/image/lib/modules/$release/kernel
	root=$tmp/root
	to=$root/usr/lib/modules/$release

	[ -d "$from" ] || from=$tmp/image/usr/lib/modules/$release/kernel
	mkdir -p "$to/kernel"
	for part in $STOCK_MODULES; do
		[ -d "$from/$part" ] || continue
		mkdir -p "$to/kernel/$part"
		cp -a "$from/$part/." "$to/kernel/$part/"
	done
	cp -a "$from"/drivers/net/*.ko* "$to/kernel/drivers/net/"
	cp -a "$from"/lib/*.ko* "$to/kernel/lib/"
	rm -f "$to"/kernel/lib/*test*
	for part in $STOCK_NO_MODULES; do
		rm -rf "$to/kernel/$part"
	done
	cp -a "$from/../modules.builtin" "$from/../modules.builtin.modinfo" \
		"$from/../modules.order" "$to/"
	# Decompressing under emulation takes longer than reading.
	find "$to" -name '*.ko.xz' -exec xz -d -T0 {} +
	find "$to" -name '*.ko.zst' -exec zstd -dq --rm {} +
	depmod -b "$root/usr" "$release" 2>"$tmp/depmod.log"
	(cd "$root" && find . | cpio -o -H newc --quiet -R 0:0) \
		>"$tmp/modules.cpio"
}

_stock_build()
{
	local dir=$1 name=$2 release=$3 tmp package headers more

	[ ! -e "$dir/kind" ] || return 0
	need python3 xz zstd depmod cpio dpkg-deb
	tmp=$REHOME_CACHE/kernel/.new-${dir##*/}
	rm -rf "$tmp"
	mkdir -p "$tmp"
	package=linux-image-$release headers=linux-headers-$release
	archive_update
	say "fetching Debian's kernel $release with its headers"
	archive_unpack "$tmp/image" "$package"
	more=$(archive_depends "$headers" \
	       'linux-headers-.*-common|linux-kbuild-.*')
	# shellcheck disable=SC2086	# a list of names
	archive_unpack "$tmp/headers" "$headers" $more
	say "preparing $release"
	"$LAB/kernels/vmlinux.py" "$tmp/image/boot/vmlinuz-$release" \
		"$tmp/vmlinux"
	_stock_headers "$dir" "$tmp" "$release"
	_stock_modules "$tmp" "$release"
	cp "$tmp/image/boot/config-$release" "$tmp/config"
	rm -rf "$tmp/image" "$tmp/root"
	echo stock >"$tmp/kind"
	rm -rf "$dir"
	mv "$tmp" "$dir"
}

_stock_ask_release()
{
	local name=$1 newest

	! _stock_release "$name" >/dev/null || return 0
	newest=$(archive_newest "$2")
	newest=${newest%% *}
	mkdir -p "$REHOME_CACHE/kernel"
	echo "${newest#linux-image-}" >"$REHOME_CACHE/kernel/$name.release"
}

# stock_get NAME REGEX: prints the kernel's directory.
stock_get()
{
	local name=$1 regex=$2 key dir

	_stock_release "$name" >/dev/null ||
		locked "stock-$name" _stock_ask_release "$name" "$regex"
	key=$(stock_key "$name")
	dir=$REHOME_CACHE/kernel/$key
	[ -e "$dir/kind" ] ||
		locked "stock-$name" _stock_build "$dir" "$name" \
			"$(_stock_release "$name")"
	printf '%s\n' "$dir"
}

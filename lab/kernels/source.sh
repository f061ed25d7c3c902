# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Unpacked kernel sources in the cache. Needs common.sh and archive.sh.

# Left out when unpacking: most of the size, and nothing the lab compiles.
# Kconfig and Makefiles stay, so that the configuration is the full one.
SOURCE_SKIP="drivers/gpu drivers/media drivers/infiniband drivers/staging
	     drivers/scsi drivers/accel drivers/iio drivers/usb sound"

# source_dir SERIES: prints the tree's path if it is there.
source_dir()
{
	[ -e "$REHOME_CACHE/source/$1/Makefile" ] || return 1
	readlink -f "$REHOME_CACHE/source/$1"
}

# kmemleak reports only what is older than 5 s. In a guest that does nothing
# else when it is asked that is a wait in every test, and a leak of a short
# test never shows.
_source_adapt()
{
	sed -i 's/^\(#define MSECS_MIN_AGE[[:space:]]*\)5000\b/\1500/' \
		"$1/mm/kmemleak.c"
	grep -q '^#define MSECS_MIN_AGE[[:space:]]*500\b' "$1/mm/kmemleak.c" ||
		say "kmemleak of this source keeps its own minimum age"
}

_source_fetch()
{
	local series=$1 package=linux-source-$1
	local version tmp dir skip args=()

	! source_dir "$series" >/dev/null || return 0
	need tar xz
	archive_update
	version=$(archive_version "$package")
	[ -n "$version" ] || die "no package '$package' at the mirror"
	dir=$REHOME_CACHE/source/linux-${version//[^A-Za-z0-9.+-]/-}
	tmp=$REHOME_CACHE/source/.new-$series
	rm -rf "$tmp"
	mkdir -p "$tmp"
	say "fetching $package $version"
	archive_unpack "$tmp/package" "$package=$version"
	say "unpacking $package"
	for skip in $SOURCE_SKIP; do
		args+=("--exclude=*/$skip/*.[chS]")
	done
	tar -C "$tmp" -xf "$tmp/package/usr/src/$package.tar.xz" "${args[@]}"
	_source_adapt "$tmp/$package"
	rm -rf "$dir"
	mv "$tmp/$package" "$dir"
	ln -sfn "${dir##*/}" "$REHOME_CACHE/source/$series"
	rm -rf "$tmp"
}

# source_get SERIES: fetches when missing, prints the tree's path.
source_get()
{
	source_dir "$1" >/dev/null || locked "source-$1" _source_fetch "$1"
	source_dir "$1"
}

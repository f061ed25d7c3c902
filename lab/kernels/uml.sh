# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# User-mode Linux kernels out of a packaged source. Needs common.sh and
# source.sh. A kernel's directory holds:
#
#   linux    the kernel, a program
#   build    what modules are built against
#   kind     "uml"

UML_PARTS=$LAB/kernels
# To be raised with every change below that makes another kernel.
UML_RECIPE=1

# uml_key NAME SERIES FRAGMENT...: the directory's name, which says all that
# went into the kernel. Fails while the source is not there.
uml_key()
{
	local name=$1 series=$2 source

	shift 2
	source=$(source_dir "$series") || return 1
	printf '%s-%s-%s\n' "${name/+/-}" "${source##*/linux-}" \
		"$( { _uml_fragment "$@" | sed -n 's/^\(CONFIG[^ ]*\).*/\1/p' | sort
		      "${CC:-gcc}" --version | head -n1
		      echo "$UML_RECIPE"; } | short_hash)"
}

_uml_fragment()
{
	local part

	for part; do
		cat "$UML_PARTS/$part.config"
	done
}

# The kernel's own tools drop silently what has an unmet dependency: a test
# that then passes proves nothing.
_uml_check_config()
{
	local fragment=$1 config=$2 source=$3 line want symbol bad=0

	while read -r line; do
		want=${line%% *}
		case $want in
		CONFIG_*) ;;
		*) continue ;;
		esac
		! grep -qxF "$want" "$config" || continue
		symbol=${want%%=*}
		case $want in
		*=n) ! grep -q "^$symbol=" "$config" && continue ;;
		esac
		case $line in
		*'# if known')
			grep -rqE --include='Kconfig*' \
			     "^\s*(menu)?config ${symbol#CONFIG_}\$" \
			     "$source" || continue ;;
		esac
		say "$want did not stick: $(grep -E "^(# )?${symbol}[ =]" \
			"$config" || echo 'not known, or a dependency is off')"
		bad=1
	done <"$fragment"
	[ $bad = 0 ] || die "the kernel configuration is not what was asked"
}

# An out-of-tree module needs headers, scripts and symbols, but no objects.
_uml_strip_build()
{
	find "$1" \( -name '*.o' -o -name '*.a' -o -name '.*.cmd' \
		     -o -name 'modules.builtin*' \) \
		-not -path '*/scripts/*' -not -path '*/tools/*' -delete
	rm -f "$1"/vmlinux* "$1"/.vmlinux* "$1"/.tmp_* "$1"/System.map
}

_uml_build()
{
	local dir=$1 name=$2 series=$3 source tmp make cc=${CC:-gcc}

	shift 3
	[ ! -e "$dir/kind" ] || return 0
	need make "$cc" flex bison bc
	source=$(source_dir "$series")
	tmp=$REHOME_CACHE/kernel/.new-${dir##*/}
	rm -rf "$tmp"
	mkdir -p "$tmp/build"
	make=(make -C "$source" "O=$tmp/build" ARCH=um "CC=$cc"
	      KBUILD_BUILD_TIMESTAMP=@0 KBUILD_BUILD_USER=lab
	      KBUILD_BUILD_HOST=lab)
	_uml_fragment "$@" >"$tmp/fragment"
	say "building ${name/+smp/ (SMP)} from Linux $series (5 to 15 minutes)"
	quietly "$tmp/configure.log" "${make[@]}" \
		"KCONFIG_ALLCONFIG=$tmp/fragment" allnoconfig
	_uml_check_config "$tmp/fragment" "$tmp/build/.config" "$source"
	quietly "$tmp/build.log" "${make[@]}" "-j$(($(nproc) + 1))" \
		linux modules
	mv "$tmp/build/linux" "$tmp/linux"
	_uml_strip_build "$tmp/build"
	# Newer kernels note in there where they were built.
	sed -i "s|$tmp/|$dir/|" "$tmp/build/Makefile"
	echo uml >"$tmp/kind"
	rm -rf "$dir"
	mv "$tmp" "$dir"
}

# uml_get NAME SERIES FRAGMENT...: prints the kernel's directory.
uml_get()
{
	local name=$1 series=$2 key

	source_get "$series" >/dev/null
	key=$(uml_key "$@")
	if [ ! -e "$REHOME_CACHE/kernel/$key/kind" ]; then
		# One compilation at a time fills all processors already.
		locked build _uml_build "$REHOME_CACHE/kernel/$key" "$@"
		rm -rf "$REHOME_CACHE/kernel/.new-$key"
	fi
	printf '%s\n' "$REHOME_CACHE/kernel/$key"
}

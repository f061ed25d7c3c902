# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Packages out of the Debian archive, without touching the system's apt:
# own list of sources, own state. Needs common.sh.

APT_DIR=$REHOME_CACHE/apt

# shellcheck disable=SC2034	# named by the kernel table's users
ARCHIVE_RELEASES="bookworm bookworm-backports trixie trixie-backports"
ARCHIVE_SECURITY="bookworm-security trixie-security"

_apt()
{
	local tool=$1

	shift
	"$tool" -qq -o "Dir::Etc::sourcelist=$APT_DIR/sources.list" \
		-o "Dir::Etc::sourceparts=$APT_DIR/none" \
		-o "Dir::Etc::preferences=$APT_DIR/none/none" \
		-o "Dir::Etc::preferencesparts=$APT_DIR/none" \
		-o "Dir::State=$APT_DIR/state" \
		-o "Dir::State::status=$APT_DIR/status" \
		-o "Dir::Cache=$APT_DIR/cache" \
		-o APT::Sandbox::User=root -o APT::Architecture=amd64 "$@"
}

# Prints the addresses of the mirrors the system itself uses, as
# "main ADDRESS" and "security ADDRESS". Origin is known only after an
# `apt-get update`; before it, the suite's name must do.
_archive_mirrors()
{
	# shellcheck disable=SC2016	# apt's own words
	apt-get indextargets \
		--format '$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)' \
		'Created-By: Packages' 2>/dev/null |
	awk '
		$3 != "main" || $1 ~ /^cdrom:/ { next }
		$4 != "Debian" && $4 ~ /^[A-Za-z]/ { next }
		$2 ~ /-security$|\/updates$/ { if (!s) s = $1; next }
		$2 ~ /^[a-z]+(-updates)?$/ { if (!m) m = $1 }
		END { if (m) print "main", m; if (s) print "security", s }'
}

_archive_sources()
{
	local mirrors main security suite
	local keys=/usr/share/keyrings/debian-archive-keyring.gpg

	[ -r "$keys" ] || die "$keys is missing (debian-archive-keyring)"
	mirrors=$(_archive_mirrors)
	main=$(awk '$1 == "main" { print $2 }' <<<"$mirrors")
	security=$(awk '$1 == "security" { print $2 }' <<<"$mirrors")
	[ -n "$main" ] ||
		die "no Debian mirror among the system's apt sources"
	# A machine without security updates usually has a mirror of both.
	[ -n "$security" ] || security=${main%/}-security
	for suite in $ARCHIVE_RELEASES; do
		printf 'deb [signed-by=%s] %s %s main\n' \
			"$keys" "$main" "$suite"
	done
	for suite in $ARCHIVE_SECURITY; do
		printf 'deb [signed-by=%s] %s %s main\n' \
			"$keys" "$security" "$suite"
	done
}

# Fetches the indexes, at most once in six hours.
archive_update()
{
	local stamp=$APT_DIR/updated

	[ -z "$(find "$stamp" -mmin -360 2>/dev/null)" ] || return 0
	need apt-get dpkg-deb
	mkdir -p "$APT_DIR/state/lists/partial" "$APT_DIR/none" \
		"$APT_DIR/cache/archives/partial"
	touch "$APT_DIR/status"
	_archive_sources >"$APT_DIR/sources.list"
	say "fetching the package lists"
	# One archive that cannot be reached may not matter: what is missing
	# shows when a package is not found.
	_apt apt-get update >"$APT_DIR/update.log" 2>&1 ||
		say "incomplete package lists: $(grep -m1 '^[EW]:' \
			"$APT_DIR/update.log" || echo 'see update.log')"
	touch "$stamp"
}

# archive_newest REGEX: the newest package whose name matches, as
# "NAME VERSION".
archive_newest()
{
	local name

	archive_update
	name=$(_apt apt-cache pkgnames | grep -E "^($1)\$" | sort -V |
	       tail -n 1) || true
	[ -n "$name" ] || die "no package '$1' at the mirror (network down?)"
	printf '%s %s\n' "$name" "$(archive_version "$name")"
}

archive_version()
{
	local best='' version

	while read -r version; do
		if [ -z "$best" ] ||
		   dpkg --compare-versions "$version" gt "$best"; then
			best=$version
		fi
	done < <(_apt apt-cache madison "$1" | awk -F' *[|] *' '{ print $2 }')
	printf '%s\n' "$best"
}

# archive_depends NAME REGEX: the dependencies of NAME that match.
archive_depends()
{
	_apt apt-cache show --no-all-versions "$1" |
	sed -n 's/^Depends: //p' | tr ',|' '\n' |
	sed 's/^ *//; s/ .*//' | grep -E "^($2)\$" | sort -u
}

# archive_unpack DIR NAME[=VERSION]...: without scripts, without dependencies.
archive_unpack()
{
	local dir=$1 tmp deb

	shift
	archive_update
	mkdir -p "$dir"
	tmp=$(mktemp -d "$REHOME_CACHE/fetch.XXXXXX")
	if ! (cd "$tmp" && _apt apt-get download "$@") >"$tmp/log" 2>&1; then
		tail -n 3 "$tmp/log" >&2
		rm -rf "$tmp"
		die "cannot download $*"
	fi
	for deb in "$tmp"/*.deb; do
		dpkg-deb -x "$deb" "$dir"
	done
	rm -rf "$tmp"
}

# Steps that the published images of Debian and Ubuntu share; sourced by debian.sh and ubuntu.sh, which set
# `suite`, `arch` (the distribution's name for the machine), `roots` and `root` (the folder that the root is made in).

case $arch in
	amd64) machine=x86_64 ;;
	arm64) machine=aarch64 ;;
	armhf) machine=armv7l ;;
	ppc64el) machine=ppc64le ;;
	*) machine=$arch ;;
esac

upgrade() { # lines of /etc/apt/sources.list
	printf '%s\n' "$@" >"$root/etc/apt/sources.list"
	cp /etc/resolv.conf "$root/etc/resolv.conf"
	chroot "$root" apt-get update
	chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -y full-upgrade
}

without_documentation() {
	local kept=(-path 'usr/share/doc/*/copyright' -o -path usr/share/locale/locale.alias) folder
	cd "$root"
	for folder in doc info linda lintian/overrides locale man; do
		[ -d "usr/share/$folder" ] || continue
		find "usr/share/$folder" -depth -mindepth 1 -not \( -type d -o -type l \) -not \( "${kept[@]}" \) -delete
		while [ "$(find "usr/share/$folder" -depth -mindepth 1 \( -empty -o -xtype l \) -exec rm -rf {} \; -printf . | wc -c)" -gt 0 ]; do :; done
	done
	mkdir -p usr/share/man/man{1,2,3,4,5,6,7,8}
}

without_traces_of_the_making() {
	cd "$root"
	rm -rf var/cache/apt/* var/lib/apt/lists/* var/log/*.log var/log/apt/*.log var/cache/ldconfig/aux-cache \
		etc/machine-id etc/resolv.conf etc/hostname run/mount dev/* proc/* sys/* tmp/* etc/apt/apt.conf.d/01autoremove-kernels
	printf '#!/bin/sh\nexit 101\n' >usr/sbin/policy-rc.d
	chmod 755 usr/sbin/policy-rc.d
	local name
	for name in etc/apt/apt.conf.d/docker-{autoremove-suggests,clean,gzip-indexes,no-languages} etc/dpkg/dpkg.cfg.d/docker{,-apt-speedup}; do
		echo '# stands for the configuration that the published image carries here' >"$name"
	done
}

record() { # name of the target, where it is from
	local name=$1 source=$2 file sha256
	file=${name/:/-}/$machine.tar.gz
	mkdir -p "$roots/${name/:/-}"
	tar --sort=name --numeric-owner -C "$root" -cf - . | gzip -9n >"$roots/$file"
	sha256=$(sha256sum <"$roots/$file" | cut -d' ' -f1)
	printf '{"name":"%s","arch":"%s","file":"%s","basis":"assembled","source":"%s","sha256":"%s","date":"%s"}\n' \
		"$name" "$machine" "$file" "$source" "$sha256" "$(date +%F)" >>"$roots/roots.jsonl"
}

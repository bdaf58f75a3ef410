# Packages of other Debian suites, unpacked into a folder and run there: nothing is installed, root is not needed, no maintainer
# script runs. Programs run through the dynamic linker and the C library of their own suite, which may be newer or older than this
# machine's. apt does the fetching and checks the signatures, with lists of its own; expired lists of a frozen mirror are taken.
# To be sourced after lib.sh.
export LC_ALL=C

cache=${SETTEE_CACHE:-${HOME:-/root}/.cache/settee}
mkdir -p "$cache"
cache=$(cd "$cache" && pwd -P)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# The address of the Debian mirror that this machine uses; needs no lists and no network.
mirror() {
    local sources
    sources=$(apt-get --print-uris update 2> /dev/null | sed -n "s#^'\(.*\)/dists/\([a-z]*\)/InRelease'.*#\1#p") || true
    grep -m 1 '/debian/*$' <<< "$sources" || echo http://deb.debian.org/debian
}

# apt_config FOLDER SUITE [PACKAGE...]: an apt of our own in FOLDER that knows nothing but SUITE and believes nothing but these packages to be
# installed, so that it fetches the C library and all else that a program needs as well.
apt_config() {
    mkdir -p "$1"/lists/partial "$1"/cache/archives/partial "$1"/none
    local package
    for package in "${@:3}"; do
        printf 'Package: %s\nStatus: install ok installed\nMaintainer: none\nArchitecture: %s\nMulti-Arch: allowed\nVersion: 999:0\nDescription: none\n\n' \
            "$package" "$(dpkg --print-architecture)"
    done > "$1/status"
    echo "deb [signed-by=$keyring] $(mirror) $2 main" > "$1/sources.list"
    cat > "$1/apt.conf" << CONF
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::Etc::sourcelist "$1/sources.list";
Dir::Etc::sourceparts "$1/none";
Dir::Etc::preferences "$1/no-preferences";
Dir::Etc::preferencesparts "$1/none";
Dir::State "$1";
Dir::State::status "$1/status";
Dir::Cache "$1/cache";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::Check-Valid-Until "false";
CONF
}

# unpack_suite FOLDER SUITE PACKAGE...: fetches these packages and all that they need, and unpacks them into FOLDER. A package with a dash
# behind its name comes without what it needs, one with an equals sign is taken for installed. Says apt's log if it fails.
unpack_suite() {
    local work=$1 suite=$2 apt=$1/apt package deb
    shift 2
    local whole=() alone=() installed=()
    for package in "$@"; do
        case $package in *-) alone+=("${package%-}") ;; *=) installed+=("${package%=}") ;; *) whole+=("$package") ;; esac
    done
    apt_config "$apt" "$suite" "${installed[@]}"
    if ! (
        export APT_CONFIG=$apt/apt.conf
        apt-get -q=2 --error-on=any update && apt-get -q=2 -y --download-only install "${whole[@]}" || exit 1
        [ ${#alone[@]} -eq 0 ] || { cd "$apt/cache/archives" && apt-get -q=2 download "${alone[@]}"; }
    ) > "$apt/log" 2>&1; then
        cat "$apt/log" >&2
        return 1
    fi
    for deb in "$apt"/cache/archives/*.deb; do dpkg -x "$deb" "$work" || return 1; done
    rm -rf "$apt"
}

# find_loader FOLDER: the dynamic linker of what is unpacked there, relative to it; nothing if there is none.
find_loader() {
    # Of two links to the loader some suites have one that leads out of the folder.
    find "$1" -name 'ld-linux*.so.*' | while read -r file; do
        case $(readlink -f "$file") in "$1"/*) echo "${file#"$1"/}" ;; esac
    done | head -n 1
}

# find_libraries FOLDER VARIABLE: a library path of what is unpacked there, with $VARIABLE in place of the folder, which may be moved.
find_libraries() {
    local folder libraries=
    for folder in "$1"/lib/*-linux-gnu* "$1"/usr/lib/*-linux-gnu* "$1"/usr/lib/*-linux-gnu*/systemd "$1"/lib "$1"/usr/lib; do
        if compgen -G "$folder/*.so*" > /dev/null; then libraries+=${libraries:+:}\$$2/${folder#"$1"/}; fi
    done
    echo "$libraries"
}

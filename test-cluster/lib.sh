# What the scripts of this folder share. To be sourced by bash.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
script=$(basename "$0")

say() { printf '%s: %s\n' "$script" "$*" >&2; }
die() {
    say "$*"
    exit 1
}

# Each script says at its head what it does and takes.
case ${1:-} in
    -h | --help)
        sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
        exit
        ;;
esac

# The release of the JDK in this folder, 0 if there is none.
jdk_release() {
    local release=
    if [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
        release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    fi
    echo "${release:-0}"
}

# The folder of the JDK whose javac is on PATH; nothing if there is none.
jdk_on_path() {
    local program
    program=$(readlink -f "$(command -v javac)") && echo "${program%/bin/javac}"
}

# Exports JAVA_HOME: the one given if it is a JDK of 21 or newer, else the newest on this machine.
use_jdk() {
    local candidate release best=0
    if [ -n "${JAVA_HOME:-}" ] && [ "$(jdk_release "$JAVA_HOME")" -ge 21 ]; then
        best=$(jdk_release "$JAVA_HOME")
    else
        for candidate in /usr/lib/jvm/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* /opt/java/* /opt/jdk* "$(jdk_on_path)"; do
            release=$(jdk_release "$candidate")
            [ "$release" -gt "$best" ] || continue
            best=$release JAVA_HOME=$candidate
        done
        [ "$best" -ge 21 ] || die "no JDK of 21 or newer in JAVA_HOME, /usr/lib/jvm or on PATH; install one, for example temurin-25-jdk"
    fi
    export JAVA_HOME
    say "Java $best: $JAVA_HOME"
}

maven() {
    command -v mvn > /dev/null || die "no mvn on PATH; install Maven 3.8 or newer (on Debian: apt-get install maven)"
    (cd "$root" && mvn -B -ntp "$@")
}

# Builds the launcher if it is missing or older than what it is built from.
build() {
    local jar=$root/target/settee-cli.jar
    if [ -x "$root/target/settee" ] && [ -f "$jar" ] &&
        [ -z "$(find "$root/src/main" "$root/pom.xml" "$root/test-cluster/couch_dist.erl" -newer "$jar" -print -quit)" ]; then
        return
    fi
    say "building target/settee"
    maven -q -Dmaven.test.skip=true package
}

# Provisions releases of Erlang and sets erl[N] for each, otperlang_jar with release 25, and products.
declare -A erl=()
otperlang_jar=
products=
provision() {
    local found number path
    found=$("$root/test-cluster/erlang" "$@") || return
    while read -r number path; do
        case $number in
            jinterface) otperlang_jar=$path ;;
            products) products=$path ;;
            ?*) erl[$number]=$path ;;
        esac
    done <<< "$found"
}

# test_program CLASS JVM_ARGUMENT...: compiles the tests and sets program to the command that runs this class of theirs.
program=()
test_program() {
    local class=$1
    shift
    maven -q test-compile dependency:build-classpath -Dmdep.outputFile="$root/target/test.classpath" -Dmdep.includeScope=test
    program=("$JAVA_HOME/bin/java" "$@" -Dorg.slf4j.simpleLogger.defaultLogLevel=warn
        -cp "$root/target/test-classes:$root/target/classes:$(cat "$root/target/test.classpath")" "$class")
}

# need PACKAGE WHY PROGRAM...: makes sure that these programs are on this machine.
need() {
    local package=$1 why=$2 program missing=
    for program in "${@:3}"; do command -v "$program" > /dev/null || missing=$program; done
    [ -n "$missing" ] || return 0
    [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null ||
        die "$why; install $package, on Debian as root: apt-get install --no-install-recommends $package"
    say "installing $package"
    { apt-get update -q && apt-get install -y -q --no-install-recommends "$package"; } >&2 || die "$package could not be installed"
}

# Network namespaces are made by ip and looked into by ss.
need_iproute2() { need iproute2 "the fault run needs ip and ss, and root" ip ss; }

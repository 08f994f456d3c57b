# What ./run and ./test share. Sourced, never run.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

# A user without a writable home (a container, a service account) keeps the SDK's caches beside the sources.
if [ ! -w "${HOME:-}" ]; then
    export HOME="$root/.cache/home"
    mkdir -p "$HOME"
fi

fail() {
    echo "$*" >&2
    exit 1
}

# need COMMAND PACKAGE: installs the Debian package if the command is missing.
need() {
    command -v "$1" >/dev/null && return
    local as=()
    [ "$(id -u)" = 0 ] || as=(sudo -n)
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; } ||
        fail "'$1' is missing, and only root may install it: apt-get install $2"
    step "Installing $2" "${as[@]}" sh -c "apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y $2"
}

# need_postgres: the programs of a PostgreSQL server, which Tollgate starts a private one with. Who may install packages gets Debian's; who may
# not gets it unpacked below .cache, and TOLLGATE_POSTGRES_BIN says where.
need_postgres() {
    [ -z "${TOLLGATE_POSTGRES_BIN:-}" ] || return 0
    local programs unpacked="$root/.cache/postgresql"
    for programs in "$(pg_config --bindir 2>/dev/null)" "$(dirname "$(readlink -f "$(command -v postgres)" 2>/dev/null)" 2>/dev/null)" /usr/lib/postgresql/*/bin; do
        [ ! -x "$programs/postgres" ] || [ ! -x "$programs/initdb" ] || return 0
    done
    if [ ! -e "$unpacked/complete" ]; then
        command -v apt-get >/dev/null ||
            fail "The programs of a PostgreSQL server (initdb, postgres) are missing. Install them, or name their folder in TOLLGATE_POSTGRES_BIN."
        if [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then
            need initdb postgresql-15
            return
        fi
        step "Unpacking postgresql-15 into .cache" unpack postgresql-15 "$unpacked" ||
            fail "PostgreSQL could not be had. Install the package postgresql-15, or name the folder of its programs in TOLLGATE_POSTGRES_BIN."
    fi
    TOLLGATE_POSTGRES_BIN=$(echo "$unpacked"/usr/lib/postgresql/*/bin)
    export TOLLGATE_POSTGRES_BIN
}

# unpack PACKAGE FOLDER: a Debian package and what it needs that is not installed, without any rights: apt keeps its books in a folder of its own.
unpack() {
    local books="$root/.cache/apt" packages
    rm -rf "$2" "$books"
    mkdir -p "$2" "$books/lists/partial" "$books/cache/archives/partial" "$books/packages"
    cat >"$books/apt.conf" <<TXT
Dir::State::Lists "$books/lists";
Dir::State::status "/var/lib/dpkg/status";
Dir::Cache "$books/cache";
Debug::NoLocking "true";
APT::Sandbox::User "";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
TXT
    apt-get -c "$books/apt.conf" update &&
        packages=$(apt-get -c "$books/apt.conf" --simulate --no-install-recommends install "$1" | awk '/^Inst/ { print $2 }') &&
        (cd "$books/packages" && apt-get -c "$books/apt.conf" download $packages &&
            for package in ./*.deb; do dpkg -x "$package" "$2" || exit; done) &&
        rm -rf "$books" && touch "$2/complete"
}

need_sdk() {
    local get="Get it from https://dotnet.microsoft.com/download/dotnet/10.0 and try again."
    command -v dotnet >/dev/null || fail "The .NET 10 SDK is needed, and there is no 'dotnet' on the PATH. $get"
    # Asked inside the repository, so that global.json has its say.
    (cd "$root" && dotnet --version) >/dev/null 2>&1 ||
        fail "The .NET 10 SDK is needed; 'dotnet' is here, but only with: $(dotnet --list-sdks | awk '{ printf "%s%s", s, $1; s = ", " }' | grep . || echo "no SDK"). $get"
}

# step TITLE COMMAND...: one line while all is well, everything the command said when it fails.
step() {
    local title=$1 started=$SECONDS log ticker= status=0
    shift
    log=$(mktemp)
    if [ -t 1 ]; then
        # It ends with its parent, however that ends.
        (while kill -0 $$ 2>/dev/null; do printf '\r%s... %ds' "$title" $((SECONDS - started)); sleep 1; done) &
        ticker=$!
    fi
    "$@" >"$log" 2>&1 || status=$?
    if [ -n "$ticker" ]; then
        kill "$ticker" 2>/dev/null || true
        wait "$ticker" 2>/dev/null || true
        printf '\r'
    fi
    if [ "$status" = 0 ]; then
        echo "$title... $((SECONDS - started))s"
    else
        echo "$title... failed after $((SECONDS - started))s"
        cat "$log"
    fi
    rm -f "$log"
    return "$status"
}

# build PROJECT: the versions are those of the committed lock files.
build() {
    step "Restoring packages" in_root dotnet restore "$1" --locked-mode &&
        step "Building" in_root dotnet build "$1" --configuration Release --no-restore
}

in_root() {
    (cd "$root" && "$@")
}

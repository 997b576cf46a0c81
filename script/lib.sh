# shellcheck shell=bash
# Shared by the scripts beside it: where things are, and how to say what is going on.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034 # for the scripts that read this file
data_dir=$(realpath -m "${DATA_DIR:-$root/var}")
cd "$root" || exit
python=$root/.venv/bin/python

say() { printf '%s\n' "$@"; }
warn() { printf '提示：%s\n' "$*" >&2; }
fail() {
    printf '错误：%s\n' "$*" >&2
    exit 1
}

# Reads `.env` as the settings do; a variable that is already set wins. Needs what script/bootstrap installs.
load_env() {
    local key value
    while IFS= read -r -d '' key && IFS= read -r -d '' value; do
        if [[ -z ${!key+set} ]]; then export "$key=$value"; fi
    done < <("$python" -m config.settings.env_file)
}

# Runs a command quietly; where it fails, shows the end of what it printed and the advice given.
quietly() { # advice command...
    local advice=$1 output
    shift
    if ! output=$("$@" 2>&1 </dev/null); then
        printf '%s\n' "$output" | tail -n 20 >&2
        fail "$advice"
    fi
}

manage() { "$python" manage.py "$@"; }

# The commands below a heading of a document, as they stand there: documented DOCUMENT HEADING [WORDS=OTHER]...
documented() { "$python" script/documented.py "$@"; }

# A throw-away cluster on a socket of its own, below the caller's `scratch`; `stop_postgres` ends it.
# PostgreSQL refuses to run as root, so root lends it to "postgres".
# shellcheck disable=SC2034,SC2154 # both belong to the caller
start_postgres() {
    local bin cluster=$scratch/postgres as_owner=()
    bin=$(find /usr/lib/postgresql/*/bin "$(pg_config --bindir 2>/dev/null || true)" -name initdb 2>/dev/null | sort -V | tail -n 1)
    [[ $bin ]] || fail "找不到 PostgreSQL：请安装 Debian 软件包 postgresql。"
    bin=$(dirname "$bin")
    mkdir "$cluster"
    if ((!EUID)); then
        as_owner=(runuser -u postgres --)
        chown postgres "$cluster"
        chmod 711 "$scratch"
    fi
    quietly "PostgreSQL 数据目录没有建成。" "${as_owner[@]}" "$bin/initdb" --pgdata "$cluster/data" --username zhibu \
        --auth trust --encoding UTF8 --locale C.UTF-8 --no-sync
    stop_postgres=("${as_owner[@]}" "$bin/pg_ctl" --pgdata "$cluster/data" --mode immediate stop)
    quietly "PostgreSQL 没有启动。" "${as_owner[@]}" "$bin/pg_ctl" --pgdata "$cluster/data" --log "$cluster/log" --wait \
        --options "-c listen_addresses= -c unix_socket_directories=$cluster -c fsync=off" start
    export DATABASE_URL=postgres://zhibu@${cluster//\//%2F}/postgres
}

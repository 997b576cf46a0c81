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

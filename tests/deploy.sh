#!/usr/bin/env bash
# Tries deploy/ in a new Debian root: installed, asked through nginx, installed again, updated, updated to a broken release
# which goes back, backed up and restored into SQLite. Needs root, debootstrap and a mirror of Debian. ./check deploy
set -euo pipefail
cd "$(dirname "$0")/.."
suite=${DX_DEPLOY_SUITE-bookworm}
root=${DX_DEPLOY_ROOT-$(mktemp -d /tmp/dx-root.XXXXXX)}
domain=dx.example

say() { echo "== $*"; }
inside() { chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "${handed[@]}" "$@"; }

# What this machine itself needs to reach the registries of packages.
mapfile -t handed < <(env | grep -E '^(PIP_|SSL_CERT|REQUESTS_CA|[a-z]+_proxy=|[A-Z]+_PROXY=)' || true)

make_root() {
  local mirror
  chmod 755 "$root" # it is "/" to whoever is inside
  mirror=$({ cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null || true; } | grep -v '^#' |
    grep -m1 -oE '[a-z]+(\+[a-z]+)*://[^ ]+/debian/?$') || { echo "!! no mirror of Debian is known here"; exit 1; }
  [ -e "$root/etc/debian_version" ] || debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$mirror" >/dev/null
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  cp /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
  rm -f "$root"/etc/apt/apt.conf.d/docker-*
  cp -r /etc/ssl/certs/. "$root/etc/ssl/certs/"
  for path in /etc/pip.conf /etc/xdg/pip; do
    [ ! -e "$path" ] || { mkdir -p "$root$(dirname "$path")" && cp -r "$path" "$root$(dirname "$path")/"; }
  done
  mount --bind /proc "$root/proc"
  mount --bind /dev "$root/dev"
  # What systemd does on a server, this package does where it is not the first process.
  inside sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends systemctl git >/dev/null 2>&1'
  # It knows neither timers nor runtime directories.
  cat >"$root/usr/local/bin/systemctl" <<'END'
#!/bin/sh
id dxtracker >/dev/null 2>&1 && install -d -o dxtracker -g dxtracker /run/dxtracker
case "$*" in st*.timer) exit 0 ;; esac
for word; do
  shift
  case "$word" in *.timer) ;; *) set -- "$@" "$word" ;; esac
done
exec /usr/bin/systemctl "$@"
END
  chmod +x "$root/usr/local/bin/systemctl"
  for version in $(ls "$root/etc/postgresql" 2>/dev/null); do inside pg_ctlcluster "$version" main start || true; done
}

clean_up() {
  inside systemctl stop dxtracker.service dxtracker-worker.service >/dev/null 2>&1 || true
  inside nginx -s stop >/dev/null 2>&1 || true
  inside pg_ctlcluster --force "$(ls "$root/etc/postgresql" 2>/dev/null)" main stop >/dev/null 2>&1 || true
  sleep 1
  umount -q "$root/dev" "$root/proc" || true
  [ -n "${DX_DEPLOY_ROOT-}" ] || rm -rf --one-file-system "$root"
}

asked() { inside curl --silent --show-error --fail --insecure --resolve "$domain:443:127.0.0.1" "https://$domain$1"; }
in_service() { basename "$(inside readlink -f /opt/dxtracker/current)"; }
expect() { [ "$1" = "$2" ] || { echo "!! expected $2, found $1"; exit 1; }; }

trap clean_up EXIT
make_root

say "install"
rm -rf "$root/srv/dxtracker"
git clone -q --no-hardlinks . "$root/srv/dxtracker"
inside /srv/dxtracker/deploy/install --domain "$domain"
expect "$(asked /health/ready)" '{"database": true, "migrations": true, "storage": true, "worker": true, "timers": {}}'
[[ $(asked /setup/) == *'lang="vi"'* ]]
first=$(in_service)

say "install again changes nothing"
inside sha256sum /etc/dxtracker/environment /etc/dxtracker/tls/key.pem >"$root/tmp/before"
inside /srv/dxtracker/deploy/install --domain "$domain"
inside sha256sum --quiet --check /tmp/before
! inside /srv/dxtracker/deploy/install --domain other.example
inside sha256sum --quiet --check /tmp/before

say "update to a next release"
inside git -C /srv/dxtracker -c user.name=try -c user.email=try@example.vn commit -q --allow-empty -m "next"
inside /srv/dxtracker/deploy/update
second=$(in_service)
[ "$second" != "$first" ]
expect "$(asked /health/live)" ok

say "a province, and a backup of it"
printf 'buoi-sang-dau-tien\n' | inside /srv/dxtracker/deploy/manage start_province --code PTO --name 'Tỉnh Phú Thọ' --year 2026 \
  --admin quantri --full-name 'Nguyễn Văn An' --email an@example.vn --password-stdin || true
rows() { inside runuser -u postgres -- psql -qAtc "SELECT count(*) FROM agencies_auditevent" dxtracker; }
before=$(rows)
[ "$before" -gt 0 ]

say "update to a broken release goes back"
inside sh -c 'cd /srv/dxtracker && echo "raise SystemExit(1)" >>dxtracker/wsgi.py && cat >kpis/migrations/9999_gone.py <<END
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kpis", "$(ls kpis/migrations | grep "^0" | sort | tail -n 1 | sed "s/.py//")")]
    operations = [migrations.RunSQL("DELETE FROM kpis_period")]
END
git add -A && git -c user.name=try -c user.email=try@example.vn commit -q -m broken'
! inside /srv/dxtracker/deploy/update
expect "$(in_service)" "$second"
expect "$(rows)" "$before"
expect "$(inside runuser -u postgres -- psql -qAtc "SELECT count(*) FROM kpis_period" dxtracker)" 12
asked /health/ready >/dev/null

say "what is said while the pages are away"
answer() { inside curl --silent --insecure --write-out '%{http_code} %{content_type}' --output /tmp/answer --resolve "$domain:443:127.0.0.1" "https://$domain$1"; }
inside systemctl stop dxtracker.service
expect "$(answer /)" "502 text/html"
grep -q 'lang="vi"' "$root/tmp/answer"
expect "$(answer /api/v1/provinces)" "502 application/problem+json"
inside systemctl start dxtracker.service
inside sh -c 'until curl --silent --fail --unix-socket /run/dxtracker/web.sock http://'"$domain"'/health/live >/dev/null; do sleep 0.5; done'

say "the night's backup, restored elsewhere"
inside runuser -u dxtracker -- sh -c 'set -a; . /etc/dxtracker/environment; cd /opt/dxtracker/current
  file=$(.venv/bin/python manage.py backup /var/lib/dxtracker/backups --keep | sed "s/: .*//" | head -n 1)
  export DX_VAR=/tmp/restored DATABASE_URL=sqlite:////tmp/restored.sqlite3
  rm -rf /tmp/restored*; mkdir -p /tmp/restored
  .venv/bin/python manage.py migrate --verbosity 0 && .venv/bin/python manage.py restore "$file"'

if command -v systemd-analyze >/dev/null; then
  say "units"
  # A minimal root has none of the units that these stand on.
  mkdir -p "$root/usr/lib/systemd"
  cp -rn /usr/lib/systemd/system "$root/usr/lib/systemd/"
  systemd-analyze verify --root="$root" "$root"/etc/systemd/system/dxtracker*
fi
echo "All is well."

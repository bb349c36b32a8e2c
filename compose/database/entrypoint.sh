#!/bin/sh
# The database under the name either image has for it. The same flags are used without containers.
set -eu
program=/victoria-metrics-prod
[ -x "$program" ] || program=/usr/bin/victoria-metrics
# shellcheck disable=SC2046  # one flag is one word
exec "$program" -storageDataPath=/database -httpListenAddr=:8428 \
  -retentionPeriod="${DINRAIL_HISTORY_RETENTION:-10y}" $(cat /etc/dinrail/flags.txt)

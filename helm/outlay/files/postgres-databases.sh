#!/bin/sh
# Run once by PostgreSQL's image, when its data folder is new: gives each subgraph a role and a database
# of its own, which no other subgraph's role can connect to. A role's password is in the variable
# <SUBGRAPH>_DB_PASSWORD. docker-compose.yml and the chart's bundled PostgreSQL both mount this file; it
# is kept with the chart, since a chart reads no file outside its folder.
set -eu

for name in auth user ledger reporting notification; do
  variable=$(echo "$name" | tr a-z A-Z)_DB_PASSWORD
  eval "password=\${$variable:?}"
  psql --no-psqlrc -v ON_ERROR_STOP=1 -v name="$name" -v password="$password" \
    --username "$POSTGRES_USER" --dbname postgres <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name";
revoke all on database :"name" from public;
SQL
done

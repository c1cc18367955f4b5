#!/usr/bin/env bash
# Gives a laboratory's EHR the people of the demo, by the identifiers that the portal knows them by; doing it again changes nothing.
# usage: people.sh [FHIR base]
set -euo pipefail

ehr=${1:-http://127.0.0.1:8090/fhir}
readonly patients='1001 1002 1003 1004 1005 1006 1007 1008 1009 1010 2001 2002 2003 2004 2005 2006 2007 2008 2009 2010'
readonly practitioners='clinician clinician2 nurse coordinator'
readonly teams='cardiology diabetes'

# It may be starting still.
curl --fail --silent --show-error --retry 40 --retry-delay "${PORTAL_LAB_PAUSE:-3}" --retry-all-errors --output /dev/null "$ehr/metadata"

put() {
  curl --fail --silent --show-error --request PUT "$ehr/$1/$2" \
    --header 'Content-Type: application/fhir+json' --data "{\"resourceType\":\"$1\",\"id\":\"$2\"$3}" --output /dev/null
}

known() { put "$1" "demo-$3" ",\"identifier\":[{\"system\":\"$2\",\"value\":\"$3\"}]"; }

put Organization clinic ',"active":true,"name":"Clinic"'
for patient in $patients; do known Patient urn:demo:mrn "$patient"; done
for practitioner in $practitioners; do known Practitioner urn:demo:staff "$practitioner"; done
for team in $teams; do known CareTeam urn:demo:teams "$team"; done
echo "The EHR at $ehr knows the demo's people."

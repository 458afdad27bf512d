#!/bin/sh
. ./lib.sh
source "$(dirname "$0")/../lib/common.sh"
. "$HERE/common.sh"
. /etc/profile
. "$file"
. common

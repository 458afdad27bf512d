#!/bin/bash
source ./lib.sh
. "$HERE/common.sh"
. 'quoted.sh' arg
source "plain.sh"
. "$(dirname "$0")/deep.sh"
echo source not.sh
source

#!/bin/sh
# cbcrawl:ignore shell/eval
eval "$1" # cbcrawl:ignore shell/b
echo "# cbcrawl:ignore shell/c"

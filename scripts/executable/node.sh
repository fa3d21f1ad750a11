#!/bin/sh
unset LD_PRELOAD LD_AUDIT
here=${0%/*}
exec "$here/lib/ld.so" --inhibit-cache --library-path "$here/lib" "$here/bin/node" --require "$here/start.cjs" "$@"

#!/bin/sh
# gitfix update hook for a server, version 1
#
# Keeps the record append-only. Git itself protects refs/heads/ from being rewound, and nothing else. Put it in
# hooks/update of the bare repository and make it executable; where there is an update hook already, call this
# from it: "/path/to/update-record.sh" "$@" || exit 1
ref=$1 old=$2 new=$3

refuse() {
    printf 'gitfix: %s: %s\n' "$ref" "$1" >&2
    exit 1
}

case $old in *[!0]*) created= ;; *) created=1 ;; esac
case $new in *[!0]*) deleted= ;; *) deleted=1 ;; esac

# What the archive holds needs no ref of its own.
archived() {
    git merge-base --is-ancestor "$1" refs/gitfix/archive 2>/dev/null
}

only_forward() {
    [ -z "$deleted" ] || refuse 'it is part of the record and is never deleted'
    [ -n "$created" ] || git merge-base --is-ancestor "$old" "$new" ||
        refuse 'the record only grows: fetch, join and push again (gitfix sync)'
}

case $ref in
    refs/gitfix/incidents/*)
        if [ -n "$deleted" ]; then
            archived "$old" || refuse 'its events are not in the archive'
        else
            only_forward
        fi
        ;;
    refs/gitfix/blobs/archive)
        [ -z "$deleted" ] || refuse 'it is part of the record and is never deleted'
        ;;
    refs/gitfix/blobs/*)
        # Rewritten by its nature: a log can be withheld. Who pushed over whom is decided by the lease.
        if [ -n "$deleted" ]; then
            tip=$(git rev-parse -q --verify "refs/gitfix/incidents/${ref#refs/gitfix/blobs/}") &&
                ! archived "$tip" && refuse 'its incident is open'
        fi
        ;;
    refs/gitfix/claims/*)
        [ -n "$created" ] || refuse 'a version is claimed once'
        ;;
    refs/gitfix/*)
        only_forward
        ;;
esac
exit 0

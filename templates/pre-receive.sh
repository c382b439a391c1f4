#!/bin/sh
# gitfix pre-receive hook for a server, version 1
#
# Checks every hotfix before the server takes it, so that git push --no-verify does not help. Put it in
# hooks/pre-receive of the bare repository and make it executable; where there is a pre-receive hook already, give it
# the same input. gitfix has to be installed on the server. It reads: git keeps what is pushed apart until this hook has
# agreed, and nothing is written.
gitfix=@GITFIX@

input=$(cat)
line_end='
'
hotfix=
IFS=$line_end
set -f

# The names of hotfix branches: branch.pattern, as it was when this file was made.
case $input in
@COARSE@)
    for line in $input; do
        case $line in
        *' 0000000000000000000000000000000000000000 '* | *' 0000000000000000000000000000000000000000000000000000000000000000 '*) ;;
        @EXACT@)
            hotfix=named
            break
            ;;
        esac
    done
    ;;
esac

# A hotfix may be pushed under another name: a branch that has the tip of a hotfix branch in it. Only gitfix can tell
# whether it goes on from there, or has merged it.
if [ -z "$hotfix" ]; then
    tips=
    count=0
    for line in $input; do
        case $line in
        *' refs/heads/main' | *' refs/heads/master') continue ;;
        *' refs/heads/develop' | *' refs/heads/dev' | *' refs/heads/development') continue ;;
        *' refs/heads/'*) ;;
        *) continue ;;
        esac
        tip=${line#* }
        tip=${tip%% *}
        case $tip in
        *[!0]*) tips=$tips--merged=$tip$line_end ;;
        *) continue ;;
        esac
        count=$((count + 1))
        # More than that is for gitfix to sort out.
        if [ "$count" -ge 50 ]; then
            hotfix=perhaps
            break
        fi
    done
    if [ -n "$tips" ] && [ -z "$hotfix" ]; then
        hotfix=$(git for-each-ref --count=1 --format=perhaps $tips @FOLDERS@ 2>/dev/null) || hotfix=perhaps
    fi
fi
[ -n "$hotfix" ] || exit 0

if [ -x "$gitfix" ]; then
    printf '%s\n' "$input" | "$gitfix" hook run pre-receive >&2
    code=$?
    # 126 and 127: the file is there, and the Python that it needs is not.
    [ "$code" = 126 ] || [ "$code" = 127 ] || exit "$code"
fi
[ "$hotfix" = named ] || exit 0
cat >&2 <<END
gitfix: this server checks hotfixes, and its gitfix is gone
  it was at $gitfix
  ask whoever runs the server to install it again
END
exit 1

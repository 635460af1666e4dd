# What /docker-entrypoint.sh of nginx 1.19.6 does, in words of our own: its bytes are not part of the simulation.
set -e
say() { [ -n "$NGINX_ENTRYPOINT_QUIET_LOGS" ] || echo "$0: $*"; }
case $1 in
nginx | nginx-debug)
    if [ -n "$(ls /docker-entrypoint.d)" ]; then
        say "/docker-entrypoint.d/ is not empty, will attempt to perform configuration"
        say "Looking for shell scripts in /docker-entrypoint.d/"
        for file in /docker-entrypoint.d/*; do
            case $file in
            *.sh)
                if [ -x "$file" ]; then
                    say "Launching $file"
                    "$file"
                else
                    say "Ignoring $file, not executable"
                fi
                ;;
            *) say "Ignoring $file" ;;
            esac
        done
        say "Configuration complete; ready for start up"
    else
        say "No files found in /docker-entrypoint.d/, skipping configuration"
    fi
    ;;
esac
exec "$@"

# What 10-listen-on-ipv6-by-default.sh of nginx 1.19.6 does, in words of our own: its bytes are not part of the simulation.
# The real one compares the file with the package's checksum; here it is taken to be as it was packaged.
say() { [ -n "$NGINX_ENTRYPOINT_QUIET_LOGS" ] || echo "10-listen-on-ipv6-by-default.sh: info: $*"; }
conf=/etc/nginx/conf.d/default.conf
if [ ! -f "$conf" ]; then
    say "$conf is not a file or does not exist"
    exit 0
fi
if ! touch "$conf" 2>/dev/null; then
    say "can not modify $conf (read-only file system?)"
    exit 0
fi
if grep -q 'listen  \[::\]:80;' "$conf"; then
    say "IPv6 listen already enabled"
    exit 0
fi
say "Getting the checksum of $conf"
sed -i 's,listen       80;,listen       80;\n    listen  [::]:80;,' "$conf"
say "Enabled listen on IPv6 in $conf"

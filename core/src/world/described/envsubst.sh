# What 20-envsubst-on-templates.sh of nginx 1.19.6 does, in words of our own: its bytes are not part of the simulation.
dir=${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}
[ -d "$dir" ] || exit 0
echo "drydock: templates of nginx configurations are not simulated" >&2

use super::*;
use crate::cli::template::value::Field;
use crate::oci::ImageConfig;

/// What p1's image says of how it is to be run, and what the 20.10.24 client prints of it.
const CONFIG: &str = r#"{"architecture":"amd64","config":{"ExposedPorts":{"80/tcp":{}},"Env":["PATH=/bin","NGINX_VERSION=1.19.6"],"Entrypoint":["/docker-entrypoint.sh"],"Cmd":["nginx","-g","daemon off;"],"Labels":{"maintainer":"NGINX <docker-maint@nginx.com>"},"StopSignal":"SIGQUIT"},"os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;

fn object() -> Value {
    let run = ImageConfig::parse(CONFIG.as_bytes()).unwrap().config.unwrap();
    let root_fs = vec![
        Field::new("Type", Value::string("layers")),
        Field::optional("Layers", Value::strings(Some(&["sha256:df".to_owned(), "sha256:77".to_owned()]))),
        Field::optional("BaseLayer", Value::string("")),
    ];
    let fields = vec![
        Field::keyed("ID", "Id", Value::string("sha256:da0d")),
        Field::new("Config", config(&run)),
        Field::optional("Variant", Value::string("")),
        Field::new("Size", Value::int64(2712)),
        Field::new("RootFS", Value::of_struct("types.RootFS", root_fs)),
    ];
    Value::pointer_to("types.ImageInspect", fields)
}

fn print(format: &str) -> String {
    let mut inspector = match Inspector::new(format) {
        Ok(inspector) => inspector,
        Err(failure) => return failure.message,
    };
    let result = inspector.inspect(object());
    let printed = inspector.finish();
    result.err().unwrap_or(printed)
}

#[test]
fn json() {
    let expected = r#"[
    {
        "Id": "sha256:da0d",
        "Config": {
            "Hostname": "",
            "Domainname": "",
            "User": "",
            "AttachStdin": false,
            "AttachStdout": false,
            "AttachStderr": false,
            "ExposedPorts": {
                "80/tcp": {}
            },
            "Tty": false,
            "OpenStdin": false,
            "StdinOnce": false,
            "Env": [
                "PATH=/bin",
                "NGINX_VERSION=1.19.6"
            ],
            "Cmd": [
                "nginx",
                "-g",
                "daemon off;"
            ],
            "Image": "",
            "Volumes": null,
            "WorkingDir": "",
            "Entrypoint": [
                "/docker-entrypoint.sh"
            ],
            "OnBuild": null,
            "Labels": {
                "maintainer": "NGINX <docker-maint@nginx.com>"
            },
            "StopSignal": "SIGQUIT"
        },
        "Size": 2712,
        "RootFS": {
            "Type": "layers",
            "Layers": [
                "sha256:df",
                "sha256:77"
            ]
        }
    }
]
"#;
    assert_eq!(print(""), expected);
    assert_eq!(Inspector::new("").unwrap().finish(), "[]\n");
}

/// Expected: what the 20.10.24 client prints.
#[test]
fn templates() {
    for (template, printed) in [
        ("{{.Id}} {{.Size}}", "sha256:da0d 2712\n"),
        ("{{.ID}}", "sha256:da0d\n"),
        ("{{.RootFS}} {{.RootFS.Layers}}", "{layers [sha256:df sha256:77] } [sha256:df sha256:77]\n"),
        ("{{printf \"%+v\" .RootFS}}", "{Type:layers Layers:[sha256:df sha256:77] BaseLayer:}\n"),
        (
            "{{printf \"%#v\" .RootFS}}",
            "types.RootFS{Type:\"layers\", Layers:[]string{\"sha256:df\", \"sha256:77\"}, BaseLayer:\"\"}\n",
        ),
        (
            "{{.Config}}",
            "{   false false false map[80/tcp:{}] false false false [PATH=/bin NGINX_VERSION=1.19.6] [nginx -g daemon off;] <nil> false  map[]  [/docker-entrypoint.sh] false  [] map[maintainer:NGINX <docker-maint@nginx.com>] SIGQUIT <nil> []}\n",
        ),
        ("{{json .Config.Labels}}", "{\"maintainer\":\"NGINX <docker-maint@nginx.com>\"}\n"),
        (
            "{{json .Config.Volumes}} {{.Config.Volumes}} {{.Config.OnBuild}} {{json .Config.Cmd}}",
            "null map[] [] [\"nginx\",\"-g\",\"daemon off;\"]\n",
        ),
        (
            "{{.Config.Labels.foo}}|{{index .Config.Labels \"foo\"}}|{{index .Config.Labels \"maintainer\"}}",
            "<no value>||NGINX <docker-maint@nginx.com>\n",
        ),
        ("{{range $i, $e := .Config.Env}}{{$i}}={{$e}} {{end}}", "0=PATH=/bin 1=NGINX_VERSION=1.19.6 \n"),
        ("{{.Config.Healthcheck}} {{.Config.StopTimeout}} {{.Config.ExposedPorts}}", "<nil> <nil> map[80/tcp:{}]\n"),
        // The struct has no such index, but its JSON has.
        ("{{index .Config.ExposedPorts \"80/tcp\"}}", "map[]\n"),
        (
            "{{join .Config.Cmd \",\"}} {{.Size | printf \"%05d\"}} {{lt .Size 3000}}",
            "nginx,-g,daemon off; 02712 true\n",
        ),
        ("{{if .Id}}{{end}}", "\n"),
        ("a\\tb", "a\\tb\n"),
        ("{{.Foo", "template parsing error: template: :1: unclosed action"),
        (
            "{{.Foo}}",
            "template parsing error: template: :1:2: executing \"\" at <.Foo>: map has no entry for key \"Foo\"",
        ),
        (
            "{{.Config.Healthcheck.Test}}",
            "template parsing error: template: :1:9: executing \"\" at <.Config.Healthcheck.Test>: map has no entry for key \"Healthcheck\"",
        ),
        (
            "{{.Size.Foo}}",
            "template parsing error: template: :1:7: executing \"\" at <.Size.Foo>: can't evaluate field Foo in type interface {}",
        ),
        (
            "{{range .Size}}{{end}}",
            "template parsing error: template: :1:8: executing \"\" at <.Size>: range can't iterate over 2712",
        ),
        (
            "{{.Config.Env.Foo}}",
            "template parsing error: template: :1:9: executing \"\" at <.Config.Env.Foo>: can't evaluate field Foo in type interface {}",
        ),
        (
            "{{.Size | upper}}",
            "template parsing error: template: :1:10: executing \"\" at <upper>: wrong type for value; expected string; got json.Number",
        ),
        (
            "{{index .RootFS.Layers 9}}",
            "template parsing error: template: :1:2: executing \"\" at <index .RootFS.Layers 9>: error calling index: index out of range: 9",
        ),
    ] {
        assert_eq!(print(template), printed, "{template}");
    }
    assert_eq!(Inspector::new("{{.Foo").unwrap_err().status, 64);
}

/// Once an object was looked up by its JSON, a missing key stays an error.
#[test]
fn missing_keys() {
    let mut inspector = Inspector::new("{{.Config.Labels.x}}|{{.Size}}").unwrap();
    assert_eq!(inspector.inspect(object()), Ok(()));
    assert_eq!(inspector.finish(), "<no value>|2712\n");
    let mut inspector = Inspector::new("{{.Config.Labels.x}}|{{.Nope}}").unwrap();
    let error =
        "template parsing error: template: :1:9: executing \"\" at <.Config.Labels.x>: map has no entry for key \"x\"";
    assert_eq!(inspector.inspect(object()), Err(error.to_owned()));
    assert_eq!(inspector.finish(), "\n");
}

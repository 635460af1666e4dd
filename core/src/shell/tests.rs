use std::rc::Rc;

use super::*;
use crate::clock::Time;
use crate::kernel::Kernel;
use crate::machine::Machine;
use crate::profile::{About, DockerVersion, HostProfile, Locale, PythonVersion, TreeVersion};
use crate::programs::{Engine, PROGRAMS};
use crate::trace::Stream;
use crate::vfs::Fs;

const ENGINE: Engine = engine(&[PROGRAMS]);

fn profile() -> HostProfile {
    HostProfile {
        hostname: "localhost".into(),
        docker: DockerVersion::imitated(),
        kernel: "5.10".into(),
        selinux: false,
        locale: Locale::C,
        utc_offset: 0,
        time_zone: "UTC".into(),
        start: Time::from_secs(1_600_000_000),
        columns: None,
        tree: TreeVersion::V2,
        python: PythonVersion::V3,
        resolv_conf: String::new(),
        subnet: [172, 17, 0],
        architecture: "amd64".into(),
        backing_fs: "extfs".into(),
        about: About::machine("Debian GNU/Linux 12 (bookworm)", "12", 4 << 30),
    }
}

fn machine() -> Machine {
    let mut fs = Fs::new(Time::from_secs(1_600_000_000));
    for dir in ["/root", "/tmp", "/etc", "/dev"] {
        fs.mkdir_all(&dir.into(), 0o755).unwrap();
    }
    fs.write(&"/etc/passwd".into(), "root:x:0:0:root:/root:/bin/bash\nwww:x:33:33::/var/www:/bin/sh\n", 0o644).unwrap();
    Machine::new(Rc::new(profile()), Kernel::new(fs))
}

/// What lines print, both outputs together, with the statuses that are not 0.
fn session(lines: &[&str]) -> String {
    let mut machine = machine();
    let mut text = String::new();
    for line in lines {
        let status = run_line(&ENGINE, &mut machine, line);
        let (_, output) = machine.recorder.take();
        for piece in output {
            let mark = if piece.stream == Stream::Stderr { "! " } else { "" };
            for line in String::from_utf8_lossy(&piece.bytes).split_inclusive('\n') {
                text.push_str(mark);
                text.push_str(line);
            }
        }
        if status != 0 {
            text.push_str(&format!("[{status}]\n"));
        }
    }
    text
}

fn check(script: &str, expected: &str) {
    assert_eq!(session(&[script]), expected, "{script}");
}

#[test]
fn words_and_quotes() {
    check("echo  a   'b  c'  \"d  e\" f\\ g", "a b  c d  e f g\n");
    check("x=1; y='a b'; echo $x \"$y\" ${x}2 $y", "1 a b 12 a b\n");
    check("echo $(echo hi; echo there) `echo old`", "hi there old\n");
    check("echo \"$(echo 'a  b')\" $(echo 'a  b')", "a  b a b\n");
    check("echo ${u-unset} ${u:-empty} ${u:=set} $u ${u:+alt} ${#u}", "unset empty set set alt 3\n");
    check(
        "p=/a/b/c.tar.gz; echo ${p##*/} ${p%/*} ${p%.gz} ${p#*.} ${p/b/X} ${p//a/A} ${p:3:3}",
        "c.tar.gz /a/b /a/b/c.tar tar.gz /a/X/c.tar.gz /A/b/c.tAr.gz b/c\n",
    );
    check("echo $((1+2*3)) $(( 7/2 ))", "7 3\n");
    check("echo {a,b}{1..3} x{,y}", "a1 a2 a3 b1 b2 b3 x xy\n");
    check("echo ~ ~/x ~www a~", "/root /root/x /var/www a~\n");
    check(
        "set -- a 'b c'; for i in \"$@\"; do echo \"<$i>\"; done; for i in $*; do echo -n \"($i)\"; done; echo \"$*\" $#",
        "<a>\n<b c>\n(a)(b)(c)a b c 2\n",
    );
    check("IFS=:; v=a::b; for i in $v; do echo \"<$i>\"; done", "<a>\n<>\n<b>\n");
    check("echo $'a\\tb\\x41'", "a\tbA\n");
    check("echo a # comment\necho 'b # c'", "a\nb # c\n");
    check("echo nope > /tmp/a; cd /tmp; echo * [a] *x", "a a *x\n");
}

#[test]
fn pipes_and_redirections() {
    check("echo one | cat | cat -", "one\n");
    check(
        "echo a >/tmp/f; echo b >>/tmp/f; cat </tmp/f; cat /tmp/f /tmp/g",
        "a\nb\na\nb\n! cat: /tmp/g: No such file or directory\n[1]\n",
    );
    check("cat <<E\nx $((1+1))\nE\ncat <<'E'\n$x\nE", "x 2\n$x\n");
    check("cat <<<\"a b\"", "a b\n");
    check(
        "nosuch 2>/tmp/e; cat /tmp/e; nosuch &>/tmp/e; cat /tmp/e",
        "bash: nosuch: command not found\nbash: nosuch: command not found\n",
    );
    check("{ echo out; nosuch; } 2>&1 | cat", "out\nbash: nosuch: command not found\n");
    check(
        "exec 3>/tmp/x; echo three >&3; exec 3>&-; cat /tmp/x; echo y >&3",
        "three\n! bash: 3: Bad file descriptor\n[1]\n",
    );
    check("echo a > /nope/x", "! bash: /nope/x: No such file or directory\n[1]\n");
    check("while read a b; do echo \"$b-$a\"; done <<E\n1 2 3\nx\nE", "2 3-1\n-x\n");
    check("nosuch 2>/dev/null || echo none", "none\n");
}

#[test]
fn control_flow() {
    check("true && echo a || echo b; false && echo a || echo b; ! true; echo $?", "a\nb\n1\n");
    check("if false; then echo 1; elif true; then echo 2; else echo 3; fi", "2\n");
    check("for i in 1 2 3 4; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done", "1\n3\n");
    check(
        "i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i; until [ $i = 0 ]; do i=$((i-1)); done; echo $i",
        "3\n0\n",
    );
    check("for ((i=0;i<3;i++)); do echo -n $i; done", "012");
    check("case foo.txt in *.md) echo md;; f*.txt|x) echo txt;; esac", "txt\n");
    check("f() { local x=in; echo \"$1 $x $#\"; return 3; }; x=out; f a b; echo $? $x", "a in 2\n3 out\n");
    check("(x=1; exit 4); echo $? ${x-unset}", "4 unset\n");
    check("[[ abc == a* && ! 1 -gt 2 ]] && echo yes; [[ abc =~ ^a(b)c$ ]] && echo match", "yes\nmatch\n");
    check("set -e; if false; then :; fi; false || echo ok; false; echo never", "ok\n[1]\n");
    check("set -u; echo $nope", "! bash: nope: unbound variable\n[1]\n");
    check("set -x; echo 'a b' c; x=1", "! + echo 'a b' c\na b c\n! + x=1\n");
    check("trap 'echo bye' EXIT; (trap 'echo sub' EXIT; echo in); echo out", "in\nsub\nout\n");
    check("eval 'echo a; echo b'; x='echo hi'; $x", "a\nb\nhi\n");
    check("f() { f; }; f", "! bash: drydock: more than 3000 levels of nested calls are not simulated\n[2]\n");
}

#[test]
fn a_session_keeps_its_state() {
    assert_eq!(
        session(&["cd /etc", "pwd", "x=5", "echo $x $?", "cd /nope", "echo $?", "cd -", "pwd"]),
        "/etc\n5 0\n! bash: cd: /nope: No such file or directory\n[1]\n1\n/root\n/root\n"
    );
    assert_eq!(
        session(&["alias say='echo said'", "say it", "type say cat echo"]),
        "said it\nsay is aliased to `echo said'\ncat is /usr/bin/cat\necho is a shell builtin\n"
    );
    assert_eq!(session(&["echo a", "history"]), "a\n    1  echo a\n    2  history\n");
    assert_eq!(session(&["echo )"]), "! bash: syntax error near unexpected token `)'\n[2]\n");
}

#[test]
fn endless_loops_end() {
    check("while :; do :; done", "! drydock: this goes on and on: interrupted, as by Ctrl-C\n[130]\n");
    check(
        "echo start; wait $! ; { while :; do :; done; } | cat",
        "start\n! drydock: this goes on and on: interrupted, as by Ctrl-C\n[130]\n",
    );
}

#[test]
fn files_are_made_changed_and_removed() {
    assert_eq!(
        session(&[
            "cd /tmp; mkdir -p a/b; echo one > a/f; ln -s f a/l; ln a/f a/h; mkfifo a/p; mknod a/n c 1 3; chmod 4755 a/f; chown 33:33 a/b",
            "ls -ln a; ls -A; ls -d a/*; ls nope",
        ]),
        "total 12\n\
        drwxr-xr-x 2 33 33 4096 Sep 13 12:26 b\n\
        -rwsr-xr-x 2 0  0     4 Sep 13 12:26 f\n\
        -rwsr-xr-x 2 0  0     4 Sep 13 12:26 h\n\
        lrwxrwxrwx 1 0  0     1 Sep 13 12:26 l -> f\n\
        crw-r--r-- 1 0  0  1, 3 Sep 13 12:26 n\n\
        prw-r--r-- 1 0  0     0 Sep 13 12:26 p\n\
        a\na/b\na/f\na/h\na/l\na/n\na/p\n\
        ! ls: cannot access 'nope': No such file or directory\n[2]\n"
    );
}

#[test]
fn find_looks_tests_and_runs() {
    assert_eq!(
        session(&[
            "cd /tmp; mkdir -p d/sub; echo abc >d/f; ln -s f d/l; chmod 600 d/f",
            "find d -printf '%y %m %s %p %l\\n' | cat",
            "find d -type f -exec ls -ld {} \\; -o -name sub -print; find d -maxdepth 1 -name '?' ! -type l; find nope; find d -foo",
            "find d -type f -delete; ls d; stat -c '%a %F %n' d d/l",
        ]),
        "d 755 4096 d \nf 600 4 d/f \nl 777 1 d/l f\nd 755 4096 d/sub \n\
        -rw------- 1 root root 4 Sep 13 12:26 d/f\nd/sub\nd\nd/f\n\
        ! find: 'nope': No such file or directory\n! find: unknown predicate `-foo'\n[1]\n\
        l\nsub\n755 directory d\n777 symbolic link d/l\n"
    );
}

#[test]
fn sed_edits() {
    let script = "printf 'a 1\\nb 2\\nc 3\\n' | sed";
    let cases = [
        ("'s/ [0-9]//'", "a\nb\nc\n"),
        ("-n '2p;$p'", "b 2\nc 3\n"),
        ("'2,3d'", "a 1\n"),
        ("-E 's/(.) (.)/\\2 \\1/;/b/!s/^/> /'", "> 1 a\n2 b\n> 3 c\n"),
        ("-e 's,a 1,a;\\n    b;,'", "a;\n    b;\nb 2\nc 3\n"),
        ("'/b/q'", "a 1\nb 2\n"),
        ("'y/abc/xyz/;s/./&&/2'", "x  1\ny  2\nz  3\n"),
        ("'/b/{i\\\nnew\nd}'", "a 1\nnew\nc 3\n"),
        ("'k'", "! sed: -e expression #1, char 1: unknown command: `k'\n[1]\n"),
    ];
    for (arguments, expected) in cases {
        check(&format!("{script} {arguments}"), expected);
    }
    check("cd /tmp; echo 'listen 80;' >c; sed -i -e 's,80,8080,' c; cat c; ls", "listen 8080;\nc\n");
}

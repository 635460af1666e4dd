//! Programs that work on text, typed into a session; expected is what GNU's print.

use drydock_core::session::Session;
use drydock_core::world;

fn typed(line: &str) -> String {
    let mut session = Session::on(world::open("empty").expect("a world"));
    let operation = session.run(line);
    format!("{}{}", operation.stdout(), operation.stderr())
}

#[test]
fn grep_finds_lines() {
    let text = "echo 'a3ee2510dcf02c98\ncb42413394c4\nA3EE word a3' > /tmp/f; cd /tmp;";
    let of = |rest: &str| typed(&format!("{text} {rest}"));
    assert_eq!(of("cat f | grep a3ee2510dcf0*"), "a3ee2510dcf02c98\n");
    assert_eq!(of("grep -n a3 f; echo $?"), "1:a3ee2510dcf02c98\n3:A3EE word a3\n0\n");
    assert_eq!(of("grep -c -i a3ee f"), "2\n");
    assert_eq!(of("grep -v 3 f; echo $?"), "1\n");
    assert_eq!(of("grep -ow 'a[0-9]' f"), "a3\n");
    assert_eq!(of("grep -E '^[0-9a-f]{12}$' f"), "cb42413394c4\n");
    assert_eq!(of("grep -rl cb42 ."), "./f\n");
    assert_eq!(of("grep x nosuch 2>&1; echo $?"), "grep: nosuch: No such file or directory\n2\n");
    assert_eq!(of("grep '[' f"), "grep: Unmatched [, [^, [:, [., or [=\n");
    assert_eq!(of("grep -A1 a3ee f"), "a3ee2510dcf02c98\ncb42413394c4\n");
}

#[test]
fn heads_tails_and_counts() {
    let of = |rest: &str| typed(&format!("printf '1\\n2\\n3\\n4\\n' > /tmp/f; cd /tmp; {rest}"));
    assert_eq!(of("head -n2 f; tail -1 f; tail -n +3 f; head -n -3 f; head -c 3 f"), "1\n2\n4\n3\n4\n1\n1\n2");
    assert_eq!(of("wc -l < f; wc f; cat f | wc"), "4\n4 4 8 f\n      4       4       8\n");
    assert_eq!(of("head nosuch"), "head: cannot open 'nosuch' for reading: No such file or directory\n");
}

#[test]
fn sorted_and_cut() {
    let of = |rest: &str| typed(&format!("printf 'b 10\\na 9\\nc 1\\na 9\\n' > /tmp/f; cd /tmp; {rest}"));
    assert_eq!(of("sort f"), "a 9\na 9\nb 10\nc 1\n");
    assert_eq!(of("sort -k2 -n f"), "c 1\na 9\na 9\nb 10\n");
    assert_eq!(of("sort -ru f"), "c 1\nb 10\na 9\n");
    assert_eq!(of("sort f | uniq -c"), "      2 a 9\n      1 b 10\n      1 c 1\n");
    assert_eq!(of("cut -d' ' -f2 f; cut -c1 f | tr a-c A-C | tr -d '\\n'"), "10\n9\n1\n9\nBACA");
    assert_eq!(of("echo aabbcc | tr -s ab"), "abcc\n");
}

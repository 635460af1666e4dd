use super::*;

fn text(script: &str, dialect: Dialect) -> String {
    match parse(script.as_bytes(), dialect, &Aliases::new()) {
        Ok(list) => String::from_utf8(print::script(&list)).unwrap(),
        Err(error) => format!("{}: {}", error.line, error.message(dialect)),
    }
}

fn bash(script: &str) -> String {
    text(script, Dialect::Bash)
}

fn ash(script: &str) -> String {
    text(script, Dialect::Ash)
}

#[test]
fn scripts_have_one_layout() {
    let pairs = [
        ("echo  a   'b c'  \"d $e\"", "echo a 'b c' \"d $e\""),
        ("ls -l /var | awk '{print $1,$9}'", "ls -l /var | awk '{print $1,$9}'"),
        ("a && b || ! c & d", "a && b || ! c & d"),
        ("a;b\nc # rest\n\nd", "a; b; c; d"),
        ("for i in $(x) `y z`; do echo $i; done", "for i in $(x) $(y z); do echo $i; done"),
        ("for i\ndo\n:\ndone", "for i; do :; done"),
        ("while :; do sleep 3600 & wait $!; done", "while :; do sleep 3600 & wait $!; done"),
        ("if a; then b; elif c; then d; else e; fi >x 2>&1", "if a; then b; elif c; then d; else e; fi >x 2>&1"),
        ("case $1 in a|b) echo;; *) ;; esac", "case $1 in (a | b) echo ;; (*)  ;; esac"),
        ("f() { echo $@; }; f 1", "f() { echo $@; }; f 1"),
        ("M=/x/$(cat y/z) N= cmd >>o <i", "M=/x/$(cat y/z) N= cmd >>o <i"),
        ("cat <<E >o\na $b\nE\necho x", "cat <<E >o\na $b\nE\necho x"),
        ("cat <<-'E'\n\ta $b\n\tE\n", "cat <<'E'\na $b\nE\n"),
        ("cat << -E\na\n-E\n", "cat << -E\na\n-E\n"),
        ("echo $((1+(2*3))) $(( $x ))", "echo $((1+(2*3))) $(( $x ))"),
        ("echo $((echo a); echo b)", "echo $( ( echo a ); echo b)"),
        (
            "echo ${x:-a b} ${x##*/} ${#x} ${x/a/b} ${x//a} ${x:1:2} ${##} ${x%\"}\"}",
            "echo ${x:-a b} ${x##*/} ${#x} ${x/a/b} ${x//a} ${x:1:2} ${##} ${x%\"}\"}",
        ),
        ("a\\\nb 'c\\\nd'", "ab 'c\\\nd'"),
        ("(cd /; ls) && { a; b; }", "( cd /; ls ) && { a; b; }"),
        ("echo {a,b}{1..3} ~/x *.[ch]", "echo {a,b}{1..3} ~/x *.[ch]"),
        ("echo $ \"$\" a$", "echo $ \"$\" a$"),
    ];
    for (script, expected) in pairs {
        for (dialect, got) in [("bash", bash(script)), ("ash", ash(script))] {
            assert_eq!(got, expected, "{dialect}: {script}");
        }
        assert_eq!(bash(expected), expected, "again: {expected}");
    }
}

#[test]
fn bash_only() {
    assert_eq!(bash("a &>x |& b <<<\"$c\""), "a &>x 2>&1 | b <<<\"$c\"");
    assert_eq!(bash("[[ -f $x && ! a == b* || ( $c =~ ^(a|b)$ ) ]]"), "[[ ( -f $x && ! a == b* ) || $c =~ ^(a|b)$ ]]");
    assert_eq!(bash("((i++)); for ((i=0; i<3; i++)); do :; done"), "((i++)); for ((i=0; i<3; i++)); do :; done");
    assert_eq!(bash("echo ${x}y ${x}-$1 ${10} ${1}0 ${a[0]}"), "echo ${x}y $x-$1 ${10} ${1}0 ${a[0]}");
    assert_eq!(bash("function f { a; }"), "f() { a; }");
    assert_eq!(ash("a &>x"), "a &>x");
    assert_eq!(bash("echo $'a\\'b' $\"c\" ${x^^} ${!y}"), "echo $'a\\'b' \"c\" ${x^^} ${!y}");
}

/// In bash a body may stand behind the name without `()`, and a keyword may be a name.
#[test]
fn functions_behind_the_keyword() {
    assert_eq!(bash("function f (echo a)"), "f() ( echo a )");
    assert_eq!(bash("function f ((a))"), "f() ((a))");
    assert_eq!(bash("function for { echo a; }"), "function for() { echo a; }");
    assert!(parse(b"function for ((i=a)", Dialect::Bash, &Aliases::new()).is_err());
    assert_eq!(bash("A[(1)]=3"), "A[(1)]=3", "no function");
}

/// Ash knows the keyword, too, but not every name (as busybox 1.35 says it).
#[test]
fn functions_in_ash() {
    assert_eq!(ash("function f\n{ a; }; function g() b"), "f() { a; }; g() b");
    assert_eq!(ash("time() { a; }"), "function time() { a; }");
    assert_eq!(ash("`a\\( #`"), "$(a\\()", "no parentheses");
    let refused = |script: &str| match parse(script.as_bytes(), Dialect::Ash, &Aliases::new()) {
        Ok(_) => String::new(),
        Err(error) => error.message(Dialect::Ash).to_string(),
    };
    assert_eq!(refused("in() { :; }"), "syntax error: unexpected \"in\"");
    for name in ["[[", "export", "source", "a-b", "1a", "\"f\"", "$x"] {
        assert_eq!(refused(&format!("{name}() {{ :; }}")), "syntax error: bad function name", "{name}");
    }
    assert_eq!(refused("function a-b { :; }"), "syntax error: bad function name");
    assert_eq!(refused("function f b"), "syntax error: unexpected word");
    assert_eq!(refused("function f (echo a)"), "syntax error: unexpected word (expecting \")\")");
}

#[test]
fn errors_are_in_the_shell_s_words() {
    let cases = [
        ("echo )", "1: syntax error near unexpected token `)'", "1: syntax error: unexpected \")\""),
        (
            "echo \"a",
            "1: unexpected EOF while looking for matching `\"'",
            "1: syntax error: unterminated quoted string",
        ),
        (
            "if true; then",
            "2: syntax error: unexpected end of file",
            "1: syntax error: unexpected end of file (expecting \"fi\")",
        ),
        (
            "for i in a; echo",
            "1: syntax error near unexpected token `echo'",
            "1: syntax error: unexpected word (expecting \"do\")",
        ),
        ("a\ndone", "2: syntax error near unexpected token `done'", "2: syntax error: unexpected \"done\""),
        ("a &&", "2: syntax error: unexpected end of file", "1: syntax error: unexpected end of file"),
        ("| b", "1: syntax error near unexpected token `|'", "1: syntax error: unexpected \"|\""),
        (
            "echo $(",
            "2: unexpected EOF while looking for matching `)'",
            "1: syntax error: unexpected end of file (expecting \")\")",
        ),
        ("echo ${x", "1: unexpected EOF while looking for matching `}'", "1: syntax error: missing '}'"),
        (
            "while true; do echo; fi",
            "1: syntax error near unexpected token `fi'",
            "1: syntax error: unexpected \"fi\" (expecting \"done\")",
        ),
        ("if; then", "1: syntax error near unexpected token `;'", "1: syntax error: unexpected \";\""),
        ("echo a;; b", "1: syntax error near unexpected token `;;'", "1: syntax error: unexpected \";;\""),
        ("echo ${x!}", "1: ${x!}: bad substitution", "1: syntax error: bad substitution"),
        (
            "echo `a",
            "1: unexpected EOF while looking for matching ``'",
            "1: syntax error: EOF in backquote substitution",
        ),
        ("x=(1 2", "1: unexpected EOF while looking for matching `)'", "1: syntax error: unexpected \"(\""),
        (
            "{ echo",
            "2: syntax error: unexpected end of file",
            "1: syntax error: unexpected end of file (expecting \"}\")",
        ),
        ("echo >", "1: syntax error near unexpected token `newline'", "1: syntax error: unexpected end of file"),
        ("echo >\n", "1: syntax error near unexpected token `newline'", "1: syntax error: unexpected newline"),
        ("()", "1: syntax error near unexpected token `)'", "1: syntax error: unexpected \")\""),
    ];
    for (script, in_bash, in_ash) in cases {
        assert_eq!(bash(script), in_bash, "{script}");
        assert_eq!(ash(script), in_ash, "{script}");
    }
    assert_eq!(ash("echo <<<a"), "1: syntax error: unexpected redirection");
}

#[test]
fn aliases_are_text() {
    let aliases: Aliases = [("ll", "ls -l"), ("ls", "ls --color"), ("both", "a; b")]
        .map(|(k, v)| (k.as_bytes().into(), v.as_bytes().into()))
        .into();
    let text = |script: &str| {
        String::from_utf8(print::script(&parse(script.as_bytes(), Dialect::Bash, &aliases).unwrap())).unwrap()
    };
    assert_eq!(text("ll /x | ll"), "ls --color -l /x | ls --color -l");
    assert_eq!(text("echo ll; \\ll; both"), "echo ll; \\ll; a; b");
}

/// Nested beginnings of arithmetic that is none: what they cost does not double with each.
#[test]
fn nested_doubt_is_cheap() {
    for opening in ["$((", "((", "( (("] {
        let script = opening.repeat(60);
        assert!(parse(script.as_bytes(), Dialect::Bash, &Aliases::new()).is_err());
    }
    let mixed = ["F $", &"(".repeat(9), " $", &"(".repeat(20), " e $", &"(".repeat(40)].concat();
    assert!(parse(mixed.as_bytes(), Dialect::Bash, &Aliases::new()).is_err());
}

/// A seeded walk over fragments of the grammar: whatever they make, nothing panics, nothing takes long, and what parses
/// prints as something that parses to the same.
#[test]
fn any_text_is_read_or_refused_and_print_is_stable() {
    const FRAGMENTS: [&str; 84] = [
        "A+\\\n=",
        "-f ",
        "[[ a ",
        "!\n",
        "(a",
        "[1]\\\n=",
        "<<X)",
        "X)",
        "\nX",
        "$[",
        "case ",
        "=(",
        "echo",
        " ",
        " ",
        " ",
        "\n",
        ";",
        "&",
        "|",
        "&&",
        "||",
        "(",
        ")",
        "{ ",
        " }",
        "if ",
        "; then ",
        " fi",
        "; fi",
        "else ",
        "elif ",
        "while ",
        "; do ",
        "; done",
        "for i",
        " in ",
        "case x in ",
        "esac",
        ";;",
        "a)",
        "*",
        "'",
        "\"",
        "`",
        "$",
        "$x",
        "${",
        "}",
        "${x",
        ":-",
        "##",
        "%",
        "/",
        "#",
        "$(",
        "$((",
        "))",
        "((",
        "1+2",
        "<",
        ">",
        ">>",
        "<<E",
        "\nE\n",
        "<<-'E'",
        "<<<",
        "2>&1",
        "&>",
        "\\",
        "\\\n",
        "[[ ",
        " ]]",
        " == ",
        "=~",
        "!",
        "f()",
        "x=",
        "x+=",
        "function ",
        "~",
        "[a-z]",
        "é",
        "\0",
    ];
    let mut random = crate::clock::Seeded::new(7);
    let mut parsed = 0;
    for _ in 0..6000 {
        let count = 1 + random.next_u64() % 14;
        let script: String = (0..count).map(|_| FRAGMENTS[(random.next_u64() % 84) as usize]).collect();
        for dialect in [Dialect::Bash, Dialect::Ash] {
            let Ok(list) = parse(script.as_bytes(), dialect, &Aliases::new()) else { continue };
            parsed += 1;
            let once = print::script(&list);
            let again = parse(&once, dialect, &Aliases::new());
            let Ok(again) = again else { panic!("{script:?} printed as {:?}", String::from_utf8_lossy(&once)) };
            assert_eq!(String::from_utf8_lossy(&print::script(&again)), String::from_utf8_lossy(&once), "{script:?}");
        }
    }
    assert!(parsed > 300, "too few of the texts are scripts: {parsed}");
}

#[test]
fn depth_is_bounded() {
    for fragment in ["(", "$(", "{ ", "if ", "\"$(", "$((", "${x:-", "[[ ! ", "`", "! ", "f() ", "a && "] {
        let _ = bash(&fragment.repeat(5000));
        let _ = ash(&fragment.repeat(5000));
    }
}

/// What stands around a substitution stays apart from it; so do a here-document outside and one inside, on the same line.
#[test]
fn substitutions_print() {
    let print = |text: &[u8]| print::script(&parse(text, Dialect::Bash, &Aliases::new()).unwrap());
    for script in [
        "cat <<E `x <<'E'\nin $b\nE\n` y\nout $a\nE\n",
        "cat <<E <(x <<'E'\nin $b\nE\n) y\nout $a\nE\n",
        "cat <<E\nout `x <<'E'\n` $a\nE\n",
        "$((1+$\"$x$\"y))",
        "a < <() 1> <(b) &> <((c))",
        "A\\\nB[1 b]x c; A=([1 b]x [2]=y); A[1\n+1]=3",
    ] {
        let once = print(script.as_bytes());
        assert_eq!(String::from_utf8_lossy(&print(&once)), String::from_utf8_lossy(&once));
    }
}

/// What is between brackets behind a name belongs to the word; brackets that are not closed make none.
#[test]
fn brackets_behind_a_name() {
    let words = |text: &str| match &parse(text.as_bytes(), Dialect::Bash, &Aliases::new()) {
        Ok(list) => String::from_utf8_lossy(&print::script(list)).into_owned(),
        Err(error) => error.message(Dialect::Bash).to_string(),
    };
    assert_eq!(words("A[1 b]x c"), "A[1 b]x c");
    assert_eq!(words("A[1 b]+x c"), "A[1 b]+x c");
    assert_eq!(words("A[1 b]+ c"), "A[1 b]+ c");
    assert_eq!(words("a\\\nb[1 2]x"), "ab[1 2]x");
    assert_eq!(words("A[1\n+1]=3"), "A[1\n+1]=3");
    assert_eq!(words("x=1 A[; b"), "unexpected EOF while looking for matching `]'");
    assert_eq!(words("ls A["), "ls A[");
}

/// As bash 5.2 gives them in `$LINENO` and in its messages.
#[test]
fn lines_of_commands_that_go_on() {
    let line = |script: &str| {
        let list = parse(script.as_bytes(), Dialect::Bash, &Aliases::new()).unwrap();
        match &*list[0].and_or.first.commands[0] {
            ast::Command::Simple(simple) => simple.line,
            other => panic!("{other:?}"),
        }
    };
    for (script, expected) in [
        ("a=1 \\\nnosuch", 1),
        (">/dev/null \\\nnosuch", 1),
        ("a=$LINENO \\\nb=$LINENO", 1),
        ("echo \\\nb", 2),
        ("echo a \\\nb", 1),
        ("echo \\\n\\\nb", 3),
    ] {
        assert_eq!(line(script), expected, "{script}");
    }
}

/// One that holds another of the same end is printed with an end of its own.
#[test]
fn here_documents_in_each_other() {
    let once = bash("cat <<$\n`cat <<$`\n$\n");
    assert_eq!(once, "cat <<_$\n$(cat <<$\n$\n)\n_$\n");
    assert_eq!(bash(&once), once);
}

/// What bash says of what stands between `[[` and `]]`, and the status that follows from 0 and from 5.
#[test]
fn errors_in_conditions() {
    let cases: [(&str, &[&str], [u8; 2]); 14] = [
        ("[[ a b ]]", &["1: conditional binary operator expected"], [0, 5]),
        ("[[ a;", &["1: unexpected token `;', conditional binary operator expected"], [0, 5]),
        ("[[ a", &["1: unexpected token `newline', conditional binary operator expected"], [2, 5]),
        ("[[ -f ]]", &["1: unexpected argument `]]' to conditional unary operator"], [0, 5]),
        ("[[ a == ]]", &["1: unexpected argument `]]' to conditional binary operator"], [0, 5]),
        ("[[ (a", &["1: unexpected token `newline', conditional binary operator expected", "1: expected `)'"], [2, 5]),
        ("[[ (a ]]", &["1: unexpected token `]]', expected `)'"], [0, 5]),
        ("[[ a == b c ]]", &["1: syntax error in conditional expression"], [0, 5]),
        ("[[ a == b ) ]]", &["1: syntax error in conditional expression: unexpected token `)'"], [0, 5]),
        ("[[ && a ]]", &["1: unexpected token `&&' in conditional command"], [0, 5]),
        ("[[ a &&", &["2: unexpected token `EOF' in conditional command"], [2, 5]),
        ("[[ a == b", &["1: unexpected EOF while looking for `]]'"], [2, 5]),
        ("[[ ]]", &[], [0, 5]),
        ("((1)\n)", &["1: syntax error near `((1)'", "1: `((1)'"], [2, 2]),
    ];
    for (text, lines, status) in cases {
        let script = parse_script(text.as_bytes(), Dialect::Bash, &Aliases::new(), Origin::Text(1));
        let error = script.error.expect(text);
        let found: Vec<String> = error.lines().into_iter().map(|(line, text)| format!("{line}: {text}")).collect();
        assert_eq!(found, lines, "{text}");
        assert_eq!([0, 5].map(|last| error.status(last)), status, "{text}");
        assert!(!error.message(Dialect::Bash).to_string().is_empty());
    }
    // A person may go on with it.
    assert_eq!(bash("((1)\n)"), "( ( 1 ) )");
}

/// Line ends behind backslashes count for nothing, within the operator, too.
#[test]
fn assignments_go_on() {
    assert_eq!(bash("A+\\\n=3; A[1]\\\n=4 A\\\n=5"), "A+=3; A[1]=4 A=5");
    assert_eq!(bash("A+\\\nx"), "A+x");
}

/// In a substitution bash takes the awaited word for the end wherever a `)` follows, and misses a proper one.
#[test]
fn a_substitution_ends_a_here_document() {
    let script = parse_script(b"x=$(cat <<X\na\nX)\necho", Dialect::Bash, &Aliases::new(), Origin::Text(1));
    assert_eq!((script.list.len(), script.error), (2, None));
    assert_eq!(script.unended, [Unended { line: 1, at: 3, missing: Missing::Word(b"X"[..].into()) }]);
}

/// A here-document that is read twice, as arithmetic and as commands, is missed an end for once.
#[test]
fn a_here_document_without_end_is_told_once() {
    for script in ["cat <<E\nx", "((cat <<E\nx\n", "echo $((cat $(cat <<E\nx\n"] {
        let read = parse_script(script.as_bytes(), Dialect::Bash, &Aliases::new(), Origin::Typed);
        assert_eq!(read.unended.len(), 1, "{script}");
    }
}

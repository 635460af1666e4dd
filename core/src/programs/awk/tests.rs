use super::parse::{Wrong, parse};

#[test]
fn what_is_no_program_is_refused_at_its_place() {
    let wrong = |text: &str| match parse(text.as_bytes(), true) {
        Ok(_) => "a program".to_owned(),
        Err(Wrong::Syntax(at, message)) => format!("{at}: {message}"),
        Err(Wrong::Fatal(message) | Wrong::Pattern(message)) => message,
    };
    for (text, expected) in [
        ("{print $1", "9: unexpected newline or end of string"),
        ("BEGIN { x = ; }", "12: syntax error"),
        ("BEGIN { print 1==1==1 }", "18: syntax error"),
        ("BEGIN{print \"a}", "12: unterminated string"),
        ("BEGIN{print /a}", "12: unterminated regexp"),
        ("BEGIN{foo(1)}", "function `foo' not defined"),
        ("BEGIN{print rand()}", "drydock: awk's rand() is not simulated"),
        ("{print |& \"sort\"}", "drydock: awk's |& is not simulated"),
        ("BEGIN{break}", "`break' is not allowed outside a loop"),
        ("$1 ~ /a/ {n++} END {print n}", "a program"),
    ] {
        assert_eq!(wrong(text), expected, "{text}");
    }
}

#[test]
fn depth_is_bounded() {
    for part in ["(", "{", "$", "!", "-", "if(1)", "a[", "f(", "1^", "x?", "while(1)", "1+", "1 "] {
        let _ = parse(format!("BEGIN{{x={}", part.repeat(20_000)).as_bytes(), true);
        let _ = parse(format!("BEGIN{{{}", part.repeat(20_000)).as_bytes(), true);
    }
}

//! On a page like the one trunk writes.

use super::*;

const PAGE: &str = r#"<head>
<meta charset="utf-8">
  <link rel="icon" href="icon.svg">
  <link rel="stylesheet" href="./a-1.css" integrity="sha384-A"/>
  <link rel="stylesheet" href="./b-2.css" integrity="sha384-B"/>
<link rel="modulepreload" href="./x.js" integrity="sha384-J"><link rel="preload" href="./x.wasm" crossorigin="anonymous" integrity="sha384-W" as="fetch"></head>
"#;

#[test]
fn the_style_sheets_become_one_in_their_order() {
    let folder = std::env::temp_dir().join(format!("drydock-finish-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a-1.css"), "/* first */\n@layer a, b;\n").unwrap();
    fs::write(folder.join("b-2.css"), "@layer b {\n  p { margin: 0 }\n}\n").unwrap();

    let page = bundle_styles(PAGE, &folder).unwrap();

    let mut names: Vec<String> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    let name = names.remove(0);
    let styles = fs::read_to_string(folder.join(&name)).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(styles, "@layer a, b;\n@layer b {\np { margin: 0 }\n}\n");
    let link = format!(
        "  <link rel=\"icon\" href=\"icon.svg\">\n  <link rel=\"stylesheet\" href=\"./{name}\" integrity=\"{}\">\n<link rel=\"mod",
        sri::sha384(styles.as_bytes())
    );
    assert!(page.contains(&link), "{page}");
}

#[test]
fn only_the_program_loses_its_checksum() {
    let page = without_unused_integrity(PAGE);
    assert!(
        page.contains(r#"<link rel="preload" href="./x.wasm" crossorigin="anonymous" as="fetch"></head>"#),
        "{page}"
    );
    assert!(page.contains("sha384-J"));
}

#[test]
fn the_policy_comes_before_anything_it_governs() {
    let page = with_policy(PAGE);
    assert!(
        page.starts_with("<head>\n<meta charset=\"utf-8\">\n  <meta http-equiv=\"Content-Security-Policy\""),
        "{page}"
    );
    assert!(!POLICY.contains("unsafe-inline") && !POLICY.contains("http"));
}

#[test]
fn comments_go_and_the_rules_stay() {
    assert_eq!(without_comments("a { b: c } /* x\n y */ d { e: f }\n\n  /* z */\n"), "a { b: c }  d { e: f }\n");
}

#[test]
fn what_is_loaded_later_is_named_with_its_checksum() {
    let folder = std::env::temp_dir().join(format!("drydock-later-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for name in ["jq.js", "drydock-jq.js", "drydock-jq_bg.wasm"] {
        fs::write(folder.join(name), name).unwrap();
    }
    let page = later::name_files(PAGE, &folder).unwrap();
    let line = page.lines().find(|line| line.trim_start().starts_with(later::ELEMENT)).unwrap();
    for (name, file) in [("data-boot", "jq.js"), ("data-js", "drydock-jq.js"), ("data-wasm", "drydock-jq_bg.wasm")] {
        let named = attribute(line, name).unwrap();
        assert_eq!(fs::read_to_string(folder.join(named)).unwrap(), file);
        assert_eq!(attribute(line, &format!("{name}-integrity")).unwrap(), sri::sha384(file.as_bytes()));
        assert!(!folder.join(file).exists());
    }
    fs::remove_dir_all(&folder).unwrap();
}

use drydock_core::inspect::{Input, Via};
use drydock_core::trace::explain::Lang;

use super::answer::{Question, as_dockerd_writes, ask};
use super::card::{image_card, recompute, stacks, summary};
use super::graph::Graph;
use super::problems::problems;
use super::rows::{Column, Filter, Order, Sort, select};
use crate::state::{Bench, Found};

const A: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const B: &str = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

fn read(text: &str) -> Found {
    let text = text
        .replace("\"A\"", &format!("\"{A}\""))
        .replace("\"B\"", &format!("\"{B}\""))
        .replace("@D", &format!("@{A}"));
    Bench::default().with_text(text, "pasted").read().unwrap()
}

const NAMES: &str = r#"{"Repositories":{"nginx":{"nginx:1.19":"A","nginx:latest":"A","nginx@D":"A"},
"localhost:5000/team/web":{"localhost:5000/team/web:v7":"B"},"Redis":{"Redis:6":"B"}}}"#;

fn shown(found: &Found, order: &[u32]) -> Vec<String> {
    order.iter().map(|number| found.rows[*number as usize].text.to_string()).collect()
}

#[test]
fn names_searched_filtered_sorted() {
    let found = read(NAMES);
    let all = |query: &str, filter, column, reverse| {
        shown(&found, &select(&found.rows, query, filter, Order { column, reverse }))
            .into_iter()
            .map(|text| text.replace(A, "D"))
            .collect::<Vec<_>>()
    };
    let by_registry = ["nginx:1.19", "nginx:latest", "nginx@D", "localhost:5000/team/web:v7", "Redis:6"];
    assert_eq!(all("", Filter::All, Column::Registry, false), by_registry);
    assert_eq!(all("NGINX 1", Filter::All, Column::Registry, false), ["nginx:1.19"]);
    assert_eq!(all("bbbb", Filter::All, Column::Registry, false), ["localhost:5000/team/web:v7", "Redis:6"]);
    assert_eq!(all("", Filter::Digests, Column::Registry, false), ["nginx@D"]);
    assert_eq!(all("", Filter::Untagged, Column::Registry, false), Vec::<String>::new());
    assert_eq!(all("", Filter::Shared, Column::Reference, true), ["nginx@D", "nginx:latest", "nginx:1.19"]);
    assert_eq!(all("", Filter::Refused, Column::Names, false), ["Redis:6"]);
    let row = &found.rows[0];
    assert_eq!(
        (&*row.home, &*row.repository, &*row.tail, row.sort),
        ("docker.io/library", "nginx", ":1.19", Sort::Tag)
    );
    assert_eq!((row.siblings, found.rows[3].siblings, &*found.rows[3].repository), (3, 1, "team/web"));
}

/// Whatever is in sight: every reference has its line, and a repository's box is there as long as one of its references is.
#[test]
fn the_graph_in_parts() {
    let found = read(NAMES);
    let graph = Graph::new(&found.rows, select(&found.rows, "", Filter::All, Order::default()));
    assert_eq!(graph.height(), 5);
    let whole = graph.sight(&found.rows, 0..9);
    assert_eq!(whole.repositories, [None, Some(0), None, Some(3), Some(4)]);
    assert_eq!(whole.images.iter().flatten().count(), 2);
    assert_eq!((whole.left.len(), whole.right.len()), (5, 5));
    assert!(whole.right.iter().take(3).all(|edge| (edge.to - 1.5).abs() < f32::EPSILON));
    for start in 0..5 {
        let sight = graph.sight(&found.rows, start..start + 1);
        assert!(sight.repositories[0].is_some() && sight.left.len() == 1, "{start}");
    }
    assert_eq!(Graph::default().sight(&[], 0..10), super::graph::Sight::default());
}

#[test]
fn what_the_engine_says() {
    let found = read(NAMES);
    let answer = ask(&found, &Question::Remove("nginx:latest".to_owned())).unwrap();
    assert_eq!(answer.output, "Untagged: nginx:latest");
    assert_eq!((answer.images, answer.without_config, answer.left_out), (2, 2, 0));
    let table = ask(&found, &Question::List).unwrap().output;
    assert_eq!(table.lines().count(), 4, "{table}");
    assert!(!table.contains("Redis"), "{table}");
    let written = as_dockerd_writes(&found).unwrap();
    assert!(written.starts_with(r#"{"Repositories":{"Redis":{"#), "{written}");
    // What dockerd wrote comes back byte for byte; what does not load is written as far as it was understood.
    assert_eq!(as_dockerd_writes(&read(&written)).unwrap(), written);
    let cut = format!("root@h:~# cat x\n{written}");
    assert!(as_dockerd_writes(&read(&cut)).unwrap().starts_with(r#"{"Repositories":{"localhost"#));
    assert_eq!(as_dockerd_writes(&read("hello")), None);
}

#[test]
fn problems_with_their_lines() {
    let found = read("{\"Repositories\":{\n  \"é\u{202e}\": {\"nginx:1\" \"A\"}}}");
    let (shown, more) = problems(&found, Lang::En);
    assert_eq!(more, 0);
    assert_eq!((shown[0].code, shown[0].line, shown[0].column), ("repository-name", 2, 3));
    assert_eq!(shown[0].text.0, "  ");
    assert!(shown[0].text.1.starts_with("\"é\\u{202e}\": {"), "{:?}", shown[0].text);
    assert_eq!((shown[1].code, shown[1].column), ("json-syntax", 20));
    assert!(shown[1].text.0.ends_with("\"nginx:1\" ") && shown[1].text.1.starts_with('"'), "{:?}", shown[1].text);
}

#[test]
fn an_image_and_its_config() {
    let config = include_bytes!("../../../../core/tests/data/inspect/nginx-config.json");
    let piece = Input { name: "config".to_owned(), via: Via::File, bytes: config.as_slice().into() };
    let mount = include_bytes!("../../../../core/tests/data/inspect/mount.txt");
    let mount = Input { name: "mount".to_owned(), via: Via::File, bytes: mount.as_slice().into() };
    let links = include_bytes!("../../../../core/tests/data/inspect/links.txt");
    let links = Input { name: "links".to_owned(), via: Via::File, bytes: links.as_slice().into() };
    let found = Bench::default().with_piece(piece).with_piece(mount).with_piece(links).read().unwrap();
    let picture = &found.inspection.picture;
    let id = *picture.images.keys().next().unwrap();
    assert_eq!((found.rows.len(), found.rows[0].sort, &*found.rows[0].text), (1, Sort::Unnamed, "da0d627b91c1"));
    let question = Question::Remove(found.rows[0].text.to_string());
    assert!(ask(&found, &question).unwrap().output.starts_with("Deleted: sha256:da0d627b91c1"));
    let card = image_card(picture, id).unwrap();
    assert_eq!(card.layers.iter().map(|layer| layer.number).collect::<Vec<_>>(), [5, 4, 3, 2, 1]);
    assert_eq!(card.layers[4].diff.as_ref().unwrap().value, card.layers[4].chain.as_ref().unwrap().value);
    assert_eq!((summary(picture, id).layers, card.layers[0].directory.origin), (Some(5), None));
    assert!(recompute(&found, id).unwrap().same);
    let stacks = stacks(picture);
    assert!(!stacks.is_empty() && stacks[0].upper.is_some() && stacks[0].lower[0].init);
}

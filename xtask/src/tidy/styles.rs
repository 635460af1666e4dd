//! Style sheets, the page's HTML and the components belong together.

use super::Source;

const LAYERS: &str = "web/styles/layers.css";

/// One line for each sheet that index.html does not load, for each component's sheet without a component, and if the order of the
/// css layers does not come first.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let html = sources.iter().find(|source| source.name == "index.html").map_or("", |source| &source.text);
    let linked: Vec<&str> =
        html.split("rel=\"css\" href=\"").skip(1).filter_map(|after| after.split('"').next()).collect();
    let mut lines = Vec::new();
    if linked.first().is_some_and(|first| *first != LAYERS) {
        lines.push(format!("index.html: {LAYERS} must be the first style sheet"));
    }
    for Source { name, .. } in sources.iter().filter(|source| is_sheet(source)) {
        if !linked.contains(&name.as_str()) {
            lines.push(format!("{name}: index.html does not load it"));
        }
        let Some(component) = name.strip_prefix("web/styles/components/").and_then(|name| name.strip_suffix(".css"))
        else {
            continue;
        };
        let module = component.replace('-', "_");
        let (file, folder) = (format!("/{module}.rs"), format!("/{module}/mod.rs"));
        if !sources.iter().any(|source| {
            source.name.starts_with("web/src/") && (source.name.ends_with(&file) || source.name.ends_with(&folder))
        }) {
            lines.push(format!("{name}: no component is called {module}"));
        }
    }
    lines
}

fn is_sheet(source: &Source) -> bool {
    source.name.starts_with("web/styles/") && source.is("css")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_loaded_and_have_their_component() {
        let source = |name: &str, text: &str| Source { name: name.to_owned(), text: text.to_owned() };
        let html = "<link data-trunk rel=\"css\" href=\"web/styles/components/hash-chip.css\">\n\
                    <link data-trunk rel=\"css\" href=\"web/styles/layers.css\">\n";
        let sources = [
            source("index.html", html),
            source("web/styles/layers.css", ""),
            source("web/styles/base.css", ""),
            source("web/styles/components/hash-chip.css", ""),
            source("web/styles/components/clock.css", ""),
            source("web/src/components/chips/hash_chip.rs", ""),
        ];
        assert_eq!(
            check(&sources),
            [
                "index.html: web/styles/layers.css must be the first style sheet",
                "web/styles/base.css: index.html does not load it",
                "web/styles/components/clock.css: index.html does not load it",
                "web/styles/components/clock.css: no component is called clock",
            ]
        );
    }
}

//! The union view: whose stack is looked at, and at which path.

use std::collections::BTreeSet;

use drydock_core::vfs::AbsPath;

use super::address::UnionPlace;

/// How the union view is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnionChoice {
    /// The image or container, by a name or an ID; without one, what the moment is about.
    pub subject: Option<String>,
    /// The path that is looked up, as it was typed.
    pub path: Vec<u8>,
    /// The directories of the union whose names are listed, the root apart.
    pub open: BTreeSet<AbsPath>,
}

/// What a reader does in the union view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// Shows the view in place of the stage.
    Show,
    /// Shows the stage again.
    Hide,
    /// Another image or container.
    Of(String),
    /// Another path.
    At(Vec<u8>),
    /// A directory's names are listed, or no longer.
    Open(AbsPath, bool),
}

impl UnionChoice {
    /// The view as an address opens it.
    pub fn at(place: UnionPlace) -> Self {
        let path = place.path.unwrap_or_default();
        let mut choice = Self { subject: place.subject, path, open: BTreeSet::new() };
        choice.open_above();
        choice
    }

    /// The view as an address names it.
    pub fn place(&self) -> UnionPlace {
        let path = Some(&self.path).filter(|path| !path.is_empty() && path[..] != b"/"[..]);
        UnionPlace { subject: self.subject.clone(), path: path.cloned() }
    }

    /// Does what the reader did.
    pub fn apply(now: &mut Option<Self>, look: Look) {
        if look == Look::Hide {
            *now = None;
            return;
        }
        let choice = now.get_or_insert_default();
        match look {
            Look::Show | Look::Hide => {}
            Look::Of(subject) => choice.subject = Some(subject),
            Look::At(path) => {
                choice.path = path;
                choice.open_above();
            }
            Look::Open(path, true) => {
                choice.open.insert(path);
            }
            Look::Open(path, false) => {
                choice.open.remove(&path);
            }
        }
    }

    /// Lists every directory above the path, so that its name can be seen among its siblings.
    fn open_above(&mut self) {
        let mut path = AbsPath::new(&self.path);
        while let Some((above, _)) = path.split() {
            path = above;
            if path != AbsPath::root() {
                self.open.insert(path.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_opens_what_leads_to_its_path() {
        let place = UnionPlace { subject: Some("web".to_owned()), path: Some(b"/etc/nginx/nginx.conf".to_vec()) };
        let choice = UnionChoice::at(place.clone());
        assert_eq!(choice.open, [AbsPath::new("/etc"), AbsPath::new("/etc/nginx")].into());
        assert_eq!(choice.place(), place);
        let mut now = Some(choice);
        UnionChoice::apply(&mut now, Look::Open(AbsPath::new("/etc/nginx"), false));
        UnionChoice::apply(&mut now, Look::At(b"/".to_vec()));
        let choice = now.clone().unwrap();
        assert_eq!((choice.place().path, choice.open), (None, [AbsPath::new("/etc")].into()));
        UnionChoice::apply(&mut now, Look::Hide);
        assert_eq!(now, None);
        UnionChoice::apply(&mut now, Look::Show);
        assert_eq!(now, Some(UnionChoice::default()));
    }
}

//! Mounting: what is refused, and why.

use super::*;

#[test]
fn options_that_are_refused() {
    #[rustfmt::skip]
    let rows = [
        ("nonsense", "UnknownOption"),
        ("index=maybe", "UnknownOption"),
        ("metacopy=on,redirect_dir=off", "Conflict"),
        ("metacopy=on,redirect_dir=nofollow", "Conflict"),
        ("nfs_export=on,index=off", "Conflict"),
        ("nfs_export=on,metacopy=on", "Conflict"),
        ("userxattr,redirect_dir=on", "Conflict"),
        ("userxattr,metacopy=on", "Conflict"),
        ("lowerdir=:a", "BadLowerdir"),
        ("lowerdir=a::b:c", "BadLowerdir"),
        ("lowerdir=::a", "BadLowerdir"),
        ("lowerdir=a:::b", "BadLowerdir"),
    ];
    for (options, why) in rows {
        let refusal = Options::parse(&format!("{options},upperdir=u,workdir=w")).unwrap_err();
        assert_eq!(
            (refusal.errno, variant(&format!("{:?}", refusal.why))),
            (Errno::EINVAL, why.to_owned()),
            "{options}"
        );
        assert_words(&refusal.why);
    }
    let lowers = |count: usize| vec!["l"; count].join(":");
    assert!(Options::parse(&format!("lowerdir={}", lowers(500))).is_ok());
    let refusal = Options::parse(&format!("lowerdir={}", lowers(501))).unwrap_err();
    assert_eq!(refusal, Refusal { errno: Errno::EINVAL, why: MountRefusal::TooManyLowers { count: 501 } });
}

fn assert_words(why: &MountRefusal) {
    let (en, zh) = (explain::en::refusal(why), explain::zh::refusal(why));
    assert!(en.is_ascii() && !en.is_empty() && !zh.is_ascii(), "{why:?}");
}

#[test]
fn directories_that_are_refused() {
    let fs = disk(&["in/", "d/", ""]);
    let at = |path: &str| fs.walk(&AbsPath::from(path)).unwrap();
    let (upper, inside, lower, below, other, work) = (at("/0"), at("/0/in"), at("/1"), at("/1/d"), at("/2"), at("/w"));
    let dirs = |lowers: &[Ino], upper: Option<Ino>, work: Option<Ino>| Directories {
        lowers: lowers.to_vec(),
        data: Vec::new(),
        upper,
        work,
    };
    let index = Config { index: true, ..Config::default() };
    let plain = Config::default();
    #[rustfmt::skip]
    let rows = [
        (&plain, dirs(&[], Some(upper), Some(work)), Errno::EINVAL, "NoLower"),
        (&plain, dirs(&[lower], None, None), Errno::EINVAL, "NothingToUnite"),
        (&plain, dirs(&[lower], Some(upper), None), Errno::EINVAL, "NoWorkdir"),
        (&plain, dirs(&[lower], Some(upper), Some(upper)), Errno::EINVAL, "WorkdirNotSeparate"),
        (&plain, dirs(&[lower], Some(upper), Some(inside)), Errno::EINVAL, "WorkdirNotSeparate"),
        (&plain, dirs(&[lower, lower], Some(upper), Some(work)), Errno::ELOOP, "Overlapping"),
        (&plain, dirs(&[lower, below], Some(upper), Some(work)), Errno::ELOOP, "Overlapping"),
        (&plain, dirs(&[upper], Some(upper), Some(work)), Errno::ELOOP, "Overlapping"),
        (&index, dirs(&[other], Some(upper), Some(work)), Errno::EBUSY, "InUse"),
    ];
    for (config, dirs, errno, why) in rows {
        let refusal = Overlay::mount(&mut fs.clone(), config.clone(), dirs, &[upper]).unwrap_err();
        assert_eq!((refusal.errno, variant(&format!("{:?}", refusal.why))), (errno, why.to_owned()));
        assert_words(&refusal.why);
    }
}

#[test]
fn what_an_earlier_mount_left() {
    let mut fs = disk(&["", "", ""]);
    mount(&mut fs, 3, "volatile", 0).unwrap();
    assert_eq!(mount(&mut fs, 3, "index=off", 0).unwrap_err().why, MountRefusal::VolatileBefore);

    let mut fs = disk(&["", "", ""]);
    let at = |fs: &Fs, path: &str| fs.walk(&AbsPath::from(path)).unwrap();
    let dirs = |fs: &Fs, lower: &str| Directories {
        lowers: vec![at(fs, lower)],
        data: Vec::new(),
        upper: Some(at(fs, "/0")),
        work: Some(at(fs, "/w")),
    };
    let index = Config { index: true, ..Config::default() };
    let (first, second) = (dirs(&fs, "/1"), dirs(&fs, "/2"));
    Overlay::mount(&mut fs, index.clone(), first.clone(), &[]).unwrap();
    Overlay::mount(&mut fs, index.clone(), first, &[]).unwrap();
    let refusal = Overlay::mount(&mut fs, index, second, &[]).unwrap_err();
    assert_eq!(refusal, Refusal { errno: Errno::ESTALE, why: MountRefusal::OtherLower });
}

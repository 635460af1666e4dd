//! Archives of images against a recorded `docker save`.

use drydock_core::archive::tar::Body;

use super::fixture::{Host, recorded_registry};

/// `manifest.json` and `repositories` as the real engine wrote them: the IDs in them are hashes of what was known of each layer.
#[test]
fn ids_of_old_times_are_the_recorded_ones() {
    let mut host = Host::new(recorded_registry());
    host.pull("nginx:latest");
    host.pull("site:1.0");
    host.tag("nginx:latest", "nginx:1.19");
    let texts = ["nginx:latest", "nginx:1.19", "site:1.0"].map(str::to_owned);
    let tar = host.machine.daemon.save_images(&mut host.machine.recorder, &texts).unwrap();
    let text = |name: &str| {
        let entries = tar.reader().map(Result::unwrap);
        let found = entries.into_iter().find(|entry| entry.header.name == name.as_bytes()).unwrap();
        let Body::Bytes(bytes) = found.body else { panic!("{name} is not known") };
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    let base = "e1bb1973f5e435bd49c900f8fd47aad0a89118d694bc1f3371f525b0fe8a135d/layer.tar";
    let shared = [
        base,
        "a5a80ec2f2d69ef01c2982c5bb3d5e82e5ef228bf0598ef10a3d55b69f36b8c3/layer.tar",
        "b6ea715031c4933a5baa75a7d8d2500ac448b01fa7ac7dcebc0dd5a3520421f6/layer.tar",
    ]
    .join("\",\"");
    let nginx = "b66dd374fedb31820ab05c9d51d16e8d99dc0add27f793c3a1d549bb9c175b36";
    let site = "2a9a8c187cc2e6e7c27e1121ee630b381750e7f5376fcfa900c4d29c5f1209bb";
    assert_eq!(
        text("manifest.json"),
        format!(
            "[{{\"Config\":\"da0d627b91c14e89d0d7fef7435857c44234c053e8422e852466c72ccf445457.json\",\
             \"RepoTags\":[\"nginx:latest\",\"nginx:1.19\"],\"Layers\":[\"{shared}\",\
             \"59b322635095160989ab8340bc323c9eb5a0db93e433e8fa00a5661af2d7d318/layer.tar\",\"{nginx}/layer.tar\"]}},\
             {{\"Config\":\"426bbf44f4b39e3915a3f26d68713f7f97440b065cd19ca662ff9ba76f1e8613.json\",\
             \"RepoTags\":[\"site:1.0\"],\"Layers\":[\"{shared}\",\"{site}/layer.tar\"]}}]\n"
        )
    );
    assert_eq!(
        text("repositories"),
        format!("{{\"nginx\":{{\"1.19\":\"{nginx}\",\"latest\":\"{nginx}\"}},\"site\":{{\"1.0\":\"{site}\"}}}}\n")
    );
    assert_eq!((text(base).len(), text(&format!("{nginx}/VERSION")).as_str()), (32_256, "1.0"));
    assert_eq!(text(&format!("{nginx}/json")).len(), 1110);
}

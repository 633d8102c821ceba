//! What decides about figures and items names no wire, no database, no runtime and no clock.

use std::path::Path;

#[test]
fn figures_and_items_are_decided_without_a_wire_a_database_or_a_clock() {
    let mut seen = 0;
    for room in ["indicator", "supervision"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/domain").join(room);
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for foreign in
                ["tonic", "sea_orm", "tokio", "proto::", "crate::api", "crate::store", "Moment::now"]
            {
                assert!(!text.contains(foreign), "{} names {foreign}", path.display());
            }
            seen += 1;
        }
    }
    assert!(seen >= 14, "the files were not where they were looked for");
}

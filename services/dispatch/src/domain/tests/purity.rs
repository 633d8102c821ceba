//! The centre stays pure: no file of it names the wire, the database or the runtime.

#[test]
fn the_domain_knows_no_wire_no_database_and_no_runtime() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/domain");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for foreign in ["tonic", "sea_orm", "tokio", "proto::", "prost", "Moment::now", "std::fs", "std::net"]
        {
            assert!(!text.contains(foreign), "{} names {foreign}", path.display());
        }
        seen += 1;
    }
    assert!(seen >= 6, "the files were not where they were looked for");
}

//! A field that is called like protected data says of which kind it is.

/// What protected fields are called, and kinds that they may be.
const CALLED: [&str; 4] = ["identity_number", "id_number", "phone", "bank_account"];
/// Numbers of an office, printed on its papers: nobody's own.
const PUBLIC: [&str; 2] =
    ["sharedcourt.courts.v1.PeoplesCourt.telephone", "sharedcourt.courts.v1.Reception.telephone"];

#[test]
fn what_is_called_like_protected_data_says_so() {
    let option = proto::POOL.get_extension_by_name("sharedcourt.access.v1.sensitivity").unwrap();
    let ours = proto::POOL.all_messages().filter(|message| message.full_name().starts_with("sharedcourt."));
    let fields = ours.flat_map(|message| message.fields().collect::<Vec<_>>());
    let is_text = |field: &prost_reflect::FieldDescriptor| field.kind() == prost_reflect::Kind::String;
    let named: Vec<_> = fields
        .filter(|field| is_text(field) && CALLED.iter().any(|name| field.name().ends_with(name)))
        .collect();
    assert!(named.len() > 8, "{named:?}");
    let is_public = |field: &&prost_reflect::FieldDescriptor| PUBLIC.contains(&field.full_name());
    let silent = named.iter().filter(|field| !field.options().has_extension(&option) && !is_public(field));
    let silent: Vec<_> = silent.collect();
    assert!(silent.is_empty(), "{silent:?}");
}

//! A text whose comment says how many characters it may have is not cut short before that by the bound of its transport.

use prost_reflect::FieldDescriptor;

/// The number of characters that a comment allows: `at most 2000 characters`.
fn promised(comment: &str) -> Option<u32> {
    let (before, _) = comment.split_once(" characters")?;
    before.rsplit(' ').next()?.replace(',', "").parse().ok()
}

fn comment(field: &FieldDescriptor) -> String {
    let file = field.parent_file();
    let info = file.file_descriptor_proto().source_code_info.as_ref().unwrap();
    let location = info.location.iter().find(|location| location.path == field.path());
    location.map(|location| location.leading_comments().to_owned()).unwrap_or_default()
}

#[test]
fn no_text_is_bounded_below_what_its_comment_promises() {
    let option = proto::POOL.get_extension_by_name("sharedcourt.access.v1.max_chars").unwrap();
    let ours = proto::POOL.all_messages().filter(|message| message.full_name().starts_with("sharedcourt."));
    let fields = ours.flat_map(|message| message.fields().collect::<Vec<_>>());
    let (mut read, mut short) = (0, Vec::new());
    for field in fields {
        let options = field.options();
        let Some(promised) = promised(&comment(&field)) else { continue };
        if !options.has_extension(&option) {
            continue;
        }
        read += 1;
        let bound = options.get_extension(&option).as_u32().unwrap();
        if bound < promised {
            short.push(format!("{} promises {promised} and is bounded by {bound}", field.full_name()));
        }
    }
    assert!(read > 20, "{read} comments were read");
    assert!(short.is_empty(), "{}", short.join("\n"));
}

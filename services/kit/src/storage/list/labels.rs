//! What people call the fields by which a list is asked.

use prost_reflect::MessageDescriptor;

use crate::domain::refusal::Text;

/// What people call a field of the rows of a list, with the quotation marks of each language; `None` where the rows have no such field.
#[must_use]
pub fn label(method: &str, path: &str) -> Option<Text> {
    let label = proto::path_label(&rows_of(method)?, path)?;
    Some(Text::new(label.zh, label.en))
}

/// The labels of some fields, each once, joined as each language does; those that the rows do not have are left out.
pub(in crate::storage) fn labels<'a>(method: &str, paths: impl Iterator<Item = &'a str>) -> Text {
    let mut known: Vec<Text> = Vec::new();
    for text in paths.filter_map(|path| label(method, path)) {
        if !known.contains(&text) {
            known.push(text);
        }
    }
    let zh: Vec<&str> = known.iter().map(|text| text.zh.as_str()).collect();
    let en: Vec<&str> = known.iter().map(|text| text.en.as_str()).collect();
    Text::new(zh.join("、"), en.join(", "))
}

/// What a list gives rows of: the first repeated message of its answer.
fn rows_of(method: &str) -> Option<MessageDescriptor> {
    let (service, name) = method.rsplit_once('.')?;
    let service = proto::POOL.get_service_by_name(service)?;
    let method = service.methods().find(|method| method.name() == name)?;
    let rows = method.output().fields().find(prost_reflect::FieldDescriptor::is_list)?;
    rows.kind().as_message().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASKS: &str = "sharedcourt.dispatch.v1.TaskService.ListTasks";

    #[test]
    fn fields_of_the_rows_of_a_list_are_called_as_the_contract_calls_them() {
        let text = label(TASKS, "finish_by").unwrap();
        assert_eq!(
            (text.zh.as_str(), text.en.as_str()),
            ("「任务办结期限」", "\"Time limit for finishing\"")
        );
        assert_eq!(label(TASKS, "visible_unit"), None);
        let text = labels(TASKS, ["worker", "nothing", "court", "worker"].into_iter());
        assert_eq!(text.zh, "「网格员」、「共享法庭」");
    }
}

//! What people call the fields of the contract, and the path of a field in words.
//!
//! A violation names its field by a path, `rows[3].case.parties[0].identity_number`, which is for programs. A person reads the labels
//! of the fields on the way and counts from one: 第 4 行「当事人」第 1 项的「身份证件号码」, or `row 4, party 1, "Identity number"`.

use prost_reflect::{DynamicMessage, EnumValueDescriptor, FieldDescriptor, MessageDescriptor};

use crate::access::v1::{ImportColumn, Label};

/// What a field's `label` option says. Every field that a request can hold has one; `None` means that it was left out elsewhere, or
/// that the field is not ours.
#[must_use]
pub fn label_of(field: &FieldDescriptor) -> Option<Label> {
    let option = field.parent_pool().get_extension_by_name("sharedcourt.access.v1.label")?;
    let options: DynamicMessage = field.options();
    if !options.has_extension(&option) {
        return None;
    }
    options.get_extension(&option).as_message()?.transcode_to().ok()
}

/// What an enum value's `value_label` option says: what the value is called in a table. Every value of an enum that a list answers with
/// has one, but the first, which is no value.
#[must_use]
pub fn value_label_of(value: &EnumValueDescriptor) -> Option<Label> {
    let option = value.parent_pool().get_extension_by_name("sharedcourt.access.v1.value_label")?;
    let options: DynamicMessage = value.options();
    if !options.has_extension(&option) {
        return None;
    }
    options.get_extension(&option).as_message()?.transcode_to().ok()
}

/// The columns in which an import takes a field, by the field's `import_columns` option.
#[must_use]
pub fn import_columns_of(field: &FieldDescriptor) -> Vec<ImportColumn> {
    let option = field.parent_pool().get_extension_by_name("sharedcourt.access.v1.import_columns");
    let options: DynamicMessage = field.options();
    let Some(option) = option.filter(|option| options.has_extension(option)) else { return Vec::new() };
    let columns = options.get_extension(&option);
    let columns = columns.as_list().unwrap_or_default().iter().filter_map(prost_reflect::Value::as_message);
    columns.filter_map(|column| column.transcode_to().ok()).collect()
}

/// The path of a field in `message` in words, with the quotation marks of each language: ready to stand in a sentence.
///
/// Steps of the path are the names of the contract or those of its JSON. A path that ends at a choice (`oneof`) names all that can be
/// chosen; one that leads into a date, a position or another message that is not ours ends at the field that holds it. Of the messages
/// on the way it says the positions in lists, and the message that holds the field where the field's label alone does not say of whom
/// or what it is.
///
/// `None` where the message has no such field, or one on the way has no label.
#[must_use]
pub fn path_label(message: &MessageDescriptor, path: &str) -> Option<Label> {
    let steps = steps(message, path)?;
    Some(Label { zh: in_chinese(&steps), en: in_english(&steps) })
}

/// One step of a path.
struct Step {
    /// One, or those of all that can be chosen.
    labels: Vec<Label>,
    /// Which element of a list, from zero.
    index: Option<usize>,
    /// It is the list of the rows of a table.
    is_table: bool,
    /// It holds what the method or the row is about: a resource, or one choice of several. That goes without saying.
    is_subject: bool,
}

fn steps(message: &MessageDescriptor, path: &str) -> Option<Vec<Step>> {
    let mut steps: Vec<Step> = Vec::new();
    let mut message = Some(message.clone());
    for step in path.split('.') {
        let holder = message?;
        let (name, index) = name_and_index(step)?;
        let Some(field) = holder.get_field_by_name(name).or_else(|| holder.get_field_by_json_name(name))
        else {
            steps.push(choice(&holder, name).filter(|_| index.is_none())?);
            message = None;
            continue;
        };
        if index.is_some() && !field.is_list() && !field.is_map() {
            return None;
        }
        message = field.kind().as_message().cloned();
        match label_of(&field) {
            Some(label) => steps.push(Step {
                labels: vec![label],
                index,
                is_table: field.name() == "rows",
                is_subject: is_choice(&field) || message.as_ref().is_some_and(is_resource),
            }),
            // Dates, positions and the like, keys and values of a map: the field that holds them has the label.
            None if !steps.is_empty() && is_part(&holder) => {}
            None => return None,
        }
    }
    Some(steps)
}

fn is_part(holder: &MessageDescriptor) -> bool {
    holder.package_name().starts_with("google.") || holder.is_map_entry()
}

fn is_resource(message: &MessageDescriptor) -> bool {
    message.get_field_by_name("name").is_some()
}

fn is_choice(field: &FieldDescriptor) -> bool {
    field.containing_oneof().is_some_and(|choice| !choice.is_synthetic())
}

/// `rows` and 3 of `rows[3]`.
fn name_and_index(step: &str) -> Option<(&str, Option<usize>)> {
    let Some((name, rest)) = step.split_once('[') else { return Some((step, None)) };
    let digits = rest.strip_suffix(']')?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let index: usize = digits.parse().ok()?;
    index.checked_add(1).map(|_| (name, Some(index)))
}

fn choice(message: &MessageDescriptor, name: &str) -> Option<Step> {
    let choice = message.oneofs().find(|choice| choice.name() == name)?;
    let labels = choice.fields().map(|field| label_of(&field)).collect::<Option<Vec<_>>>()?;
    Some(Step { labels, index: None, is_table: false, is_subject: false })
}

/// What the last step is of, in one language: the nearest step before it that its label does not name already, no further than the
/// nearest position in a list and the subject.
fn holder<'a>(
    before: &'a [Step],
    text: impl Fn(&'a Step) -> &'a str,
    is_named: impl Fn(&str) -> bool,
) -> Option<&'a str> {
    let nearest = before.iter().rev().take_while(|step| step.index.is_none() && !step.is_subject);
    nearest.map(text).find(|holder| !is_named(holder))
}

fn zh(step: &Step) -> &str {
    step.labels.first().map_or("", |label| &label.zh)
}

fn en(step: &Step) -> &str {
    step.labels.first().map_or("", |label| &label.en)
}

fn in_chinese(steps: &[Step]) -> String {
    let Some((last, before)) = steps.split_last() else { return String::new() };
    let mut text: String = before.iter().filter_map(position_in_chinese).collect();
    // The word with which its label begins is enough: 付款账号 is of the 付款人.
    let is_named = |holder: &str| zh(last).contains(&holder.chars().take(2).collect::<String>());
    if let Some(holder) = holder(before, zh, is_named) {
        text.push_str(&quoted_in_chinese(holder));
    }
    if !text.is_empty() {
        text.push('的');
    }
    let named = || listed(last.labels.iter().map(|label| quoted_in_chinese(&label.zh)), "、", "或");
    text + &position_in_chinese(last).unwrap_or_else(named)
}

fn position_in_chinese(step: &Step) -> Option<String> {
    let number = step.index? + 1;
    Some(if step.is_table {
        format!("第 {number} 行")
    } else {
        format!("{}第 {number} 项", quoted_in_chinese(zh(step)))
    })
}

fn quoted_in_chinese(text: &str) -> String {
    format!("「{text}」")
}

fn in_english(steps: &[Step]) -> String {
    let Some((last, before)) = steps.split_last() else { return String::new() };
    let mut parts: Vec<String> = before.iter().filter_map(position_in_english).collect();
    let is_named = |holder: &str| en(last).to_lowercase().contains(&holder.to_lowercase());
    parts.extend(holder(before, en, is_named).map(without_capital));
    let named = || listed(last.labels.iter().map(|label| format!("\"{}\"", label.en)), ", ", " or ");
    parts.push(position_in_english(last).unwrap_or_else(named));
    parts.join(", ")
}

fn position_in_english(step: &Step) -> Option<String> {
    let number = step.index? + 1;
    let thing = if step.is_table { "row".to_owned() } else { without_capital(&singular(en(step))) };
    Some(format!("{thing} {number}"))
}

/// `Terms of office` is `Term of office`: the first plural in it is what the list holds.
fn singular(label: &str) -> String {
    let mut done = false;
    let words = label.split(' ').map(|word| match singular_word(word) {
        Some(one) if !done => {
            done = true;
            one
        }
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn singular_word(word: &str) -> Option<String> {
    if word == "People" {
        return Some("Person".to_owned());
    }
    let without =
        |ending: &str, instead: &str| word.strip_suffix(ending).map(|stem| format!("{stem}{instead}"));
    without("ases", "asis")
        .or_else(|| without("ies", "y"))
        .or_else(|| without("ches", "ch"))
        .or_else(|| without("shes", "sh"))
        .or_else(|| without("sses", "ss"))
        .or_else(|| word.strip_suffix('s').filter(|stem| !stem.ends_with(['s', 'u', 'i'])).map(str::to_owned))
}

/// As the label stands within a sentence; an abbreviation keeps its capitals.
fn without_capital(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.as_str()) {
        (Some(first), rest) if !rest.starts_with(char::is_uppercase) => {
            first.to_lowercase().chain(rest.chars()).collect()
        }
        _ => label.to_owned(),
    }
}

/// `a、b或c`.
fn listed(items: impl Iterator<Item = String>, comma: &str, or: &str) -> String {
    let items: Vec<String> = items.collect();
    match items.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{}{or}{last}", others.join(comma)),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests;

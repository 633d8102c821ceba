//! Questions that people wrote: read with their line and column where they are no JSON, and doubted where they hold what the law
//! never looks at. A fact under a misspelt name is a fact that is not stated, and the answer would be about another case.

use std::{
    collections::HashSet,
    fmt,
    fs::File,
    io::{Read, stdin},
};

use law::ask::{self, Answer};
use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value, error::Category, json};

/// The longest question, in bytes. Every field is doubted on its own, so that a long one would take long.
const LONGEST: u64 = 64 * 1024;

/// Names that the contract has beside the facts, for the reader; the law does not weigh them.
const NOT_WEIGHED: [&str; 2] = ["title", "displayName"];

/// Why a question could not be read, in Chinese and English.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    zh: String,
    en: String,
}

impl Wrong {
    fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// Says in which file.
    pub(super) fn within(self, file: &str) -> Self {
        Self { zh: format!("{file}：{}", self.zh), en: format!("{file}: {}", self.en) }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", without_long_numbers(&self.zh), without_long_numbers(&self.en))
    }
}

/// What stands in a file, or in standard input where it is called `-`.
pub(super) fn bytes(file: &str) -> Result<Vec<u8>, Wrong> {
    let mut bytes = Vec::new();
    let read = match file {
        "-" => stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes),
        file => File::open(file).and_then(|open| open.take(LONGEST + 1).read_to_end(&mut bytes)),
    };
    match read {
        Ok(length) if length as u64 > LONGEST => {
            Err(Wrong::new("文件超过 64 KiB。", "The file is larger than 64 KiB.").within(file))
        }
        Ok(_) => Ok(bytes),
        Err(fault) => {
            Err(Wrong::new(format!("读不了：{fault}"), format!("can't be read: {fault}")).within(file))
        }
    }
}

/// Reads JSON in which no name stands twice.
pub(super) fn read(bytes: &[u8]) -> Result<Value, Wrong> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    serde_json::from_slice(bytes).map(|Once(value)| value).map_err(|fault| {
        let (line, column) = (fault.line(), fault.column());
        let place = (format!("第 {line} 行第 {column} 列"), format!("line {line}, column {column}"));
        match fault.classify() {
            Category::Data => {
                Wrong::new(format!("{}：字段重复", place.0), format!("{}: a field is given twice", place.1))
            }
            Category::Io | Category::Syntax | Category::Eof => {
                Wrong::new(format!("{}：不是有效的 JSON", place.0), format!("{}: this is not JSON", place.1))
            }
        }
    })
}

/// Asks; a question that cannot be read is refused with its place.
pub(super) fn ask(topic: &str, question: &Value) -> Result<Answer, Wrong> {
    let answer = answer(topic, question)?;
    if let Some(error) = error_of(&answer) {
        return Err(unreadable(topic, question, error));
    }
    let mut unread: Vec<String> = Vec::new();
    for field in fields(question) {
        let is_inside = unread.iter().any(|outer| field.starts_with(&format!("{outer}/")));
        if !is_inside && is_unread(topic, question, &field) {
            unread.push(field);
        }
    }
    let names: Vec<String> = unread.iter().map(|field| name(field)).collect();
    if names.is_empty() {
        return Ok(answer);
    }
    let names = names.join(", ");
    Err(Wrong::new(format!("没有这样的字段：{names}"), format!("there is no such field: {names}")))
}

fn answer(topic: &str, question: &Value) -> Result<Answer, Wrong> {
    ask::by_name(topic, question.clone()).ok_or_else(|| {
        Wrong::new(format!("没有这个主题：{topic}"), format!("there is no such topic: {topic}"))
    })
}

fn error_of(answer: &Answer) -> Option<&str> {
    answer.value.get("errorEn").and_then(Value::as_str)
}

/// The library says what is wrong and not where. The field is the innermost one without which something else is wrong, or nothing.
fn unreadable(topic: &str, question: &Value, error: &str) -> Wrong {
    let reason = error.strip_prefix("cannot read this: ").unwrap_or(error);
    if let Some(field) = quoted(reason, "missing field `") {
        let (zh, en) = labels(topic, field);
        return Wrong::new(
            format!("读不懂：缺少字段 `{field}`{zh}"),
            format!("cannot read this: missing field `{field}`{en}"),
        );
    }
    let fields = fields(question);
    let at_fault = fields.iter().rev().find(|field| {
        let mut without = question.clone();
        remove(&mut without, field);
        answer(topic, &without).is_ok_and(|answer| error_of(&answer) != Some(error))
    });
    let Some(field) = at_fault.map(|field| name(field)) else {
        let (zh, en) = if question.is_object() || question.is_string() {
            (reason.to_owned(), reason.to_owned())
        } else {
            ("应为一个对象，列出各项事实".to_owned(), "it is an object that lists the facts".to_owned())
        };
        return Wrong::new(format!("读不懂：{zh}"), format!("cannot read this: {en}"));
    };
    let (zh, en) = labels(topic, &field);
    let fact = ask::fact(topic, &field);
    let (why_zh, why_en) = match (quoted(reason, "unknown variant `"), fact) {
        (Some(value), Some(fact)) => {
            let names = fact.values.names().iter();
            let list_zh: Vec<_> = names.clone().map(|(name, zh, _)| format!("`{name}`（{zh}）")).collect();
            let list_en: Vec<_> = names.map(|(name, _, en)| format!("`{name}` ({en})")).collect();
            (
                format!("不认识的值 `{value}`，应为其中之一：{}", list_zh.join("、")),
                format!("unknown variant `{value}`, expected one of {}", list_en.join(", ")),
            )
        }
        // A type of the program means nothing to the person who asks; what the fact takes does.
        (_, Some(fact)) if reason.starts_with("invalid ") || reason.starts_with("data did not match") => {
            let (zh, en) = fact.values.words();
            (format!("应为{zh}"), format!("it is {en}"))
        }
        _ => (reason.to_owned(), reason.to_owned()),
    };
    Wrong::new(format!("读不懂：{field}: {why_zh}{zh}"), format!("cannot read this: {field}: {why_en}{en}"))
}

/// What stands between an opening and the next backquote.
fn quoted<'a>(text: &'a str, opening: &str) -> Option<&'a str> {
    text.strip_prefix(opening)?.split('`').next()
}

/// What a field is, in words of both languages, in brackets.
fn labels(topic: &str, field: &str) -> (String, String) {
    ask::fact(topic, field)
        .map(|fact| (format!("（{}）", fact.zh), format!(" ({})", fact.en)))
        .unwrap_or_default()
}

/// A field that could hold anything without making the question unreadable is one that nobody reads. No fact of the law is a
/// fraction, so a fraction is what nobody could read.
fn is_unread(topic: &str, question: &Value, field: &str) -> bool {
    if field.rsplit('/').next().is_some_and(|last| NOT_WEIGHED.contains(&last)) {
        return false;
    }
    let mut other = question.clone();
    let Some(value) = other.pointer_mut(field) else { return false };
    *value = json!(0.5);
    answer(topic, &other).is_ok_and(|answer| error_of(&answer).is_none())
}

/// Pointers (RFC 6901) to every field of every object, outer ones first.
fn fields(value: &Value) -> Vec<String> {
    fn walk(value: &Value, path: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(entries) => {
                for (name, value) in entries {
                    let path = format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"));
                    found.push(path.clone());
                    walk(value, &path, found);
                }
            }
            Value::Array(elements) => {
                for (index, value) in elements.iter().enumerate() {
                    walk(value, &format!("{path}/{index}"), found);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}

/// A pointer as people write it: `server.courtStaff`, `entries[1].id`.
fn name(pointer: &str) -> String {
    let mut name = String::new();
    for step in pointer.split('/').skip(1) {
        if step.bytes().all(|byte| byte.is_ascii_digit()) && !name.is_empty() {
            name = format!("{name}[{step}]");
        } else {
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(&step.replace("~1", "/").replace("~0", "~"));
        }
    }
    name
}

fn remove(value: &mut Value, pointer: &str) {
    let Some((outer, last)) = pointer.rsplit_once('/') else { return };
    if let Some(Value::Object(entries)) = value.pointer_mut(outer) {
        entries.remove(&last.replace("~1", "/").replace("~0", "~"));
    }
}

/// A complaint repeats what was written; where that is as long as a citizen's number, the birth date in it is nobody's business.
fn without_long_numbers(text: &str) -> String {
    let mut shown = String::new();
    let mut run: Vec<char> = Vec::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_digit() || (run.len() >= 15 && matches!(c, 'x' | 'X')) {
            run.push(c);
            continue;
        }
        let masked = run.len() >= 15;
        let last = run.len().saturating_sub(4);
        shown.extend(
            run.drain(..).enumerate().map(
                |(at, digit)| {
                    if masked && (6..last).contains(&at) { '*' } else { digit }
                },
            ),
        );
        shown.push(c);
    }
    shown.pop();
    shown
}

/// JSON in which no object names a field twice.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let (mut object, mut names) = (Map::new(), HashSet::new());
        while let Some(name) = entries.next_key::<String>()? {
            if !names.insert(name.clone()) {
                return Err(A::Error::custom("a field is given twice"));
            }
            let Once(value) = entries.next_value()?;
            object.insert(name, value);
        }
        Ok(object.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(Once(value)) = elements.next_element()? {
            array.push(value);
        }
        Ok(array.into())
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}

//! Filters: `field op value`, joined by `AND`, and `field:(A,B)` for a field that has one of several names: the small part of AIP-160 that
//! lists here understand. Anything else is refused, never ignored.

use jiff::civil::Date;
use law::identifiers::{CaseNumber, RegionCode};
use uuid::Uuid;

pub use super::clause::Op;
use super::labels;
use crate::{
    access::SERVICE_ACCOUNTS,
    domain::{
        reason,
        refusal::{Kind, Refusal, Text, snake_case},
    },
};

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// In `snake_case`, whichever way it was written.
    pub field: String,
    /// The comparison.
    pub op: Op,
    /// Without its quotes. Of a set the first value.
    pub value: String,
    /// The other values of a set, `field:(A,B)`; empty where there is one value.
    pub others: Vec<String>,
    /// What people call the field, with the quotation marks of each language.
    pub label: Text,
}

/// A field that a filter may name.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in a filter.
    pub name: &'static str,
    /// The field of the list's rows that it is about.
    pub path: &'static str,
    /// It takes `<`, `<=`, `>` and `>=` beside `=` and `!=`.
    pub has_ranges: bool,
    /// It takes a set, `:(A,B)`.
    pub has_sets: bool,
}

impl Field {
    /// A field that takes `=` and `!=`, and `:` for `=`.
    #[must_use]
    pub const fn equal(name: &'static str) -> Self {
        Self { name, path: name, has_ranges: false, has_sets: false }
    }

    /// A field with names of an enum, which takes a set of them as well.
    #[must_use]
    pub const fn named(name: &'static str) -> Self {
        Self { has_sets: true, ..Self::equal(name) }
    }

    /// A field that takes every comparison.
    #[must_use]
    pub const fn ranged(name: &'static str) -> Self {
        Self { has_ranges: true, ..Self::equal(name) }
    }

    /// The same where the rows have another name for it.
    #[must_use]
    pub const fn about(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    /// What people call it in a list.
    fn label(&self, method: &str) -> Text {
        labels::label(method, self.path).unwrap_or_else(|| Text::new(self.name, self.name))
    }
}

/// Reads the filter of a list. Its method is by its full name, so that a refusal calls fields as the contract does.
pub fn parse(text: &str, method: &str, fields: &[Field]) -> Result<Vec<Term>, Refusal> {
    let mut rest = text.trim_start();
    let mut terms = Vec::new();
    while !rest.is_empty() {
        let (mut term, after) = term(rest).ok_or_else(|| malformed(rest))?;
        match fields.iter().find(|field| field.name == term.field) {
            None => return Err(unknown(&term.field, method, fields)),
            Some(field)
                if (!field.has_ranges && !matches!(term.op, Op::Eq | Op::Ne))
                    || (!field.has_sets && !term.others.is_empty()) =>
            {
                return Err(malformed(rest));
            }
            Some(field) => {
                term.label = field.label(method);
                terms.push(term);
            }
        }
        rest = after.trim_start();
        if rest.is_empty() {
            break;
        }
        let joined = rest.get(..3).filter(|word| word.eq_ignore_ascii_case("AND"));
        let next = joined.and_then(|_| rest[3..].strip_prefix(char::is_whitespace)).map(str::trim_start);
        rest = next.filter(|next| !next.is_empty()).ok_or_else(|| malformed(rest))?;
    }
    Ok(terms)
}

fn term(text: &str) -> Option<(Term, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))?;
    let (name, rest) = text.split_at(end);
    if name.is_empty() {
        return None;
    }
    let rest = rest.trim_start();
    let (op, width) = match rest.as_bytes() {
        [b'!', b'=', ..] => (Op::Ne, 2),
        [b'<', b'=', ..] => (Op::Le, 2),
        [b'>', b'=', ..] => (Op::Ge, 2),
        [b'=' | b':', ..] => (Op::Eq, 1),
        [b'<', ..] => (Op::Lt, 1),
        [b'>', ..] => (Op::Gt, 1),
        _ => return None,
    };
    let is_set = rest.starts_with(':');
    let rest = rest[width..].trim_start();
    let field = snake_case(name);
    let label = Text::new("", "");
    if let Some(rest) = rest.strip_prefix('(').filter(|_| is_set) {
        let (inner, rest) = rest.split_once(')')?;
        let mut values = inner.split(',').map(|value| value.trim().to_owned());
        let (value, others): (String, Vec<String>) = (values.next()?, values.collect());
        let is_plain = |value: &String| !value.is_empty() && value.bytes().all(is_of_a_name);
        let is_ended = rest.is_empty() || rest.starts_with(char::is_whitespace);
        let is_read = is_ended && is_plain(&value) && others.iter().all(is_plain);
        return is_read.then_some((Term { field, op, value, others, label }, rest));
    }
    let (value, rest) = match rest.strip_prefix('"') {
        Some(quoted) => {
            let end = quoted.find('"')?;
            (&quoted[..end], &quoted[end + 1..])
        }
        None => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
    };
    if value.is_empty() {
        return None;
    }
    Some((Term { field, op, value: value.to_owned(), others: Vec::new(), label }, rest))
}

/// Whether a byte may stand in a name of an enum.
const fn is_of_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn malformed(near: &str) -> Refusal {
    let near: String = near.chars().take(40).collect();
    Refusal::new(
        Kind::Invalid,
        reason::FILTER_MALFORMED,
        format!("筛选条件在“{near}”处无法识别。写法：字段=值 AND 字段:(值,值)，含空格的值加双引号。"),
        format!("The filter is not understood at \"{near}\". Write: field=value AND field:(value,value), values with spaces in quotes."),
    )
    .at("filter")
}

fn unknown(field: &str, method: &str, fields: &[Field]) -> Refusal {
    let known = labels::labels(method, fields.iter().map(|field| field.path));
    let names: Vec<_> = fields.iter().map(|field| field.name).collect();
    Refusal::new(
        Kind::Invalid,
        reason::FILTER_FIELD_UNKNOWN,
        format!("不能按“{field}”筛选，可以按以下条件筛选：{}。", known.zh),
        format!("There is no filter by {field}; there is: {}.", known.en),
    )
    .with("fields", names.join(","))
    .at("filter")
}

/// The refusal for a value that a field cannot have.
#[must_use]
pub fn bad_value(term: &Term, zh: &str, en: &str) -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::FILTER_VALUE_INVALID,
        format!("筛选条件{}的值“{}”无效：{zh}", term.label.zh, term.value),
        format!("The filter's value \"{}\" for {} is not valid: {en}", term.value, term.label.en),
    )
    .with("field", term.field.clone())
    .at("filter")
}

/// The name of an enum's value, written with or without its prefix. A set is refused where a field takes none.
pub fn name<'a>(term: &'a Term, prefix: &str, names: &[&str]) -> Result<&'a str, Refusal> {
    match self::names(term, prefix, names)?.as_slice() {
        [name] => Ok(*name),
        _ => Err(bad_value(term, "只能有一个值。", "it has one value.")),
    }
}

/// The names of a term, each once and written with or without their prefix: one, or those of a set.
pub fn names<'a>(term: &'a Term, prefix: &str, names: &[&str]) -> Result<Vec<&'a str>, Refusal> {
    let mut wanted = Vec::new();
    for value in std::iter::once(&term.value).chain(&term.others) {
        let name = value.strip_prefix(prefix).unwrap_or(value);
        if !names.contains(&name) {
            let (names, term) = (names.join(", "), &Term { value: value.clone(), ..term.clone() });
            return Err(bad_value(term, &format!("可用的值：{names}。"), &format!("one of {names}.")));
        }
        if !wanted.contains(&name) {
            wanted.push(name);
        }
    }
    Ok(wanted)
}

/// Whether a term asks for something to be so: `true` or `false`, and the comparison counts.
pub fn flag(term: &Term) -> Result<bool, Refusal> {
    let so = match term.value.as_str() {
        "true" => true,
        "false" => false,
        _ => return Err(bad_value(term, "只能是 true 或 false。", "true or false.")),
    };
    Ok(so == (term.op != Op::Ne))
}

/// A region, written with or without `regions/`.
pub fn region(term: &Term) -> Result<RegionCode, Refusal> {
    let code = RegionCode::parse(term.value.strip_prefix("regions/").unwrap_or(&term.value));
    code.map_err(|fault| bad_value(term, &fault.text().zh, &fault.text().en))
}

/// A case number, in its usual form.
pub fn case_number(term: &Term) -> Result<CaseNumber, Refusal> {
    CaseNumber::parse(&term.value).map_err(|fault| bad_value(term, &fault.text().zh, &fault.text().en))
}

/// A day.
pub fn day(term: &Term) -> Result<Date, Refusal> {
    term.value.parse().map_err(|_| bad_value(term, "日期须写作 2026-12-31。", "a day is written 2026-12-31."))
}

/// A resource name of this kind, as `people/`.
pub fn resource<'a>(term: &'a Term, prefix: &str) -> Result<&'a str, Refusal> {
    let named = term.value.strip_prefix(prefix).is_some_and(|id| !id.is_empty());
    named.then_some(term.value.as_str()).ok_or_else(|| {
        bad_value(term, &format!("须写作 {prefix}编号。"), &format!("it is written {prefix} and the id."))
    })
}

/// Who did something: a person, or the account of another system.
pub fn person(term: &Term) -> Result<&str, Refusal> {
    if term.value.starts_with(SERVICE_ACCOUNTS) {
        resource(term, SERVICE_ACCOUNTS)
    } else {
        resource(term, "people/")
    }
}

/// The id of a resource of this kind, written with or without the prefix of its name.
pub fn id(term: &Term, prefix: &str) -> Result<Uuid, Refusal> {
    let id = Uuid::parse_str(term.value.strip_prefix(prefix).unwrap_or(&term.value));
    id.map_err(|_| {
        bad_value(term, &format!("须写作 {prefix}编号。"), &format!("it is written {prefix} and the id."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TASKS: &str = "sharedcourt.dispatch.v1.TaskService.ListTasks";
    const FIELDS: &[Field] = &[
        Field::named("state"),
        Field::equal("court"),
        Field::equal("case_number"),
        Field::equal("region").about("region_code"),
        Field::ranged("create_time"),
    ];

    fn parse(text: &str) -> Result<Vec<Term>, Refusal> {
        super::parse(text, TASKS, FIELDS)
    }

    #[test]
    fn conditions_are_read_in_both_spellings() {
        let terms = parse(
            r#"state=DISPATCHED AND caseNumber = "（2023）浙0783执1号" and create_time>=2026-01-01T00:00:00Z"#,
        );
        let terms = terms.unwrap();
        assert_eq!(terms.len(), 3);
        assert_eq!(
            (terms[1].field.as_str(), terms[1].value.as_str()),
            ("case_number", "（2023）浙0783执1号")
        );
        assert_eq!(terms[2].op, Op::Ge);
        assert!(parse("  ").unwrap().is_empty());
    }

    #[test]
    fn a_field_with_names_takes_a_set_of_them() {
        let names = ["DONE", "EXPIRED", "REVOKED"];
        let read = |text: &str| {
            let term = parse(text)?.remove(0);
            super::names(&term, "TASK_STATE_", &names)
                .map(|names| names.into_iter().map(str::to_owned).collect::<Vec<_>>())
        };
        assert_eq!(read("state:(DONE,TASK_STATE_EXPIRED)").unwrap(), ["DONE", "EXPIRED"]);
        assert_eq!(read("state : ( DONE , DONE ) AND court=courts/1").unwrap(), ["DONE"]);
        assert_eq!(read("state:DONE").unwrap(), ["DONE"]);
        let unknown = read("state:(DONE,LOST)").unwrap_err();
        assert_eq!(unknown.reason(), "FILTER_VALUE_INVALID");
        assert!(unknown.text().en.contains("\"LOST\""), "{unknown}");
        let set = parse("state:(DONE,EXPIRED)").unwrap().remove(0);
        assert_eq!(name(&set, "TASK_STATE_", &names).unwrap_err().reason(), "FILTER_VALUE_INVALID");
        for wrong in [
            "state:()",
            "state:(DONE",
            "state:(DONE,)",
            "state=(DONE,EXPIRED)",
            "court:(a,b)",
            "state:(A)AND",
        ] {
            let refused = read(wrong).unwrap_err().reason().to_string();
            assert!(refused.starts_with("FILTER_"), "{wrong}");
        }
        assert_eq!(parse("court:(a,b)").unwrap_err().reason(), "FILTER_MALFORMED");
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for wrong in [
            "state",
            "state=",
            "=x",
            "state=A OR state=B",
            "state=A AND",
            "state>A",
            "state=\"A",
            "(state=A)",
        ] {
            assert_eq!(parse(wrong).unwrap_err().reason(), "FILTER_MALFORMED", "{wrong}");
        }
        assert_eq!(parse("colour=red").unwrap_err().reason(), "FILTER_FIELD_UNKNOWN");
    }

    #[test]
    fn refusals_call_fields_as_people_do_and_keep_their_names_for_programs() {
        let unknown = parse("colour=red").unwrap_err();
        assert_eq!(
            unknown.text().zh,
            "不能按“colour”筛选，可以按以下条件筛选：「任务状态」、「共享法庭」、「案号」、「区划代码」、「创建时间」。"
        );
        assert!(unknown.text().en.contains("\"Status of the task\", \"Shared court\""), "{unknown}");
        let term = parse("region=3").unwrap().remove(0);
        let wrong = region(&term).unwrap_err();
        assert!(wrong.text().zh.starts_with("筛选条件「区划代码」的值“3”无效："), "{wrong}");
        assert!(wrong.text().en.contains("\"3\" for \"Region code\" is not valid"), "{wrong}");
    }

    #[test]
    fn a_value_that_no_name_can_be_is_refused() {
        let label = Text::new("「派发人」", "\"Filed by\"");
        let term = |value: &str| Term {
            field: "creator".into(),
            op: Op::Eq,
            value: value.into(),
            others: Vec::new(),
            label: label.clone(),
        };
        assert_eq!(person(&term("people/a")).unwrap(), "people/a");
        assert_eq!(person(&term("serviceAccounts/bank")).unwrap(), "serviceAccounts/bank");
        for wrong in ["a", "people/", "serviceAccounts/", "courts/33078311500001"] {
            assert_eq!(person(&term(wrong)).unwrap_err().reason(), "FILTER_VALUE_INVALID", "{wrong}");
        }
        let known = Uuid::from_u128(7);
        for written in [known.to_string(), format!("cases/{known}")] {
            assert_eq!(id(&term(&written), "cases/").unwrap(), known);
        }
        for wrong in ["cases/", "batches/1", "（2023）浙0783执1号"] {
            assert_eq!(id(&term(wrong), "cases/").unwrap_err().reason(), "FILTER_VALUE_INVALID", "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_text_brings_it_down(text in ".{0,60}") {
            let _ = parse(&text);
        }
    }
}

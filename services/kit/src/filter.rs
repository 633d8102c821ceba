//! Filters: `field op value`, joined by `AND` — the small part of AIP-160 that lists here understand. Anything else is refused,
//! never ignored.

use jiff::civil::Date;
use law::identifiers::{CaseNumber, RegionCode};

use crate::refusal::{Kind, Refusal};

/// How a field and a value stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `=`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// In `snake_case`, whichever way it was written.
    pub field: String,
    /// The comparison.
    pub op: Op,
    /// Without its quotes.
    pub value: String,
}

/// Reads a filter. `fields` are those that the list understands, each with whether it takes more than `=` and `!=`.
pub fn parse(text: &str, fields: &[(&str, bool)]) -> Result<Vec<Term>, Refusal> {
    let mut rest = text.trim_start();
    let mut terms = Vec::new();
    while !rest.is_empty() {
        let (term, after) = term(rest).ok_or_else(|| malformed(rest))?;
        match fields.iter().find(|(name, _)| *name == term.field) {
            None => return Err(unknown(&term.field, fields)),
            Some((_, false)) if !matches!(term.op, Op::Eq | Op::Ne) => return Err(malformed(rest)),
            Some(_) => terms.push(term),
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
        [b'=', ..] => (Op::Eq, 1),
        [b'<', ..] => (Op::Lt, 1),
        [b'>', ..] => (Op::Gt, 1),
        _ => return None,
    };
    let rest = rest[width..].trim_start();
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
    Some((Term { field: snake(name), op, value: value.to_owned() }, rest))
}

fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn malformed(near: &str) -> Refusal {
    let near: String = near.chars().take(40).collect();
    Refusal::new(
        Kind::Invalid,
        "FILTER_MALFORMED",
        format!("筛选条件在“{near}”处看不懂。写法：字段=值 AND 字段=值，含空格的值加双引号。"),
        format!("The filter is not understood at \"{near}\". Write: field=value AND field=value, values with spaces in quotes."),
    )
    .at("filter")
}

fn unknown(field: &str, fields: &[(&str, bool)]) -> Refusal {
    let known: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
    let known = known.join(", ");
    Refusal::new(
        Kind::Invalid,
        "FILTER_FIELD_UNKNOWN",
        format!("不能按“{field}”筛选，可用的字段：{known}。"),
        format!("There is no filter by {field}; there is: {known}."),
    )
    .at("filter")
}

/// The refusal for a value that a field cannot have.
#[must_use]
pub fn bad_value(term: &Term, zh: &str, en: &str) -> Refusal {
    Refusal::new(
        Kind::Invalid,
        "FILTER_VALUE_INVALID",
        format!("筛选字段 {} 的值“{}”无效：{zh}", term.field, term.value),
        format!("The filter's value \"{}\" for {} is not valid: {en}", term.value, term.field),
    )
    .at("filter")
}

/// The name of an enum's value, written with or without its prefix.
pub fn name<'a>(term: &'a Term, prefix: &str, names: &[&str]) -> Result<&'a str, Refusal> {
    let name = term.value.strip_prefix(prefix).unwrap_or(&term.value);
    if names.contains(&name) {
        return Ok(name);
    }
    let names = names.join(", ");
    Err(bad_value(term, &format!("可用的值：{names}。"), &format!("one of {names}.")))
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FIELDS: &[(&str, bool)] =
        &[("state", false), ("court", false), ("case_number", false), ("create_time", true)];

    #[test]
    fn conditions_are_read_in_both_spellings() {
        let terms = parse(
            r#"state=DISPATCHED AND caseNumber = "（2023）浙0783执1号" and create_time>=2026-01-01T00:00:00Z"#,
            FIELDS,
        );
        let terms = terms.unwrap();
        assert_eq!(terms.len(), 3);
        assert_eq!(
            (terms[1].field.as_str(), terms[1].value.as_str()),
            ("case_number", "（2023）浙0783执1号")
        );
        assert_eq!(terms[2].op, Op::Ge);
        assert!(parse("  ", FIELDS).unwrap().is_empty());
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
            assert_eq!(parse(wrong, FIELDS).unwrap_err().reason(), "FILTER_MALFORMED", "{wrong}");
        }
        assert_eq!(parse("colour=red", FIELDS).unwrap_err().reason(), "FILTER_FIELD_UNKNOWN");
    }

    proptest! {
        #[test]
        fn no_text_brings_it_down(text in ".{0,60}") {
            let _ = parse(&text, FIELDS);
        }
    }
}

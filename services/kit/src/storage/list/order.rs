//! Orders: by which fields a list can be ordered, and what a request asks for.

use super::labels;
use crate::domain::{
    reason,
    refusal::{Kind, Refusal, snake_case},
};

/// What a column holds by which a list is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A number: an instant in microseconds, or a day as 20261231.
    Number,
    /// A text, for example a day as `2026-12-31`.
    Text,
}

/// An order. The key decides between equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub column: &'static str,
    /// What it holds.
    pub sort: Sort,
    /// The greatest first.
    pub descending: bool,
}

/// A field of the contract by which a list can be ordered; its column has its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderField {
    /// The name of the field and of the column.
    pub name: &'static str,
    /// What the column holds.
    pub sort: Sort,
}

impl OrderField {
    /// An order by a number.
    #[must_use]
    pub const fn number(name: &'static str) -> Self {
        Self { name, sort: Sort::Number }
    }

    /// An order by a text.
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self { name, sort: Sort::Text }
    }
}

/// Reads the order that a request asks of a list: a field, and `desc` where the greatest comes first. Without one it is the first field,
/// the greatest first. Refused with ORDER_UNKNOWN.
pub fn parse(text: &str, method: &str, fields: &[OrderField]) -> Result<Order, Refusal> {
    let order = |field: &OrderField, descending| Order { column: field.name, sort: field.sort, descending };
    let mut words = text.split_whitespace();
    let asked = match (words.next(), words.next(), words.next()) {
        (None, ..) => fields.first().map(|field| order(field, true)),
        (Some(name), direction @ (None | Some("asc" | "desc")), None) => {
            let name = snake_case(name);
            let field = fields.iter().find(|field| field.name == name);
            field.map(|field| order(field, direction == Some("desc")))
        }
        _ => None,
    };
    asked.ok_or_else(|| unknown(method, fields))
}

fn unknown(method: &str, fields: &[OrderField]) -> Refusal {
    let known = labels::labels(method, fields.iter().map(|field| field.name));
    let names: Vec<_> = fields.iter().map(|field| field.name).collect();
    Refusal::new(
        Kind::Invalid,
        reason::ORDER_UNKNOWN,
        format!("列表只能按以下字段排序，可选升序或降序：{}。", known.zh),
        format!("The list can be ordered by these fields alone, either way: {}.", known.en),
    )
    .with("orders", names.join(","))
    .at("order_by")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASKS: &str = "sharedcourt.dispatch.v1.TaskService.ListTasks";
    const FIELDS: &[OrderField] = &[OrderField::number("create_time"), OrderField::number("finish_by")];

    #[test]
    fn an_order_is_read_in_both_spellings_and_the_newest_come_first_without_one() {
        let read = |text| parse(text, TASKS, FIELDS).map(|order| (order.column, order.descending));
        assert_eq!(read("").unwrap(), ("create_time", true));
        for (text, descending) in [("finish_by", false), ("finishBy asc", false), (" finishBy  desc ", true)]
        {
            assert_eq!(read(text).unwrap(), ("finish_by", descending), "{text}");
        }
    }

    #[test]
    fn an_unknown_order_is_refused_with_those_that_there_are_in_words() {
        for wrong in ["colour", "finish_by down", "finish_by desc now", "desc"] {
            let refused = parse(wrong, TASKS, FIELDS).unwrap_err();
            assert_eq!(refused.reason(), "ORDER_UNKNOWN", "{wrong}");
            let text = refused.text();
            assert!(text.zh.contains("「任务办结期限」") && !text.zh.contains('_'), "{text:?}");
            assert!(text.en.contains("\"Time limit for finishing\"") && !text.en.contains('_'), "{text:?}");
        }
    }
}

//! Lists: a filter, an order and a place to go on from, over whatever is kept.

use kit::{
    access::Scope,
    filter::{self, Op, Term},
    identity,
    moment::Moment,
    refusal::{Kind, Refusal},
    rows::{self, Page},
    seal::Seal,
    store::sql,
};
use sea_orm::{ConnectionTrait, Value};

use super::kept::{Bind, Kept, inside, open};

/// What a field of a filter holds.
#[derive(Clone, Copy)]
pub(crate) enum Sort {
    /// A text, compared whole.
    Text,
    /// One of these names, with or without a prefix.
    Name(&'static str, &'static [&'static str]),
    /// A case number.
    CaseNumber,
    /// An instant.
    Moment,
    /// A day.
    Day,
    /// A text that lies sealed; found by its blind index.
    Blind,
}

/// A field of a filter and the column behind it.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) column: &'static str,
    pub(crate) sort: Sort,
}

/// Makes a field whose column has its name.
pub(crate) const fn field(name: &'static str, sort: Sort) -> Field {
    Field { name, column: name, sort }
}

/// Something that can be listed.
pub(crate) trait Listed: Kept {
    /// What it can be filtered by.
    const FIELDS: &'static [Field];
    /// Columns with a day by which it can be sorted, ascending, instead of by its time.
    const DAYS: &'static [&'static str] = &[];
}

/// In which order a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// The newest first.
    Newest,
    /// By a day, the first first; what has none is left out.
    Day(&'static str),
}

impl Order {
    /// Reads an order.
    pub(crate) fn parse<T: Listed>(text: &str) -> Result<Self, Refusal> {
        let words: Vec<_> = text.split_whitespace().collect();
        match words.as_slice() {
            [] | ["create_time" | "createTime", "desc"] => Ok(Self::Newest),
            [name] | [name, "asc"] => {
                let known = T::DAYS.iter().find(|day| **day == *name || camel(day) == *name);
                known.map(|day| Self::Day(day)).ok_or_else(unknown_order)
            }
            _ => Err(unknown_order()),
        }
    }
}

fn camel(name: &str) -> String {
    let mut up = false;
    name.chars()
        .filter_map(|c| {
            let was = std::mem::replace(&mut up, c == '_');
            (c != '_').then(|| if was { c.to_ascii_uppercase() } else { c })
        })
        .collect()
}

fn unknown_order() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        "ORDER_UNKNOWN",
        "不支持这种排序方式。",
        "There is no such order for this list.",
    )
    .at("order_by")
}

/// A list to be read.
pub(crate) struct Question<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) filter: &'a str,
    pub(crate) order: Order,
    pub(crate) after: Option<Vec<String>>,
    pub(crate) limit: u64,
}

/// A page, by keyset.
pub(crate) async fn page<T: Listed>(
    connection: &impl ConnectionTrait,
    seal: &Seal,
    question: Question<'_>,
) -> Result<Page<T>, Refusal> {
    let mut bind = Bind::default();
    let mut all = vec![inside::<T>(question.scope, &mut bind)];
    let known: Vec<_> =
        T::FIELDS.iter().map(|field| (field.name, matches!(field.sort, Sort::Moment | Sort::Day))).collect();
    for term in filter::parse(question.filter, &known)? {
        let Some(field) = T::FIELDS.iter().find(|field| field.name == term.field) else { continue };
        all.push(condition(field, &term, seal, &mut bind)?);
    }
    let (column, compare, order) = match question.order {
        Order::Newest => ("create_time", "<", "create_time DESC, id DESC".to_owned()),
        Order::Day(column) => (column, ">", format!("{column}, id")),
    };
    if let Order::Day(column) = question.order {
        all.push(format!("{column} IS NOT NULL"));
    }
    if let Some([place, id]) = question.after.as_deref() {
        let place: Value = match question.order {
            Order::Newest => place.parse::<i64>().map_err(|fault| Refusal::internal(&fault))?.into(),
            Order::Day(_) => place.clone().into(),
        };
        let (place, id) = (bind.one(place), bind.one(id.as_str()));
        // The first half bounds the index range; the second steps over those that are equal.
        all.push(format!(
            "{column} {compare}= {place} AND ({column} {compare} {place} OR id {compare} {id})"
        ));
    }
    let text = format!(
        "SELECT id, {column} AS place, sealed FROM {} WHERE {} ORDER BY {order} LIMIT {}",
        T::TABLE,
        all.join(" AND "),
        question.limit + 1
    );
    let rows = connection.query_all_raw(sql(connection, &text, bind.0)).await?;
    let place = |row: &sea_orm::QueryResult| {
        let place = match question.order {
            Order::Newest => row.try_get::<i64>("", "place")?.to_string(),
            Order::Day(_) => row.try_get("", "place")?,
        };
        Ok(vec![place, row.try_get("", "id")?])
    };
    rows::page(T::TABLE, rows, question.limit, place, |row| open(row, seal))
}

fn condition(field: &Field, term: &Term, seal: &Seal, bind: &mut Bind) -> Result<String, Refusal> {
    let value: Value = match field.sort {
        Sort::Text => term.value.as_str().into(),
        Sort::Name(prefix, names) => filter::name(term, prefix, names)?.into(),
        Sort::CaseNumber => filter::case_number(term)?.of_case().to_string().into(),
        Sort::Moment => {
            Moment::parse(&term.value).map_err(|e| filter::bad_value(term, &e.zh, &e.en))?.micros().into()
        }
        Sort::Day => filter::day(term)?.to_string().into(),
        Sort::Blind => {
            let keys = identity::keys_like(&term.value).into_iter();
            let list = bind.list(keys.map(|key| seal.blind_index(key)));
            let not = if term.op == Op::Ne { "NOT " } else { "" };
            return Ok(format!("{} {not}IN {list}", field.column));
        }
    };
    let op = match term.op {
        Op::Eq => "=",
        Op::Ne => "<>",
        Op::Lt => "<",
        Op::Le => "<=",
        Op::Gt => ">",
        Op::Ge => ">=",
    };
    Ok(format!("{} {op} {}", field.column, bind.one(value)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_understood_in_both_spellings() {
        assert_eq!(super::camel("last_day"), "lastDay");
        assert_eq!(super::camel("state"), "state");
    }
}

//! Lists of supervision items.

use kit::{
    access::Scope,
    filter::{self, Op, Term},
    moment::Moment,
    refusal::{Kind, Refusal},
    rows::{self, Page},
    store::Store,
};
use law::identifiers::RegionCode;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::supervisions::{
    inside,
    row::{Column, Entity, Model},
    to_item,
};
use crate::domain::supervision::{Item, Rule, State};

/// What a list is sorted by; the item's id decides between equals.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    column: Column,
    descending: bool,
}

impl Order {
    /// Reads an order; the newest first where none is given.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        let mut words = text.split_whitespace();
        let column = match words.next() {
            None => return Ok(Self { column: Column::CreateTime, descending: true }),
            Some("create_time" | "createTime") => Column::CreateTime,
            Some("due_time" | "dueTime") => Column::DueTime,
            Some(_) => return Err(unknown_order()),
        };
        match (words.next(), words.next()) {
            (None | Some("asc"), None) => Ok(Self { column, descending: false }),
            (Some("desc"), None) => Ok(Self { column, descending: true }),
            _ => Err(unknown_order()),
        }
    }
}

fn unknown_order() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        "ORDER_UNKNOWN",
        "排序方式只能是 create_time 或 due_time，可加 desc。",
        "Order by create_time or due_time, with or without desc.",
    )
    .at("order_by")
}

/// What a list is filtered by.
#[derive(Clone, Debug)]
pub(crate) struct Filter(Condition);

const FIELDS: &[(&str, bool)] = &[
    ("state", false),
    ("owner", false),
    ("issuer", false),
    ("rule", false),
    ("subject", false),
    ("overdue", false),
    ("open", false),
    ("region", false),
    ("create_time", true),
    ("due_time", true),
];

impl Filter {
    /// Reads a filter, as it is to be understood at a moment.
    pub(crate) fn parse(text: &str, at: Moment) -> Result<Self, Refusal> {
        let mut all = Condition::all();
        for term in filter::parse(text, FIELDS)? {
            all = all.add(condition(&term, at)?);
        }
        Ok(Self(all))
    }
}

fn condition(term: &Term, at: Moment) -> Result<Condition, Refusal> {
    let value = term.value.as_str();
    let equal = |column: Column, value: &str| match term.op {
        Op::Ne => column.ne(value),
        _ => column.eq(value),
    };
    let expression = match term.field.as_str() {
        "state" => {
            let name = value.strip_prefix("SUPERVISION_STATE_").unwrap_or(value);
            let names = State::ALL.map(State::name);
            State::from_name(name).ok_or_else(|| one_of(term, &names))?;
            equal(Column::State, name)
        }
        "rule" => {
            let name = value.strip_prefix("SUPERVISION_RULE_").unwrap_or(value);
            let names = Rule::ALL.map(Rule::name);
            Rule::from_name(name).ok_or_else(|| one_of(term, &names))?;
            equal(Column::Rule, name)
        }
        "owner" => equal(Column::Owner, value),
        "issuer" => equal(Column::Issuer, value),
        "subject" => equal(Column::Subject, value),
        "open" => Column::IsOpen.eq(i64::from(filter::flag(term)?)),
        "overdue" => {
            let late = Column::LateFrom.lt(at.micros());
            let timely =
                Condition::any().add(Column::LateFrom.is_null()).add(Column::LateFrom.gte(at.micros()));
            return Ok(if filter::flag(term)? { Condition::all().add(late) } else { timely });
        }
        "region" => {
            let code = RegionCode::parse(value.strip_prefix("regions/").unwrap_or(value));
            let code = code.map_err(|e| filter::bad_value(term, &e.text().zh, &e.text().en))?;
            let within = inside(&Scope { regions: vec![code], ..Scope::default() });
            return Ok(if term.op == Op::Ne { within.not() } else { within });
        }
        field => {
            let column = if field == "due_time" { Column::DueTime } else { Column::CreateTime };
            let micros = Moment::parse(value).map_err(|e| filter::bad_value(term, &e.zh, &e.en))?.micros();
            match term.op {
                Op::Eq => column.eq(micros),
                Op::Ne => column.ne(micros),
                Op::Lt => column.lt(micros),
                Op::Le => column.lte(micros),
                Op::Gt => column.gt(micros),
                Op::Ge => column.gte(micros),
            }
        }
    };
    Ok(Condition::all().add(expression))
}

fn one_of(term: &Term, names: &[&str]) -> Refusal {
    let names = names.join(", ");
    filter::bad_value(term, &format!("可用的值：{names}。"), &format!("one of {names}."))
}

/// A list to be read.
#[derive(Debug)]
pub(crate) struct Question<'a> {
    /// The rows that may be seen.
    pub(crate) scope: &'a Scope,
    /// Which of them.
    pub(crate) filter: Filter,
    /// In which order.
    pub(crate) order: Order,
    /// After which place; from the beginning where absent.
    pub(crate) after: Option<Vec<String>>,
    /// How many at most.
    pub(crate) limit: u64,
}

/// A page of items, by keyset: whatever is added meanwhile, none is shown twice and none is stepped over.
pub(crate) async fn list(store: &Store, question: Question<'_>) -> Result<Page<Item>, Refusal> {
    let Question { scope, filter, order: Order { column, descending }, after, limit } = question;
    let mut query = Entity::find().filter(inside(scope)).filter(filter.0);
    if let Some([moment, id]) = after.as_deref() {
        let moment: i64 = moment.parse().map_err(|fault| Refusal::internal(&fault))?;
        let (beyond, next) = if descending {
            (column.lt(moment), Column::Id.lt(id.as_str()))
        } else {
            (column.gt(moment), Column::Id.gt(id.as_str()))
        };
        let same = Condition::all().add(column.eq(moment)).add(next);
        // The first half bounds the index range; the second steps over those of the same instant.
        let bound = if descending { column.lte(moment) } else { column.gte(moment) };
        query = query.filter(bound).filter(Condition::any().add(beyond).add(same));
    }
    let query = if descending {
        query.order_by_desc(column).order_by_desc(Column::Id)
    } else {
        query.order_by_asc(column).order_by_asc(Column::Id)
    };
    let rows = query.limit(limit + 1).all(store.read()).await?;
    let place = |row: &Model| {
        let moment = match column {
            Column::DueTime => row.due_time,
            _ => row.create_time,
        };
        Ok(vec![moment.to_string(), row.id.clone()])
    };
    rows::page("supervisions", rows, limit, place, |row| to_item(row.clone(), store))
}

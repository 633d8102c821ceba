//! Lists of tasks.

use kit::{
    access::Scope,
    filter::{self, Op, Term},
    moment::Moment,
    refusal::{Kind, Refusal},
    rows::{Page, page},
};
use sea_orm::{Condition, QueryOrder as _, QuerySelect as _, prelude::*};

use super::{
    Tasks, inside,
    rows::{
        self,
        task::{self, Column},
    },
};
use crate::domain::{State, Task};

/// What a list is sorted by; the task's id decides between equals.
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
            Some("update_time" | "updateTime") => Column::UpdateTime,
            Some("finish_by" | "finishBy") => Column::FinishBy,
            Some(_) => return Err(unknown_order()),
        };
        match (words.next(), words.next()) {
            (None | Some("asc"), None) => Ok(Self { column, descending: false }),
            (Some("desc"), None) => Ok(Self { column, descending: true }),
            _ => Err(unknown_order()),
        }
    }

    /// What a page token remembers of the last row of a page.
    fn place(self, row: &task::Model) -> Vec<String> {
        let micros = match self.column {
            Column::UpdateTime => row.update_time,
            Column::FinishBy => row.finish_by,
            _ => row.create_time,
        };
        vec![micros.to_string(), row.id.clone()]
    }
}

fn unknown_order() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        "ORDER_UNKNOWN",
        "排序方式只能是 create_time、update_time 或 finish_by，可加 desc。",
        "Order by create_time, update_time or finish_by, with or without desc.",
    )
    .at("order_by")
}

/// What a list is filtered by.
#[derive(Clone, Debug)]
pub(crate) struct Filter(Condition);

const FIELDS: &[(&str, bool)] = &[
    ("state", false),
    ("kind", false),
    ("court", false),
    ("worker", false),
    ("creator", false),
    ("case_number", false),
    ("region", false),
    ("create_time", true),
    ("update_time", true),
    ("finish_by", true),
];

impl Filter {
    /// Reads a filter.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        let mut all = Condition::all();
        for term in filter::parse(text, FIELDS)? {
            all = all.add(condition(&term)?);
        }
        Ok(Self(all))
    }
}

fn condition(term: &Term) -> Result<Condition, Refusal> {
    let value = term.value.as_str();
    let equal = |column: Column, value: &str| match term.op {
        Op::Ne => column.ne(value),
        _ => column.eq(value),
    };
    let expression = match term.field.as_str() {
        "state" => equal(Column::State, filter::name(term, "TASK_STATE_", &State::NAMES)?),
        "kind" => {
            let name = value.strip_prefix("TASK_KIND_").unwrap_or(value);
            rows::kind_of(name)
                .ok_or_else(|| filter::bad_value(term, "没有这种任务。", "there is no such kind of task."))?;
            equal(Column::Kind, name)
        }
        "court" => equal(Column::Court, filter::resource(term, "courts/")?),
        "worker" => equal(Column::Worker, filter::resource(term, "people/")?),
        "creator" => equal(Column::Creator, filter::resource(term, "people/")?),
        "case_number" => equal(Column::CaseNumber, &filter::case_number(term)?.to_string()),
        "region" => {
            let within = inside(&Scope { regions: vec![filter::region(term)?], ..Scope::default() });
            return Ok(if term.op == Op::Ne { within.not() } else { within });
        }
        field => {
            let column = match field {
                "create_time" => Column::CreateTime,
                "update_time" => Column::UpdateTime,
                _ => Column::FinishBy,
            };
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

impl Tasks {
    /// A page of tasks, by keyset: whatever is added meanwhile, none is shown twice and none is stepped over.
    pub(crate) async fn list(&self, question: Question<'_>) -> Result<Page<Task>, Refusal> {
        let Question { scope, filter, order, after, limit } = question;
        let Order { column, descending } = order;
        let mut query = task::Entity::find().filter(inside(scope)).filter(filter.0);
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
        let rows = query.limit(limit + 1).all(self.store.read()).await?;
        page("tasks", rows, limit, |row| Ok(order.place(row)), |row| rows::to_task(row, &self.seal))
    }
}

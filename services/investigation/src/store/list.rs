//! Lists: a filter, an order and a place to continue from, over whatever is kept.

use kit::{
    access::Scope,
    domain::{identity, refusal::Refusal},
    storage::{
        Encryption,
        list::{
            self as index, Clause, Key, Lead, Leads, ListQuery, Order, OrderField, Place, Terms,
            filter::{self, Op, Term},
            order,
        },
        record::Page,
    },
};
use sea_orm::ConnectionTrait;

use super::stored_record::{StoredRecord, open};
use crate::domain::{
    self, asset::Asset, debtor::Debtor, disposal::Disposal, duty::Duty, opening::Opening,
    request::AssistRequest, seizure::Seizure, watch::PoliceWatch,
};

/// What a field of a filter holds.
#[derive(Clone, Copy)]
pub(crate) enum Sort {
    /// The name of a resource that begins so, compared whole.
    Resource(&'static str),
    /// A person's name.
    Person,
    /// One of these names, with or without a prefix.
    Name(&'static str, &'static [&'static str]),
    /// A case number.
    CaseNumber,
    /// An instant.
    Moment,
    /// A day.
    Day,
    /// A text that is encrypted; found by its blind index.
    Blind,
}

/// A field of a filter and the column behind it.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// The field of the list's rows that it is about.
    pub(crate) path: &'static str,
    pub(crate) column: &'static str,
    pub(crate) sort: Sort,
}

/// Makes a field whose column has its name.
pub(crate) const fn field(name: &'static str, sort: Sort) -> Field {
    Field { name, path: name, column: name, sort }
}

impl Field {
    /// The same with another column.
    pub(crate) const fn in_column(self, column: &'static str) -> Self {
        Self { column, ..self }
    }

    /// The same where the rows have another name for it.
    pub(crate) const fn about(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    fn known(&self) -> index::Field {
        let known = match self.sort {
            Sort::Moment | Sort::Day => index::Field::ranged(self.name),
            Sort::Name(..) => index::Field::named(self.name),
            Sort::Resource(_) | Sort::Person | Sort::CaseNumber | Sort::Blind => {
                index::Field::equal(self.name)
            }
        };
        known.about(self.path)
    }
}

/// Something that can be listed.
pub(crate) trait Listed: StoredRecord {
    /// What it can be filtered by.
    const FIELDS: &'static [Field];
    /// Columns with a day by which it can be sorted, ascending, instead of by its time.
    const DAYS: &'static [&'static str] = &[];
    /// What leads its lists.
    const LEADS: Leads;
}

/// The column of the usual order.
const CREATED: &str = "create_time";
const LAST_DAY: &str = "last_day";
const NEWEST: &[&str] = &[CREATED];

/// What leads the lists of each table.
pub(crate) const OF_REQUESTS: Leads = of::<AssistRequest>(
    "sharedcourt.investigation.v1.AssistRequestService.ListAssistRequests",
    &[
        Lead::alone("case_number", NEWEST),
        Lead::alone("case_name", NEWEST).known_as("case"),
        Lead::alone("proposer", NEWEST),
        Lead::alone("visible_unit", NEWEST).of_scope(),
        Lead::region("county", NEWEST).of_scope(),
        Lead::in_county("state", NEWEST),
        Lead::in_county("matter", NEWEST),
        Lead::in_county("unit", NEWEST),
    ],
);
pub(crate) const OF_SEIZURES: Leads = of::<Seizure>(
    "sharedcourt.investigation.v1.SeizureService.ListSeizures",
    &[
        Lead::alone("case_number", NEWEST),
        Lead::alone("case_name", NEWEST).known_as("case"),
        Lead::region("county", &[CREATED, LAST_DAY]).of_scope(),
        Lead::in_county("state", &[CREATED, LAST_DAY]),
        Lead::in_county("asset_class", NEWEST),
    ],
);
pub(crate) const OF_DUTIES: Leads = of::<Duty>(
    "sharedcourt.investigation.v1.SeizureService.ListDuties",
    &[
        Lead::alone("case_name", NEWEST).known_as("case"),
        Lead::region("county", NEWEST).of_scope(),
        Lead::in_county("state", NEWEST),
    ],
);
pub(crate) const OF_DEBTORS: Leads = of::<Debtor>(
    "sharedcourt.investigation.v1.DebtorService.ListDebtors",
    &[
        Lead::alone("person", NEWEST).known_as("identity.identity_number").asked_by(&["identity_number"]),
        Lead::alone("merged_into", NEWEST),
        Lead::region("county", NEWEST).of_scope(),
    ],
);
pub(crate) const OF_LEADS: Leads = of::<domain::lead::Lead>(
    "sharedcourt.investigation.v1.DebtorService.ListLeads",
    &[
        Lead::alone("debtor", NEWEST),
        Lead::alone("case_name", NEWEST).known_as("case"),
        Lead::alone("author", NEWEST).of_scope(),
        Lead::region("county", NEWEST).of_scope(),
        Lead::in_county("state", NEWEST),
    ],
);
pub(crate) const OF_ASSETS: Leads = of::<Asset>(
    "sharedcourt.investigation.v1.DebtorService.ListAssets",
    &[
        Lead::alone("debtor", NEWEST),
        Lead::alone("case_name", NEWEST).known_as("case"),
        Lead::region("county", NEWEST).of_scope(),
        Lead::in_county("kind", NEWEST),
    ],
);
pub(crate) const OF_WATCHES: Leads = of::<PoliceWatch>(
    "sharedcourt.investigation.v1.PersonWatchService.ListPersonWatches",
    &[
        Lead::alone("person", NEWEST).known_as("person.identity_number").asked_by(&["identity_number"]),
        Lead::alone("case_number", NEWEST),
        Lead::alone("case_name", NEWEST).known_as("case"),
        Lead::alone("visible_unit", NEWEST).of_scope(),
        Lead::region("county", NEWEST).of_scope(),
        Lead::in_county("state", NEWEST),
    ],
);
pub(crate) const OF_DISPOSALS: Leads = of::<Disposal>(
    "sharedcourt.investigation.v1.DisposalService.ListDisposals",
    &[
        Lead::alone("case_number", NEWEST),
        Lead::alone("case_name", NEWEST).known_as("case"),
        Lead::region("county", NEWEST).of_scope(),
        Lead::in_county("state", NEWEST),
    ],
);
pub(crate) const OF_OPENINGS: Leads = of::<Opening>(
    "sharedcourt.investigation.v1.SeizureOpeningService.ListSeizureOpenings",
    &[Lead::region("county", NEWEST).of_scope(), Lead::in_county("state", NEWEST)],
);

const fn of<T: StoredRecord>(method: &'static str, leads: &'static [Lead]) -> Leads {
    Leads { method, order: "create_time desc", table: T::TABLE, key: Key::ID, columns: T::SCOPE, leads }
}

/// Reads an order; the newest first where none is given. What has no day of the order is left out.
pub(crate) fn parse_order<T: Listed>(text: &str) -> Result<Order, Refusal> {
    let days = T::DAYS.iter().copied().map(OrderField::text);
    let fields: Vec<_> = std::iter::once(OrderField::number(CREATED)).chain(days).collect();
    order::parse(text, T::LEADS.method, &fields)
}

/// A list to be read.
pub(crate) struct ListParams<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) filter: &'a str,
    pub(crate) order: Order,
    pub(crate) after: Option<Place>,
    pub(crate) limit: u64,
}

/// A page, by keyset.
pub(crate) async fn page<T: Listed>(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    query: ListParams<'_>,
) -> Result<Page<T>, Refusal> {
    let ListParams { scope, filter, order, after, limit } = query;
    let known: Vec<_> = T::FIELDS.iter().map(Field::known).collect();
    let mut terms = Terms::default();
    for term in filter::parse(filter, T::LEADS.method, &known)? {
        let Some(field) = T::FIELDS.iter().find(|field| field.name == term.field) else { continue };
        add_term(&mut terms, field, &term, encryption)?;
    }
    if order.sort == index::Sort::Text {
        // What has no such day is left out.
        terms.compare(order.column, Op::Gt, "");
    }
    let query = ListQuery { scope, terms, order, after, limit };
    let scan = T::LEADS.scan(connection, query).await?;
    scan.page(connection, "sealed", |row| open(row, encryption)).await
}

fn add_term(terms: &mut Terms, field: &Field, term: &Term, encryption: &Encryption) -> Result<(), Refusal> {
    let column = field.column;
    match field.sort {
        Sort::Resource(prefix) => terms.resource(column, term, prefix)?,
        Sort::Person => terms.person(column, term)?,
        Sort::Name(prefix, names) => terms.named(column, term, (prefix, names))?,
        Sort::CaseNumber => {
            terms.compare(column, term.op, filter::case_number(term)?.of_case().to_string());
        }
        Sort::Moment => terms.instant(column, term)?,
        Sort::Day => terms.compare(column, term.op, filter::day(term)?.to_string()),
        Sort::Blind => {
            let keys = identity::keys_like(&term.value);
            let indexes: Vec<_> = keys.iter().map(|key| encryption.blind_index(key)).collect();
            let branches = indexes.iter().map(|index| Clause::equals(column, index.clone()).into()).collect();
            let known = Clause::new(|params| format!("{column} IN {}", params.list(indexes)));
            match term.op {
                Op::Ne => terms.other(known.negated()),
                _ => terms.leading(column, branches, known),
            }
        }
    }
    Ok(())
}

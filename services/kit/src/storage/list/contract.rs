//! The lists of the contract: what each reads, and what its method says of that.

use super::leads::{COUNTY, Leads};

/// A list of the contract, as its service states it.
#[derive(Clone, Copy, Debug)]
pub struct ListOf {
    /// The full name of its method, for example `sharedcourt.dispatch.v1.TaskService.ListTasks`.
    pub method: &'static str,
    /// What it reads.
    pub reads: Reads,
}

/// What a list reads.
#[derive(Clone, Copy, Debug)]
pub enum Reads {
    /// Rows of a table by an index that leads.
    Led(&'static Leads),
    /// Rows of a table by indexes that the list picks itself.
    Scanned(Scanned),
    /// What belongs to one record that the caller may see, by an index that begins with that record: its order, and the record.
    OfOne(&'static str, &'static str),
    /// No rows of its own: what the process holds in memory, or what is reckoned from one record or from sums. Its order.
    NoRows(&'static str),
}

/// How a list that picks its indexes itself is ordered and led, in the words of the contract.
#[derive(Clone, Copy, Debug)]
pub struct Scanned {
    /// The one order.
    pub order: &'static str,
    /// The filters that lead alone.
    pub alone: &'static [&'static str],
    /// The filters that lead behind the county.
    pub in_county: &'static [&'static str],
}

impl ListOf {
    /// A list that is led.
    #[must_use]
    pub const fn led(leads: &'static Leads) -> Self {
        Self { method: leads.method, reads: Reads::Led(leads) }
    }

    /// A list that picks its indexes itself.
    #[must_use]
    pub const fn scanned(method: &'static str, scanned: Scanned) -> Self {
        Self { method, reads: Reads::Scanned(scanned) }
    }

    /// A list of what belongs to one record.
    #[must_use]
    pub const fn of_one(method: &'static str, order: &'static str, record: &'static str) -> Self {
        Self { method, reads: Reads::OfOne(order, record) }
    }

    /// A list that reads no rows of its own.
    #[must_use]
    pub const fn no_rows(method: &'static str, order: &'static str) -> Self {
        Self { method, reads: Reads::NoRows(order) }
    }

    /// What the contract says of the orders of the list and of the filters that lead each: the last paragraph of its method's comment.
    #[must_use]
    pub fn statement(&self) -> String {
        let orders = match self.reads {
            Reads::NoRows(order) => {
                return format!("Order {order}; nothing has to lead.");
            }
            Reads::OfOne(order, record) => {
                return format!("Order {order}, of one {record} by an index of its own.");
            }
            Reads::Scanned(Scanned { order, alone, in_county }) => {
                let alone: Vec<_> = alone.iter().map(|filter| quoted(filter)).collect();
                let in_county: Vec<_> = in_county.iter().map(|filter| quoted(filter)).collect();
                vec![order_sentence(order, "in every scope", &alone, &in_county, &[])]
            }
            Reads::Led(leads) => leads.orders().iter().map(|order| leads.order_sentence(order)).collect(),
        };
        format!("{} {TESTED}", orders.join(" "))
    }
}

/// What holds for every list that is read by indexes of its table.
const TESTED: &str = "What leads is found by its index; anything else is tested row by row, and a page then reads at most \
    2,000 rows and may be short, with a token.";

fn quoted(name: &str) -> String {
    format!("`{name}`")
}

fn order_sentence(
    order: &str,
    scopes: &str,
    alone: &[String],
    in_county: &[String],
    behind: &[(String, String)],
) -> String {
    let mut led = Vec::new();
    if !alone.is_empty() {
        led.push(format!("led by {}", alone.join(", ")));
    }
    if !in_county.is_empty() {
        let (led_by, by) = if led.is_empty() { ("led ", "by") } else { ("", "also by") };
        led.push(format!("{led_by}from a county upwards {by} {}", in_county.join(", ")));
    }
    led.extend(behind.iter().map(|(columns, filters)| format!("of one {columns} also by {filters}")));
    let led = if led.is_empty() { String::new() } else { format!(": {}", led.join("; ")) };
    format!("Order `{order}`, {scopes}{led}.")
}

impl Leads {
    /// The columns of the orders, that without `order_by` first.
    fn orders(&self) -> Vec<&'static str> {
        let mut orders: Vec<&'static str> = Vec::new();
        for order in self.leads.iter().flat_map(|lead| lead.orders) {
            if !orders.contains(order) {
                orders.push(order);
            }
        }
        orders.sort_by_key(|order| !self.is_usual(order));
        orders
    }

    /// Whether an order is that of a request without `order_by`.
    fn is_usual(&self, order: &str) -> bool {
        self.order.split(' ').next() == Some(order)
    }

    fn order_sentence(&self, column: &'static str) -> String {
        // A list with one order has no `order_by`.
        let has_one = self.orders().len() == 1;
        let name = if has_one || self.is_usual(column) { self.order } else { column };
        let (mut alone, mut in_county, mut behind, mut regions) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for lead in self.leads.iter().filter(|lead| lead.orders.contains(&column)) {
            let Some(path) = lead.path else { continue };
            if ["county", "town", "village"].contains(&lead.column) {
                regions.insert(0, lead.column);
                continue;
            }
            let filters = lead
                .filters
                .map_or_else(|| vec![quoted(path)], |names| names.iter().map(|name| quoted(name)).collect());
            let others: Vec<_> =
                lead.behind.iter().filter(|column| **column != COUNTY).map(|one| quoted(one)).collect();
            if !others.is_empty() {
                behind.push((others.join(" or "), filters.join(", ")));
            }
            if lead.behind.is_empty() {
                alone.extend(filters);
            } else if lead.behind.contains(&COUNTY) {
                in_county.extend(filters);
            }
        }
        if !regions.is_empty() {
            alone.push(format!("`region` ({})", regions.join(", ")));
        }
        order_sentence(name, &self.scopes(column), &alone, &in_county, &behind)
    }

    /// Whose rows an order gives where no filter leads.
    fn scopes(&self, order: &str) -> String {
        let kinds = [
            ("a region", Some("county")),
            ("a court", self.columns.court),
            ("a unit", self.columns.unit),
            ("a person", self.columns.person),
        ];
        let kinds = kinds.into_iter().filter_map(|(kind, column)| Some((kind, column?)));
        let (led, others): (Vec<_>, Vec<_>) = kinds.partition(|(_, column)| self.leads_column(column, order));
        if others.is_empty() {
            return "in every scope".to_owned();
        }
        let led: Vec<_> = led.into_iter().map(|(kind, _)| kind).collect();
        format!("in the scope of {}, in others where a filter leads", led.join(" or "))
    }
}

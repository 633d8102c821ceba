//! What can be counted: every `what` of a [`crate::domain::IndicatorRow`], who measures it, on which event, and what its facet and
//! amount say. Anyone who turns another service's log into measures reads this table; a definition that counts anything else does
//! not pass its test.

/// One thing that can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Its name.
    pub what: &'static str,
    /// Which service knows of it.
    pub service: &'static str,
    /// On which event it is measured.
    pub on: &'static str,
    /// Which resource it is: counted once for each.
    pub subject: &'static str,
    /// The parts of its facet, divided by `/`.
    pub facet: &'static str,
    /// What its amount is.
    pub amount: &'static str,
}

const fn row(
    what: &'static str,
    from: [&'static str; 2],
    subject: &'static str,
    facet: &'static str,
    amount: &'static str,
) -> Counted {
    let [service, on] = from;
    Counted { what, service, on, subject, facet, amount }
}

const CASE: &str = "cases/{id}";
const FILED: &str = "first|resumed";
const CLOSED: &str =
    "first|resumed / completed|terminated|ended-for-now|not-enforced|rejected|withdrawn / within|over";
const WATCH: &str = "watches/{id}";
const DISPOSAL: &str = "disposals/{id}";
const PARCEL: &str = "disposals/{id}/parcels/{id}";

/// All of them.
pub const COUNTED: &[Counted] = &[
    row("case-filed", ["enforcement", "CASE_FILED"], CASE, FILED, "1"),
    row("case-closed", ["enforcement", "CASE_CLOSED"], CASE, CLOSED, "days from filing to closing"),
    row("case-closed-net", ["enforcement", "CASE_CLOSED"], CASE, CLOSED, "the same less what is excluded"),
    row("sanction", ["enforcement", "SANCTION_SERVED"], "sanctions/{id}", "kind", "1"),
    row("payout", ["enforcement", "PAYOUT_CONFIRMED"], "payouts/{id}", "", "fen"),
    row(
        "receipt-days",
        ["enforcement", "PAYOUT_CONFIRMED, or the day after its cover ended"],
        "receipts/{id}",
        "on-time|late-explained|late-unexplained, or unpaid while it waits",
        "days from arrival to payment, or to the end of its cover",
    ),
    row(
        "supervision",
        ["enforcement", "SUPERVISION_ISSUED"],
        "supervisions/{id}",
        "open|accepted|cancelled / rule",
        "1",
    ),
    row(
        "supervision-closed",
        ["enforcement", "SUPERVISION_ACCEPTED"],
        "supervisions/{id}",
        "on-time|late / once|reopened / rule",
        "days from issue to closing",
    ),
    row("wage-case", ["enforcement", "BATCH_CREATED"], CASE, "", "fen claimed"),
    row("wage-case-paid", ["enforcement", "CASE_CLOSED"], CASE, "", "fen paid"),
    row("wage-batch-paid", ["enforcement", "BATCH_PAID"], "batches/{id}", "", "days from filing to last pay"),
    row("watch-pushed", ["investigation", "WATCH_PUSHED"], WATCH, "", "1"),
    row("watch-controlled", ["investigation", "WATCH_CONTROLLED"], WATCH, "", "seconds from push to control"),
    row(
        "control-outcome",
        ["enforcement", "CASE_CLOSED, CASE_SETTLED or RECEIPT_CLAIMED, after WATCH_CONTROLLED"],
        CASE,
        "paid|settled",
        "fen that came in after control",
    ),
    row(
        "equity-freeze",
        ["investigation", "REQUEST_PUBLISHED"],
        "requests/{id}",
        "",
        "seconds from first upload to publication",
    ),
    row("disposal-project", ["investigation", "DISPOSAL_PROPOSED"], DISPOSAL, "", "1"),
    row("disposal-listed", ["investigation", "DISPOSAL_LISTED"], PARCEL, "", "1"),
    row("disposal-sold", ["investigation", "DISPOSAL_SOLD"], PARCEL, "", "1"),
    row("disposal-land", ["investigation", "DISPOSAL_SOLD"], PARCEL, "", "thousandths of a mu"),
    row("disposal-floor", ["investigation", "DISPOSAL_SOLD"], PARCEL, "", "hundredths of a square metre"),
    row("disposal-proceeds", ["investigation", "DISPOSAL_SOLD"], PARCEL, "", "fen"),
    row(
        "shared-court",
        ["courts", "COURT_OPENED, COURT_CLOSED"],
        "courts/{code}, and courts/{code}/closing for its end",
        "town|village|special",
        "1 for its beginning, -1 for its end",
    ),
    row(
        "case-through-shared-court",
        ["enforcement", "CASE_CLOSED, where its closing cites a task that was done"],
        CASE,
        "first|resumed",
        "fen that came in through the task",
    ),
];

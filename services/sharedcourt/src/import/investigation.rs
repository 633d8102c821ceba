//! What old records say of police watches, requests to units and projects of disposal. The server takes the rows of a call over
//! together and knows a row again by its key; where a table has no such column, the row itself is the key.

use proto::investigation::v1 as wire;

use super::{
    identity,
    row::{Row, RowError},
    row_reader::{ParsedRows, RowReader, each},
    rows::differs,
    send::{Counts, Sent, Way, request_id, send},
    table::Table,
};
use crate::{client::Client, error::Failure};

/// Rows that are sent in one call.
const AT_ONCE: usize = 1000;

/// The names of the rows' messages in the contract.
pub(super) const WATCH: &str = "sharedcourt.investigation.v1.ImportedWatch";
pub(super) const REQUEST: &str = "sharedcourt.investigation.v1.ImportedAssistRequest";
pub(super) const DISPOSAL: &str = "sharedcourt.investigation.v1.ImportedDisposal";

/// What somebody is, as offices write it.
pub(super) const SUBJECTS: &[(&[&str], wire::SubjectKind)] = &[
    (&["PERSON", "自然人", "个人"], wire::SubjectKind::Person),
    (&["ORGANISATION", "法人", "单位"], wire::SubjectKind::Organisation),
];

/// Watches of a table.
pub(super) fn watches(table: Table) -> ParsedRows<wire::ImportedWatch> {
    use wire::WatchGround as Ground;
    const GROUNDS: &[(&[&str], Ground)] = &[
        (&["COMPELLED_APPEARANCE", "拘传"], Ground::CompelledAppearance),
        (&["DETENTION", "拘留"], Ground::Detention),
        (&["ASSISTED_SEARCH", "协助查找"], Ground::AssistedSearch),
    ];
    let known = [
        "import_key",
        "case",
        "case_number",
        "name",
        "identity_number",
        "ground",
        "ground_text",
        "push_time",
        "control_time",
        "until",
        "papers",
        "answers_for",
    ];
    let known = [&known[..], &identity::COLUMNS[..]].concat();
    let required = ["case_number", "name", "identity_number", "ground"];
    keyed(
        each(table, &required, &known, |row| {
            let ground = row.word("ground", GROUNDS, Ground::Unspecified);
            let ground_text = row.text("ground_text");
            wire::ImportedWatch {
                import_key: row.text("import_key"),
                push_time: row.time("push_time"),
                control_time: row.time("control_time"),
                watch: Some(wire::PersonWatch {
                    case: row.text("case"),
                    case_number: row.text("case_number"),
                    person: Some(subject(row, "", wire::SubjectKind::Person)),
                    answers_for: row.text("answers_for"),
                    ground: ground.into(),
                    // What an old list does not say in words, its ground says.
                    ground_text: if ground_text.is_empty() { row.text("ground") } else { ground_text },
                    until: row.day("until"),
                    papers: row.parts("papers"),
                    ..wire::PersonWatch::default()
                }),
            }
        }),
        |row| &mut row.import_key,
    )
}

/// Somebody of a row, by the columns that every table of people has; `kind` is the column that says person or organisation.
pub(super) fn subject(row: &mut RowReader<'_>, kind: &str, usual: wire::SubjectKind) -> wire::Subject {
    let number = row.text("identity_number");
    wire::Subject {
        display_name: row.text("name"),
        kind: if kind.is_empty() { usual } else { row.word(kind, SUBJECTS, usual) }.into(),
        identity: identity::read(row, "", &number),
        identity_number: number,
        ..wire::Subject::default()
    }
}

/// Requests of a table.
pub(super) fn requests(table: Table) -> ParsedRows<wire::ImportedAssistRequest> {
    use wire::RefusalGround as Ground;
    const REFUSALS: &[(&[&str], Ground)] = &[
        (&["BEYOND_AUTHORITY", "超出职权"], Ground::BeyondAuthority),
        (&["PAPERS_DEFECTIVE", "手续不全"], Ground::PapersDefective),
        (&["NO_SUCH_PROPERTY", "无此财产"], Ground::NoSuchProperty),
        (&["LISTED_COMPANY", "上市公司"], Ground::ListedCompany),
        (&["NOT_THE_HOLDER", "非持有人"], Ground::NotTheHolder),
    ];
    let known = [
        "import_key",
        "unit",
        "matter",
        "case",
        "case_number",
        "name",
        "subject_kind",
        "identity_number",
        "content",
        "submit_time",
        "answer_time",
        "answer_text",
        "refusal_ground",
        "company_uscc",
        "company_name",
        "holder",
        "holder_identity",
        "percent",
        "term_months",
        "papers",
        "uscc_as_is_reason",
    ];
    let known = [&known[..], &identity::COLUMNS[..]].concat();
    let required = ["matter", "case_number"];
    keyed(
        each(table, &required, &known, |row| {
            let named = !row.text("name").is_empty();
            wire::ImportedAssistRequest {
                import_key: row.text("import_key"),
                submit_time: row.time("submit_time"),
                answer_time: row.time("answer_time"),
                answer_text: row.text("answer_text"),
                refusal_ground: row.word("refusal_ground", REFUSALS, Ground::Unspecified).into(),
                request: Some(wire::AssistRequest {
                    unit: row.text("unit"),
                    matter: row.text("matter"),
                    case: row.text("case"),
                    case_number: row.text("case_number"),
                    subject: named.then(|| subject(row, "subject_kind", wire::SubjectKind::Person)),
                    content: row.text("content"),
                    papers: row.parts("papers"),
                    equity_freeze: freeze(row),
                    ..wire::AssistRequest::default()
                }),
            }
        }),
        |row| &mut row.import_key,
    )
}

fn freeze(row: &mut RowReader<'_>) -> Option<wire::EquityFreeze> {
    let company_uscc = Some(row.text("company_uscc")).filter(|code| !code.is_empty())?;
    Some(wire::EquityFreeze {
        company_uscc,
        company_name: row.text("company_name"),
        holder: row.text("holder"),
        holder_identity_number: row.text("holder_identity"),
        percent: row.text("percent"),
        term_months: row.whole("term_months"),
        uscc_override_reason: row.text("uscc_as_is_reason"),
        ..wire::EquityFreeze::default()
    })
}

/// Projects of a table, a row for each parcel; the rows of one project have its key.
pub(super) fn disposals(table: Table) -> ParsedRows<wire::ImportedDisposal> {
    const KINDS: &[(&[&str], wire::PropertyKind)] = &[
        (&["REAL_ESTATE", "不动产"], wire::PropertyKind::RealEstate),
        (&["MOVABLE", "动产"], wire::PropertyKind::Movable),
    ];
    let known = [
        "import_key",
        "title",
        "case",
        "case_number",
        "enterprise_uscc",
        "enterprise_name",
        "uscc_as_is_reason",
        "propose_time",
        "number",
        "location",
        "kind",
        "area_mu",
        "floor_area_m2",
        "valuation_yuan",
        "list_time",
        "sell_time",
        "price_yuan",
    ];
    let required = ["import_key", "title", "number", "location"];
    let (rows, mut bad) = each(table, &required, &known, |row| {
        let uscc = Some(row.text("enterprise_uscc")).filter(|code| !code.is_empty());
        wire::ImportedDisposal {
            import_key: row.text("import_key"),
            propose_time: row.time("propose_time"),
            parcels: vec![wire::ImportedParcel {
                list_time: row.time("list_time"),
                sell_time: row.time("sell_time"),
                price_fen: row.fen("price_yuan"),
            }],
            disposal: Some(wire::Disposal {
                case: row.text("case"),
                case_number: row.text("case_number"),
                enterprise: uscc.map(|uscc| wire::DisposalEnterprise {
                    uscc,
                    display_name: row.text("enterprise_name"),
                    registered_as_is_reason: row.text("uscc_as_is_reason"),
                }),
                title: row.text("title"),
                parcels: vec![wire::DisposalParcel {
                    number: row.text("number"),
                    location: row.text("location"),
                    kind: row.word("kind", KINDS, wire::PropertyKind::RealEstate).into(),
                    area_mu: row.text("area_mu"),
                    floor_area_m2: row.text("floor_area_m2"),
                    valuation_fen: row.fen("valuation_yuan"),
                    ..wire::DisposalParcel::default()
                }],
                ..wire::Disposal::default()
            }),
        }
    });
    let mut projects: Vec<Row<wire::ImportedDisposal>> = Vec::with_capacity(rows.len());
    let mut places = std::collections::HashMap::new();
    for row in rows {
        match places.get(&row.message.import_key) {
            Some(&place) => {
                let project: &mut Row<wire::ImportedDisposal> = &mut projects[place];
                if let Some(column) = other_project(&project.message, &row.message) {
                    bad.push(differs(row.line, column, project.line));
                    continue;
                }
                project.parts.push(row.line);
                project.message.parcels.extend(row.message.parcels);
                let more = row.message.disposal.map(|disposal| disposal.parcels).unwrap_or_default();
                project.message.disposal.get_or_insert_default().parcels.extend(more);
            }
            None => {
                places.insert(row.message.import_key.clone(), projects.len());
                projects.push(Row { parts: vec![row.line], ..row });
            }
        }
    }
    (projects, bad)
}

/// The column in which a row says something else of its project than the first row; what it leaves out it leaves to that row.
fn other_project(project: &wire::ImportedDisposal, row: &wire::ImportedDisposal) -> Option<&'static str> {
    let (known, said) = (project.disposal.as_ref()?, row.disposal.as_ref()?);
    let other = |known: &str, said: &str| !said.is_empty() && said != known;
    if other(&known.title, &said.title) {
        Some("title")
    } else if other(&known.case, &said.case) || other(&known.case_number, &said.case_number) {
        Some("case_number")
    } else if said.enterprise.is_some() && said.enterprise != known.enterprise {
        Some("enterprise_uscc")
    } else {
        (row.propose_time.is_some() && row.propose_time != project.propose_time).then_some("propose_time")
    }
}

/// Gives a key to rows that have none of their own: the same row is the same thing.
fn keyed<M: prost::Message>(
    (mut rows, bad): ParsedRows<M>,
    key: impl Fn(&mut M) -> &mut String,
) -> ParsedRows<M> {
    for row in &mut rows {
        if key(&mut row.message).is_empty() {
            let id = request_id(&row.message);
            *key(&mut row.message) = id;
        }
    }
    (rows, bad)
}

/// Sends watches.
pub(super) async fn send_watches(
    client: &Client,
    rows: Vec<Row<wire::ImportedWatch>>,
    bad: Vec<RowError>,
    (kind, validate_only): (wire::ImportKind, bool),
) -> Result<Sent, Failure> {
    send(rows, bad, &way(), async |rows| {
        let request =
            wire::ImportPersonWatchesRequest { rows, validate_only, kind: kind.into(), ..Default::default() };
        let done = client.watches().import_person_watches(request).await?.into_inner();
        Ok(counts(done.created_count, done.unchanged_count, done.unlinked_count))
    })
    .await
}

/// Sends requests.
pub(super) async fn send_requests(
    client: &Client,
    rows: Vec<Row<wire::ImportedAssistRequest>>,
    bad: Vec<RowError>,
    (kind, validate_only): (wire::ImportKind, bool),
) -> Result<Sent, Failure> {
    send(rows, bad, &way(), async |rows| {
        let request = wire::ImportAssistRequestsRequest {
            rows,
            validate_only,
            kind: kind.into(),
            ..Default::default()
        };
        let done = client.requests().import_assist_requests(request).await?.into_inner();
        Ok(counts(done.created_count, done.unchanged_count, done.unlinked_count))
    })
    .await
}

/// Sends projects.
pub(super) async fn send_disposals(
    client: &Client,
    rows: Vec<Row<wire::ImportedDisposal>>,
    bad: Vec<RowError>,
    (kind, validate_only): (wire::ImportKind, bool),
) -> Result<Sent, Failure> {
    send(rows, bad, &way(), async |rows| {
        let request =
            wire::ImportDisposalsRequest { rows, validate_only, kind: kind.into(), ..Default::default() };
        let done = client.disposals().import_disposals(request).await?.into_inner();
        Ok(counts(done.created_count, done.unchanged_count, done.unlinked_count))
    })
    .await
}

fn way<M>() -> Way<M> {
    Way { at_once: AT_ONCE, list: "rows", part: None }
}

fn counts(created: i32, unchanged: i32, unlinked: i32) -> Counts {
    Counts { created: created.into(), updated: 0, unchanged: unchanged.into(), unlinked: unlinked.into() }
}

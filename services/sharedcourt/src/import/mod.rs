//! `sharedcourt import`: files as offices have them. Bad rows are reported with line, column and reason; the good ones are entered; a
//! file that is imported again changes nothing.
//!
//! A file is read in steps: its encoding and lines (`encoding`), or its sheet (`workbook`); its records (`csv_text`, `json_lines`); its columns
//! (`table`); its values (`values`); its rows as messages of the contract (`rows` and the modules of the services).

mod case_openings;
mod cases;
mod csv_text;
mod encoding;
mod file;
mod identity;
mod investigation;
mod json_lines;
mod papers;
mod receipts;
mod register;
mod row;
mod row_reader;
mod rows;
mod seizure_openings;
mod send;
mod table;
mod values;
mod workbook;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, ValueEnum};
use proto::{
    courts::v1 as courts, dispatch::v1 as dispatch, enforcement::v1::CaseImportKind,
    investigation::v1::ImportKind,
};
use serde_json::{Value, json};

use crate::{
    client::{Client, Connection},
    desk::Output,
    error::Failure,
    json as messages,
};
use file::{Content, Format};
use row::{Row, RowError};
use send::{Counts, Part, Sent, Way, send};
use table::Headings;

/// The names of the register's and of dispatch's messages in the contract.
const REGION: &str = "sharedcourt.courts.v1.Region";
const COURT: &str = "sharedcourt.courts.v1.Court";
const PERSON: &str = "sharedcourt.courts.v1.Person";
const TASK: &str = "sharedcourt.dispatch.v1.Task";

/// Rows that are sent in one call: few enough to be small, many enough that a slow line is not waited for each time.
const REGISTER_ROWS: usize = 500;
const TASK_ROWS: usize = 100;

/// Take over rows of a file.
#[derive(Args)]
pub(crate) struct Import {
    /// What the rows are.
    #[arg(value_enum)]
    what: What,
    /// CSV (UTF-8 with or without BOM, or GB18030) or a workbook (XLSX), each with a heading, or JSON lines where the name ends in
    /// .jsonl or .ndjson. Several are imported one after the other.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Let the server check the rows and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Read the files alone and show what their rows say (whole with -o json); no server is asked.
    #[arg(long, conflicts_with = "dry_run")]
    check: bool,
    #[command(flatten)]
    format: Format,
    /// What the rows are: over, in force on a stated day, or new. Where absent cases are what they say, watches, requests and
    /// projects are over, seizures are in force, and everything else is new.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// The day on which the rows of an opening are in force: 2026-12-31.
    #[arg(long, value_name = "DAY")]
    as_of: Option<jiff::civil::Date>,
    /// Who imports; for regions, courts and people the administrator, for cases `people/chief`, for receipts `people/cashier`, for
    /// supervision items and history `people/command`, for everything else `people/officer`, where absent.
    #[arg(long = "as", value_name = "PERSON")]
    person: Option<String>,
    /// How the result is printed.
    #[arg(short, long, value_enum, default_value = "table")]
    output: Output,
    #[command(flatten)]
    connection: Connection,
}

/// What rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Over, with its own dates.
    History,
    /// In force on a stated day: a draft that a second person of the court confirms.
    Opening,
    /// New, to be decided on as by hand.
    Daily,
}

/// What can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Regions: code, name, longitude, latitude.
    Regions,
    /// Courts: code, name, kind, host, region_code, covers, equipment.
    Courts,
    /// People, a row for each term: id, name, phone, role, place, grid, committee_staff, start, end.
    People,
    /// Tasks: kind, case_number, name, addressee_kind, identity_number (identity_kind, issuing_state, unknown_reason), phone, address,
    /// region_code, court, documents,
    /// instructions, contact_name, contact_phone, urgent, accept_by, first_attempt_by, finish_by.
    Tasks,
    /// Cases, new or (`--kind history`) closed or (`--kind opening`) open on a day, then with paid_yuan: case_number, filing_date, cause, claim_yuan, applicant, applicant_kind, applicant_identity, debtor,
    /// debtor_kind, debtor_identity, handler, green_channel, non_litigation, ending, closing_date, excluded_days.
    Cases,
    /// Case funds from the bank's list or (`--kind opening`) in hand on a day, then with case_number: bank_reference, amount_yuan, arrive_time,
    /// notice_time, payer, payer_account, payer_bank, remark.
    Receipts,
    /// Debtors: name, debtor_kind, identity_number.
    Debtors,
    /// Assets: debtor_identity, case_number, kind, property_key, description, owners (name and percent, divided by ;), value_yuan,
    /// value_date.
    Assets,
    /// Seizures in force on a day (`--as-of`): asset_class, property_key, description, case_number, start_date, last_day,
    /// queue_position, term_months, value_yuan, percent, held_percent, notice_number, papers (divided by ;).
    Seizures,
    /// Police watches from lists: import_key, case_number, name, identity_number, ground, ground_text, push_time, control_time,
    /// until, papers (divided by ;).
    Watches,
    /// Requests to units from old lists: import_key, unit, matter, case_number, name, identity_number, content, submit_time,
    /// answer_time, answer_text, refusal_ground, papers; for equity company_uscc, company_name, holder, holder_identity, percent,
    /// term_months.
    Requests,
    /// Projects of disposal from old lists, a row for each parcel: import_key, title, case_number or enterprise_uscc and
    /// enterprise_name, propose_time, number, location, kind, area_mu, floor_area_m2, valuation_yuan, list_time, sell_time,
    /// price_yuan.
    Disposals,
    /// Supervision items: subject, case_number, matter, owner, due_time, region_code.
    Supervisions,
    /// Sanctions, to be decided on: case_number, kind, name, subject_kind, identity_number, ground, evidence, amount_yuan, days,
    /// same_act_before, summons_ignored, notice_expired, end_date.
    Sanctions,
}

/// A file with what there is to say about it.
struct File<'a> {
    path: &'a Path,
    headings: Headings,
    rows: usize,
}

impl File<'_> {
    /// The name without its folder: what an imported row is known by.
    fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

impl Import {
    /// Reads, sends and reports. Exit code 1 where a row was refused or set aside.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        self.check_kind()?;
        if self.check {
            return self.check_files();
        }
        let person = self.person.as_deref().unwrap_or(self.usual_person());
        let client = self.connection.client_of(person).await?;
        let mut clean = true;
        for path in &self.files {
            let content = Content::read(path, &self.format)?;
            let file = File { path, headings: content.headings(), rows: content.len() };
            clean &= match (self.as_of, self.what) {
                (Some(as_of), What::Cases | What::Receipts) => {
                    self.open(&client, &crate::client::person_name(person), as_of, content, &file).await?
                }
                _ => {
                    let sent = self.send(&client, content, &file).await?;
                    self.report(&sent, &file, None);
                    sent.bad.is_empty()
                }
            };
        }
        Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    /// Sends the rows of a file.
    async fn send(&self, client: &Client, content: Content, file: &File<'_>) -> Result<Sent, Failure> {
        match self.what {
            What::Regions => {
                let (mut rows, bad) = content.rows(REGION, rows::regions);
                // A village is known by its town: the shorter codes first, wherever they stand in the file.
                rows.sort_by_key(|row| row.message.code.len());
                self.regions(client, rows, bad).await
            }
            What::Courts => {
                let (rows, bad) = content.rows(COURT, rows::courts);
                self.courts(client, rows, bad).await
            }
            What::People => {
                let (rows, bad) = content.rows(PERSON, rows::people);
                self.people(client, rows, bad).await
            }
            What::Tasks => {
                let (rows, bad) = content.rows(TASK, rows::tasks);
                self.tasks(client, rows, bad).await
            }
            What::Cases => {
                let (rows, bad) = content.rows(cases::MESSAGE, cases::rows);
                let kind = match self.kind() {
                    Some(Kind::History) => CaseImportKind::History,
                    Some(Kind::Daily) => CaseImportKind::Daily,
                    Some(Kind::Opening) | None => CaseImportKind::Unspecified,
                };
                cases::send(client, rows, bad, (kind, &file.name(), self.dry_run)).await
            }
            What::Receipts => {
                let (rows, bad) = content.rows(receipts::MESSAGE, receipts::rows);
                receipts::send(client, rows, bad, self.dry_run).await
            }
            What::Debtors => {
                let (rows, bad) = content.rows(register::DEBTOR, register::debtors);
                register::send_debtors(client, rows, bad, self.dry_run).await
            }
            What::Assets => {
                let (rows, bad) = content.rows(register::ASSET, register::assets);
                register::send_assets(client, rows, bad, self.dry_run).await
            }
            What::Seizures => {
                let (rows, bad) = content.rows(seizure_openings::ROW, seizure_openings::seizures);
                match self.as_of {
                    Some(as_of) => {
                        seizure_openings::send(client, rows, bad, &self.opening(as_of, file)).await
                    }
                    None => Ok(Sent { counts: Counts::default(), bad }),
                }
            }
            What::Watches => {
                let (rows, bad) = content.rows(investigation::WATCH, investigation::watches);
                match self.as_of {
                    None => {
                        investigation::send_watches(client, rows, bad, (self.import_kind(), self.dry_run))
                            .await
                    }
                    Some(as_of) => {
                        let rows = rows.into_iter().map(seizure_openings::watch).collect();
                        seizure_openings::send(client, rows, bad, &self.opening(as_of, file)).await
                    }
                }
            }
            What::Requests => {
                let (rows, bad) = content.rows(investigation::REQUEST, investigation::requests);
                investigation::send_requests(client, rows, bad, (self.import_kind(), self.dry_run)).await
            }
            What::Disposals => {
                let (rows, bad) = content.rows(investigation::DISPOSAL, investigation::disposals);
                investigation::send_disposals(client, rows, bad, (self.import_kind(), self.dry_run)).await
            }
            What::Supervisions => {
                let (rows, bad) = content.rows(register::SUPERVISION, register::supervisions);
                register::send_supervisions(client, rows, bad, self.dry_run).await
            }
            What::Sanctions => {
                let (rows, bad) = content.rows(register::SANCTION, register::sanctions);
                register::send_sanctions(client, rows, bad, self.dry_run).await
            }
        }
    }

    /// Reads the files alone. Exit code 1 where a file can't be read or a row is bad.
    fn check_files(&self) -> Result<ExitCode, Failure> {
        let mut clean = true;
        for path in &self.files {
            let content = match Content::read(path, &self.format) {
                Ok(content) => content,
                Err(fault) => {
                    clean = false;
                    match self.output {
                        Output::Table => println!("✗ {fault}"),
                        Output::Json => {
                            println!(
                                "{}",
                                json!({"file": path.display().to_string(), "error": fault.to_string()})
                            );
                        }
                    }
                    continue;
                }
            };
            let file = File { path, headings: content.headings(), rows: content.len() };
            let (rows, mut bad) = self.messages(content)?;
            bad.sort_by_key(|bad| bad.line);
            clean &= bad.is_empty();
            match self.output {
                Output::Table => {
                    print_bad(&bad, &file);
                    let (all, wrong) = (file.rows, lines_of(bad.iter()));
                    println!(
                        "{}：共 {all} 行 (rows)，有误 {wrong} 行 (bad rows)。只检查了文件，没有写入 (the file alone was checked)。",
                        path.display()
                    );
                }
                Output::Json => println!(
                    "{}",
                    json!({"file": path.display().to_string(), "total": file.rows, "rows": rows, "bad": bad_as_json(&bad)})
                ),
            }
        }
        Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    /// What the rows of a file say, as messages of the contract.
    fn messages(&self, content: Content) -> Result<(Vec<Value>, Vec<RowError>), Failure> {
        match (self.what, self.as_of) {
            (What::Regions, _) => shown(REGION, content.rows(REGION, rows::regions)),
            (What::Courts, _) => shown(COURT, content.rows(COURT, rows::courts)),
            (What::People, _) => shown(PERSON, content.rows(PERSON, rows::people)),
            (What::Tasks, _) => shown(TASK, content.rows(TASK, rows::tasks)),
            (What::Cases, None) => shown(cases::MESSAGE, content.rows(cases::MESSAGE, cases::rows)),
            (What::Cases, Some(_)) => shown(cases::OPENING, content.rows(cases::OPENING, cases::open_rows)),
            (What::Receipts, None) => {
                shown(receipts::MESSAGE, content.rows(receipts::MESSAGE, receipts::rows))
            }
            (What::Receipts, Some(_)) => {
                shown(receipts::OPENING, content.rows(receipts::OPENING, receipts::in_hand))
            }
            (What::Debtors, _) => shown(register::DEBTOR, content.rows(register::DEBTOR, register::debtors)),
            (What::Assets, _) => shown(register::ASSET, content.rows(register::ASSET, register::assets)),
            (What::Seizures, _) => {
                shown(seizure_openings::ROW, content.rows(seizure_openings::ROW, seizure_openings::seizures))
            }
            (What::Watches, _) => {
                shown(investigation::WATCH, content.rows(investigation::WATCH, investigation::watches))
            }
            (What::Requests, _) => {
                shown(investigation::REQUEST, content.rows(investigation::REQUEST, investigation::requests))
            }
            (What::Disposals, _) => shown(
                investigation::DISPOSAL,
                content.rows(investigation::DISPOSAL, investigation::disposals),
            ),
            (What::Supervisions, _) => {
                shown(register::SUPERVISION, content.rows(register::SUPERVISION, register::supervisions))
            }
            (What::Sanctions, _) => {
                shown(register::SANCTION, content.rows(register::SANCTION, register::sanctions))
            }
        }
    }

    /// The kind of what the investigation takes over outside of an opening.
    fn import_kind(&self) -> ImportKind {
        match self.kind() {
            Some(Kind::Daily) => ImportKind::Daily,
            Some(Kind::History | Kind::Opening) | None => ImportKind::History,
        }
    }

    /// What the rows are, as somebody said or as rows of this sort usually are; `None` where each row says so itself.
    fn kind(&self) -> Option<Kind> {
        self.kind.or(match self.what {
            What::Cases => None,
            What::Seizures => Some(Kind::Opening),
            What::Watches | What::Requests | What::Disposals => Some(Kind::History),
            _ => Some(Kind::Daily),
        })
    }

    /// Who imports where nobody is named.
    fn usual_person(&self) -> &'static str {
        match self.what {
            What::Regions | What::Courts | What::People => "people/admin",
            What::Supervisions => "people/command",
            What::Receipts => "people/cashier",
            _ if self.kind() == Some(Kind::History) => "people/command",
            What::Cases if self.kind().is_none() => "people/chief",
            What::Tasks
            | What::Cases
            | What::Debtors
            | What::Assets
            | What::Sanctions
            | What::Seizures
            | What::Watches
            | What::Requests
            | What::Disposals => "people/officer",
        }
    }

    /// Refuses a kind that such rows do not have, and an opening without its day.
    fn check_kind(&self) -> Result<(), Failure> {
        let kinds: &[Kind] = match self.what {
            What::Cases | What::Watches => &[Kind::History, Kind::Opening, Kind::Daily],
            What::Receipts => &[Kind::Opening, Kind::Daily],
            What::Requests | What::Disposals => &[Kind::History, Kind::Daily],
            What::Seizures => &[Kind::Opening],
            _ => &[Kind::Daily],
        };
        let usage = |text: &str| Err(Failure::Usage(text.to_owned()));
        match self.kind() {
            Some(kind) if !kinds.contains(&kind) => {
                usage("--kind: 这类数据不能这样导入 (rows of this sort are not imported as that kind)")
            }
            Some(Kind::Opening) if self.as_of.is_none() => {
                usage("期初数据须用 --as-of 给出日期 (say with --as-of as of which day)")
            }
            Some(Kind::Opening) => Ok(()),
            _ if self.as_of.is_some() => usage("--as-of: 只用于期初数据 (only an opening has a day)"),
            _ => Ok(()),
        }
    }

    /// Hands cases or money in as an opening and prints what is to be confirmed; whether every row was taken.
    async fn open(
        &self,
        client: &Client,
        person: &str,
        as_of: jiff::civil::Date,
        content: Content,
        file: &File<'_>,
    ) -> Result<bool, Failure> {
        let (rows, bad) = if self.what == What::Cases {
            let (rows, bad) = content.rows(cases::OPENING, cases::open_rows);
            (rows.into_iter().map(case_openings::case).collect(), bad)
        } else {
            let (rows, bad) = content.rows(receipts::OPENING, receipts::in_hand);
            (rows.into_iter().map(case_openings::money).collect(), bad)
        };
        let person = self.connection.is_known_by_key().then_some(person);
        let (sent, opening) = case_openings::send(client, (&file.name(), as_of, person), rows, bad).await?;
        self.report(&sent, file, Some(&case_openings::as_json(&opening)));
        if self.output == Output::Table {
            println!("{}", case_openings::as_text(&opening));
        }
        Ok(sent.bad.is_empty())
    }

    /// The opening into which seizures and watches of this file go.
    fn opening(&self, as_of: jiff::civil::Date, file: &File<'_>) -> seizure_openings::Target {
        seizure_openings::Target { file: file.name(), as_of, dry_run: self.dry_run }
    }

    async fn regions(
        &self,
        client: &Client,
        rows: Vec<Row<courts::Region>>,
        bad: Vec<RowError>,
    ) -> Result<Sent, Failure> {
        let way = Way { at_once: REGISTER_ROWS, list: "regions", part: None };
        send(rows, bad, &way, async |regions| {
            let request =
                courts::ImportRegionsRequest { regions, validate_only: self.dry_run, ..Default::default() };
            client.regions().import_regions(request).await.map(|done| Counts::from(done.into_inner()))
        })
        .await
    }

    async fn courts(
        &self,
        client: &Client,
        rows: Vec<Row<courts::Court>>,
        bad: Vec<RowError>,
    ) -> Result<Sent, Failure> {
        let way = Way { at_once: REGISTER_ROWS, list: "courts", part: None };
        send(rows, bad, &way, async |courts| {
            let request =
                courts::ImportCourtsRequest { courts, validate_only: self.dry_run, ..Default::default() };
            client.courts().import_courts(request).await.map(|done| Counts::from(done.into_inner()))
        })
        .await
    }

    async fn people(
        &self,
        client: &Client,
        rows: Vec<Row<courts::Person>>,
        bad: Vec<RowError>,
    ) -> Result<Sent, Failure> {
        let terms = Part {
            name: "terms",
            remove: |person: &mut courts::Person, term| drop(person.terms.remove(term)),
        };
        let way = Way { at_once: REGISTER_ROWS, list: "people", part: Some(terms) };
        send(rows, bad, &way, async |people| {
            let request =
                courts::ImportPeopleRequest { people, validate_only: self.dry_run, ..Default::default() };
            client.people().import_people(request).await.map(|done| Counts::from(done.into_inner()))
        })
        .await
    }

    async fn tasks(
        &self,
        client: &Client,
        rows: Vec<Row<dispatch::Task>>,
        bad: Vec<RowError>,
    ) -> Result<Sent, Failure> {
        let way = Way { at_once: TASK_ROWS, list: "requests", part: None };
        send(rows, bad, &way, async |tasks: Vec<dispatch::Task>| {
            let requests = tasks.into_iter().map(|task| dispatch::CreateTaskRequest {
                request_id: send::request_id(&task),
                task: Some(task),
                validate_only: false,
            });
            let requests = requests.collect();
            let request = dispatch::BatchCreateTasksRequest {
                requests,
                validate_only: self.dry_run,
                ..Default::default()
            };
            client.tasks().batch_create_tasks(request).await.map(|done| Counts::from(done.into_inner()))
        })
        .await
    }

    /// Prints what was entered, refused and set aside.
    fn report(&self, sent: &Sent, file: &File<'_>, beside: Option<&Value>) {
        let Sent { counts, bad } = sent;
        let set_aside = lines_of(bad.iter().filter(|bad| bad.set_aside));
        let refused = lines_of(bad.iter()) - set_aside;
        if self.output == Output::Json {
            let mut result = json!({
                "rows": file.rows, "created": counts.created, "updated": counts.updated, "unchanged": counts.unchanged,
                "unlinked": counts.unlinked, "refused": refused, "setAside": set_aside, "dryRun": self.dry_run, "bad": bad_as_json(bad),
            });
            if let (Some(result), Some(beside)) = (result.as_object_mut(), beside.and_then(Value::as_object))
            {
                result.extend(beside.clone());
            }
            println!("{result}");
            return;
        }
        print_bad(bad, file);
        let name = if self.files.len() > 1 { format!("{}：", file.path.display()) } else { String::new() };
        let what =
            if self.dry_run { "试运行，没有写入 (dry run, nothing was written)：" } else { "" };
        let aside =
            if set_aside > 0 { format!("，搁置 {set_aside} 行 (set aside)") } else { String::new() };
        println!(
            "{name}{what}共 {} 行 (rows)：新增 {} (created)，更新 {} (updated)，未变 {} (unchanged)，有误 {refused} 行 (bad rows){aside}",
            file.rows, counts.created, counts.updated, counts.unchanged,
        );
        if counts.unlinked > 0 {
            println!(
                "{} 行的案号在系统中尚无案件，案件登记后自动关联 (name a case that is not entered yet; linked when it comes)",
                counts.unlinked
            );
        }
    }
}

/// Prints why rows are not entered, by their lines and columns.
fn print_bad(bad: &[RowError], file: &File<'_>) {
    for bad in bad {
        let column = file.headings.label(&bad.field).map(|label| format!(" {label}")).unwrap_or_default();
        let what = if bad.set_aside { "（搁置）" } else { "" };
        println!("第 {} 行{column}{what}：{} ({}) [{}]", bad.line, bad.zh, bad.en, bad.reason);
    }
}

/// How many lines these are about.
fn lines_of<'a>(bad: impl Iterator<Item = &'a RowError>) -> usize {
    bad.map(|bad| bad.line).collect::<BTreeSet<_>>().len()
}

fn bad_as_json(bad: &[RowError]) -> Vec<Value> {
    let rows = bad.iter().map(|bad| {
        json!({
            "line": bad.line, "field": bad.field, "reason": bad.reason, "zh": bad.zh, "en": bad.en,
            "setAside": bad.set_aside,
        })
    });
    rows.collect()
}

/// Rows as JSON of the contract, each with the line on which it stands.
fn shown<M: prost::Message>(
    name: &str,
    (rows, bad): (Vec<Row<M>>, Vec<RowError>),
) -> Result<(Vec<Value>, Vec<RowError>), Failure> {
    let rows = rows.iter().map(|row| {
        let message: Value = serde_json::from_str(&messages::text(name, &row.message)?).unwrap_or_default();
        let lines = if row.parts.is_empty() { vec![row.line] } else { row.parts.clone() };
        Ok(json!({"line": row.line, "lines": lines, "row": message}))
    });
    Ok((rows.collect::<Result<_, Failure>>()?, bad))
}

#[cfg(test)]
mod tests {
    use super::*;
    use table::Table;

    /// A message to a person names no column by its English name.
    #[test]
    fn every_column_has_a_chinese_name() {
        let readers: [fn(Table) -> Vec<RowError>; 16] = [
            |table| rows::regions(table).1,
            |table| rows::courts(table).1,
            |table| rows::people(table).1,
            |table| rows::tasks(table).1,
            |table| cases::rows(table).1,
            |table| cases::open_rows(table).1,
            |table| receipts::rows(table).1,
            |table| receipts::in_hand(table).1,
            |table| register::debtors(table).1,
            |table| register::assets(table).1,
            |table| register::supervisions(table).1,
            |table| register::sanctions(table).1,
            |table| investigation::watches(table).1,
            |table| investigation::requests(table).1,
            |table| investigation::disposals(table).1,
            |table| seizure_openings::seizures(table).1,
        ];
        for (index, read) in readers.into_iter().enumerate() {
            let lines = encoding::lines("血型\n一".as_bytes(), None).unwrap();
            let bad = read(Table::of_lines(&lines));
            assert!(bad.iter().any(|bad| bad.reason == "COLUMN_UNKNOWN"), "{index}: {bad:?}");
            for bad in bad {
                assert!(!bad.zh.contains(|char: char| char.is_ascii_alphabetic()), "{index}: {}", bad.zh);
            }
        }
    }
}

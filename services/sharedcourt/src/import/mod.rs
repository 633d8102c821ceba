//! `sharedcourt import`: files as offices have them. Bad rows are told with line, field and reason; the good ones are kept; a
//! file that is imported again changes nothing.

mod cases;
mod file;
mod investigation;
mod openings;
mod receipts;
mod register;
mod rows;
mod send;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};
use proto::{courts::v1 as courts, dispatch::v1 as dispatch, investigation::v1::ImportKind};
use serde_json::json;

use crate::{
    client::{Connection, House},
    desk::Output,
    told::Failure,
};
use file::{Bad, Row};
use send::{Counts, Part, Sent, Way, send};

/// Rows that are sent in one call: few enough to be small, many enough that a slow line is not waited for each time.
const REGISTER_ROWS: usize = 500;
const TASK_ROWS: usize = 100;

/// Take over rows of a file.
#[derive(Args)]
pub(crate) struct Import {
    /// What the rows are.
    #[arg(value_enum)]
    what: What,
    /// CSV (UTF-8 with or without BOM, or GB18030) with a heading, or JSON lines where the name ends in .jsonl or .ndjson.
    file: PathBuf,
    /// Check alone and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// What watches, requests and projects are: over, in force on a day, or to be decided on.
    #[arg(long, value_enum, default_value_t = Kind::History)]
    kind: Kind,
    /// The day on which the rows of an opening are in force: 2026-12-31.
    #[arg(long, value_name = "DAY")]
    as_of: Option<jiff::civil::Date>,
    /// Who imports; the administrator, for what officers file and for openings `people/officer`, for receipts
    /// `people/cashier`, for supervision items and history `people/command`, where absent.
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

impl Kind {
    /// In the contract; none for an opening, which is a resource of its own.
    const fn contract(self) -> Option<ImportKind> {
        match self {
            Self::History => Some(ImportKind::History),
            Self::Opening => None,
            Self::Daily => Some(ImportKind::Daily),
        }
    }
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
    /// Tasks: kind, case_number, name, addressee_kind, identity_number, phone, address, region_code, court, documents,
    /// instructions, contact_name, contact_phone, urgent, accept_by, first_attempt_by, finish_by.
    Tasks,
    /// Cases from old records: case_number, filing_date, cause, claim_yuan, applicant, applicant_kind, applicant_identity, debtor,
    /// debtor_kind, debtor_identity, handler, green_channel, non_litigation, ending, closing_date, excluded_days.
    Cases,
    /// Case funds from old books: bank_reference, amount_yuan, arrive_time, notice_time, payer, payer_account, payer_bank, remark.
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

impl Import {
    /// Reads, sends and tells. Exit code 1 where a row was bad.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let text = file::text(&self.file)?;
        let lines = self.file.extension().is_some_and(|ending| ending == "jsonl" || ending == "ndjson");
        let usual = match self.what {
            What::Tasks | What::Cases | What::Debtors | What::Assets | What::Sanctions | What::Seizures => {
                "people/officer"
            }
            What::Watches | What::Requests | What::Disposals if self.kind != Kind::History => {
                "people/officer"
            }
            What::Supervisions | What::Watches | What::Requests | What::Disposals => "people/command",
            What::Receipts => "people/cashier",
            What::Regions | What::Courts | What::People => "people/admin",
        };
        let house = self.connection.house(self.person.as_deref().unwrap_or(usual)).await?;
        let sent = match self.what {
            What::Regions => {
                let (mut rows, bad) = read(lines, &text, "sharedcourt.courts.v1.Region", rows::regions)?;
                // A village is known by its town: the shorter codes first, wherever they stand in the file.
                rows.sort_by_key(|row| row.message.code.len());
                self.regions(&house, rows, bad).await?
            }
            What::Courts => {
                let (rows, bad) = read(lines, &text, "sharedcourt.courts.v1.Court", rows::courts)?;
                self.courts(&house, rows, bad).await?
            }
            What::People => {
                let (rows, bad) = read(lines, &text, "sharedcourt.courts.v1.Person", rows::people)?;
                self.people(&house, rows, bad).await?
            }
            What::Tasks => {
                let (rows, bad) = read(lines, &text, "sharedcourt.dispatch.v1.Task", rows::tasks)?;
                self.tasks(&house, rows, bad).await?
            }
            What::Cases => {
                let (rows, bad) = read(lines, &text, cases::MESSAGE, cases::rows)?;
                cases::send(&house, rows, bad, self.dry_run).await?
            }
            What::Receipts => {
                let (rows, bad) = read(lines, &text, receipts::MESSAGE, receipts::rows)?;
                receipts::send(&house, rows, bad, self.dry_run).await?
            }
            What::Debtors => {
                let (rows, bad) = read(lines, &text, register::DEBTOR, register::debtors)?;
                register::send_debtors(&house, rows, bad, self.dry_run).await?
            }
            What::Assets => {
                let (rows, bad) = read(lines, &text, register::ASSET, register::assets)?;
                register::send_assets(&house, rows, bad, self.dry_run).await?
            }
            What::Seizures => {
                let (rows, bad) = read(lines, &text, openings::ROW, openings::seizures)?;
                openings::send(&house, rows, bad, &self.opening()?).await?
            }
            What::Watches => {
                let (rows, bad) = read(lines, &text, investigation::WATCH, investigation::watches)?;
                match self.kind.contract() {
                    Some(kind) => {
                        investigation::send_watches(&house, rows, bad, (kind, self.dry_run)).await?
                    }
                    None => {
                        let rows = rows.into_iter().map(openings::watch).collect();
                        openings::send(&house, rows, bad, &self.opening()?).await?
                    }
                }
            }
            What::Requests => {
                let (rows, bad) = read(lines, &text, investigation::REQUEST, investigation::requests)?;
                investigation::send_requests(&house, rows, bad, (self.contract_kind()?, self.dry_run)).await?
            }
            What::Disposals => {
                let (rows, bad) = read(lines, &text, investigation::DISPOSAL, investigation::disposals)?;
                investigation::send_disposals(&house, rows, bad, (self.contract_kind()?, self.dry_run))
                    .await?
            }
            What::Supervisions => {
                let (rows, bad) = read(lines, &text, register::SUPERVISION, register::supervisions)?;
                register::send_supervisions(&house, rows, bad, self.dry_run).await?
            }
            What::Sanctions => {
                let (rows, bad) = read(lines, &text, register::SANCTION, register::sanctions)?;
                register::send_sanctions(&house, rows, bad, self.dry_run).await?
            }
        };
        self.tell(&sent);
        Ok(if sent.bad.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    /// The kind of rows that have no opening.
    fn contract_kind(&self) -> Result<ImportKind, Failure> {
        self.kind.contract().ok_or_else(|| {
            Failure::Usage("期初数据只有查封和查控 (an opening holds seizures and watches alone)".to_owned())
        })
    }

    /// The opening into which the rows of this file go.
    fn opening(&self) -> Result<openings::Target, Failure> {
        let as_of = self.as_of.ok_or_else(|| {
            Failure::Usage("期初数据须用 --as-of 给出日期 (say with --as-of as of which day)".to_owned())
        })?;
        let file = self.file.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(openings::Target { file: file.unwrap_or_default(), as_of, dry_run: self.dry_run })
    }

    async fn regions(
        &self,
        house: &House,
        rows: Vec<Row<courts::Region>>,
        bad: Vec<Bad>,
    ) -> Result<Sent, Failure> {
        let way = Way { at_once: REGISTER_ROWS, list: "regions", part: None };
        send(rows, bad, &way, async |regions| {
            let request =
                courts::ImportRegionsRequest { regions, validate_only: self.dry_run, ..Default::default() };
            house.regions().import_regions(request).await.map(|done| Counts::from(done.into_inner()))
        })
        .await
    }

    async fn courts(
        &self,
        house: &House,
        rows: Vec<Row<courts::Court>>,
        bad: Vec<Bad>,
    ) -> Result<Sent, Failure> {
        let way = Way { at_once: REGISTER_ROWS, list: "courts", part: None };
        send(rows, bad, &way, async |courts| {
            let request =
                courts::ImportCourtsRequest { courts, validate_only: self.dry_run, ..Default::default() };
            house.courts().import_courts(request).await.map(|done| Counts::from(done.into_inner()))
        })
        .await
    }

    async fn people(
        &self,
        house: &House,
        rows: Vec<Row<courts::Person>>,
        bad: Vec<Bad>,
    ) -> Result<Sent, Failure> {
        let terms = Part {
            name: "terms",
            remove: |person: &mut courts::Person, term| drop(person.terms.remove(term)),
        };
        let way = Way { at_once: REGISTER_ROWS, list: "people", part: Some(terms) };
        send(rows, bad, &way, async |people| {
            let request =
                courts::ImportPeopleRequest { people, validate_only: self.dry_run, ..Default::default() };
            house.people().import_people(request).await.map(|done| Counts::from(done.into_inner()))
        })
        .await
    }

    async fn tasks(
        &self,
        house: &House,
        rows: Vec<Row<dispatch::Task>>,
        bad: Vec<Bad>,
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
            house.tasks().batch_create_tasks(request).await.map(|done| Counts::from(done.into_inner()))
        })
        .await
    }

    fn tell(&self, sent: &Sent) {
        let Sent { counts, bad } = sent;
        if self.output == Output::Json {
            let rows = bad.iter().map(|bad| {
                json!({"line": bad.line, "field": bad.field, "reason": bad.reason, "zh": bad.zh, "en": bad.en})
            });
            let told = json!({
                "created": counts.created, "updated": counts.updated, "unchanged": counts.unchanged,
                "dryRun": self.dry_run, "bad": rows.collect::<Vec<_>>(),
            });
            println!("{told}");
            return;
        }
        for bad in bad {
            println!("第 {} 行 {}：{} ({}) [{}]", bad.line, bad.field, bad.zh, bad.en, bad.reason);
        }
        let lines: std::collections::BTreeSet<_> = bad.iter().map(|bad| bad.line).collect();
        let what =
            if self.dry_run { "试运行，没有写入 (dry run, nothing was written)：" } else { "" };
        println!(
            "{what}新增 {} (created)，更新 {} (updated)，未变 {} (unchanged)，有误 {} 行 (bad rows)",
            counts.created,
            counts.updated,
            counts.unchanged,
            lines.len()
        );
    }
}

/// Rows as messages, from JSON lines or from a table.
fn read<M: prost::Message + Default>(
    lines: bool,
    text: &str,
    name: &str,
    from_table: impl FnOnce(file::Table) -> (Vec<Row<M>>, Vec<Bad>),
) -> Result<(Vec<Row<M>>, Vec<Bad>), Failure> {
    if lines { Ok(file::json_lines(name, text)) } else { Ok(from_table(file::Table::parse(text)?)) }
}

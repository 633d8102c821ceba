//! `sharedcourt import`: files as offices have them. Bad rows are told with line, field and reason; the good ones are kept; a
//! file that is imported again changes nothing.

mod case_openings;
mod cases;
mod file;
mod investigation;
mod receipts;
mod register;
mod rows;
mod seizure_openings;
mod send;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};
use proto::{
    courts::v1 as courts, dispatch::v1 as dispatch, enforcement::v1::CaseImportKind,
    investigation::v1::ImportKind,
};
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
    /// Tasks: kind, case_number, name, addressee_kind, identity_number, phone, address, region_code, court, documents,
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

impl Import {
    /// Reads, sends and tells. Exit code 1 where a row was bad.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let text = file::text(&self.file)?;
        let lines = self.file.extension().is_some_and(|ending| ending == "jsonl" || ending == "ndjson");
        self.check_kind()?;
        let person = self.person.as_deref().unwrap_or(self.usual_person());
        let house = self.connection.house(person).await?;
        if let (Some(as_of), What::Cases | What::Receipts) = (self.as_of, self.what) {
            return self.open(&house, &crate::client::person_name(person), as_of, lines, &text).await;
        }
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
                let kind = match self.kind() {
                    Some(Kind::History) => CaseImportKind::History,
                    Some(Kind::Daily) => CaseImportKind::Daily,
                    Some(Kind::Opening) | None => CaseImportKind::Unspecified,
                };
                cases::send(&house, rows, bad, (kind, &self.file_name(), self.dry_run)).await?
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
                let (rows, bad) = read(lines, &text, seizure_openings::ROW, seizure_openings::seizures)?;
                match self.as_of {
                    Some(as_of) => seizure_openings::send(&house, rows, bad, &self.opening(as_of)).await?,
                    None => Sent { counts: Counts::default(), bad },
                }
            }
            What::Watches => {
                let (rows, bad) = read(lines, &text, investigation::WATCH, investigation::watches)?;
                match self.as_of {
                    None => {
                        investigation::send_watches(&house, rows, bad, (self.import_kind(), self.dry_run))
                            .await?
                    }
                    Some(as_of) => {
                        let rows = rows.into_iter().map(seizure_openings::watch).collect();
                        seizure_openings::send(&house, rows, bad, &self.opening(as_of)).await?
                    }
                }
            }
            What::Requests => {
                let (rows, bad) = read(lines, &text, investigation::REQUEST, investigation::requests)?;
                investigation::send_requests(&house, rows, bad, (self.import_kind(), self.dry_run)).await?
            }
            What::Disposals => {
                let (rows, bad) = read(lines, &text, investigation::DISPOSAL, investigation::disposals)?;
                investigation::send_disposals(&house, rows, bad, (self.import_kind(), self.dry_run)).await?
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

    /// The name of the file without its folder: what an imported row is known by.
    fn file_name(&self) -> String {
        self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Hands cases or money in as an opening and prints what is to be confirmed. Exit code 1 where a row was refused or set aside.
    async fn open(
        &self,
        house: &House,
        person: &str,
        as_of: jiff::civil::Date,
        lines: bool,
        text: &str,
    ) -> Result<ExitCode, Failure> {
        let (rows, bad) = if self.what == What::Cases {
            let (rows, bad) = read(lines, text, cases::OPENING, cases::open_rows)?;
            (rows.into_iter().map(case_openings::case).collect(), bad)
        } else {
            let (rows, bad) = read(lines, text, receipts::OPENING, receipts::in_hand)?;
            (rows.into_iter().map(case_openings::money).collect(), bad)
        };
        let person = self.connection.is_known_by_key().then_some(person);
        let (sent, opening) =
            case_openings::send(house, (&self.file_name(), as_of, person), rows, bad).await?;
        if self.output == Output::Json {
            println!("{}", self.as_json(&sent, &case_openings::as_json(&opening)));
        } else {
            self.tell(&sent);
            println!("{}", case_openings::as_text(&opening));
        }
        Ok(if sent.bad.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    /// The opening into which seizures and watches of this file go.
    fn opening(&self, as_of: jiff::civil::Date) -> seizure_openings::Target {
        seizure_openings::Target { file: self.file_name(), as_of, dry_run: self.dry_run }
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

    /// The result as JSON, with what there is beside the counts.
    fn as_json(&self, sent: &Sent, beside: &serde_json::Value) -> serde_json::Value {
        let Sent { counts, bad } = sent;
        let rows = bad.iter().map(|bad| {
            json!({"line": bad.line, "field": bad.field, "reason": bad.reason, "zh": bad.zh, "en": bad.en})
        });
        let mut told = json!({
            "created": counts.created, "updated": counts.updated, "unchanged": counts.unchanged,
            "dryRun": self.dry_run, "bad": rows.collect::<Vec<_>>(),
        });
        if let (Some(told), Some(beside)) = (told.as_object_mut(), beside.as_object()) {
            told.extend(beside.clone());
        }
        told
    }

    fn tell(&self, sent: &Sent) {
        let Sent { counts, bad } = sent;
        if self.output == Output::Json {
            println!("{}", self.as_json(sent, &json!({})));
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

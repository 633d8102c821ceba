//! `sharedcourt law`: asks the law library. Answers are JSON with their reasons in both languages; the exit code says whether the
//! law says yes.

mod topics;

use std::{io::Read as _, process::ExitCode};

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

/// Ask the law library.
#[derive(Args)]
pub(crate) struct Law {
    #[command(subcommand)]
    topic: Topic,
}

#[derive(Subcommand)]
enum Topic {
    /// When a period ends: days, months, years or working days from a day.
    Period {
        /// The day from which it is reckoned; it is not counted itself.
        #[arg(long)]
        from: String,
        /// So many days.
        #[arg(long)]
        days: Option<u16>,
        /// So many months.
        #[arg(long)]
        months: Option<u16>,
        /// So many years.
        #[arg(long)]
        years: Option<u16>,
        /// So many working days.
        #[arg(long)]
        working_days: Option<u16>,
        /// Days that are not counted, A..B; may be given several times.
        #[arg(long)]
        exclude: Vec<String>,
    },
    /// When a clock of enforcement runs out; the limit of an enforcement case where no kind is named.
    Deadline {
        /// The day on which it starts.
        #[arg(long, alias = "from")]
        filed: String,
        /// Which clock, for example enforcement-limit or clue-check-urgent.
        #[arg(long)]
        kind: Option<String>,
        /// Days that are not counted, A..B; may be given several times.
        #[arg(long)]
        exclude: Vec<String>,
    },
    /// Until when a seizure holds.
    Seizure {
        /// What is seized: deposit, movable, real-estate, equity, other-right.
        #[arg(long)]
        class: String,
        /// Since when.
        #[arg(long)]
        from: String,
        /// For how many months; the longest term where absent.
        #[arg(long)]
        months: Option<u16>,
        /// Days on which it was renewed; may be given several times.
        #[arg(long)]
        renewed: Vec<String>,
        /// The day on which its state is asked.
        #[arg(long)]
        on: Option<String>,
    },
    /// Whether an act of service is valid, and since when; or every condition that is not met, and its cure.
    Service(Question),
    /// Who is promoted among waiting seizures.
    Queue(Question),
    /// Whether more is seized than is owed.
    Excess(Question),
    /// Whether a freeze of equity stands.
    Equity(Question),
    /// Whether a sanction may be imposed, and who approves it.
    Sanction(Question),
    /// Whether and when a sanction has to be lifted.
    Lift(Question),
    /// Whether a case may be closed in a certain way.
    Closing(Question),
    /// Read a case number.
    CaseNumber(Number),
    /// Check a citizen identity number; it is never shown whole.
    CitizenId(Number),
    /// Check a unified social credit code.
    Uscc {
        /// The code.
        text: String,
        /// Why an old code is taken although its check character is wrong.
        #[arg(long)]
        as_registered: Option<String>,
    },
    /// Read a region code.
    RegionCode(Number),
    /// List what can be asked, each with a question.
    Topics,
}

/// A question in a file.
#[derive(Args)]
struct Question {
    /// JSON; - reads standard input.
    file: String,
}

/// A number as it is written.
#[derive(Args)]
struct Number {
    /// The number.
    text: String,
}

impl Law {
    /// Asks and prints. Exit code 0 where the law says yes, 1 where it says no, 2 where the question could not be read.
    pub(crate) fn run(self) -> ExitCode {
        match self.topic.ask() {
            Ok((true, value)) => print(&value, ExitCode::SUCCESS),
            Ok((false, value)) => {
                let unreadable = value.get("error").is_some();
                print(&value, ExitCode::from(if unreadable { 2 } else { 1 }))
            }
            Err(told) => {
                eprintln!("{told}");
                ExitCode::from(2)
            }
        }
    }
}

fn print(value: &Value, code: ExitCode) -> ExitCode {
    println!("{value:#}");
    code
}

impl Topic {
    /// Whether the law says yes, and what it says.
    fn ask(self) -> Result<(bool, Value), String> {
        let (topic, question) = match self {
            Self::Period { from, days, months, years, working_days, exclude } => {
                let lengths =
                    [("days", days), ("months", months), ("years", years), ("workingDays", working_days)];
                let mut question = object(json!({"from": from, "exclude": exclude}));
                question.extend(
                    lengths.into_iter().filter_map(|(name, length)| Some((name.to_owned(), length?.into()))),
                );
                ("period", question.into())
            }
            Self::Deadline { filed, kind, exclude } => {
                let mut question = object(json!({"filed": filed, "exclude": exclude}));
                let kind = kind.map(|kind| kind.to_ascii_uppercase().replace('-', "_"));
                question.extend(kind.map(|kind| ("kind".to_owned(), kind.into())));
                ("deadline", question.into())
            }
            Self::Seizure { class, from, months, renewed, on } => {
                let renewals: Vec<_> = renewed.iter().map(|made| json!({"made": made})).collect();
                let mut question = object(json!({"class": class, "from": from, "renewals": renewals}));
                question.extend(months.map(|months| ("months".to_owned(), months.into())));
                question.extend(on.map(|on| ("on".to_owned(), on.into())));
                ("seizure", question.into())
            }
            Self::Service(question) => ("service", question.read()?),
            Self::Queue(question) => ("queue", question.read()?),
            Self::Excess(question) => ("excess", question.read()?),
            Self::Equity(question) => ("equity", question.read()?),
            Self::Sanction(question) => ("sanction", question.read()?),
            Self::Lift(question) => ("lift", question.read()?),
            Self::Closing(question) => ("closing", question.read()?),
            Self::CaseNumber(number) => ("case-number", number.text.into()),
            Self::CitizenId(number) => ("citizen-id", number.text.into()),
            Self::RegionCode(number) => ("region-code", number.text.into()),
            Self::Uscc { text, as_registered: None } => ("uscc", text.into()),
            Self::Uscc { text, as_registered: Some(reason) } => {
                let answer = law::ask::uscc_as_registered(&text, &reason);
                return Ok((answer.ok, answer.value));
            }
            Self::Topics => return Ok((true, topics::list())),
        };
        let answer = law::ask::by_name(topic, question)
            .ok_or_else(|| format!("{topic}: 没有这个主题 (no such topic)"))?;
        Ok((answer.ok, answer.value))
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

impl Question {
    fn read(&self) -> Result<Value, String> {
        let mut text = String::new();
        let read = if self.file == "-" {
            std::io::stdin().read_to_string(&mut text).map(|_| ())
        } else {
            std::fs::read_to_string(&self.file).map(|read| text = read)
        };
        read.map_err(|fault| format!("{}: 读不了文件 (can't be read): {fault}", self.file))?;
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|fault| {
            let (line, column) = (fault.line(), fault.column());
            format!(
                "{}: 第 {line} 行第 {column} 列不是 JSON (not JSON at line {line}, column {column})",
                self.file
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    #[command(no_binary_name = true)]
    struct Line {
        #[command(flatten)]
        law: Law,
    }

    fn ask(line: &str) -> Result<(bool, Value), String> {
        Line::parse_from(line.split_whitespace()).law.topic.ask()
    }

    #[test]
    fn short_forms_reach_the_library() {
        let (yes, answer) = ask("period --from 2026-09-25 --days 5").unwrap();
        assert!(yes && answer["iso"].is_string() && answer["why"].is_array(), "{answer}");
        let (_, limit) = ask("deadline --filed 2023-03-01 --exclude 2023-04-01..2023-04-10").unwrap();
        assert_eq!(limit["iso"], "2023-09-11");
        let (_, clue) = ask("deadline --kind clue-check-urgent --filed 2023-03-01").unwrap();
        assert_eq!(clue["iso"], "2023-03-06");
        let (yes, seizure) = ask("seizure --class real-estate --from 2023-03-01 --on 2026-03-02").unwrap();
        assert_eq!((yes, &seizure["iso"]), (false, &json!("2026-03-01")));
        let (yes, number) = ask("case-number (2023)浙0783执123号").unwrap();
        assert_eq!((yes, &number["caseNumber"]), (true, &json!("（2023）浙0783执123号")));
        let (yes, id) = ask("citizen-id 110105194912310021").unwrap();
        assert!(!yes && !id.to_string().contains("19491231"), "{id}");
    }

    #[test]
    fn what_can_not_be_read_is_told_as_such() {
        for line in [
            "period --from 2023-02-30 --days 3",
            "period --from 2023-02-03",
            "seizure --class love --from 2023-01-01",
        ] {
            let (yes, answer) = ask(line).unwrap();
            assert!(!yes && answer["error"].is_string(), "{line}: {answer}");
        }
        assert!(ask("service /nowhere").unwrap_err().contains("/nowhere"));
    }
}

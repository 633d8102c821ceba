//! What can be asked, and how a command line becomes a question.

use clap::{Args, Subcommand};
use kit::domain::Timestamp;
use law::ask::Answer;
use serde_json::{Map, Value, json};

use super::{
    examples,
    question::{self, Wrong},
};

/// What is asked.
#[derive(Subcommand)]
pub(super) enum Topic {
    /// When a period ends: days, months, years or working days from a day.
    Period(Period),
    /// When a clock of enforcement runs out; the limit of an enforcement case where no kind is named.
    Deadline(Deadline),
    /// Until when a seizure holds.
    Seizure(Seizure),
    /// Whether an act of service is valid, and since when; or every condition that is not met, and its cure.
    Service(Facts),
    /// Who is promoted among waiting seizures.
    Queue(Facts),
    /// Whether more is seized than is owed.
    Excess(Facts),
    /// Whether a freeze of equity stands.
    Equity(Facts),
    /// Whether a sanction may be imposed, and who approves it.
    Sanction(Facts),
    /// Whether and when a sanction has to be lifted.
    Lift(Facts),
    /// Whether a case may be closed in a certain way.
    Closing(Facts),
    /// Read a case number.
    CaseNumber(Number),
    /// Check a citizen identity number; it is never shown whole.
    CitizenId {
        #[command(flatten)]
        number: Number,
        /// The day on which it is entered: nobody is born after it. Today where absent.
        #[arg(long, value_name = "DAY")]
        on: Option<jiff::civil::Date>,
    },
    /// Check a unified social credit code.
    Uscc {
        #[command(flatten)]
        code: Number,
        /// Why an old code is taken although its check character is wrong.
        #[arg(long, value_name = "REASON")]
        as_registered: Option<String>,
    },
    /// Read a region code.
    RegionCode(Number),
    /// List what can be asked, each with an example and every fact and value that it knows.
    Topics,
}

/// A bare period.
#[derive(Args)]
pub(super) struct Period {
    /// The day from which it is reckoned; it is not counted itself.
    #[arg(long, value_name = "DAY")]
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
    /// Days that are not counted; may be given several times.
    #[arg(long, value_name = "A..B")]
    exclude: Vec<String>,
}

/// A clock of enforcement.
#[derive(Args)]
pub(super) struct Deadline {
    /// The day on which it starts.
    #[arg(long, alias = "from", value_name = "DAY")]
    filed: String,
    /// Which clock, for example enforcement-limit or clue-check-urgent.
    #[arg(long)]
    kind: Option<String>,
    /// Days that are not counted; may be given several times.
    #[arg(long, value_name = "A..B")]
    exclude: Vec<String>,
    /// The ground on which they are not counted, for example jurisdiction-dispute.
    #[arg(long, requires = "exclude")]
    ground: Option<String>,
}

/// A seizure and its renewals.
#[derive(Args)]
pub(super) struct Seizure {
    /// What is seized: deposit, movable, real-estate, equity, other-right.
    #[arg(long)]
    class: String,
    /// Since when.
    #[arg(long, value_name = "DAY")]
    from: String,
    /// For how many months; the longest term where absent.
    #[arg(long)]
    months: Option<u16>,
    /// A day on which it was renewed; may be given several times.
    #[arg(long, value_name = "DAY")]
    renewed: Vec<String>,
    /// The day on which its state is asked.
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
}

/// Facts in a file.
#[derive(Args)]
pub(super) struct Facts {
    /// JSON; - reads standard input.
    file: String,
}

/// A number as it is written.
#[derive(Args)]
pub(super) struct Number {
    /// The number; - reads standard input, so that it stands in no history of commands.
    // Taken in pieces as well: clap would repeat the part after a space in its complaint, and parts of some are a secret.
    #[arg(required = true, num_args = 1..)]
    text: Vec<String>,
}

impl Topic {
    /// What the law says.
    pub(super) fn ask(&self) -> Result<Answer, Wrong> {
        match self {
            Self::Period(period) => question::ask("period", &period.question()),
            Self::Deadline(deadline) => question::ask("deadline", &deadline.question()),
            Self::Seizure(seizure) => question::ask("seizure", &seizure.question()),
            Self::Service(facts) => facts.ask("service"),
            Self::Queue(facts) => facts.ask("queue"),
            Self::Excess(facts) => facts.ask("excess"),
            Self::Equity(facts) => facts.ask("equity"),
            Self::Sanction(facts) => facts.ask("sanction"),
            Self::Lift(facts) => facts.ask("lift"),
            Self::Closing(facts) => facts.ask("closing"),
            Self::CaseNumber(number) => number.ask("case-number"),
            Self::CitizenId { number, on } => {
                let today = on.unwrap_or_else(|| Timestamp::now().legal_day());
                Ok(law::ask::citizen_id_on(&number.read()?, today))
            }
            Self::RegionCode(number) => number.ask("region-code"),
            Self::Uscc { code, as_registered: None } => code.ask("uscc"),
            Self::Uscc { code, as_registered: Some(reason) } => {
                Ok(law::ask::uscc_as_registered(&code.read()?, reason))
            }
            Self::Topics => Ok(Answer { ok: true, value: examples::topics() }),
        }
    }
}

impl Period {
    fn question(&self) -> Value {
        let mut question = given(&[
            ("days", self.days),
            ("months", self.months),
            ("years", self.years),
            ("workingDays", self.working_days),
        ]);
        question.insert("from".to_owned(), json!(self.from));
        question.insert("exclude".to_owned(), json!(self.exclude));
        question.into()
    }
}

impl Deadline {
    fn question(&self) -> Value {
        let name = |text: &String| text.to_ascii_uppercase().replace('-', "_");
        let kind = self.kind.as_ref().map(name);
        let Some(ground) = self.ground.as_ref().map(name) else {
            return json!({"filed": self.filed, "kind": kind, "exclude": self.exclude});
        };
        let exclude = self.exclude.iter().map(|days| match days.split_once("..") {
            Some((from, to)) => json!({"from": from, "to": to, "ground": ground}),
            None => json!(days),
        });
        json!({"filed": self.filed, "kind": kind, "exclude": exclude.collect::<Vec<_>>()})
    }
}

impl Seizure {
    fn question(&self) -> Value {
        let renewals: Vec<_> = self.renewed.iter().map(|made| json!({"made": made})).collect();
        json!({
            "class": self.class, "from": self.from, "months": self.months, "renewals": renewals, "on": self.on,
        })
    }
}

impl Facts {
    fn ask(&self, topic: &str) -> Result<Answer, Wrong> {
        let within = |wrong: Wrong| wrong.within(&self.file);
        let facts = question::read(&question::bytes(&self.file)?).map_err(within)?;
        question::ask(topic, &facts).map_err(within)
    }
}

impl Number {
    fn ask(&self, topic: &str) -> Result<Answer, Wrong> {
        question::ask(topic, &Value::String(self.read()?))
    }

    fn read(&self) -> Result<String, Wrong> {
        match self.text.as_slice() {
            [dash] if dash == "-" => {
                let bytes = question::bytes("-")?;
                Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
            }
            pieces => Ok(pieces.concat()),
        }
    }
}

/// Those of several lengths that were given.
fn given(lengths: &[(&str, Option<u16>)]) -> Map<String, Value> {
    lengths.iter().filter_map(|(name, length)| Some(((*name).to_owned(), json!((*length)?)))).collect()
}

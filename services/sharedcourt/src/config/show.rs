//! `sharedcourt config`.

use std::{fmt::Write as _, process::ExitCode};

use clap::{Args, Command, FromArgMatches as _, Subcommand};

use super::{keys, layers::Layers};
use crate::{error::Failure, serve::Serve};

/// Show or check the settings of an installation: its file and the environment.
#[derive(Args)]
pub(crate) struct Config {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Print every setting with its meaning, its value and where that was said; secrets stay hidden.
    Show,
    /// Say whether `serve` could start with these settings, and open nothing; exit code 1 where it could not.
    Check,
}

impl Config {
    /// Answers from the layers and the command as it is without them.
    pub(crate) fn run(&self, layers: &Layers, bare: Command) -> Result<ExitCode, Failure> {
        match self.what {
            What::Show => {
                print!("{}", shown(layers, &bare));
                Ok(ExitCode::SUCCESS)
            }
            What::Check => {
                let command = layers.under(bare).map_err(|faults| Failure::Usage(faults.to_string()))?;
                let serve = command.find_subcommand("serve").cloned().unwrap_or_default();
                let matches = serve.try_get_matches_from(["serve"]);
                let matches = matches.map_err(|fault| Failure::Usage(fault.to_string()))?;
                // Ways to other processes are made within a runtime.
                let runtime = tokio::runtime::Runtime::new()?;
                let _within = runtime.enter();
                let serve = Serve::from_arg_matches(&matches);
                match serve.map_err(|fault| Failure::Usage(fault.to_string()))?.check() {
                    Ok(()) => {
                        println!("配置可用 (in order)");
                        Ok(ExitCode::SUCCESS)
                    }
                    Err(failure) => {
                        println!("✗ {failure}");
                        Ok(ExitCode::from(1))
                    }
                }
            }
        }
    }
}

/// A configuration file that says what is said now, and says of everything else what it would be.
pub(super) fn shown(layers: &Layers, bare: &Command) -> String {
    let mut text = String::new();
    let mut section = String::new();
    for key in keys::of(bare) {
        if key.section != section {
            section.clone_from(&key.section);
            let _ = writeln!(text, "{}[{section}]", if text.is_empty() { "" } else { "\n" });
        }
        let _ = writeln!(text, "# {}", key.help);
        let said = layers.of(&key);
        let values = said.map_or(&key.default, |layer| &layer.values);
        let written: Vec<String> = values
            .iter()
            .flat_map(|value| key.parts(value))
            .map(|value| match () {
                () if key.secret => "\"***\"".to_owned(),
                () if key.is_bare() => value.to_owned(),
                () => serde_json::Value::from(value).to_string(),
            })
            .collect();
        let written = if key.several {
            format!("[{}]", written.join(", "))
        } else {
            written.into_iter().next().unwrap_or_default()
        };
        let (mark, origin) = match said {
            Some(layer) => ("", format!("   # {}", layer.origin)),
            None => ("# ", String::new()),
        };
        let _ = writeln!(text, "{}", format!("{mark}{} = {written}{origin}", key.name).trim_end());
    }
    text
}

//! What files and the environment say, laid under the flags.

use std::{collections::BTreeMap, fmt, path::Path};

use clap::{Command, builder::OsStr};
use config::{Environment, File, FileFormat, Source as _, Value, ValueKind};

use super::keys::{self, Key};

/// Sections that had another name, which files and environments of before still bear.
const RENAMED: &[(&str, &str)] = &[("house", "installation"), ("door", "gateway")];

/// What files and the environment say, by section and key.
#[derive(Default)]
pub(crate) struct Layers(BTreeMap<(String, String), Layer>);

/// What one of them says of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layer {
    pub(super) values: Vec<String>,
    pub(super) origin: String,
}

/// Something in a file or the environment that can't be used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    at: String,
    zh: String,
    en: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.at, self.zh, self.en)
    }
}

/// Everything that is wrong with the settings of an installation.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub(crate) struct Faults(Vec<Fault>);

impl Layers {
    /// Reads the file, where there is one, and over it the environment. A variable that holds nothing says nothing.
    pub(crate) fn read(file: Option<&Path>, environment: Environment) -> Result<Self, Faults> {
        let environment =
            environment.prefix("SHAREDCOURT").prefix_separator("__").separator("__").ignore_empty(true);
        let mut sources = config::Config::builder();
        if let Some(path) = file {
            sources = sources.add_source(File::from(path).format(FileFormat::Toml));
        }
        let said = sources.add_source(environment).build().and_then(|read| read.collect());
        let said = said.map_err(|fault| {
            let at = file.map_or_else(|| "SHAREDCOURT__…".to_owned(), |path| path.display().to_string());
            Faults(vec![Fault {
                at,
                zh: "读不了".into(),
                en: format!("can't be read: {}", first_line(&fault)),
            }])
        })?;
        let mut layers = Self::default();
        let (renamed, today): (Vec<_>, Vec<_>) =
            said.into_iter().partition(|(section, _)| RENAMED.iter().any(|(old, _)| old == section));
        // Of both names today's counts.
        for (section, value) in renamed.into_iter().chain(today) {
            let section =
                RENAMED.iter().find(|(old, _)| *old == section).map_or(section, |(_, new)| (*new).to_owned());
            match value.kind {
                ValueKind::Table(keys) => {
                    for (key, value) in keys {
                        layers.0.insert((section.clone(), key), Layer::of(value));
                    }
                }
                _ => {
                    layers.0.insert((String::new(), section), Layer::of(value));
                }
            }
        }
        Ok(layers)
    }

    /// The command with what is said as the defaults of its flags, in all its branches; or all that is unknown or of the wrong kind.
    pub(crate) fn under(&self, command: Command) -> Result<Command, Faults> {
        let known = keys::of(&command);
        let mut faults = Vec::new();
        for ((section, key), layer) in &self.0 {
            match known.iter().find(|known| known.is(section, key)) {
                Some(known) => faults.extend(layer.faults(known)),
                None => faults.push(Fault {
                    at: layer.at(section, key),
                    zh: "没有这个设置项".into(),
                    en: "there is no such setting".into(),
                }),
            }
        }
        if faults.is_empty() { Ok(self.lay(command)) } else { Err(Faults(faults)) }
    }

    fn lay(&self, command: Command) -> Command {
        let command = command.mut_args(|arg| {
            let said = keys::name_of(&arg).and_then(|name| self.0.get(&name));
            match said {
                Some(layer) => arg.default_values(layer.values.iter().map(OsStr::from)),
                None => arg,
            }
        });
        command.mut_subcommands(|branch| self.lay(branch))
    }

    /// What is said of a setting.
    pub(super) fn of(&self, key: &Key) -> Option<&Layer> {
        self.0.get(&(key.section.clone(), key.name.clone()))
    }
}

impl Layer {
    fn of(value: Value) -> Self {
        let origin = value.origin().unwrap_or_default().to_owned();
        let values = match value.kind {
            ValueKind::Array(values) => values.iter().map(ToString::to_string).collect(),
            // A table within a section is no value: its keys are reported as unknown by the type's own complaint.
            _ => vec![value.to_string()],
        };
        Self { values, origin }
    }

    /// Where it was said.
    fn at(&self, section: &str, key: &str) -> String {
        let key = if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") };
        format!("{}: {key}", self.origin)
    }

    /// What the flag's own reader does not take.
    fn faults(&self, key: &Key) -> Vec<Fault> {
        let parts = self.values.iter().flat_map(|value| key.parts(value));
        let wrong = parts.filter_map(|value| key.wrong(value));
        wrong
            .map(|en| Fault { at: self.at(&key.section, &key.name), zh: "这个值用不了".into(), en })
            .collect()
    }
}

/// What a reader of TOML says first; it goes on with the line at fault, in which a secret may stand.
fn first_line(fault: &config::ConfigError) -> String {
    fault.to_string().lines().next().unwrap_or_default().to_owned()
}

//! The settings that there are, derived from the flags.

use std::any::TypeId;

use clap::{Arg, ArgAction, Command};

/// A setting.
pub(super) struct Key {
    pub(super) section: String,
    pub(super) name: String,
    /// What it means, in words.
    pub(super) help: String,
    /// Its values where nobody says anything.
    pub(super) default: Vec<String>,
    /// Whether there may be several.
    pub(super) several: bool,
    /// Whether it must not be shown.
    pub(super) secret: bool,
    arg: Arg,
}

/// Section and key of a flag that stands under a heading.
pub(super) fn name_of(arg: &Arg) -> Option<(String, String)> {
    let (section, flag) = (arg.get_help_heading()?, arg.get_long()?);
    let name = flag.strip_prefix(section).and_then(|rest| rest.strip_prefix('-')).unwrap_or(flag);
    Some((section.to_owned(), name.replace('-', "_")))
}

/// All of them in the order of their sections, each once however many commands have it.
pub(super) fn of(command: &Command) -> Vec<Key> {
    let mut keys = Vec::new();
    collect(command, &mut keys);
    let order: Vec<String> = keys.iter().map(|key: &Key| key.section.clone()).collect();
    keys.sort_by_key(|key| order.iter().position(|section| *section == key.section));
    keys
}

fn collect(command: &Command, keys: &mut Vec<Key>) {
    for arg in command.get_arguments() {
        if let Some((section, name)) = name_of(arg)
            && !keys.iter().any(|key| key.is(&section, &name))
        {
            let default = arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned());
            let mut default: Vec<String> = default.collect();
            if matches!(arg.get_action(), ArgAction::SetTrue) {
                default = vec!["false".to_owned()];
            }
            keys.push(Key {
                section,
                name,
                help: arg.get_help().map(ToString::to_string).unwrap_or_default(),
                default,
                several: matches!(arg.get_action(), ArgAction::Append),
                secret: arg.is_hide_default_value_set(),
                arg: arg.clone(),
            });
        }
    }
    command.get_subcommands().for_each(|branch| collect(branch, keys));
}

impl Key {
    pub(super) fn is(&self, section: &str, name: &str) -> bool {
        self.section == section && self.name == name
    }

    /// Whether its values are written bare: a switch's or a number's.
    pub(super) fn is_bare(&self) -> bool {
        let read = self.arg.get_value_parser().type_id();
        let numbers = [
            TypeId::of::<i16>(),
            TypeId::of::<i64>(),
            TypeId::of::<u16>(),
            TypeId::of::<u32>(),
            TypeId::of::<usize>(),
        ];
        self.is_switch() || numbers.iter().any(|number| read == *number)
    }

    fn is_switch(&self) -> bool {
        matches!(self.arg.get_action(), ArgAction::SetTrue)
    }

    /// The single values in a value, where several may stand behind one another.
    pub(super) fn parts<'v>(&self, value: &'v str) -> Vec<&'v str> {
        match self.arg.get_value_delimiter().filter(|_| self.several) {
            Some(delimiter) => value.split(delimiter).collect(),
            None => vec![value],
        }
    }

    /// What the flag says to a value that it does not take.
    pub(super) fn wrong(&self, value: &str) -> Option<String> {
        let said = Command::new("setting").no_binary_name(true).disable_help_flag(true);
        let arg = self.arg.clone().global(false).default_value(None);
        // A switch takes no value on the command line.
        let arg = if self.is_switch() {
            arg.action(ArgAction::Set).value_parser(clap::value_parser!(bool))
        } else {
            arg
        };
        let flag = self.arg.get_long().unwrap_or_default();
        let fault = said.arg(arg).try_get_matches_from([format!("--{flag}={value}")]).err()?;
        let text = fault.to_string();
        let first = text.lines().next().unwrap_or_default();
        let said = first.strip_prefix("error: ").unwrap_or(first);
        Some(if self.secret { "not a value of this kind".to_owned() } else { said.to_owned() })
    }
}

use std::collections::HashMap;

use clap::{CommandFactory as _, FromArgMatches as _};
use config::Environment;

use super::{Layers, show::shown};
use crate::{Cli, Command};

/// The layers of a file with this text and an environment with these variables.
fn layers(file: &str, variables: &[(&str, &str)]) -> Result<Layers, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("court.toml");
    std::fs::write(&path, file).unwrap();
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let environment = Environment::default().source(Some(variables.collect::<HashMap<_, _>>()));
    Layers::read(Some(&path), environment).map_err(|faults| faults.to_string())
}

fn configured(file: &str, variables: &[(&str, &str)]) -> Result<clap::Command, String> {
    layers(file, variables)?.under(Cli::command()).map_err(|faults| faults.to_string())
}

fn listens(command: clap::Command, flags: &[&str]) -> String {
    let matches = command.try_get_matches_from(["sharedcourt", "serve"].iter().chain(flags)).unwrap();
    let (_, serve) = matches.subcommand().unwrap();
    serve.get_one::<std::net::SocketAddr>("listen").unwrap().to_string()
}

#[test]
fn flags_count_more_than_the_environment_and_that_more_than_a_file() {
    let file = "[serve]\nlisten = '127.0.0.1:1'\n";
    let variables = [("SHAREDCOURT__SERVE__LISTEN", "127.0.0.1:2")];
    assert_eq!(listens(configured("", &[]).unwrap(), &[]), "127.0.0.1:8080");
    assert_eq!(listens(configured(file, &[]).unwrap(), &[]), "127.0.0.1:1");
    assert_eq!(listens(configured(file, &variables).unwrap(), &[]), "127.0.0.1:2");
    assert_eq!(listens(configured(file, &variables).unwrap(), &["--listen", "127.0.0.1:3"]), "127.0.0.1:3");
}

#[test]
fn everything_that_is_unknown_or_of_the_wrong_kind_is_reported_with_its_place() {
    let file = "[serve]\nlisen = '127.0.0.1:1'\n[rate]\nperson = 'many'\n[session]\nhours = 1000\n[oidc.more]\nx = 1\n";
    let said =
        configured(file, &[("SHAREDCOURT__NOWHERE", "1"), ("SHAREDCOURT__GATEWAY__BEHIND_PROXY", "maybe")]);
    let said = said.err().unwrap();
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines.len(), 6, "{said}");
    for part in ["court.toml: serve.lisen", "rate.person", "session.hours", "oidc.more", "nowhere", "maybe"] {
        assert!(lines.iter().any(|line| line.contains(part)), "{part}: {said}");
    }
    let broken = configured("[installation]\nsecret = hush-5\n", &[]).err().unwrap();
    assert!(broken.contains("court.toml") && !broken.contains("hush"), "{broken}");
}

#[test]
fn a_value_from_a_file_reaches_every_command_that_has_its_flag() {
    let file = "[installation]\ndata = '/srv/court'\n[parts]\ncourts = ['http://a:1', 'http://b:2']\n[gateway]\nbehind_proxy = true\n";
    let command = configured(file, &[("SHAREDCOURT__PARTS__DISPATCH", "http://c:3,http://d:4")]).unwrap();
    for branch in [&["serve"][..], &["token", "officer"], &["verify", "log"], &["officer", "officer", "list"]]
    {
        let arguments = ["sharedcourt"].iter().chain(branch);
        let matches = command.clone().try_get_matches_from(arguments).unwrap();
        assert!(Cli::from_arg_matches(&matches).is_ok());
        let (_, inner) = matches.subcommand().unwrap();
        let data: &std::path::PathBuf = inner.get_one("data").unwrap();
        assert_eq!(data.to_str(), Some("/srv/court"), "{branch:?}");
    }
    let matches = command.try_get_matches_from(["sharedcourt", "serve"]).unwrap();
    let (_, serve) = matches.subcommand().unwrap();
    for part in ["courts", "dispatch"] {
        assert_eq!(serve.get_many::<http::Uri>(part).unwrap().len(), 2, "{part}");
    }
    assert!(serve.get_flag("behind_proxy"));
}

#[test]
fn sections_are_known_by_their_names_of_before() {
    let file = "[house]\ndata = '/srv/old'\nregion = '330784'\n[installation]\ndata = '/srv/court'\n[door]\nbehind_proxy = true\n";
    let command = configured(file, &[("SHAREDCOURT__HOUSE__COURT_NAME", "义乌市人民法院")]).unwrap();
    let matches = command.try_get_matches_from(["sharedcourt", "serve"]).unwrap();
    let (_, serve) = matches.subcommand().unwrap();
    let data: &std::path::PathBuf = serve.get_one("data").unwrap();
    assert_eq!(data.to_str(), Some("/srv/court"), "today's name counts");
    let text = shown(&layers(file, &[]).unwrap(), &Cli::command());
    assert!(
        text.contains("[installation]") && text.contains("330784") && !text.contains("[house]"),
        "{text}"
    );
    assert!(serve.get_flag("behind_proxy"));
}

#[test]
fn secrets_are_never_shown() {
    let file = "[installation]\nsecret = 'hush-1'\ndatabase = 'postgres://u:hush-2@h/d'\n[oidc]\nsecret = 'hush-3'\n";
    let layers = layers(file, &[("SHAREDCOURT__CLIENT__TOKEN", "hush-4")]).unwrap();
    let text = shown(&layers, &Cli::command());
    assert!(!text.contains("hush") && text.matches("\"***\"").count() == 4, "{text}");
    let help = layers.under(Cli::command()).unwrap().find_subcommand_mut("serve").unwrap().render_long_help();
    assert!(!help.to_string().contains("hush"), "{help}");
}

#[test]
fn what_is_shown_can_be_read_again() {
    let text = shown(&Layers::default(), &Cli::command());
    // Every default said aloud.
    let said: Vec<_> = text
        .lines()
        .filter(|line| !line.ends_with('=') && !line.ends_with("= []"))
        .map(|line| {
            let bare = line
                .strip_prefix("# ")
                .filter(|rest| rest.split_once(" = ").is_some_and(|(key, _)| !key.contains(' ')));
            bare.unwrap_or(line)
        })
        .collect();
    let said = said.join("\n");
    assert!(said.contains("\nlisten = "), "{said}");
    let read = layers(&said, &[]).unwrap();
    assert!(read.under(Cli::command()).is_ok(), "{said}");
}

#[test]
fn the_reference_in_the_docs_is_what_the_program_shows() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sharedcourt.toml");
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == shown(&Layers::default(), &Cli::command()),
        "docs/sharedcourt.toml is not what `sharedcourt config show` prints"
    );
}

/// Whether `serve` could start with this file.
fn checked(file: &str) -> Result<(), String> {
    let matches = configured(file, &[])?.try_get_matches_from(["sharedcourt", "serve"]).unwrap();
    let Ok(Cli { command: Command::Serve(serve), .. }) = Cli::from_arg_matches(&matches) else {
        unreachable!()
    };
    serve.check().map_err(|failure| failure.to_string())
}

#[tokio::test]
async fn what_serve_could_not_start_with_is_reported_beforehand() {
    let ways = "[parts]\ncourts = ['http://127.0.0.1:1']\ndispatch = ['http://127.0.0.1:2']\n\
                enforcement = ['http://127.0.0.1:3']\ninvestigation = ['http://127.0.0.1:4']\nevidence = ['http://127.0.0.1:5']\n";
    assert_eq!(checked(&format!("[serve]\nroles = ['gateway']\n{ways}")), Ok(()));
    for (file, part) in [
        ("[serve]\nroles = ['gateway']\n", "--courts"),
        ("[serve]\nroles = ['enforcement']\n[parts]\ncourts = ['http://127.0.0.1:1']\n", "--dispatch"),
        ("[installation]\nsecret = 'no key'\n", "密钥"),
        ("[gateway]\nallow_origin = ['*']\n", "gateway.allow_origin"),
        ("[gateway]\nallow_origin = ['https://desk.example/']\n", "gateway.allow_origin"),
        ("[tls]\ncert = 'x.pem'\n", "--tls-key"),
        ("[oidc]\nissuer = 'https://id.example'\n", "--public-url"),
    ] {
        let said = checked(file).unwrap_err();
        assert!(said.contains(part), "{file}: {said}");
    }
}

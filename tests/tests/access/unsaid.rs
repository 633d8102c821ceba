//! What is protected is repeated in no refusal and written in the clear into no file and no log line, whatever the method: every
//! protected field of every request is filled with a mark, in good form and in bad, and the mark is looked for.

use std::{
    io,
    path::Path,
    sync::{Arc, Mutex},
};

use kit::{access::Role, domain::Timestamp};
use prost::Message as _;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};
use proto::access::v1::{Door, Sensitivity};

use crate::world::{Side, State, World, id_of_call, methods};

/// What is put into a protected field and must be found nowhere; in good form where there is one.
const GOOD: [(Sensitivity, &str); 4] = [
    (Sensitivity::IdentityNumber, "34052419800101001X"),
    (Sensitivity::Phone, "13957912468"),
    (Sensitivity::Whereabouts, "东阳市三单乡前田村七弄暗记号"),
    (Sensitivity::Account, "6222021208001234567"),
];
const BAD: &str = "QX7-不合格暗记-340524";

/// All that is logged in this process.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What kind of protected data a field holds.
fn kind_of(field: &FieldDescriptor) -> Option<Sensitivity> {
    let option = proto::POOL.get_extension_by_name("sharedcourt.access.v1.sensitivity")?;
    let number = field.options().get_extension(&option).as_enum_number()?;
    Sensitivity::try_from(number).ok().filter(|kind| *kind != Sensitivity::Unspecified)
}

/// A message with something in every field; counts the marks.
fn filled(of: &MessageDescriptor, good: bool, depth: u8, marks: &mut u32) -> DynamicMessage {
    let mut message = DynamicMessage::new(of.clone());
    for field in of.fields().filter(|field| !field.is_map()) {
        let value = match field.kind() {
            Kind::String => Value::String(match kind_of(&field) {
                Some(kind) => {
                    *marks += 1;
                    let said = GOOD.iter().find(|(of, _)| *of == kind).map_or(BAD, |(_, mark)| mark);
                    if good { said } else { BAD }.to_owned()
                }
                None => plain(field.name()),
            }),
            Kind::Message(inner) => match inner.full_name() {
                "google.protobuf.Timestamp" => Value::Message(moment(&inner)),
                "google.type.Date" => Value::Message(day(&inner)),
                name if name.starts_with("sharedcourt.") && depth > 0 => {
                    Value::Message(filled(&inner, good, depth - 1, marks))
                }
                _ => continue,
            },
            Kind::Enum(kinds) => match kinds.values().find(|value| value.number() > 0) {
                Some(value) => Value::EnumNumber(value.number()),
                None => continue,
            },
            Kind::Int32 => Value::I32(1),
            Kind::Int64 => Value::I64(1),
            Kind::Double => Value::F64(29.0),
            _ => continue,
        };
        let value = if field.is_list() { Value::List(vec![value]) } else { value };
        message.set_field(&field, value);
    }
    message
}

fn plain(name: &str) -> String {
    match name {
        "request_id" => id_of_call(),
        "case_number" => "（2023）浙0783执123号".to_owned(),
        "region_code" => "330783201203".to_owned(),
        "display_name" => "王五".to_owned(),
        "etag" => String::new(),
        _ => "tasks/0190f5a2-7c1e-7000-8000-000000000001".to_owned(),
    }
}

fn moment(of: &MessageDescriptor) -> DynamicMessage {
    let mut message = DynamicMessage::new(of.clone());
    message.set_field_by_name("seconds", Value::I64(Timestamp::now().to_timestamp().seconds));
    message
}

fn day(of: &MessageDescriptor) -> DynamicMessage {
    let mut message = DynamicMessage::new(of.clone());
    for (name, number) in [("year", 2026), ("month", 3), ("day", 2)] {
        message.set_field_by_name(name, Value::I32(number));
    }
    message
}

fn marked(bytes: &[u8]) -> Option<&'static str> {
    let marks = GOOD.iter().map(|(_, mark)| *mark).chain([BAD]);
    marks.into_iter().find(|mark| bytes.windows(mark.len()).any(|part| part == mark.as_bytes()))
}

fn files_below(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files_below(&path, found) } else { found.push(path) }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_protected_is_said_back_nowhere() {
    let lines = Lines::default();
    let log = lines.clone();
    let subscriber = tracing_subscriber::fmt().json().with_writer(move || log.clone());
    // Another test of this process may have been first; then its lines are not ours to read.
    let ours = subscriber.try_init().is_ok();
    let world = World::demo().await;
    let (mut marks, mut calls, mut done, mut faults) = (0, 0, 0, Vec::new());
    for (method, access) in methods() {
        if method.is_client_streaming()
            || matches!(access.door(), Door::Devices | Door::Internal | Door::Unspecified)
        {
            continue;
        }
        for good in [true, false] {
            for role in Role::ALL {
                if access.door() == Door::Roles && !access.roles().any(|named| named == role.to_contract()) {
                    continue;
                }
                let message = filled(&method.input(), good, 4, &mut marks).encode_to_vec();
                let said = world.statement(role, State::Active, Side::Inside);
                let answer = world.ask(&method, Some(&said), &message).await;
                calls += 1;
                done += u32::from(answer.code == tonic::Code::Ok);
                for text in [answer.status.0.as_bytes(), &answer.status.1] {
                    if let Some(mark) = marked(text) {
                        faults.push(format!(
                            "{} {role:?}: {mark} in {}",
                            method.full_name(),
                            answer.status.0
                        ));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(marks > 200 && calls > 1000 && done > 100, "{marks} marks, {calls} calls, {done} done");

    let lines = lines.0.lock().unwrap().clone();
    assert!(!ours || !lines.is_empty(), "nothing was logged");
    assert_eq!(marked(&lines), None, "in the log");
    let mut files = Vec::new();
    files_below(world.folder(), &mut files);
    assert!(files.len() > 6, "{files:?}");
    for file in files {
        assert_eq!(marked(&std::fs::read(&file).unwrap()), None, "{}", file.display());
    }
}

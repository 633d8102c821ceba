//! Sends rows in calls of a size. The server takes all rows of a call or none; what it finds wrong is taken out and reported, and
//! the rest is sent again.

use std::{collections::BTreeSet, time::Duration};

use prost::Message;
use proto::{courts::v1 as courts, dispatch::v1 as dispatch};
use tonic::{Code, Status};
use uuid::Uuid;

use super::row::{Row, RowError};
use crate::error::{ClientError, Failure, Fault};

/// What became of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) created: i64,
    pub(super) updated: i64,
    pub(super) unchanged: i64,
    /// Of the new ones, how many name a case by a number that no case has.
    pub(super) unlinked: i64,
}

impl From<courts::ImportResult> for Counts {
    fn from(done: courts::ImportResult) -> Self {
        Self {
            created: done.created.into(),
            updated: done.updated.into(),
            unchanged: done.unchanged.into(),
            unlinked: 0,
        }
    }
}

impl From<dispatch::BatchCreateTasksResponse> for Counts {
    fn from(done: dispatch::BatchCreateTasksResponse) -> Self {
        let unchanged = i64::from(done.repeated_count);
        Self {
            created: i64::try_from(done.tasks.len()).unwrap_or(i64::MAX) - unchanged,
            updated: 0,
            unchanged,
            unlinked: 0,
        }
    }
}

/// What became of a file.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) counts: Counts,
    /// In the order of their lines.
    pub(super) bad: Vec<RowError>,
}

/// How rows are sent.
pub(super) struct Way<M> {
    /// How many at once.
    pub(super) at_once: usize,
    /// The name of the request's list, by which the server names a bad row.
    pub(super) list: &'static str,
    /// For messages put together of several lines.
    pub(super) part: Option<Part<M>>,
}

/// The parts of a message that is put together of several lines.
pub(super) struct Part<M> {
    /// The field in which they stand.
    pub(super) name: &'static str,
    /// How one of them is taken out.
    pub(super) remove: fn(&mut M, usize),
}

/// Sends rows. Of a message put together of several lines only the bad ones are taken out.
pub(super) async fn send<M: Clone>(
    rows: Vec<Row<M>>,
    mut bad: Vec<RowError>,
    way: &Way<M>,
    call: impl AsyncFn(Vec<M>) -> Result<Counts, Status>,
) -> Result<Sent, Failure> {
    let mut counts = Counts::default();
    for chunk in rows.chunks(way.at_once) {
        let mut left = chunk.to_vec();
        while !left.is_empty() {
            match patiently(|| call(left.iter().map(|row| row.message.clone()).collect())).await {
                Ok(done) => {
                    counts.created += done.created;
                    counts.updated += done.updated;
                    counts.unchanged += done.unchanged;
                    counts.unlinked += done.unlinked;
                    break;
                }
                Err(status) => {
                    let error = ClientError::from(&status);
                    let wrong = wrong_rows(&error, way.list, left.len());
                    if wrong.is_empty() {
                        return Err(error.into());
                    }
                    take_out(&mut left, &wrong, way, &mut bad);
                }
            }
        }
    }
    bad.sort_by_key(|bad| bad.line);
    Ok(Sent { counts, bad })
}

/// A fault with the row that it is about and the field within.
struct Wrong<'a> {
    row: usize,
    field: &'a str,
    fault: &'a Fault,
}

impl Wrong<'_> {
    /// The part that it is about, and the field within.
    fn part(&self, name: &str) -> Option<(usize, &str)> {
        let (part, field) = self.field.strip_prefix(name)?.strip_prefix('[')?.split_once(']')?;
        Some((part.parse().ok()?, field.trim_start_matches('.')))
    }
}

/// Which rows a refusal names.
fn wrong_rows<'a>(error: &'a ClientError, list: &str, rows: usize) -> Vec<Wrong<'a>> {
    let named = error.faults.iter().filter_map(|fault| {
        let rest = fault.field.strip_prefix(list)?.strip_prefix('[')?;
        let (row, field) = rest.split_once(']')?;
        let row = row.parse().ok().filter(|row| *row < rows)?;
        Some(Wrong { row, field: field.trim_start_matches('.').trim_start_matches("task."), fault })
    });
    named.collect()
}

/// Takes out what is wrong and notes why.
fn take_out<M>(left: &mut Vec<Row<M>>, wrong: &[Wrong<'_>], way: &Way<M>, bad: &mut Vec<RowError>) {
    let mut parts_out: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut rows_out: BTreeSet<usize> = BTreeSet::new();
    for wrong in wrong {
        let row = &left[wrong.row];
        let part = way.part.as_ref().and_then(|part| wrong.part(part.name));
        let (line, field) = match part.and_then(|(part, field)| Some((part, *row.parts.get(part)?, field))) {
            Some((part, line, field)) => {
                parts_out.insert((wrong.row, part));
                (line, field)
            }
            None => {
                rows_out.insert(wrong.row);
                (row.line, wrong.field)
            }
        };
        let field = if field.is_empty() { "-" } else { field };
        bad.push(RowError::new(line, field, &wrong.fault.reason, &wrong.fault.zh, &wrong.fault.en));
    }
    // From the last to the first, so that what is left keeps its place until it is its turn.
    for (row, part) in parts_out.into_iter().rev() {
        if let Some(part_of) = &way.part {
            (part_of.remove)(&mut left[row].message, part);
            left[row].parts.remove(part);
        }
        if left[row].parts.is_empty() {
            rows_out.insert(row);
        }
    }
    let mut place = 0;
    left.retain(|_| {
        place += 1;
        !rows_out.contains(&(place - 1))
    });
}

/// What became of one row.
pub(super) enum One {
    /// It is new.
    Created,
    /// It was there already.
    Present,
}

/// Sends rows one by one: each is a thing of its own, and one that is refused says nothing about the others. `within` is the field
/// of the request in which a row stands. A row's own id makes the call safe to repeat.
pub(super) async fn send_each<M: Message + Clone>(
    rows: Vec<Row<M>>,
    mut bad: Vec<RowError>,
    within: &str,
    call: impl AsyncFn(String, M) -> Result<One, Status>,
) -> Result<Sent, Failure> {
    let (mut counts, mut seen) = (Counts::default(), BTreeSet::new());
    for row in rows {
        let id = request_id(&row.message);
        if !seen.insert(id.clone()) {
            counts.unchanged += 1;
            continue;
        }
        match patiently(|| call(id.clone(), row.message.clone())).await {
            Ok(One::Created) => counts.created += 1,
            Ok(One::Present) => counts.unchanged += 1,
            Err(status) if is_about_the_row(&status) => {
                let error = ClientError::from(&status);
                if error.faults.is_empty() {
                    bad.push(RowError::new(row.line, "-", &error.reason, &error.zh, &error.en));
                }
                bad.extend(error.faults.iter().map(|fault| {
                    let field = fault.field.strip_prefix(within).unwrap_or(&fault.field);
                    let field = field.trim_start_matches('.');
                    let field = if field.is_empty() { "-" } else { field };
                    RowError::new(row.line, field, &fault.reason, &fault.zh, &fault.en)
                }));
            }
            Err(status) => return Err(status.into()),
        }
    }
    bad.sort_by_key(|bad| bad.line);
    Ok(Sent { counts, bad })
}

/// Calls, and retries after a second where the server limits the rate: a file is long and has time.
pub(super) async fn patiently<T, F: Future<Output = Result<T, Status>>>(
    call: impl Fn() -> F,
) -> Result<T, Status> {
    const TIMES: usize = 60;
    for _ in 0..TIMES {
        match call().await {
            Err(status) if status.code() == Code::ResourceExhausted => {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            done => return done,
        }
    }
    call().await
}

fn is_about_the_row(status: &Status) -> bool {
    matches!(
        status.code(),
        Code::InvalidArgument | Code::AlreadyExists | Code::FailedPrecondition | Code::NotFound
    )
}

/// A request id that is the same for the same row, so that a file can be imported again.
pub(super) fn request_id(row: &impl Message) -> String {
    const ROWS: Uuid = Uuid::from_u128(0x6d1c_63f0_9f0e_5a53_8d7d_2b9b_4b3c_7e11);
    Uuid::new_v5(&ROWS, &row.encode_to_vec()).to_string()
}

#[cfg(test)]
mod tests {
    use kit::domain::{
        reason,
        refusal::{Text, Violations},
    };

    use super::*;

    fn refusal(rows: &[u32]) -> Status {
        let mut violations = Violations::new();
        for (index, row) in rows.iter().enumerate().filter(|(_, row)| **row % 100 == 7) {
            violations.add(
                format!("rows[{index}].code"),
                reason::INVALID_VALUE,
                Text::new(format!("{row}错"), format!("{row} is wrong")),
            );
        }
        violations.into_refusal().into()
    }

    fn way<M>(at_once: usize) -> Way<M> {
        Way { at_once, list: "rows", part: None }
    }

    #[tokio::test]
    async fn of_a_message_of_several_lines_the_good_ones_are_kept() {
        let row = |line: u64, parts: &[u64]| Row { line, message: parts.to_vec(), parts: parts.to_vec() };
        let rows = vec![row(2, &[2, 3, 4]), row(5, &[5]), row(6, &[6, 7])];
        let kept = std::cell::RefCell::new(Vec::new());
        let way = Way {
            part: Some(Part {
                name: "parts",
                remove: |message: &mut Vec<u64>, part| {
                    message.remove(part);
                },
            }),
            ..way(10)
        };
        let sent = send(rows, Vec::new(), &way, async |rows: Vec<Vec<u64>>| {
            let mut violations = Violations::new();
            for (row, parts) in rows.iter().enumerate() {
                for (part, line) in parts.iter().enumerate().filter(|(_, line)| [3, 5].contains(*line)) {
                    violations.add(
                        format!("rows[{row}].parts[{part}].code"),
                        reason::INVALID_VALUE,
                        Text::new("错", format!("{line}")),
                    );
                }
            }
            violations.check()?;
            *kept.borrow_mut() = rows;
            Ok(Counts::default())
        });
        let named: Vec<_> = sent.await.unwrap().bad.iter().map(|bad| (bad.line, bad.field.clone())).collect();
        assert_eq!(named, [(3, "code".to_owned()), (5, "code".to_owned())]);
        assert_eq!(*kept.borrow(), [vec![2, 4], vec![6, 7]]);
    }

    #[tokio::test]
    async fn bad_rows_are_reported_by_their_lines_and_the_good_ones_are_kept() {
        let rows: Vec<_> =
            (0..500).map(|row| Row { line: u64::from(row) + 2, message: row, parts: Vec::new() }).collect();
        let kept = std::cell::RefCell::new(Vec::new());
        let way = way(150);
        let sent = send(rows, Vec::new(), &way, async |rows: Vec<u32>| {
            if rows.iter().any(|row| row % 100 == 7) {
                return Err(refusal(&rows));
            }
            kept.borrow_mut().extend_from_slice(&rows);
            Ok(Counts { created: i64::try_from(rows.len()).unwrap(), ..Counts::default() })
        });
        let sent = sent.await.unwrap();
        assert_eq!(sent.counts.created, 495);
        assert_eq!(sent.bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [9, 109, 209, 309, 409]);
        assert!(sent.bad.iter().all(|bad| bad.field == "code" && bad.reason == "INVALID_VALUE"));
        assert_eq!(kept.borrow().len(), 495);
    }

    #[tokio::test]
    async fn what_is_not_about_a_row_ends_the_import() {
        let rows = vec![Row { line: 2, message: 1u32, parts: Vec::new() }];
        let sent = send(rows, Vec::new(), &way(10), async |_| Err(Status::permission_denied("no"))).await;
        assert!(matches!(sent, Err(Failure::ClientError(_))));
    }
}

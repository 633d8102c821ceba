//! Sending rows in calls of a size. The house takes all rows of a call or none; what it finds wrong is taken out and told, and
//! the rest is sent again.

use prost::Message;
use proto::{courts::v1 as courts, dispatch::v1 as dispatch};
use tonic::Status;
use uuid::Uuid;

use super::file::{Bad, Row};
use crate::told::{Failure, Told};

/// What became of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) created: i64,
    pub(super) updated: i64,
    pub(super) unchanged: i64,
}

impl From<courts::ImportResult> for Counts {
    fn from(done: courts::ImportResult) -> Self {
        Self { created: done.created.into(), updated: done.updated.into(), unchanged: done.unchanged.into() }
    }
}

impl From<dispatch::BatchCreateTasksResponse> for Counts {
    fn from(done: dispatch::BatchCreateTasksResponse) -> Self {
        let unchanged = i64::from(done.repeated_count);
        Self {
            created: i64::try_from(done.tasks.len()).unwrap_or(i64::MAX) - unchanged,
            updated: 0,
            unchanged,
        }
    }
}

/// What became of a file.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) counts: Counts,
    /// In the order of their lines.
    pub(super) bad: Vec<Bad>,
}

/// Sends rows, so many at a time. `list` is the name of the request's list, by which the house names a bad row.
pub(super) async fn send<M: Clone>(
    rows: Vec<Row<M>>,
    mut bad: Vec<Bad>,
    at_once: usize,
    list: &str,
    call: impl AsyncFn(Vec<M>) -> Result<Counts, Status>,
) -> Result<Sent, Failure> {
    let mut counts = Counts::default();
    for chunk in rows.chunks(at_once) {
        let mut left: Vec<&Row<M>> = chunk.iter().collect();
        while !left.is_empty() {
            match call(left.iter().map(|row| row.message.clone()).collect()).await {
                Ok(done) => {
                    counts.created += done.created;
                    counts.updated += done.updated;
                    counts.unchanged += done.unchanged;
                    break;
                }
                Err(status) => {
                    let told = Told::from(&status);
                    let wrong = wrong_rows(&told, list, left.len());
                    if wrong.is_empty() {
                        return Err(told.into());
                    }
                    for (index, field, fault) in &wrong {
                        let fault = &told.faults[*fault];
                        bad.push(Bad::new(left[*index].line, field, &fault.reason, &fault.zh, &fault.en));
                    }
                    let mut index = 0;
                    left.retain(|_| {
                        index += 1;
                        !wrong.iter().any(|(wrong, ..)| *wrong == index - 1)
                    });
                }
            }
        }
    }
    bad.sort_by_key(|bad| bad.line);
    Ok(Sent { counts, bad })
}

/// Which rows a refusal names: place in the call, field, place among the faults.
fn wrong_rows(told: &Told, list: &str, rows: usize) -> Vec<(usize, String, usize)> {
    let named = told.faults.iter().enumerate().filter_map(|(place, fault)| {
        let rest = fault.field.strip_prefix(list)?.strip_prefix('[')?;
        let (index, field) = rest.split_once(']')?;
        let index = index.parse().ok().filter(|index| *index < rows)?;
        let field = field.trim_start_matches('.').trim_start_matches("task.");
        Some((index, if field.is_empty() { "-" } else { field }.to_owned(), place))
    });
    named.collect()
}

/// A request id that is the same for the same row, so that a file can be imported again.
pub(super) fn request_id(row: &impl Message) -> String {
    const ROWS: Uuid = Uuid::from_u128(0x6d1c_63f0_9f0e_5a53_8d7d_2b9b_4b3c_7e11);
    Uuid::new_v5(&ROWS, &row.encode_to_vec()).to_string()
}

#[cfg(test)]
mod tests {
    use kit::refusal::{Text, Violations};

    use super::*;

    fn refusal(rows: &[u32]) -> Status {
        let mut violations = Violations::new();
        for (index, row) in rows.iter().enumerate().filter(|(_, row)| **row % 100 == 7) {
            violations.add(
                format!("rows[{index}].code"),
                "WRONG",
                Text::new(format!("{row}错"), format!("{row} is wrong")),
            );
        }
        violations.into_refusal().into()
    }

    #[tokio::test]
    async fn bad_rows_are_told_by_their_lines_and_the_good_ones_are_kept() {
        let rows: Vec<_> = (0..500).map(|row| Row { line: u64::from(row) + 2, message: row }).collect();
        let kept = std::cell::RefCell::new(Vec::new());
        let sent = send(rows, Vec::new(), 150, "rows", async |rows: Vec<u32>| {
            if rows.iter().any(|row| row % 100 == 7) {
                return Err(refusal(&rows));
            }
            kept.borrow_mut().extend_from_slice(&rows);
            Ok(Counts { created: i64::try_from(rows.len()).unwrap(), ..Counts::default() })
        });
        let sent = sent.await.unwrap();
        assert_eq!(sent.counts.created, 495);
        assert_eq!(sent.bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [9, 109, 209, 309, 409]);
        assert!(sent.bad.iter().all(|bad| bad.field == "code" && bad.reason == "WRONG"));
        assert_eq!(kept.borrow().len(), 495);
    }

    #[tokio::test]
    async fn what_is_not_about_a_row_ends_the_import() {
        let rows = vec![Row { line: 2, message: 1u32 }];
        let sent = send(rows, Vec::new(), 10, "rows", async |_| Err(Status::permission_denied("no"))).await;
        assert!(matches!(sent, Err(Failure::Told(_))));
    }
}

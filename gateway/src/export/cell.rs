//! One cell of a table.

use std::fmt;

use kit::domain::Timestamp;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Whole(i64),
    Decimal(f64),
    /// Money, which is read in yuan.
    Fen(i64),
    /// A day, as `2026-03-01`.
    Day((i32, i32, i32)),
    /// A time in Beijing.
    Minute(Timestamp),
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Whole(number) => write!(f, "{number}"),
            Self::Decimal(number) => write!(f, "{number}"),
            Self::Fen(fen) => {
                let sign = if *fen < 0 { "-" } else { "" };
                let fen = fen.unsigned_abs();
                write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
            }
            Self::Day((year, month, day)) => {
                write!(f, "{year:04}")?;
                for part in [month, day].into_iter().take_while(|part| **part > 0) {
                    write!(f, "-{part:02}")?;
                }
                Ok(())
            }
            Self::Minute(at) => {
                let at = at.in_beijing();
                write!(f, "{} {:02}:{:02}", at.date(), at.hour(), at.minute())
            }
        }
    }
}

impl Cell {
    /// Its number; zero where it holds none.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a spreadsheet has no other numbers, and larger ones are texts"
    )]
    pub(super) fn number(&self) -> f64 {
        match self {
            Self::Whole(number) => *number as f64,
            Self::Fen(fen) => *fen as f64 / 100.0,
            Self::Decimal(number) => *number,
            Self::Empty | Self::Text(_) | Self::Day(_) | Self::Minute(_) => 0.0,
        }
    }

    /// About how many bytes it takes.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len() + size_of::<Self>(),
            _ => size_of::<Self>(),
        }
    }
}

//! Files through the whole installation: sent over lines that drop, to processes that die and disks that fill, read, and proved.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

mod keeping;
mod lines;
mod proving;
mod refusals;
mod sender;

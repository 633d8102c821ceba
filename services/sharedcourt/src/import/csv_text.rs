//! Records of CSV text. Spreadsheets write them well; by hand and by half-written programs they come with quotes that are never closed.
//! Such a quote costs its own record and swallows nothing of what follows.

use super::{encoding::Line, row::RowError};

/// A field may run over so many lines.
const LONGEST_FIELD: usize = 100;

/// A record with the line on which it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}

/// What a text is when it is read as one record.
#[derive(Debug, PartialEq, Eq)]
enum Scan {
    /// A whole record.
    Whole(Vec<String>),
    /// The last of so many cells has a quote that is not closed.
    Open(usize),
    /// A quote stands where none can stand.
    Stray,
}

/// The heading and the records below it; what can't be read is bad by its line. `None` where there is nothing at all.
pub(super) fn records(lines: &[Line]) -> Option<(Record, Vec<Record>, Vec<RowError>)> {
    let mut bad = Vec::new();
    let mut at = lines.iter().position(|line| !line.text.trim().is_empty())?;
    let (heading, after) = match read(lines, at, None) {
        Read::Record(record, after) => (record, after),
        Read::RowError(_) | Read::Ambiguous(_) => {
            let cells = vec![lines[at].text.clone()];
            (Record { line: lines[at].number, cells }, at + 1)
        }
    };
    let width = heading.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    let mut records = Vec::new();
    at = after;
    while at < lines.len() {
        match read(lines, at, Some(width)) {
            Read::Record(record, after) => {
                if lines[at..after].iter().any(|line| line.broken) {
                    bad.push(unreadable(lines[at].number));
                } else if record.cells.iter().any(|cell| !cell.is_empty()) {
                    records.push(record);
                }
                at = after;
            }
            Read::RowError(fault) => {
                bad.push(fault);
                at += 1;
            }
            Read::Ambiguous(after) => {
                let first = lines[at].number;
                bad.extend(lines[at..after].iter().map(|line| ambiguous(line.number, first)));
                at = after;
            }
        }
    }
    Some((heading, records, bad))
}

enum Read {
    /// A record, and the index of the line after it.
    Record(Record, usize),
    /// This line is no record.
    RowError(RowError),
    /// The lines up to this index are one record with a long field, or several with a quote too many.
    Ambiguous(usize),
}

fn read(lines: &[Line], at: usize, width: Option<usize>) -> Read {
    let number = lines[at].number;
    match scan(&lines[at].text) {
        Scan::Whole(cells) => return Read::Record(Record { line: number, cells }, at + 1),
        Scan::Stray => return Read::RowError(stray(number)),
        Scan::Open(_) => {}
    }
    // The field is closed within the record, or it is not closed at all.
    let mut text = lines[at].text.clone();
    for (end, line) in lines.iter().enumerate().skip(at + 1).take(LONGEST_FIELD) {
        text.push('\n');
        text.push_str(&line.text);
        if !line.text.contains('"') {
            continue;
        }
        match scan(&text) {
            Scan::Open(_) => {}
            Scan::Whole(cells) if width.is_none_or(|width| fits(&cells, width)) => {
                let rows = lines[at + 1..=end].iter().filter(|line| {
                    width.is_some_and(|width| match scan(&line.text) {
                        Scan::Whole(cells) => fits(&cells, width),
                        Scan::Open(cells) => cells == width,
                        Scan::Stray => false,
                    })
                });
                return if rows.count() == 0 {
                    Read::Record(Record { line: number, cells }, end + 1)
                } else {
                    Read::Ambiguous(end + 1)
                };
            }
            Scan::Whole(_) | Scan::Stray => break,
        }
    }
    Read::RowError(RowError::new(
        number,
        "-",
        "QUOTE_NOT_CLOSED",
        "这一行有一个引号没有在本行记录内闭合，未录入；后面各行不受影响。",
        "A quote of this line is not closed within its record; the lines that follow are read by themselves.",
    ))
}

fn fits(cells: &[String], width: usize) -> bool {
    cells.len() >= width && cells[width..].iter().all(String::is_empty)
}

fn stray(line: u64) -> RowError {
    RowError::new(
        line,
        "-",
        "QUOTE_STRAY",
        "这一行的引号不成对，或者写在了内容中间，未录入。含引号的内容须整体加引号，内部的引号写两遍。",
        "A quote stands within a cell; a cell with quotes is quoted whole, and quotes inside are written twice.",
    )
}

fn unreadable(line: u64) -> RowError {
    RowError::new(
        line,
        "-",
        "BYTES_UNREADABLE",
        "这一行有不能识别的字节，未录入。请核对文件编码（可用 --encoding 指明）或重新导出。",
        "This line holds bytes that can't be read; check the file's encoding.",
    )
}

fn ambiguous(line: u64, first: u64) -> RowError {
    RowError::new(
        line,
        "-",
        "QUOTE_AMBIGUOUS",
        format!("第 {first} 行的引号跨行闭合，其间又有完整的行，无法确定是一行还是多行，均未录入。"),
        format!(
            "The quote of line {first} is closed on a later line with whole rows between; none of them is entered."
        ),
    )
}

/// Reads a text as one record.
fn scan(text: &str) -> Scan {
    let mut cells = Vec::new();
    let mut rest = text;
    loop {
        let start = rest.trim_start_matches([' ', '\t']);
        let (opening, kept) = match start.strip_prefix("=\"") {
            // ="0012" is how spreadsheets are made to take digits as text.
            Some(after) => (Some(after), true),
            None => (start.strip_prefix('"'), false),
        };
        let Some(mut inside) = opening else {
            let (cell, after) =
                rest.split_once(',').map_or((rest, None), |(cell, after)| (cell, Some(after)));
            if cell.contains('"') {
                return Scan::Stray;
            }
            cells.push(cell.trim().to_owned());
            match after {
                Some(after) => rest = after,
                None => return Scan::Whole(cells),
            }
            continue;
        };
        let mut cell = String::new();
        let after = loop {
            let Some((before, after)) = inside.split_once('"') else { return Scan::Open(cells.len() + 1) };
            cell.push_str(before);
            match after.strip_prefix('"') {
                Some(more) => {
                    cell.push('"');
                    inside = more;
                }
                None => break after,
            }
        };
        cells.push(if kept { format!("=\"{cell}\"") } else { cell.trim().to_owned() });
        let after = after.trim_start_matches([' ', '\t']);
        if after.is_empty() {
            return Scan::Whole(cells);
        }
        match after.strip_prefix(',') {
            Some(after) => rest = after,
            None => return Scan::Stray,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        let lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        (1..).zip(lines).map(|(number, line)| Line { number, text: line.to_owned(), broken: false }).collect()
    }

    type Found = (Vec<(u64, Vec<String>)>, Vec<(u64, String)>);

    fn read_all(text: &str) -> Found {
        let (_, records, bad) = records(&lines(text)).unwrap();
        (
            records.into_iter().map(|record| (record.line, record.cells)).collect(),
            bad.into_iter().map(|bad| (bad.line, bad.reason)).collect(),
        )
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|&cell| cell.to_owned()).collect())
    }

    /// B1.
    #[test]
    fn a_quote_that_is_not_closed_costs_its_own_record() {
        let (rows, bad) = read_all("a,b,c\n1,2,\"x\n4,5,6\n7,8,\"y\"\n9,10,11");
        assert_eq!(rows, [row(3, &["4", "5", "6"]), row(4, &["7", "8", "y"]), row(5, &["9", "10", "11"])]);
        assert_eq!(bad, [(2, "QUOTE_NOT_CLOSED".into())]);
    }

    #[test]
    fn a_field_of_several_lines_is_taken_where_it_is_closed_within_its_record() {
        let (rows, bad) = read_all("a,b,c\n1,\"x\r\n\"\"y\"\", z\",3\n4,5,6");
        assert_eq!(
            (rows, bad.len()),
            (vec![row(2, &["1", "x\n\"y\", z", "3"]), row(4, &["4", "5", "6"])], 0)
        );
        // Two quotes that are not closed are no field of several lines.
        let (rows, bad) = read_all("a,b,c\n1,2,\"x\n4,5,6\n7,8,\"\n9,10,11");
        assert_eq!(rows, [row(5, &["9", "10", "11"])]);
        assert_eq!(bad.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 4]);
    }

    #[test]
    fn quotes_in_the_middle_are_refused_and_text_marks_are_not() {
        let (rows, bad) = read_all("a,b\n1,x\"y\n\"2\" ,=\"00,1\"\n 3, \"=\"\"04\"\"\" \n\"5\"6,7");
        assert_eq!(rows, [row(3, &["2", "=\"00,1\""]), row(4, &["3", "=\"04\""])]);
        assert_eq!(bad, [(2, "QUOTE_STRAY".into()), (5, "QUOTE_STRAY".into())]);
    }

    fn quoted(cell: &str, always: bool) -> String {
        if always || cell.contains([',', '"', '\n']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    }

    proptest! {
        /// What a writer of CSV writes is what is read.
        #[test]
        fn a_written_table_is_read_as_it_was(table in prop::collection::vec(prop::collection::vec("(|[a-z张,\"']{1,6}|x\ny\"z)", 3), 1..8), always in any::<bool>()) {
            let rows: Vec<String> = table.iter().map(|row| row.iter().map(|cell| quoted(cell, always)).collect::<Vec<_>>().join(",")).collect();
            let (found, bad) = read_all(&format!("a,b,c\n{}\n", rows.join("\n")));
            let expected: Vec<Vec<String>> = table.into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
            prop_assert!(bad.is_empty(), "{bad:?}");
            prop_assert_eq!(found.into_iter().map(|(_, cells)| cells).collect::<Vec<_>>(), expected);
        }
    }
}

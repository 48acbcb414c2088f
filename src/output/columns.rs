//! Columns of statistics: sized for text, keyed for JSON.

use super::{Out, Value};

/// Columns in a row.
pub const COLUMNS: usize = 8;

/// A number: its JSON key, and its heading in text. One of the two may show another number or none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Column {
    /// Key and number in JSON.
    pub json: Option<(&'static str, u64)>,
    /// Heading and number in text. A heading without a number leaves its column empty.
    pub text: Option<(&'static str, Option<u64>)>,
}

impl Column {
    /// The same number in text and JSON.
    pub fn new(key: &'static str, heading: &'static str, n: u64) -> Column {
        Column {
            json: Some((key, n)),
            text: Some((heading, Some(n))),
        }
    }
}

/// A row of statistics. Its title is left-aligned in the heading of the first column.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The title.
    pub title: &'static str,
    /// The numbers, each in the place of its column.
    pub columns: [Column; COLUMNS],
}

/// The layout of columns.
#[derive(Debug, Clone, Copy)]
pub struct Widths {
    /// Blanks before the first column.
    pub indent: &'static str,
    /// Their widths.
    pub columns: [usize; COLUMNS],
}

impl Widths {
    /// Widens columns for the numbers of a row, each in the column `right` of its own.
    pub fn widen(&mut self, row: &Row, right: usize) {
        for (width, column) in self.columns.iter_mut().skip(right).zip(&row.columns) {
            if let Some((_, Some(n))) = column.text {
                let digits = n.checked_ilog10().unwrap_or(0) as usize + 1;
                *width = digits.max(*width);
            }
        }
    }
}

/// Writes the members of a row in JSON; in text its two lines, the second without its newline.
pub fn show(out: &mut Out, row: &Row, widths: &Widths, write: fn(u64) -> Value<'static>) {
    if out.is_json() {
        for (key, n) in row.columns.iter().filter_map(|column| column.json) {
            out.json(key, n);
        }
    } else {
        headings(out, row, widths);
        out.line();
        numbers(out, row, widths, write);
    }
}

fn headings(out: &mut Out, row: &Row, widths: &Widths) {
    out.word(widths.indent);
    out.word(row.title);
    for (i, (column, width)) in row.columns.iter().zip(widths.columns).enumerate() {
        let heading = column.text.map(|(heading, _)| heading);
        match (i, heading) {
            (0, heading) => right(
                out,
                heading.unwrap_or("").as_bytes(),
                width - row.title.len().min(width),
            ),
            (_, Some(heading)) => {
                out.word(" ");
                right(out, heading.as_bytes(), width);
            }
            (_, None) => {}
        }
    }
}

fn numbers(out: &mut Out, row: &Row, widths: &Widths, write: fn(u64) -> Value<'static>) {
    out.word(widths.indent);
    for (i, (column, width)) in row.columns.iter().zip(widths.columns).enumerate() {
        match (i, column.text) {
            (_, Some((_, Some(n)))) => {
                let mut text = Vec::with_capacity(20);
                write(n).write_text(&mut text);
                right(out, &text, width);
                out.word(" ");
            }
            (0, _) => {
                right(out, b"", width);
                out.word(" ");
            }
            _ => {}
        }
    }
}

/// Writes `text` right-aligned in a column.
fn right(out: &mut Out, text: &[u8], width: usize) {
    for _ in text.len()..width {
        out.word(" ");
    }
    out.text("{}", text);
}

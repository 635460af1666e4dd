//! Text in columns.
//!
//! Model: Go `text/tabwriter`, set up as docker's formatter does: cells end at a tab, are 10 wide at least and 3 apart; the last
//! cell of a line belongs to no column. A column is a run of lines that have it.

const MIN_WIDTH: usize = 10;
const PADDING: usize = 3;

/// Aligns the columns of `text`.
pub fn align(text: &str) -> String {
    align_with(text, MIN_WIDTH)
}

/// The same with another minimum width of cells.
pub fn align_with(text: &str, min_width: usize) -> String {
    let lines: Vec<Vec<&str>> = text.split('\n').map(|line| line.split('\t').collect()).collect();
    let columns = lines.iter().map(|cells| cells.len() - 1).max().unwrap_or(0);
    let mut widths: Vec<Vec<usize>> = lines.iter().map(|cells| vec![0; cells.len() - 1]).collect();
    for column in 0..columns {
        let mut first = 0;
        while first < lines.len() {
            let run = lines[first..].iter().take_while(|cells| cells.len() - 1 > column).count();
            let block = first..first + run;
            let widest = lines[block.clone()].iter().map(|cells| cells[column].chars().count() + PADDING).max();
            for widths in &mut widths[block] {
                widths[column] = widest.unwrap_or(0).max(min_width);
            }
            first += run + 1;
        }
    }
    let mut out = String::with_capacity(text.len() * 2);
    for (n, (cells, widths)) in lines.iter().zip(&widths).enumerate() {
        if n > 0 {
            out.push('\n');
        }
        for (cell, width) in cells.iter().zip(widths) {
            out.push_str(cell);
            out.extend(std::iter::repeat_n(' ', width - cell.chars().count()));
        }
        out.push_str(cells.last().copied().unwrap_or_default());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns() {
        assert_eq!(align("REPOSITORY\tTAG\tSIZE\n"), "REPOSITORY   TAG       SIZE\n");
        // The last cell is no column; an empty one behind a tab makes the cell before it one.
        assert_eq!(
            align("a\tb\t\nlonger than ten\tb\t\n"),
            "a                 b         \nlonger than ten   b         \n"
        );
        // A line without the column ends the column.
        assert_eq!(align("a\tb\nplain\nlonger than ten\tb"), "a         b\nplain\nlonger than ten   b");
        assert_eq!(align("é…\tb\nabc\td"), "é…        b\nabc       d");
        assert_eq!(align(""), "");
    }
}

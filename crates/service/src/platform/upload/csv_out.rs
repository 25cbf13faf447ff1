use super::lexer::needs_guard;

/// A CSV file of these rows: UTF-8 behind a byte order mark (without it Excel spoils "é"), lines ended by CR LF.
///
/// A cell that a spreadsheet would run as a formula starts with one `'`, which our reader takes off again.
pub fn csv<Rows, Cells>(rows: Rows) -> String
where
    Rows: IntoIterator<Item = Cells>,
    Cells: IntoIterator<Item: AsRef<str>>,
{
    let mut file = "\u{feff}".to_owned();
    for row in rows {
        for (index, cell) in row.into_iter().enumerate() {
            if index > 0 {
                file.push(',');
            }
            write_cell(&mut file, cell.as_ref());
        }
        file.push_str("\r\n");
    }
    file
}

fn write_cell(file: &mut String, cell: &str) {
    let has_edge = cell.starts_with(' ') || cell.ends_with(' ');
    let is_quoted = has_edge || cell.contains([',', ';', '\t', '"', '\n', '\r']);
    if is_quoted {
        file.push('"');
    }
    if needs_guard(cell) {
        file.push('\'');
    }
    for (index, piece) in cell.split('"').enumerate() {
        if index > 0 {
            file.push_str("\"\"");
        }
        file.push_str(piece);
    }
    if is_quoted {
        file.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cells: &[&str], expected: &str) {
        assert_eq!(csv([cells]), format!("\u{feff}{expected}\r\n"));
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        check(&["100001", "Oak, \"The\" School", ""], "100001,\"Oak, \"\"The\"\" School\",");
        check(&["two\nlines", " edge"], "\"two\nlines\",\" edge\"");
    }

    #[test]
    fn formulas_are_made_harmless() {
        check(&["=1+1", "+44", "-2", "@SUM(1)"], "'=1+1,'+44,'-2,'@SUM(1)");
        check(&["\t=1", "\r=1"], "\"'\t=1\",\"'\r=1\"");
        check(&["'=1", "'Tis"], "''=1,'Tis");
    }
}

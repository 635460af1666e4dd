//! `printf` and `sprintf`.

use super::value::Value;
use crate::programs::conversion::Conversion;

/// Lays out values as `format` says. `number_format` is for numbers where a text is asked for.
pub(super) fn formatted(format: &[u8], values: &[Value], number_format: &[u8]) -> Result<Vec<u8>, String> {
    let (mut out, mut at, mut values) = (Vec::new(), 0, values.iter());
    let mut next = || values.next();
    while let Some(c) = format.get(at) {
        at += 1;
        if *c != b'%' {
            out.push(*c);
            continue;
        }
        let start = at - 1;
        let mut layout = Conversion::default();
        while format.get(at).is_some_and(|c| layout.flag(*c)) {
            at += 1;
        }
        let mut number = |at: &mut usize| -> Result<Option<i64>, String> {
            if format.get(*at) == Some(&b'*') {
                *at += 1;
                return Ok(Some(next().ok_or_else(|| few(format, start))?.number() as i64));
            }
            let digits = format[*at..].iter().take_while(|c| c.is_ascii_digit()).count();
            let value = std::str::from_utf8(&format[*at..*at + digits]).ok().and_then(|text| text.parse().ok());
            *at += digits;
            Ok(value)
        };
        layout.set_width(number(&mut at)?.unwrap_or(0));
        if format.get(at) == Some(&b'.') {
            at += 1;
            layout.set_precision(number(&mut at)?.unwrap_or(0));
        }
        while matches!(format.get(at), Some(b'l' | b'h' | b'L')) {
            at += 1;
        }
        let Some(letter) = format.get(at).copied() else {
            out.extend_from_slice(&format[start..]);
            break;
        };
        at += 1;
        if letter == b'%' {
            out.push(b'%');
            continue;
        }
        if !b"cdieEfFgGosuxX".contains(&letter) {
            out.extend_from_slice(&format[start..at]);
            continue;
        }
        let value = next().ok_or_else(|| few(format, start))?;
        out.extend(one(&layout, letter, value, number_format));
        if out.len() > 16 << 20 {
            return Err("drydock: awk texts of more than 16 MiB are not simulated".to_owned());
        }
    }
    Ok(out)
}

/// Says at which conversion the values ran out.
fn few(format: &[u8], at: usize) -> String {
    let column = String::from_utf8_lossy(&format[..at]).chars().count() + 1;
    let format = String::from_utf8_lossy(format);
    format!("not enough arguments to satisfy format string\n\t`{format}'\n\t{:column$}^ ran out for this one", "")
}

fn one(layout: &Conversion, letter: u8, value: &Value, number_format: &[u8]) -> Vec<u8> {
    match letter {
        b'c' => match value {
            Value::Number(number) => {
                let character = char::from_u32(*number as u32).map(String::from).unwrap_or_default();
                layout.pad("", character.as_bytes(), false)
            }
            value => {
                let text = value.bytes(number_format);
                let first = String::from_utf8_lossy(&text).chars().next().map(String::from).unwrap_or_default();
                layout.pad("", first.as_bytes(), false)
            }
        },
        b's' => {
            let text = value.bytes(number_format);
            // Characters, not bytes, as awk has them.
            match (layout.precision, std::str::from_utf8(&text)) {
                (Some(most), Ok(text)) => {
                    let cut: String = text.chars().take(most).collect();
                    layout.pad("", cut.as_bytes(), false)
                }
                _ => layout.text(&text),
            }
        }
        b'd' | b'i' => {
            let number = value.number();
            if !number.is_finite() {
                return layout.real(number, b'f');
            }
            let whole = number.trunc();
            layout.decimal(whole < 0.0, &format!("{:.0}", whole.abs()))
        }
        b'o' | b'x' | b'X' | b'u' => {
            let number = value.number().trunc();
            // What is no unsigned number is shown as a real one, as gawk does.
            if !(0.0..18_446_744_073_709_551_616.0).contains(&number) {
                return layout.real(number, b'g');
            }
            layout.unsigned(number as u64, letter)
        }
        _ => layout.real(value.number(), letter),
    }
}

//! Sizes for people, and widths of text.

/// `4.0K`, `12M`: powers of 1024, rounded up, as `ls -h` and `du -h` write them.
pub(super) fn human(bytes: u64) -> String {
    let mut unit = 0;
    let (mut whole, mut rest) = (bytes, false);
    let mut tenths = 0;
    while whole >= 1024 && unit < 6 {
        // Tenths of the next unit, rounded up over everything that is cut off.
        let scaled = whole * 10 + tenths;
        rest |= scaled % 1024 != 0;
        tenths = (scaled / 1024) % 10;
        whole = scaled / 1024 / 10;
        unit += 1;
    }
    if unit == 0 {
        return bytes.to_string();
    }
    if rest {
        tenths += 1;
        if tenths == 10 {
            (whole, tenths) = (whole + 1, 0);
        }
    }
    let letter = ["", "K", "M", "G", "T", "P", "E"][unit];
    if whole >= 10 {
        let whole = whole + u64::from(tenths > 0);
        return if whole == 1024 && unit < 6 {
            format!("1.0{}", ["", "K", "M", "G", "T", "P", "E"][unit + 1])
        } else {
            format!("{whole}{letter}")
        };
    }
    format!("{whole}.{tenths}{letter}")
}

/// `4.0K`, `1.4M`: as busybox writes them, rounded to the nearest tenth.
pub(super) fn busybox(bytes: u64) -> String {
    let (mut value, mut tenths, mut unit) = (bytes, 0, 0);
    while value >= 1024 && unit < 6 {
        tenths = ((value % 1024) * 10 + 512) / 1024;
        value /= 1024;
        unit += 1;
    }
    if tenths >= 10 {
        (value, tenths) = (value + 1, 0);
    }
    match unit {
        0 => value.to_string(),
        unit => format!("{value}.{tenths}{}", ["", "K", "M", "G", "T", "P", "E"][unit]),
    }
}

/// Bytes as hex digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |number: u8| char::from(b"0123456789abcdef"[usize::from(number & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// The columns that a text takes on a terminal: Chinese characters take two.
pub fn columns(text: &str) -> usize {
    let wide = |c: char| {
        matches!(c as u32,
            0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60
            | 0xffe0..=0xffe6 | 0x1f300..=0x1f64f | 0x20000..=0x3fffd)
    };
    text.chars().map(|c| if wide(c) { 2 } else { usize::from(!c.is_control()) }).sum()
}

/// A number with a unit such as `10K` or `2MB`; a bare number counts blocks of `unit` bytes.
pub(super) fn parse(text: &str, unit: u64) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u64 = text[..digits].parse().ok()?;
    let factor = match &text[digits..] {
        "" => unit,
        "c" => 1,
        "b" => 512,
        "w" => 2,
        "k" | "K" | "KiB" => 1 << 10,
        "M" | "MiB" | "m" => 1 << 20,
        "G" | "GiB" => 1 << 30,
        "kB" | "KB" => 1000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        _ => return None,
    };
    number.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    #[test]
    fn sizes_round_up() {
        let cases = [
            (0, "0"),
            (1023, "1023"),
            (1024, "1.0K"),
            (1025, "1.1K"),
            (10240, "10K"),
            (10241, "11K"),
            (63_704_232, "61M"),
            (1 << 30, "1.0G"),
            (1_048_575, "1.0M"),
        ];
        for (bytes, text) in cases {
            assert_eq!(super::human(bytes), text, "{bytes}");
        }
        for (bytes, text) in [(1_500_000, "1.4M"), (10_300, "10.1K"), (1023, "1023"), (20_480, "20.0K")] {
            assert_eq!(super::busybox(bytes), text, "{bytes}");
        }
    }
}

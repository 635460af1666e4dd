//! `base64`

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::options::{self, Value};
use super::{Context, Exit, Home, Program};
use crate::kernel::Follow;

pub(super) const BASE64: Program = Program {
    name: "base64",
    directory: "/usr/bin",
    home: Home::Both,
    usage: "[-d] [-i] [-w COLUMNS] [FILE]",
    summary: ["write bytes as text, or read them back", "把字节编码成文本，或还原"],
    run: base64,
};

/// The ordinary alphabet, with padding, as RFC 4648 has it.
const ORDINARY: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

fn base64(ctx: &mut Context<'_>) -> Exit {
    let long = [("decode", 'd', Value::No), ("ignore-garbage", 'i', Value::No), ("wrap", 'w', Value::Yes)];
    let options = match options::parse(ctx, "diw:", &long, 1) {
        Ok(options) => options,
        Err(status) => return Ok(status),
    };
    if let Some(extra) = options.operands.get(1) {
        let message = format!("extra operand '{}'", String::from_utf8_lossy(extra));
        return Ok(options::wrong_operands(ctx, &message, 1));
    }
    let mut width = 76;
    if let Some(text) = options.value('w') {
        let text = String::from_utf8_lossy(text).into_owned();
        match text.parse() {
            Ok(number) => width = number,
            Err(_) => {
                ctx.complain(format_args!("invalid wrap size: '{text}'"));
                return Ok(1);
            }
        }
    }
    let file = options.operands.first().cloned().unwrap_or_else(|| b"-"[..].into());
    let bytes = match ctx.input(&file)? {
        Ok(bytes) => bytes,
        Err(error) => {
            let name = String::from_utf8_lossy(&file).into_owned();
            let what = if ctx.busybox() && ctx.stat(&file, Follow::Yes).is_ok() { "read error" } else { &name };
            ctx.complain(format_args!("{what}: {error}"));
            return Ok(1);
        }
    };
    if options.has('d') {
        // Busybox passes over what stands for nothing.
        decode(ctx, &bytes, options.has('i') || ctx.busybox());
        return ctx.exit(1);
    }
    let text = ORDINARY.encode(&bytes);
    if width == 0 {
        ctx.out(text);
    } else {
        for line in text.as_bytes().chunks(width) {
            ctx.line(line);
        }
    }
    Ok(0)
}

/// Prints what a text stands for, as far as it stands for something.
fn decode(ctx: &mut Context<'_>, text: &[u8], ignore: bool) {
    let known = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'=');
    let text: Vec<u8> =
        text.iter().copied().filter(|c| if ignore { known(c) } else { !matches!(c, b'\n' | b'\r') }).collect();
    // Groups of four end at a padded one; what follows begins anew.
    for group in text.chunks(4) {
        match ORDINARY.decode(group) {
            Ok(bytes) => ctx.out(bytes),
            Err(_) if ctx.busybox() => {
                ctx.complain(format_args!("truncated input"));
                return;
            }
            Err(_) => {
                // What the whole characters of the group hold comes out before the complaint.
                let valid = group.iter().take_while(|c| known(c) && **c != b'=').count();
                let mut padded = group[..valid].to_vec();
                padded.resize(4, b'A');
                if let (2.., Ok(bytes)) = (valid, ORDINARY.decode(padded)) {
                    ctx.out(&bytes[..valid * 6 / 8]);
                }
                ctx.complain(format_args!("invalid input"));
                return;
            }
        }
    }
}

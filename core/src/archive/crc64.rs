//! CRC-64 with the ISO polynomial, as Go's `hash/crc64` computes it: the checksum of file bodies in tar-split records.

const TABLE: [u64; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        let mut c = i as u64;
        let mut bit = 0;
        while bit < 8 {
            c = if c & 1 == 1 { 0xd800_0000_0000_0000 ^ (c >> 1) } else { c >> 1 };
            bit += 1;
        }
        table[i] = c;
        i += 1;
    }
    table
};

/// The checksum of `bytes`, most significant byte first.
pub fn crc64(bytes: &[u8]) -> [u8; 8] {
    let sum = bytes.iter().fold(!0_u64, |c, b| TABLE[usize::from(c as u8 ^ b)] ^ (c >> 8));
    (!sum).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A vector of tar-split's own tests (`tar/storage/packer_test.go`).
    #[test]
    fn public_vector() {
        assert_eq!(crc64(b"imma hurr til I derp"), [0x02, 0x74, 0xa4, 0xb1, 0xab, 0xec, 0x6b, 0x4e]);
        assert_eq!(crc64(b""), [0; 8]);
    }
}

//! The variables that awk itself knows, by their numbers.

/// Their names.
pub(super) const NAMES: [&str; 18] = [
    "NF",
    "NR",
    "FNR",
    "FS",
    "OFS",
    "RS",
    "ORS",
    "SUBSEP",
    "FILENAME",
    "RSTART",
    "RLENGTH",
    "CONVFMT",
    "OFMT",
    "ENVIRON",
    "ARGC",
    "ARGV",
    "RT",
    "IGNORECASE",
];

pub(super) const NF: usize = 0;
pub(super) const NR: usize = 1;
pub(super) const FNR: usize = 2;
pub(super) const FS: usize = 3;
pub(super) const OFS: usize = 4;
pub(super) const RS: usize = 5;
pub(super) const ORS: usize = 6;
pub(super) const SUBSEP: usize = 7;
pub(super) const FILENAME: usize = 8;
pub(super) const RSTART: usize = 9;
pub(super) const RLENGTH: usize = 10;
pub(super) const CONVFMT: usize = 11;
pub(super) const OFMT: usize = 12;
pub(super) const ENVIRON: usize = 13;
pub(super) const ARGC: usize = 14;
pub(super) const ARGV: usize = 15;
pub(super) const RT: usize = 16;
pub(super) const IGNORECASE: usize = 17;

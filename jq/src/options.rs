//! The command line of jq 1.6, as far as it is simulated.

/// How values are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Everything on one line (`-c`).
    Compact,
    /// Indented by this many blanks; 2 unless `--indent` says otherwise.
    Blanks(usize),
    /// Indented by tabs (`--tab`).
    Tabs,
}

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) filter: String,
    pub(crate) files: Vec<String>,
    pub(crate) layout: Layout,
    /// `-r`, `-j`: strings without quotes.
    pub(crate) raw: bool,
    /// `-j`: no newline after a value.
    pub(crate) join: bool,
    /// `-S`
    pub(crate) sort_keys: bool,
    /// `-n`
    pub(crate) null_input: bool,
    /// `-s`
    pub(crate) slurp: bool,
    /// `-R`
    pub(crate) raw_input: bool,
    /// `-e`
    pub(crate) exit_status: bool,
    /// `--arg`, `--argjson`: name, value as JSON.
    pub(crate) variables: Vec<(String, Variable)>,
}

/// The value of a variable from the command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Variable {
    /// `--arg`
    Text(String),
    /// `--argjson`
    Json(String),
}

/// Why a command line is not one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum UsageError {
    Unknown(String),
    NotSimulated(String),
    NoFilter,
    Missing(&'static str),
}

impl Options {
    pub(crate) fn parse(args: &[String]) -> Result<Self, UsageError> {
        let mut options = Self {
            filter: String::new(),
            files: Vec::new(),
            layout: Layout::Blanks(2),
            raw: false,
            join: false,
            sort_keys: false,
            null_input: false,
            slurp: false,
            raw_input: false,
            exit_status: false,
            variables: Vec::new(),
        };
        let mut filter = None;
        let mut args = args.iter();
        let mut only_files = false;
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--" if !only_files => only_files = true,
                long if long.starts_with("--") && !only_files => options.long(long, &mut args)?,
                short if short.len() > 1 && short.starts_with('-') && !only_files => {
                    short.chars().skip(1).try_for_each(|flag| options.short(flag))?;
                }
                word if filter.is_none() => filter = Some(word.to_owned()),
                word => options.files.push(word.to_owned()),
            }
        }
        options.filter = filter.ok_or(UsageError::NoFilter)?;
        Ok(options)
    }

    fn short(&mut self, flag: char) -> Result<(), UsageError> {
        match flag {
            'c' => self.layout = Layout::Compact,
            'r' => self.raw = true,
            'j' => (self.raw, self.join) = (true, true),
            'S' => self.sort_keys = true,
            'n' => self.null_input = true,
            's' => self.slurp = true,
            'R' => self.raw_input = true,
            'e' => self.exit_status = true,
            // Output is never coloured: it goes to the simulated terminal as text.
            'M' => {}
            'C' | 'a' | 'f' | 'L' => return Err(UsageError::NotSimulated(format!("-{flag}"))),
            _ => return Err(UsageError::Unknown(format!("-{flag}"))),
        }
        Ok(())
    }

    fn long<'a>(&mut self, flag: &str, args: &mut impl Iterator<Item = &'a String>) -> Result<(), UsageError> {
        let short = match flag {
            "--compact-output" => 'c',
            "--raw-output" => 'r',
            "--join-output" => 'j',
            "--sort-keys" => 'S',
            "--null-input" => 'n',
            "--slurp" => 's',
            "--raw-input" => 'R',
            "--exit-status" => 'e',
            "--monochrome-output" => 'M',
            "--tab" => {
                self.layout = Layout::Tabs;
                return Ok(());
            }
            "--indent" => {
                let wrong = UsageError::Missing("--indent takes a number from 0 to 7");
                let blanks = args.next().and_then(|n| n.parse().ok()).filter(|n| *n <= 7).ok_or(wrong)?;
                self.layout = if blanks == 0 { Layout::Compact } else { Layout::Blanks(blanks) };
                return Ok(());
            }
            "--arg" | "--argjson" => {
                let wrong = "--arg takes two parameters (e.g. --arg varname value)";
                let (Some(name), Some(value)) = (args.next(), args.next()) else {
                    return Err(UsageError::Missing(wrong));
                };
                let value = if flag == "--arg" { Variable::Text(value.clone()) } else { Variable::Json(value.clone()) };
                self.variables.push((name.clone(), value));
                return Ok(());
            }
            "--color-output" | "--ascii-output" | "--from-file" | "--stream" | "--seq" | "--slurpfile"
            | "--rawfile" | "--args" | "--jsonargs" => return Err(UsageError::NotSimulated(flag.to_owned())),
            _ => return Err(UsageError::Unknown(flag.to_owned())),
        };
        self.short(short)
    }
}

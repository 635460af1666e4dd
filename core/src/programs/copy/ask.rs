//! What `cp -i` and `mv -i` ask, and the answers.

use crate::process::Text;
use crate::programs::{Context, Wait, options};

/// The answers to come: the lines of standard input.
pub(in crate::programs) struct Answers(std::vec::IntoIter<bool>);

impl Answers {
    /// Reads all of them before anything is done, for reading may have to wait. At a terminal there is nobody to ask, which is
    /// said: the status to end with.
    pub(in crate::programs) fn read(ctx: &mut Context<'_>) -> Result<Result<Self, u8>, Wait> {
        if ctx.is_terminal(0) {
            return Ok(Err(options::not_simulated(ctx, "-i", 1)));
        }
        let text: Text = ctx.stdin()?.unwrap_or_default();
        let yes: Vec<bool> =
            text.split(|c| *c == b'\n').map(|line| line.first().is_some_and(|c| b"yY".contains(c))).collect();
        Ok(Ok(Self(yes.into_iter())))
    }

    /// Asks whether a file may be overwritten. No answer is a no.
    pub(in crate::programs) fn overwrite(&mut self, ctx: &mut Context<'_>, target: &str) -> bool {
        ctx.err(format!("{}: overwrite '{target}'? ", ctx.program));
        self.0.next().unwrap_or(false)
    }
}

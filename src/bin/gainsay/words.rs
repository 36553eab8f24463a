//! `gainsay words`

use gainsay::WordCounts;

use crate::args::{Global, WordsArgs};
use crate::input::{line_chunks, record_error, total_bytes};
use crate::output::Output;
use crate::progress;

pub(crate) fn run(args: &WordsArgs, global: &Global) -> anyhow::Result<()> {
    let output = Output::open(&args.text.output.output)?;
    let bar = progress::bytes(total_bytes(args.text.inputs.iter().map(AsRef::as_ref)), global.quiet);
    let mut counts = WordCounts::default();
    line_chunks(&args.text.inputs, &bar, |file, chunk| {
        for line in chunk.lines() {
            counts.add(line.map_err(|e| record_error(file, &e))?.1);
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    output.write_whole(counts.table(args.min_count).as_bytes())
}

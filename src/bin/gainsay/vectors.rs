//! `gainsay vectors`

use gainsay::VectorTrainer;

use crate::args::{Global, VectorsArgs};
use crate::failure::UserError;
use crate::input::{line_chunks, record_error, total_bytes};
use crate::output::Output;
use crate::progress;

pub(crate) fn run(args: &VectorsArgs, global: &Global) -> anyhow::Result<()> {
    let output = Output::open(&args.text.output.output)?;
    let bar = progress::bytes(total_bytes(args.text.inputs.iter().map(AsRef::as_ref)), global.quiet);
    let mut trainer = VectorTrainer::default();
    line_chunks(&args.text.inputs, &bar, |file, chunk| {
        for line in chunk.lines() {
            trainer.add(line.map_err(|e| record_error(file, &e))?.1);
        }
        Ok(())
    })?;
    bar.set_message("reducing");
    let table = trainer.table(args.max_words, args.dim);
    bar.finish_and_clear();
    let table = table
        .map_err(|e| UserError::new(format_args!("no vectors: {e}")).hint("give more text or a smaller `--dim`"))?;
    output.write_whole(table.as_bytes())
}

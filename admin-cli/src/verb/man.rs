//! `man`, which is hidden: the manual pages of all verbs, for `make install` and for packages.

use std::fs;
use std::io;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::Outcome;
use crate::cli::Cli;
use crate::error::Error;

/// Writes a page for the program and for each verb into a folder.
pub fn run(dir: &Path) -> Result<Outcome, Error> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    pages(&command, dir).map_err(|source| Error::Folder { path: dir.display().to_string(), source })?;
    Ok(Outcome::Done)
}

fn pages(command: &Command, dir: &Path) -> io::Result<()> {
    let version = concat!("token-meter ", env!("CARGO_PKG_VERSION"));
    // no date, so that the same code makes the same pages; an empty one would be lost, and the words behind it move up
    let man = Man::new(command.clone()).date(" ").source(version).manual("token_meter");
    fs::write(dir.join(man.get_filename()), page(&man, command)?)?;
    command.get_subcommands().filter(|verb| !verb.is_hide_set()).try_for_each(|verb| pages(verb, dir))
}

fn page(man: &Man, command: &Command) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut out)?;
    }
    if let Some(after) = command.get_after_help() {
        after_help(&after.to_string()).to_writer(&mut out)?;
    }
    Ok(out)
}

/// Paragraphs under headings; examples keep their lines.
fn after_help(text: &str) -> Roff {
    let mut roff = Roff::new();
    let (notes, examples) =
        text.split_once("Examples:\n").or_else(|| text.split_once("Example:\n")).unwrap_or((text, ""));
    // below the examples of the program itself there is more to say
    let (examples, more) = examples.split_once("\n\n").unwrap_or((examples, ""));
    let notes: Vec<&str> = [notes, more].iter().flat_map(|part| part.split("\n\n")).map(str::trim).collect();
    let notes: Vec<&str> = notes.into_iter().filter(|note| !note.is_empty()).collect();
    if !notes.is_empty() {
        roff.control("SH", ["NOTES"]);
    }
    for note in notes {
        roff.control("PP", []);
        roff.text([roman(note)]);
    }
    if !examples.is_empty() {
        roff.control("SH", ["EXAMPLES"]);
        roff.control("nf", []);
        for line in examples.lines() {
            roff.text([roman(line)]);
        }
        roff.control("fi", []);
    }
    roff
}

//! Events of a file, one by one: a line each, or the elements of one array.

use std::cell::Cell;
use std::fmt;
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use serde::de::{Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::Error;
use crate::input;

/// An event has some kilobytes: metadata of 8 KiB is the largest of it.
const LINE_BYTES_MAX: u64 = 1 << 20;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Whether more is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    On,
    Stop,
}

pub struct Events {
    path: String,
    reader: BufReader<Counting>,
    read: Rc<Cell<u64>>,
    bytes: Option<u64>,
}

/// What `each` calls: the event's number, the event, and how many bytes were read.
trait Take: FnMut(u64, &RawValue, u64) -> Result<Flow, Error> {}
impl<T: FnMut(u64, &RawValue, u64) -> Result<Flow, Error>> Take for T {}

impl Events {
    /// # Errors
    /// A file that cannot be opened.
    pub fn open(path: &str) -> Result<Self, Error> {
        let bytes =
            fs::metadata(path).ok().filter(|file| path != "-" && file.is_file()).map(|file| file.len());
        let read = Rc::new(Cell::new(0));
        let counting = Counting { inner: input::open(path)?, read: Rc::clone(&read) };
        Ok(Self { path: path.to_owned(), reader: BufReader::new(counting), read, bytes })
    }

    /// How many there are, of a file.
    pub fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    /// # Errors
    /// What is not JSON, and what `take` says.
    pub fn each(mut self, take: impl FnMut(u64, &RawValue, u64) -> Result<Flow, Error>) -> Result<(), Error> {
        match self.first_byte().map_err(|source| input::unread(&self.path, source))? {
            Some(b'[') => self.of_array(take),
            _ => self.of_lines(take),
        }
    }

    /// That is no space. What stands before it is passed over, but for the end of a line, which is counted.
    fn first_byte(&mut self) -> io::Result<Option<u8>> {
        if self.reader.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
            self.reader.consume(BYTE_ORDER_MARK.len());
        }
        Ok(self.reader.fill_buf()?.iter().copied().find(|byte| !byte.is_ascii_whitespace()))
    }

    fn of_lines(mut self, mut take: impl Take) -> Result<(), Error> {
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            let read = (&mut self.reader).take(LINE_BYTES_MAX).read_until(b'\n', &mut line);
            if read.map_err(|source| input::unread(&self.path, source))? == 0 {
                break;
            }
            if line.len() as u64 == LINE_BYTES_MAX {
                return Err(wrong(format!("event {number} has more than a mebibyte")));
            }
            let text = str::from_utf8(&line).map_err(|_| wrong(format!("event {number} is not UTF-8")))?;
            if text.trim().is_empty() {
                continue;
            }
            let event = serde_json::from_str(text)
                .map_err(|error| wrong(format!("event {number} is not JSON: {error}")))?;
            if take(number, event, self.read.get())? == Flow::Stop {
                break;
            }
        }
        Ok(())
    }

    fn of_array(self, take: impl Take) -> Result<(), Error> {
        let mut ended = Ok(());
        let elements = Elements { take, read: Rc::clone(&self.read), ended: &mut ended };
        let mut json = serde_json::Deserializer::from_reader(self.reader);
        let done = json.deserialize_seq(elements).and_then(|()| json.end());
        ended?;
        match done {
            Err(error) if error.to_string().starts_with(STOPPED) => Ok(()),
            Err(error) => Err(wrong(format!("{} is not JSON: {error}", input::shown(&self.path)))),
            Ok(()) => Ok(()),
        }
    }
}

/// How an array is left before its end.
const STOPPED: &str = "no more is wanted";

struct Elements<'a, T> {
    take: T,
    read: Rc<Cell<u64>>,
    ended: &'a mut Result<(), Error>,
}

impl<'de, T: Take> Visitor<'de> for Elements<'_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an array of events")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        let mut number = 0;
        while let Some(event) = seq.next_element::<Box<RawValue>>()? {
            number += 1;
            match (self.take)(number, &event, self.read.get()) {
                Ok(Flow::On) => {}
                Ok(Flow::Stop) => return Err(A::Error::custom(STOPPED)),
                Err(error) => {
                    *self.ended = Err(error);
                    return Err(A::Error::custom(STOPPED));
                }
            }
        }
        Ok(())
    }
}

/// How to go on is told by who knows what was charged.
fn wrong(message: String) -> Error {
    Error::Usage { message, hint: None }
}

struct Counting {
    inner: Box<dyn Read>,
    read: Rc<Cell<u64>>,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}

//! How a table is made to fit a terminal that is narrower: columns of lesser worth go, names are shortened, nothing is broken within
//! a number or a word.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A name is not shortened below this.
const NAME_MIN: usize = 12;
/// Stands for what was cut off.
const CUT: char = '…';

/// What a column needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// The widest cell.
    pub natural: usize,
    /// With names shortened, and texts broken between words.
    pub least: usize,
}

impl Need {
    /// Of a column whose cells stay whole: numbers, bars, words of a few.
    pub fn solid(cells: &[&str]) -> Self {
        let natural = widest(cells);
        Self { natural, least: natural }
    }

    /// Of names.
    pub fn names(cells: &[&str]) -> Self {
        let natural = widest(cells);
        Self { natural, least: natural.min(NAME_MIN) }
    }

    /// Of names that say little when they are cut short.
    pub fn long_names(cells: &[&str]) -> Self {
        let natural = widest(cells);
        Self { natural, least: natural.min(2 * NAME_MIN) }
    }

    /// Of texts that go on in the next line.
    pub fn words(cells: &[&str]) -> Self {
        let longest = cells.iter().flat_map(|cell| cell.split(' ')).map(width).max().unwrap_or_default();
        Self { natural: widest(cells), least: longest }
    }

    pub fn at_least(self, header: &str) -> Self {
        Self { natural: self.natural.max(width(header)), least: self.least.max(width(header)) }
    }
}

/// Which columns are shown, and how wide each is.
#[derive(Debug, PartialEq, Eq)]
pub struct Fit {
    pub kept: Vec<usize>,
    pub widths: Vec<usize>,
}

/// Columns that go, in this order, until the others fit; `None`: they do not. `gap` lies between two columns.
pub fn fit(needs: &[Need], lesser: &[usize], gap: usize, total: usize) -> Option<Fit> {
    let mut kept: Vec<usize> = (0..needs.len()).collect();
    let room = |kept: &[usize]| total.saturating_sub(gap * kept.len().saturating_sub(1));
    let mut lesser = lesser.iter();
    while kept.iter().map(|&column| needs[column].least).sum::<usize>() > room(&kept) {
        let gone = lesser.next()?;
        kept.retain(|column| column != gone);
    }
    let room = room(&kept);
    let mut widths: Vec<usize> = kept.iter().map(|&column| needs[column].natural.min(total)).collect();
    while widths.iter().sum::<usize>() > room {
        let shrinks = (0..kept.len()).filter(|&place| widths[place] > needs[kept[place]].least);
        let widest = shrinks.max_by_key(|&place| widths[place])?;
        widths[widest] -= 1;
    }
    Some(Fit { kept, widths })
}

/// Columns of a terminal that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text, or as much of its beginning as fits, with … behind it.
pub fn shortened(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    cut(text, columns.saturating_sub(1)) + &String::from(CUT).repeat(columns.min(1))
}

/// As much of the beginning as fits.
pub fn cut(text: &str, columns: usize) -> String {
    let mut taken = 0;
    text.chars()
        .take_while(|char| {
            taken += char.width().unwrap_or_default();
            taken <= columns
        })
        .collect()
}

fn widest(cells: &[&str]) -> usize {
    cells.iter().map(|cell| width(cell)).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Fit, Need, cut, fit, shortened};

    #[test]
    fn a_name_is_shortened_by_the_columns_it_takes() {
        assert_eq!(shortened("gpt-4o-mini", 11), "gpt-4o-mini");
        assert_eq!(shortened("gpt-4o-mini", 8), "gpt-4o-…");
        assert_eq!(shortened("模型模型模型", 6), "模型…");
        assert_eq!(cut("模型模型", 3), "模");
        assert_eq!(shortened("abc", 0), "");
    }

    #[test]
    fn columns_of_lesser_worth_go_before_names_are_cut_to_nothing() {
        let needs =
            [Need::names(&["a".repeat(240).as_str()]), Need::solid(&["12345678"]), Need::solid(&["[####]"])];
        assert_eq!(fit(&needs, &[2], 2, 40), Some(Fit { kept: vec![0, 1, 2], widths: vec![22, 8, 6] }));
        assert_eq!(fit(&needs, &[2], 2, 25), Some(Fit { kept: vec![0, 1], widths: vec![15, 8] }));
        assert_eq!(fit(&needs, &[2], 2, 20), None);
        assert_eq!(fit(&needs, &[2], 2, 300), Some(Fit { kept: vec![0, 1, 2], widths: vec![240, 8, 6] }));
    }

    #[test]
    fn a_text_is_broken_between_words_alone() {
        assert_eq!(Need::words(&["one three"]), Need { natural: 9, least: 5 });
    }
}
